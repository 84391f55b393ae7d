"""A training chat that tests can talk to, on real sockets; its language model does as it is told."""

import asyncio
import json
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import uvicorn
from sqlalchemy import Engine, text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from websockets.sync.client import ClientConnection, connect

from countersign.sandbox.clock import Clock
from countersign.sandbox.database import open_database
from countersign.sandbox.training.settings import ChatSettings
from countersign.sandbox.training.web import training_app
from countersign.serving import PatientSocket

from ..serving import address_of, listening, wait_for

KEY = "the key of the model"
GOOD = (
    "I am so sorry about the delay. I understand how frustrating it is to wait for your order.",
    "Could you please give me your order number so that I can check the tracking with the courier?",
    "I can send you a replacement today, or refund you in full if you prefer.",
    "The parcel will arrive within two business days, and I will keep you updated.",
    "Is there anything else I can help you with? Thank you for your patience, goodbye.",
)
"""How a good trainee completes the first scenario."""


class Model:
    """A language model; the tests say what it answers to whom."""

    def __init__(self) -> None:
        self.asked: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self.answers: defaultdict[str, list[Response]] = defaultdict(list)
        self.hold: dict[str, threading.Event] = {}
        self.app = Starlette(routes=[Route("/api/v1/chat/completions", self._complete, methods=["POST"])])

    async def _complete(self, request: Request) -> Response:
        if request.headers["authorization"] != f"Bearer {KEY}":
            return Response(status_code=401)
        asked = await request.json()
        whose = asked["user"]
        self.asked[whose].append(asked)
        if held := self.hold.get(whose):
            assert await asyncio.to_thread(held.wait, 10), "nobody let the model go on"
        if self.answers[whose]:
            return self.answers[whose].pop(0)
        return completion(f"That was message {len(asked['messages'])}.")


def completion(content: object, **more: object) -> Response:
    """An answer as a language model gives it."""
    return JSONResponse({"choices": [{"message": {"role": "assistant", "content": content}, **more}]})


class Seat:
    """A trainee's socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def hears(self, *kinds: str) -> list[dict[str, Any]]:
        """The next frames, which are of these types."""
        heard = [json.loads(self.socket.recv(5)) for _ in kinds]
        assert [frame["type"] for frame in heard] == list(kinds), heard
        return heard

    def hears_nothing(self) -> None:
        """Nothing more has been said: whatever is asked next is answered next."""
        self.sends('{"type": "nothing"}')
        assert self.hears("error")[0]["metadata"]["code"] == "unknown_type"

    def is_greeted(self) -> list[dict[str, Any]]:
        return self.hears("session_start", "assistant_message")

    def sends(self, frame: str | bytes) -> None:
        self.socket.send(frame)

    def writes(self, content: object) -> None:
        self.sends(json.dumps({"type": "user_message", "content": content}))

    def talks(self, content: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Write, and be acknowledged, answered and scored."""
        self.writes(content)
        received, answer, feedback = self.hears(
            "message_received", "assistant_message", "evaluation_feedback"
        )
        return received, answer, feedback

    def is_refused(self, content: object) -> dict[str, Any]:
        self.writes(content)
        return self.hears("error")[0]

    def asks(self) -> dict[str, Any]:
        """What the session is about, and what was said."""
        self.sends('{"type": "session_start"}')
        told: dict[str, Any] = self.hears("session_info")[0]["metadata"]
        return told

    def remembers(self) -> list[tuple[str, str]]:
        return [(message["role"], message["content"]) for message in self.asks()["messages"]]


