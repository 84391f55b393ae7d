"""A phone line that answers what a test says, on a real socket, and remembers what it was asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from sandbox.serving import address_of, listening, served
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from countersign.carrier import Call, Number, Signing
from countersign.carrier.dialling import DialStatus
from countersign.evidence.exchange import Exchange

CALLER = "+12015550123"
CALLED = "+15005550100"
ACCOUNT = f"AC{'0' * 32}"
TOKEN = "12345"

Script = str | Response | Callable[["Asked"], Response]


@dataclass(frozen=True)
class Asked:
    """A request as the line got it."""

    method: str
    path: str
    url: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]

    @property
    def params(self) -> dict[str, str]:
        """What the carrier said, wherever it stands."""
        return self.form if self.method == "POST" else self.query


def twiml(verbs: str, status: int = 200, **headers: str) -> Response:
    """A document of these verbs."""
    body = f'<?xml version="1.0" encoding="UTF-8"?><Response>{verbs}</Response>'
    return Response(body, status, headers, media_type="text/xml")


class ScriptedLine:
    """Answers each path with what is scripted for it, one after the other, and the last one again."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self.told: list[Exchange] = []
        self._scripts: dict[str, list[Script]] = {}
        self._calls: list[Call] = []

    def answers(self, path: str, *scripts: Script) -> None:
        """From now on."""
        self._scripts[path] = list(scripts)

    def called(self, *scripts: Script, **options: Any) -> Call:
        """A call that was dialled; what is asked first is answered by these."""
        call = self.call(*scripts, **options)
        call.dial()
        return call

    def call(
        self,
        *scripts: Script,
        signing: Signing = Signing.RIGHT,
        caller: str = CALLER,
        patience: float = 5.0,
        dial_status: DialStatus = "completed",
        **configured: Any,
    ) -> Call:
        """A call that is not dialled yet, to a number that is configured so."""
        if scripts:
            self.answers("/voice", *scripts)
        call = Call(
            Number(f"{self.url}/voice", CALLED, ACCOUNT, **configured),
            caller,
            signing=signing,
            patience=patience,
            say=self.told.append,
            name="Amira",
            dial_status=dial_status,
        )
        self._calls.append(call)
        return call

    def asked_at(self, path: str) -> list[Asked]:
        """The requests that came to that path."""
        return [asked for asked in self.asked if asked.path == path]

    @property
    def dialogue(self) -> list[str]:
        """What was said and done on the phone, as the transcript has it."""
        return [f"{one.sender}: {one.body}" for one in self.told]

    def close(self) -> None:
        """Leave no call open."""
        for call in self._calls:
            call.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        form = parse_qsl((await request.body()).decode(), keep_blank_values=True)
        query = parse_qsl(request.url.query, keep_blank_values=True)
        asked = Asked(
            request.method, request.url.path, str(request.url), dict(query), dict(form), dict(request.headers)
        )
        self.asked.append(asked)
        await self._answer(asked)(scope, receive, send)

    def _answer(self, asked: Asked) -> Response:
        scripts = self._scripts.get(asked.path)
        if not scripts:
            return Response("no such page", 404, media_type="text/plain")
        script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
        if isinstance(script, str):
            return twiml(script)
        return script if isinstance(script, Response) else script(asked)


class Switchboard:
    """One server for all tests; the line that is plugged in answers."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.line = ScriptedLine(url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            await self.line(scope, receive, send)


@contextmanager
def switchboard() -> Iterator[Switchboard]:
    """It answers until the block ends."""
    with listening() as sock:
        board = Switchboard(address_of(sock))
        with served({board: sock}):
            yield board


async def _live(receive: Receive, send: Send) -> None:
    for _ in range(2):
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
