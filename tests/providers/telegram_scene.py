"""A bot and its users on the Telegram stand-in, as the tests use them."""

import itertools
import queue
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

BACKSTAGE = "backstage-token"
_numbers = itertools.count(700_001)
_TLS = httpx.create_ssl_context()


class Scene:
    """Calls as one bot, and acts as its users."""

    def __init__(self, url: str, **modes: bool) -> None:
        self.url = url
        self.bot_id = next(_numbers)
        self.bot = f"countersign_{self.bot_id}_bot"
        self.token = f"{self.bot_id}:test-secret"
        self.client = httpx.Client(base_url=self.url, timeout=30.0, verify=_TLS, trust_env=False)
        self.stage = httpx.Client(
            base_url=f"{self.url}/backstage",
            headers={"Authorization": f"Bearer {BACKSTAGE}"},
            timeout=30.0,
            verify=_TLS,
            trust_env=False,
        )
        self.stage.post("/bots", json={"token": self.token, "username": self.bot, **modes}).raise_for_status()

    def close(self) -> None:
        """Hang up."""
        self.client.close()
        self.stage.close()

    def path(self, method: str) -> str:
        """Where the bot calls a method."""
        return f"/bot{self.token}/{method}"

    def ask(self, method: str, **parameters: Any) -> httpx.Response:
        """A call of the bot, in JSON."""
        return self.client.post(self.path(method), json=parameters)

    def call(self, method: str, **parameters: Any) -> Any:
        """The result of a call that must be granted."""
        answer = self.ask(method, **parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def refusal(self, method: str, **parameters: Any) -> tuple[int, str]:
        """Status and description of a call that must be refused."""
        answer = self.ask(method, **parameters)
        envelope = answer.json()
        assert envelope["ok"] is False
        assert envelope["error_code"] == answer.status_code
        return answer.status_code, envelope["description"]

    def user(self, **names: Any) -> int:
        """A new user who did nothing yet."""
        made = self.stage.post("/users", json={"first_name": "Amira", **names})
        assert made.status_code == 201, made.text
        return int(made.json()["id"])

    def guest(self) -> int:
        """A user who has started the bot."""
        user = self.user()
        self.act(user, "messages", text="/start")
        return user

    def act(self, user: int, what: str, **order: Any) -> dict[str, Any]:
        """Something the user does, and can do."""
        done = self.stage.post(f"/users/{user}/{what}", json={"bot": self.bot, **order})
        assert done.status_code == 201, done.text
        answer: dict[str, Any] = done.json()
        return answer

    def events(self, user: int, *kinds: str, after: int = 0, wait: float = 0.0) -> list[dict[str, Any]]:
        """What happened in the chat, of these kinds."""
        query: dict[str, str | float] = {"bot": self.bot, "after": after, "wait": wait}
        answer = self.stage.get(f"/users/{user}/events", params=query)
        assert answer.status_code == 200, answer.text
        return [event for event in answer.json()["events"] if not kinds or event["kind"] in kinds]

    def await_event(self, user: int, kind: str) -> dict[str, Any]:
        """The first event of that kind, waited for."""
        seen = 0
        while news := self.events(user, after=seen, wait=5.0):
            for event in news:
                if event["kind"] == kind:
                    return event
            seen = news[-1]["seq"]
        raise AssertionError(f"no {kind} came in time")


class Receiver:
    """A bot's webhook: remembers what comes, and answers as it is told, else with 200."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.came: queue.Queue[tuple[dict[str, Any], dict[str, str]]] = queue.Queue()
        self.answers: queue.Queue[Response] = queue.Queue()
        self.before_answering: Callable[[], Awaitable[None]] | None = None

    def next(self) -> dict[str, Any]:
        """The next update that comes."""
        return self.came.get(timeout=30)[0]

    async def take(self, request: Request) -> Response:
        """An update comes."""
        self.came.put((await request.json(), dict(request.headers)))
        if self.before_answering:
            await self.before_answering()
        return Response() if self.answers.empty() else self.answers.get()


class Receivers:
    """Webhooks of many bots on one server."""

    def __init__(self, serve: Callable[[Starlette], str]) -> None:
        self._by_name: dict[str, Receiver] = {}
        self._url = serve(Starlette(routes=[Route("/{name}", self._take, methods=["POST"])]))

    def another(self) -> Receiver:
        """A webhook of its own."""
        name = f"webhook{len(self._by_name)}"
        self._by_name[name] = Receiver(f"{self._url}/{name}")
        return self._by_name[name]

    async def _take(self, request: Request) -> Response:
        return await self._by_name[request.path_params["name"]].take(request)
