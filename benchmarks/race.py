"""How close together requests arrive: let go by the suite, and sent by threads that are started together.

One server of its own process takes the time when each request is complete. In turns, 20 requests come from
threads that are started one after the other, from threads that wait behind a barrier on warm connections,
and from the suite's own volley. Prints the median spreads side by side; exits with 1 where the volley's is
more than a thirtieth of the naive threads'.

    .venv/bin/python benchmarks/race.py
"""

import asyncio
import multiprocessing
import socket
import statistics
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

import httpx

from countersign.adversity.race import NARROW, Post, chance_of_meeting, let_go_together, volleys_needed
from countersign.people.wire import shared_ssl

REQUESTS = 20
ROUNDS = 15
GOAL = 1 / 30
BODY = b'{"update_id": 1, "message": {"text": "/start"}}'
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Timekeeper(asyncio.Protocol):
    """Answers each request, and tells when its last byte was there."""

    def __init__(self, tell: Callable[[float], None]) -> None:
        self._tell = tell
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to answer."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Whole requests end with the body's last byte."""
        self._heard += data
        while self._heard.startswith(b"GET") and b"\r\n\r\n" in self._heard:
            self._heard = self._heard.partition(b"\r\n\r\n")[2]
            self._answer()
        if self._heard.endswith(BODY):
            self._tell(time.perf_counter())
            self._heard = b""
            self._answer()

    def _answer(self) -> None:
        assert isinstance(self._transport, asyncio.WriteTransport)
        self._transport.write(_ANSWER)


def serve(listening: socket.socket, told: Connection) -> None:
    """Serve until the process is ended."""

    async def forever() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Timekeeper(told.send), sock=listening)
        await server.serve_forever()

    asyncio.run(forever())


def naive(url: str) -> None:
    """A thread for each request, started one after the other."""

    def post() -> None:
        with httpx.Client(verify=shared_ssl(), trust_env=False) as client:
            client.post(url, content=BODY)

    _run([threading.Thread(target=post) for _ in range(REQUESTS)])


def behind_a_barrier(url: str) -> None:
    """Threads that wait for each other, with connections that are open already."""
    barrier = threading.Barrier(REQUESTS)

    def post() -> None:
        with httpx.Client(verify=shared_ssl(), trust_env=False) as client:
            client.get(url)
            barrier.wait()
            client.post(url, content=BODY)

    _run([threading.Thread(target=post) for _ in range(REQUESTS)])


def volley(url: str) -> None:
    """As the suite does it."""
    let_go_together([Post(url=url, body=BODY, headers={}) for _ in range(REQUESTS)])


def _run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def spread(way: Callable[[str], None], url: str, told: Connection) -> float:
    """Seconds from the first to the last complete request."""
    way(url)
    moments: list[float] = [told.recv() for _ in range(REQUESTS)]
    return max(moments) - min(moments)


def main() -> int:
    """Measure in turns, print, and say whether the goal is reached."""
    ways = {
        "threads, started together": naive,
        "threads behind a barrier": behind_a_barrier,
        "volley": volley,
    }
    told, tell = multiprocessing.Pipe(duplex=False)
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        server = multiprocessing.get_context("fork").Process(
            target=serve, args=(listening, tell), daemon=True
        )
        server.start()
        for way in ways.values():
            spread(way, url, told)
        rounds = [[spread(way, url, told) for way in ways.values()] for _ in range(ROUNDS)]
        server.kill()
        server.join()
    medians = [statistics.median(column) for column in zip(*rounds, strict=True)]
    for name, median in zip(ways, medians, strict=True):
        chance = chance_of_meeting(REQUESTS, median, NARROW)
        print(
            f"{name:26} {median * 1000:7.2f} ms between the first and the last of {REQUESTS} (median of "
            f"{ROUNDS}); a race open for {NARROW * 1000:g} ms is met in {chance:.1%} of rounds; "
            f"{volleys_needed(chance)} make 99.9 %"
        )
    ratio = medians[-1] / medians[0]
    print(f"the volley's spread is 1/{1 / ratio:.0f} of the naive threads', of 1/{1 / GOAL:.0f} allowed")
    return int(ratio > GOAL)


if __name__ == "__main__":
    sys.exit(main())
