"""The director's side of the OpenRouter stand-in: what a model says next, and all that it was asked."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from countersign.people.wire import Door

State = Literal["running", "held", "ended"]


class Usage(msgspec.Struct, frozen=True):
    """What an answer took: of one that was broken off, as far as it had come."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Delivered(msgspec.Struct, frozen=True):
    """What of an answer has gone out."""

    chunks: int
    text: str
    finished: bool
    """Whether its end was told."""


class ModelCall(msgspec.Struct, frozen=True):
    """One call of a product to the model, as it stands now."""

    seq: int
    at: float
    id: str
    whose: str
    method: str
    path: str
    headers: dict[str, str]
    body: Any
    model: str
    stream: bool
    state: State
    end: Literal["answered", "refused", "failed", "cut", "left"] | None
    """How it ended: "left" where the product went away, "failed" where the model broke off in its answer."""
    ended_at: float | None
    status: int | None
    error: dict[str, Any] | None
    content: str
    """All that the model had to say, whether it came to it or not."""
    finish_reason: str | None
    usage: Usage | None
    delivered: Delivered

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The conversation that the model was sent."""
        found = self.body.get("messages") if isinstance(self.body, dict) else None
        return found if isinstance(found, list) else []

    @property
    def text(self) -> str:
        """Everything that the model was sent, as JSON: what must not be there is in no field of it."""
        return msgspec.json.encode(self.body).decode()


class _Calls(msgspec.Struct, frozen=True):
    requests: list[ModelCall]


class _Waiting(msgspec.Struct, frozen=True):
    waiting: int


class ModelStage:
    """The stand-in's backstage door; `whose` is what a product passes on as OpenAI's `user`."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def script(self, whose: str, *answers: Mapping[str, Any]) -> None:
        """Say what the next calls are answered with, in order; after that the model speaks for itself."""
        self._door.ask("POST", "/backstage/scripts", json={"whose": whose, "answers": answers})

    def says(self, whose: str, *contents: str) -> None:
        """Let the next answers be these words."""
        self.script(whose, *({"content": content} for content in contents))

    def fails(self, whose: str, status: int, *, message: str | None = None, after: int | None = None) -> None:
        """From now on each call fails; after so many chunks of the answer, where that is said."""
        error = {"status": status, **({"message": message} if message else {})}
        broken: dict[str, Any] = {"error": error, "repeat": True}
        self.script(whose, broken if after is None else {**broken, "error_after": after})

    def is_slow(self, whose: str, seconds: float) -> None:
        """From now on each answer begins only after so many seconds."""
        self.script(whose, {"delay": seconds, "repeat": True})

    def is_itself(self, whose: str) -> None:
        """Forget what was scripted and not yet said."""
        self._door.ask("DELETE", "/backstage/scripts", params={"whose": whose})

    def unsaid(self, whose: str) -> int:
        """How many scripted answers nobody has asked for yet."""
        answer = self._door.ask("GET", "/backstage/scripts", params={"whose": whose})
        return msgspec.json.decode(answer.content, type=_Waiting).waiting

    def requests(
        self, whose: str | None, *, after: int = 0, wait: float = 0.0, state: State | None = None
    ) -> list[ModelCall]:
        """The calls since then, of one or of all; waits for the first that has come to that state."""
        params: dict[str, Any] = {"after": after, "wait": wait}
        params |= {} if whose is None else {"whose": whose}
        params |= {} if state is None else {"state": state}
        answer = self._door.ask("GET", "/backstage/requests", params=params, timeout=wait + 5.0)
        return msgspec.json.decode(answer.content, type=_Calls).requests

    def held(self, whose: str, wait: float, *, after: int = 0) -> ModelCall:
        """The newest call since then whose answer is held back; a `LookupError` where none comes in time."""
        return self._newest(whose, wait, after, "held")

    def ended(self, whose: str, wait: float, *, after: int = 0) -> ModelCall:
        """The newest call since then that is over; a `LookupError` where none comes in time."""
        return self._newest(whose, wait, after, "ended")

    def release(self, call: ModelCall, chunks: int | None = None) -> None:
        """Let so many more chunks of a held answer go out, or all the rest; its end counts as one chunk."""
        params = {} if chunks is None else {"chunks": chunks}
        self._door.ask("POST", f"/backstage/streams/{call.id}/release", params=params)

    def set_models(self, *models: Mapping[str, Any]) -> None:
        """Let there be these models too: id, pricing{prompt, completion}, context_length, top_provider."""
        self._door.ask("PUT", "/backstage/models", json={"models": models})

    def withdraw_model(self, id: str) -> None:
        """Let there be a model no more."""
        self._door.ask("DELETE", "/backstage/models", params={"id": id})

    def _newest(self, whose: str, wait: float, after: int, state: State) -> ModelCall:
        found = self.requests(whose, after=after, wait=wait, state=state)
        if not found:
            raise LookupError(f"the model was asked nothing that is {state}, in the name of {whose!r}")
        return found[-1]
