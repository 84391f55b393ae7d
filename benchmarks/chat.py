"""What a trainee costs: round trips to an echo peer, beside the same by bare websockets.sync; and a crowd.

    python benchmarks/chat.py [--trainees 200] [--exchanges 3] [--rounds 21]

The echo peer is a process of its own. Both sides take turns, one connection each, with the very same frames;
ours are judged, timed and written into a transcript. Then so many trainees chat at once, one thread each,
with the sandbox's training chat: every message must be acknowledged, answered and scored, and kept. Ends with
exit code 1 where ours make less than 0.6 of the bare round trips a second, or where anybody was not served.
"""

import argparse
import asyncio
import multiprocessing
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from statistics import median

import msgspec
from websockets.asyncio.server import ServerConnection, serve
from websockets.sync.client import connect

from countersign.evidence.redaction import Redactor
from countersign.evidence.transcript import Transcript
from countersign.people.chat import Chat, Place
from countersign.session import Session
from countersign.target import Patience

LEAST = 0.6
"""The share of bare round trips a second that ours must reach."""

_AT_A_TIME = 200
_TARGET = """
environment = "sandbox"
embedded = true

[training]
offers = ["database", "model", "completion", "replay", "masking"]
patience = { answer = 60.0, quiet = 0.05 }
"""
_WORDS = "I am very sorry that your coffee machine has not arrived, and I will send a replacement today."
_FRAME = {"type": "assistant_message", "content": _WORDS, "session_id": 1}


def main() -> int:
    """Measure, print, judge."""
    options = _options()
    with _echoing() as url:
        bare, ours, ratio = _interleaved(url, options.rounds)
    print(f"bare websockets.sync {bare:8,.0f} round trips a second, {options.rounds} rounds of {_AT_A_TIME}")
    print(f"a trainee            {ours:8,.0f} round trips a second")
    print(f"which is             {ratio:8.2f} times as many, {LEAST} at least")
    seconds, failure = _crowd(options.trainees, options.exchanges)
    messages = options.trainees * options.exchanges
    print(
        f"{options.trainees} trainees at once: {messages} messages in {seconds:.1f} s, "
        f"{failure or 'all answered and kept, none lost'}"
    )
    return int(ratio < LEAST or bool(failure))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures what a trainee costs on top of a bare socket.")
    parser.add_argument("--trainees", type=int, default=200)
    parser.add_argument("--exchanges", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=21)
    return parser.parse_args()


@contextmanager
def _echoing() -> Iterator[str]:
    """A peer that sends back whatever it gets, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        peer = multiprocessing.get_context("fork").Process(target=_echo, args=(sock,), daemon=True)
        peer.start()
        try:
            yield f"ws://127.0.0.1:{sock.getsockname()[1]}/chat/1"
        finally:
            peer.terminate()
            peer.join(5)


def _echo(sock: socket.socket) -> None:
    async def answer(connection: ServerConnection) -> None:
        async for frame in connection:
            await connection.send(frame)

    async def run() -> None:
        async with serve(answer, sock=sock, compression=None):
            await asyncio.Event().wait()

    asyncio.run(run())


def _interleaved(url: str, rounds: int) -> tuple[float, float, float]:
    """Round trips a second of each, and how many times the bare ones ours are; the first round warms up."""
    frame = msgspec.json.encode(_FRAME).decode()
    chat = Chat("Amira", Place(url, 1), Patience(), Transcript(Redactor(["a-secret-that-is-known"])))
    taken: tuple[list[float], list[float]] = ([], [])
    with connect(url, compression=None, proxy=None, ping_interval=None) as connection:
        chat.connects()

        def bare() -> None:
            connection.send(frame)
            connection.recv(timeout=5.0)

        def ours() -> None:
            chat.sends(_FRAME, _WORDS)
            chat.hears("assistant_message")

        for _ in range(rounds + 1):
            for kept, trip in zip(taken, (bare, ours), strict=True):
                kept.append(_rate(trip))
        chat.leaves()
    ones, others = taken[0][1:], taken[1][1:]
    return median(ones), median(others), median(b / a for a, b in zip(ones, others, strict=True))


def _rate(trip: Callable[[], None]) -> float:
    began = time.perf_counter()
    for _ in range(_AT_A_TIME):
        trip()
    return _AT_A_TIME / (time.perf_counter() - began)


def _crowd(trainees: int, exchanges: int) -> tuple[float, str]:
    """How long so many take who chat at once with the sandbox, and what went wrong."""
    with tempfile.TemporaryDirectory(prefix="countersign-benchmark-") as home, chdir(home):
        target = Path(home, "targets", "crowd.toml")
        target.parent.mkdir()
        target.write_text(_TARGET)
        session = Session({"target": "crowd"}, Path(home, "reports"))
        try:
            session.open()
            world = session.world("a crowd of trainees")
            pilots = world.training.pilots
            pilots.gather(trainees)
            began = time.monotonic()
            failure = ""
            try:
                pilots.talk_at_once(exchanges)
                seconds = time.monotonic() - began
                pilots.each_has_own_session()
            except AssertionError as error:
                seconds, failure = time.monotonic() - began, str(error)
            finally:
                world.close()
        finally:
            session.close()
    return seconds, failure


if __name__ == "__main__":
    sys.exit(main())
