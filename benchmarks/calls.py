"""What a call costs: seven turns carried as the carrier would, beside the same seven POSTs by bare httpx.

    python benchmarks/calls.py [--calls 200] [--rounds 41]

The line is a server of a few lines, in a process of its own. Both sides take turns, each with one client a
call and one SSL context for all, and only the CPU of this process counts. Then that many callers call at
once, one thread each. Ends with exit code 1 where a call costs more than 1.6 times the POSTs, or one fails.
"""

import argparse
import multiprocessing
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from statistics import median

import httpx
import uvicorn
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from countersign.carrier import Call, Number

MOST = 1.6
"""How many times the CPU of the bare POSTs a call may cost."""

TURNS = 7
_AT_A_TIME = 10
WORDS = "My name is John Smith and I would like to come tomorrow at two"
QUESTION = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Gather input="speech" action="/voice" method="POST" '
    'timeout="15" speechTimeout="auto" actionOnEmptyResult="true"><Say>What day and time would suit you? You '
    "can say, for example, tomorrow at two, or Monday morning.</Say></Gather></Response>"
)
ANSWER = Response(QUESTION, media_type="application/xml")


async def line(scope: Scope, receive: Receive, send: Send) -> None:
    """Asks the same question for ever."""
    while (await receive()).get("more_body"):
        pass
    await ANSWER(scope, receive, send)


def main() -> int:
    """Measure, print, judge."""
    options = _options()
    with _served() as url:
        number = Number(url, "+15005550100", f"AC{'0' * 32}", auth_token="not-a-real-token")
        bodies = _bodies(number)
        bare, ours, ratio = _interleaved(
            lambda: _posts(url, bodies), lambda: _call(number, next(_CALLERS)), options.rounds
        )
        seconds, failures = _at_once(number, options.calls)
    print(f"{TURNS} POSTs by bare httpx   {bare * 1000:6.2f} ms of CPU a call, {options.rounds} rounds")
    print(f"a call of {TURNS} turns       {ours * 1000:6.2f} ms of CPU a call")
    print(f"a call costs            {ratio:6.2f} times as much, of {MOST} allowed")
    print(f"{options.calls} calls at once       {seconds:6.2f} s, {len(failures)} failed")
    for failure in failures[:3]:
        print(f"  {failure}")
    return int(ratio > MOST or bool(failures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures what a call costs on top of its requests.")
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=41)
    return parser.parse_args()


@contextmanager
def _served() -> Iterator[str]:
    """The line, in a process of its own, so that its CPU is not counted."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as sock:
        server = multiprocessing.get_context("fork").Process(target=_serve, args=(sock,), daemon=True)
        server.start()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}/voice"
        finally:
            server.terminate()
            server.join(5)


def _serve(sock: socket.socket) -> None:
    config = uvicorn.Config(line, lifespan="off", log_level="warning", ws="none", access_log=False)
    uvicorn.Server(config).run(sockets=[sock])


def _bodies(number: Number) -> list[dict[str, str]]:
    """What a call posts, turn by turn."""
    with Call(number, "+12015550100", say=lambda _: None) as call:
        _converse(call)
        return [turn.params for turn in call.turns]


def _converse(call: Call) -> None:
    call.dial()
    for _ in range(TURNS - 1):
        call.speak(WORDS)


def _call(number: Number, caller: str) -> None:
    with Call(number, caller, say=lambda _: None) as call:
        _converse(call)
    if len(call.turns) != TURNS:
        raise AssertionError(f"{len(call.turns)} turns, and not {TURNS}")


_CALLERS = (f"+1201555{caller % 10_000:04d}" for caller in count())
"""Somebody else each time, as on a busy day."""

_SSL = httpx.create_ssl_context()


def _posts(url: str, bodies: list[dict[str, str]]) -> None:
    with httpx.Client(verify=_SSL, trust_env=False) as client:
        for body in bodies:
            client.post(url, data=body).raise_for_status()


def _interleaved(
    one: Callable[[], None], other: Callable[[], None], rounds: int
) -> tuple[float, float, float]:
    """CPU seconds of each, and how many times the one the other takes; the first round warms up."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds + 1):
        for kept, act in zip(taken, (one, other), strict=True):
            before = time.process_time()
            for _ in range(_AT_A_TIME):
                act()
            kept.append((time.process_time() - before) / _AT_A_TIME)
    ones, others = taken[0][1:], taken[1][1:]
    return median(ones), median(others), median(b / a for a, b in zip(ones, others, strict=True))


def _at_once(number: Number, calls: int) -> tuple[float, list[str]]:
    """How long so many calls take that are all open before the first is spoken to, and which failed."""
    failures: list[str] = []
    carried: list[int] = []
    all_open = threading.Barrier(calls, timeout=60)

    def carry(caller: int) -> None:
        try:
            with Call(number, f"+1201555{caller:04d}", say=lambda _: None) as call:
                call.dial()
                all_open.wait()
                for _ in range(TURNS - 1):
                    call.speak(WORDS)
                carried.append(len(call.turns))
        except (AssertionError, threading.BrokenBarrierError) as error:
            all_open.abort()
            failures.append(str(error) or type(error).__name__)

    threads = [threading.Thread(target=carry, args=(caller,)) for caller in range(calls)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if not failures and carried != [TURNS] * calls:
        failures.append(f"only {carried.count(TURNS)} of {calls} were carried to their end")
    return time.monotonic() - began, failures


if __name__ == "__main__":
    sys.exit(main())
