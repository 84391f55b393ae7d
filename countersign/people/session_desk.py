"""The chat's own REST interface: scenarios, sessions, documents; every answer is judged strictly."""

import time
from collections.abc import Callable, Container
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from countersign.evidence.exchange import said
from countersign.evidence.transcript import Transcript
from countersign.people.wire import reached
from countersign.target import TrainingPaths

Words = Annotated[str, msgspec.Meta(min_length=1, pattern=r"\S")]
T = TypeVar("T")

_SHOWN = 300


class Health(msgspec.Struct, frozen=True):
    """What the chat says of itself."""

    status: str
    timestamp: datetime
    version: Words


class Config(msgspec.Struct, frozen=True):
    """What a scenario is, for whoever picks one."""

    id: Words
    description: Words
    difficulty: Words
    duration_minutes: Annotated[int, msgspec.Meta(ge=1)]
    objectives: Annotated[list[Words], msgspec.Meta(min_length=1)]
    expected_keywords: list[str] = []
    """What the coach expects to be said, where the chat tells it."""


class Scenario(msgspec.Struct, frozen=True):
    """Something to rehearse."""

    id: int
    title: Words
    config: Config
    updated_at: datetime


class Message(msgspec.Struct, frozen=True):
    """What was said in a session, as it is kept."""

    role: Literal["user", "assistant"]
    content: str


class Opened(msgspec.Struct, frozen=True):
    """A session that has just been opened."""

    id: int
    scenario_id: int
    user_id: str
    status: str
    created_at: datetime
    completed_at: datetime | None
    data: dict[str, Any]


class Kept(msgspec.Struct, frozen=True):
    """A session as the chat tells it later; where its summary stands is up to the chat."""

    id: int
    scenario_id: int
    user_id: str
    status: str
    created_at: datetime
    messages: list[Message]
    completed_at: datetime | None = None
    data: dict[str, Any] = {}
    summary: dict[str, Any] | None = None

    @property
    def summed_up(self) -> Any:
        """What the session was summed up as; None where it was not."""
        return self.summary or self.data.get("summary")

    @property
    def said(self) -> list[tuple[str, str]]:
        """Who said what, in order."""
        return [(one.role, one.content) for one in self.messages]


class Document(msgspec.Struct, frozen=True):
    """A document that belongs to a scenario."""

    filename: Words
    exists: bool
    url: Words


class Listing(msgspec.Struct, frozen=True):
    """All documents of a scenario."""

    documents: list[Document]


class Content(msgspec.Struct, frozen=True):
    """A text that belongs to a scenario."""

    content: str
    filename: Words
    size: Annotated[int, msgspec.Meta(ge=0)]


class Detail(msgspec.Struct, frozen=True):
    """Why something was refused."""

    detail: Any


class SessionDesk:
    """Asks as one person's own program would, and takes the answer for what it is."""

    def __init__(
        self,
        client: httpx.Client,
        paths: TrainingPaths,
        transcript: Transcript,
        name: str,
        took: Callable[[str, float], None],
    ) -> None:
        self._client = client
        self._paths = paths
        self._transcript = transcript
        self._name = name
        self._took = took
        self._answer: httpx.Response | None = None
        self.statuses: list[int] = []
        """How everything was answered."""

    @property
    def answer(self) -> httpx.Response:
        """How the last question was answered."""
        if self._answer is None:
            raise LookupError(f"{self._name} has asked nothing yet")
        return self._answer

    # ---- what is asked

    def health(self) -> Health:
        """How the chat says it is."""
        return _read("say how it is", self.ask("GET", self._paths.health), Health)

    def scenarios(self) -> list[Scenario]:
        """All that can be picked."""
        return _read("name the scenarios", self.ask("GET", self._paths.scenarios), list[Scenario])

    def open(self, scenario_id: object, user_id: object) -> Opened:
        """A new session."""
        answer = self.tries_to_open({"scenario_id": scenario_id, "user_id": user_id})
        return _read("open a session", answer, Opened, fine=(200, 201))

    def tries_to_open(self, order: object) -> httpx.Response:
        """Ask for a session, with whatever order."""
        return self.ask("POST", self._paths.sessions, json=order)

    def session(self, session_id: object) -> Kept:
        """What is kept of a session."""
        return _read("tell the session", self.looks_up(session_id), Kept)

    def looks_up(self, session_id: object) -> httpx.Response:
        """Ask for a session, which need not be there."""
        return self.ask("GET", f"{self._paths.sessions}/{session_id}")

    def documents(self, yaml_id: str) -> list[Document]:
        """What belongs to a scenario."""
        answer = self.ask("GET", f"{self._paths.scenarios}/{quote(yaml_id)}/documents")
        return _read("list the documents", answer, Listing).documents

    def validation(self, yaml_id: str) -> dict[str, Any]:
        """Whether a scenario is as it should be, and what is missing."""
        answer = self.ask("GET", f"{self._paths.scenarios}/{quote(yaml_id)}/validate")
        return _read("validate the scenario", answer, dict[str, Any])

    def fetches(self, yaml_id: str, filename: str) -> httpx.Response:
        """Ask for a file; the name goes over the wire as it is written here."""
        return self.ask("GET", f"{self._paths.documents}/{yaml_id}/{filename}")

    def content(self, yaml_id: str, filename: str) -> Content:
        """The text of a document."""
        answer = self.fetches(yaml_id, f"{filename}/content")
        return _read("tell the text of a document", answer, Content)

    def ask(self, method: str, path: str, **options: object) -> httpx.Response:
        """The answer to one question; how long it took is kept."""
        self._transcript.add(said(self._name, "the chat", "http", f"{method} {path}"))
        began = time.monotonic()
        answer = self._answer = reached(self._client, method, path, "the chat", **options)
        took = time.monotonic() - began
        self.statuses.append(answer.status_code)
        self._took("health" if path == self._paths.health else "answer over HTTP", took)
        body = answer.text if answer.headers.get("content-type", "").startswith("application/json") else ""
        told = body or f"{len(answer.content)} bytes of {answer.headers.get('content-type', 'nothing')}"
        gist = f"{answer.status_code} {told[:_SHOWN]}"
        self._transcript.add(said("the chat", self._name, "http", gist, took=took))
        return answer

    # ---- what it means

    def why(self) -> str:
        """Why the last question was refused, as the chat says it."""
        detail = _read("say why it refuses", self.answer, Detail, fine=range(400, 500)).detail
        return detail if isinstance(detail, str) else msgspec.json.encode(detail).decode()


def _read(what: str, answer: httpx.Response, kind: type[T], fine: Container[int] = (200,)) -> T:
    """What was answered, which must be of that kind."""
    asked = f"{answer.request.method} {answer.request.url.path}"
    if answer.status_code not in fine:
        raise AssertionError(
            f"The chat should {what}, but it answers {answer.status_code} to {asked}: "
            f"{answer.text[:_SHOWN]!r}."
        )
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except msgspec.MsgspecError as error:
        raise AssertionError(
            f"The chat should {what}, but what it answers to {asked} is not as it should be ({error}): "
            f"{answer.text[:_SHOWN]!r}."
        ) from error