class School:
    """The chat, as one process or several; its clock, its model and its records."""

    def __init__(
        self,
        urls: list[str],
        servers: list[uvicorn.Server],
        engines: list[Engine],
        own: Engine,
        model: Model,
    ) -> None:
        self.urls = urls
        self._servers = servers
        self.engines = engines
        self.clock = Clock(own)
        self.model = model
        self._own = own
        self.web = httpx.Client(timeout=30, base_url=urls[0], trust_env=False)
        ids = self.web.get("/api/scenarios").json()
        self.scenarios = {scenario["config"]["id"]: scenario["id"] for scenario in ids}

    def opens(self, yaml_id: str = "customer_service_v1", user_id: str = "countersign-test") -> int:
        asked = {"scenario_id": self.scenarios[yaml_id], "user_id": user_id}
        return int(self.web.post("/api/sessions", json=asked).raise_for_status().json()["id"])

    @contextmanager
    def attends(self, session_id: int, process: int = 0) -> Iterator[Seat]:
        """A trainee who is connected and greeted."""
        with self.connected(session_id, process) as seat:
            seat.is_greeted()
            yield seat

    @contextmanager
    def connected(self, session_id: object, process: int = 0) -> Iterator[Seat]:
        url = f"{self.urls[process].replace('http', 'ws', 1)}/chat/{session_id}"
        with connect(url, compression=None, proxy=None, max_size=None, close_timeout=2) as socket:
            yield Seat(socket)

    def session(self, session_id: int) -> dict[str, Any]:
        told: dict[str, Any] = self.web.get(f"/api/sessions/{session_id}").raise_for_status().json()
        return told

    def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        with self._own.connect() as connection:
            return [dict(row) for row in connection.execute(text(statement), values).mappings()]

    def messages(self, session_id: int) -> list[tuple[str, str]]:
        rows = self.rows(
            "SELECT role, content FROM messages WHERE session_id = :id ORDER BY id", id=session_id
        )
        return [(row["role"], row["content"]) for row in rows]

    def forgets(self, session_id: int) -> None:
        """Remove a session from the records, as a clean-up does."""
        with self._own.begin() as connection:
            connection.execute(text("DELETE FROM messages WHERE session_id = :id"), {"id": session_id})
            connection.execute(text("DELETE FROM sessions WHERE id = :id"), {"id": session_id})

    def asked(self, session_id: int) -> list[dict[str, Any]]:
        """What the model was asked for that session."""
        return self.model.asked[f"session:{session_id}"]

    def stops(self) -> None:
        """Ask all processes to end, as an operator does."""
        for server in self._servers:
            server.should_exit = True

    def close(self) -> None:
        self.web.close()


@contextmanager
def served(apps: Sequence[Starlette]) -> Iterator[tuple[list[str], list[uvicorn.Server]]]:
    """The addresses of the apps and their servers; each is served in a thread, sockets and all."""
    with ExitStack() as opened:
        sockets = [opened.enter_context(listening()) for _ in apps]
        servers = [uvicorn.Server(_config(app)) for app in apps]
        threads = [
            threading.Thread(target=server.run, kwargs={"sockets": [sock]})
            for server, sock in zip(servers, sockets, strict=True)
        ]
        for thread in threads:
            thread.start()
        try:
            wait_for(lambda: all(server.started for server in servers) or not all(map(_lives, threads)))
            assert all(server.started for server in servers), "a server did not start"
            yield [address_of(sock) for sock in sockets], servers
        finally:
            for server in servers:
                server.should_exit = True
            for thread in threads:
                thread.join(15)
            assert not any(map(_lives, threads)), "a server did not stop"


@contextmanager
def school_of(
    database_url: str, *, processes: int = 1, model_api: str = "", **changed: Any
) -> Iterator[School]:
    """A school with that database, until the block ends."""
    model = Model()
    with ExitStack() as opened:
        [model_url], _ = opened.enter_context(served([model.app]))
        settings = ChatSettings(
            database_url=database_url, model_api=model_api or f"{model_url}/api/v1", model_key=KEY, **changed
        )
        apps = [training_app(settings) for _ in range(processes)]
        urls, servers = opened.enter_context(served(apps))
        own = open_database(database_url)
        opened.callback(own.dispose)
        school = School(urls, servers, [app.state.engine for app in apps], own, model)
        opened.callback(school.close)
        yield school


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="on",
        log_level="critical",
        ws=PatientSocket,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
    )


def _lives(thread: threading.Thread) -> bool:
    return thread.is_alive()
