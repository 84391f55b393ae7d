"""Sites are served until they shall end, however that is said, and their end is bounded."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx
import msgspec
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from countersign.errors import UserError
from countersign.hosting import (
    ORDERS_VARIABLE,
    ProvidersOrders,
    SandboxOrders,
    Site,
    address_of,
    listen,
    orders_from_environment,
    serve,
)

# A process that serves one site: what goes on in the app is put in by each test.
PROGRAM = """
import asyncio, contextlib, sys, time
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from countersign.errors import UserError
from countersign import serving
from countersign.hosting import Site, address_of, listen, serve

serving.SECONDS_TO_END = {seconds_to_end}

async def slow(request):
    print("asked", flush=True)
    await asyncio.sleep(60)

async def hanging(request):
    print("asked", flush=True)
    await asyncio.to_thread(time.sleep, 60)

@contextlib.asynccontextmanager
async def lifespan(app):
    {start}
    yield
    print("shut down", flush=True)

sock = listen()
app = Starlette(routes=[Route("/slow", slow), Route("/hanging", hanging)], lifespan=lifespan)
print(address_of(sock), flush=True)
try:
    serve(
        [Site("shop", app, sock), Site("bank", Starlette(), listen())],
        lifeline=None,
        ready=lambda: print("ready", flush=True),
        on_end=lambda: print("ended", flush=True),
    )
except UserError as error:
    sys.exit(f"countersign: {error}")
"""


@contextmanager
def program(start: str = "pass", seconds_to_end: float = 2.0) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            PROGRAM.replace("{start}", start).replace("{seconds_to_end}", str(seconds_to_end)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def greeting(words: str) -> Starlette:
    async def greet(_: Request) -> PlainTextResponse:
        return PlainTextResponse(words)

    return Starlette(routes=[Route("/", greet)])


def test_every_site_is_served_until_the_lifeline_ends() -> None:
    lifeline, held = os.pipe()
    socks = [listen(), listen()]
    urls = [address_of(sock) for sock in socks]
    sites = [Site(name, greeting(name), sock) for name, sock in zip(("shop", "bank"), socks, strict=True)]
    said: list[str] = []
    serving = threading.Thread(
        target=serve,
        args=(sites,),
        kwargs={
            "lifeline": lifeline,
            "ready": lambda: said.append("ready"),
            "on_end": lambda: said.append("ended"),
        },
    )
    serving.start()
    try:
        answers = [httpx.get(url, timeout=30) for url in urls]
        assert [answer.text for answer in answers] == ["shop", "bank"]
        assert "server" not in answers[0].headers
        assert said == ["ready"]
    finally:
        os.close(held)
        serving.join(30)
        os.close(lifeline)
    assert not serving.is_alive()
    assert said == ["ready", "ended"]
    with pytest.raises(httpx.ConnectError):
        httpx.get(urls[0], timeout=30)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_order(number: signal.Signals) -> None:
    with program() as process:
        assert line(process).startswith("http://127.0.0.1:")
        assert line(process) == "ready"

        process.send_signal(number)

        said, complained = process.communicate(timeout=60.0)
    assert said.splitlines() == ["shut down", "ended"]
    assert (process.returncode, complained) == (0, "")


def test_a_long_poll_does_not_hold_up_the_end() -> None:
    with program() as process:
        url = line(process)
        assert line(process) == "ready"
        asking = threading.Thread(target=lambda: httpx.get(f"{url}/slow", timeout=30.0))
        asking.start()
        assert line(process) == "asked"
        begun = time.monotonic()

        process.terminate()

        said, complained = process.communicate(timeout=60.0)
        asking.join(20.0)
    assert time.monotonic() - begun < 20.0
    assert said.splitlines() == ["shut down", "ended"]
    assert (process.returncode, complained) == (0, "")


def test_a_thread_that_hangs_does_not_hold_up_the_end() -> None:
    with program(seconds_to_end=0.4) as process, socket.socket() as asking:
        host, port = line(process).removeprefix("http://").split(":")
        assert line(process) == "ready"
        asking.connect((host, int(port)))
        asking.sendall(b"GET /hanging HTTP/1.1\r\nHost: shop\r\n\r\n")
        assert line(process) == "asked"
        begun = time.monotonic()

        process.terminate()

        said, _ = process.communicate(timeout=60.0)
    assert time.monotonic() - begun < 20.0
    assert said.splitlines()[-1] == "ended"


def test_a_site_that_cannot_start_ends_the_process_with_the_reason() -> None:
    with program(start="raise RuntimeError('the till is empty')") as process:
        line(process)
        said, complained = process.communicate(timeout=60.0)

    assert process.returncode == 1
    assert said.splitlines() == ["ended"]
    assert "RuntimeError: the till is empty" in complained
    assert complained.splitlines()[-1] == "shop could not start; the reason stands above."


def test_what_a_user_can_mend_comes_without_the_servers_traceback() -> None:
    with program(start="raise UserError('Fill the till.')") as process:
        line(process)
        _, complained = process.communicate(timeout=60.0)

    assert complained.splitlines()[-1] == "countersign: Fill the till."
    assert "Traceback" not in complained


def test_a_port_that_is_taken_is_named() -> None:
    with closing(listen()) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=rf"Port {port} of 127\.0\.0\.1 .*choose another port"):
            listen(port)


def test_a_port_that_is_none_is_named() -> None:
    with pytest.raises(UserError, match="Port 70000"):
        listen(70000)


def test_orders_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    orders = ProvidersOrders(
        sockets={"telegram": 3, "brevo": 4},
        lifeline=5,
        ready=6,
        backstage_token="b",
        bot_token="t",
        bot_username="u",
        driver_token="d",
        driver_username="v",
        group=-1,
        brevo_key="k",
        twilio_account="AC",
        twilio_token="w",
        openrouter_key="key",
        stripe_key="key",
        twilio_from="+15005550006",
    )
    monkeypatch.setenv(ORDERS_VARIABLE, msgspec.json.encode(orders).decode())

    assert orders_from_environment(ProvidersOrders) == orders
    assert ORDERS_VARIABLE not in os.environ
    with pytest.raises(UserError, match=f"{ORDERS_VARIABLE} is not set"):
        orders_from_environment(ProvidersOrders)


def test_orders_for_another_kind_of_service_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ORDERS_VARIABLE, '{"sockets": {}, "lifeline": 5, "ready": 6}')

    with pytest.raises(UserError, match=f"{ORDERS_VARIABLE} does not hold .*control_token"):
        orders_from_environment(SandboxOrders)
