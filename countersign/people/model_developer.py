"""A developer whose product asks language models through OpenRouter, over the bare wire, also wrongly."""

from collections.abc import Callable, Mapping
from typing import Any

from countersign.errors import UserError
from countersign.people.model_stage import ModelStage
from countersign.people.provider_answers import Answer, ServiceWire

Request = dict[str, Any]

SHORTEST = 16
"""Tokens: the shortest answer that every model can be asked for."""
MISTAKES: Mapping[str, Callable[[Request], Request]] = {
    "with a blank model": lambda request: request | {"model": ""},
    "to a model that nobody knows": lambda request: request | {"model": "countersign/nobody-knows-it"},
    "without messages": lambda request: _without(request, "messages"),
    "with an empty list of messages": lambda request: request | {"messages": []},
    "with a message of an unknown role": lambda request: (
        request | {"messages": [{"role": "boss", "content": "Hi"}]}
    ),
    "with messages that are none": lambda request: request | {"messages": "Hi"},
    "at a temperature of 3": lambda request: request | {"temperature": 3},
    "for less than one token": lambda request: request | {"max_tokens": -1},
    "for more tokens than the model takes": lambda request: request | {"max_tokens": 100_000_000},
}
"""By what the features call them: what becomes of a request that was in order."""

FAILURES: Mapping[str, int] = {
    "has no credits left": 402,
    "asks for what is not allowed": 403,
    "asks a model that takes too long": 408,
    "asks too often": 429,
    "asks a model that is down": 502,
    "asks a model that nobody runs now": 503,
}
"""By what the features call them: what can be staged where the service is a stand-in."""


class ModelDeveloper:
    """Asks one model, in a name of the scenario's own."""

    def __init__(self, wire: ServiceWire, key: str, model: str, whose: str, stage: ModelStage | None) -> None:
        self.model = model
        self.whose = whose
        self.room = SHORTEST
        """The tokens that an answer may have."""
        self._wire = wire
        self._key = key
        self._stage = stage

    @property
    def stage(self) -> ModelStage:
        """What can be staged, where the service is a stand-in."""
        if self._stage is None:
            raise UserError("a step acts backstage at OpenRouter: tag the scenario with @needs.faults.")
        return self._stage

    def asks(self, **changes: Any) -> Answer:
        """Ask for a short answer in one piece."""
        return self._post("an answer", self._request() | changes)

    def streams(self, **changes: Any) -> Answer:
        """Ask for a short answer as a stream."""
        return self._post("an answer as a stream", self._request() | {"stream": True} | changes)

    def asks_for_much(self, *, stream: bool) -> None:
        """Ask for more than the answer may have room for."""
        words = "Count from one to one hundred in words, separated by commas."
        self._post("more than there is room for", self._request(words) | {"stream": stream})

    def tries(self, mistake: str) -> None:
        """Ask what no model can answer."""
        if mistake not in MISTAKES:
            raise LookupError(f"no model is asked {mistake!r}: known are {', '.join(MISTAKES)}")
        self._post(f"an answer {mistake}", MISTAKES[mistake](self._request()))

    def uses_unknown_key(self) -> None:
        """Ask with a key that nobody was given."""
        self._post("an answer, with an unknown key", self._request(), key=f"sk-or-v1-{'0' * 64}")

    def uses_no_key(self) -> None:
        """Ask without saying who asks."""
        self._post("an answer, without a key", self._request(), key=None)

    def looks_at_catalog(self) -> Answer:
        """Ask which models there are: anybody may, without a key."""
        return self._wire.ask("the models", "GET", "/api/v1/models")

    def fails(self, failure: str) -> None:
        """From now on every request of this name fails so."""
        if failure not in FAILURES:
            raise LookupError(f"nothing fails like {failure!r}: known are {', '.join(FAILURES)}")
        self.stage.fails(self.whose, FAILURES[failure])

    def must_wait(self, seconds: int) -> None:
        """The next request is one too many, and the answer tells how long to wait."""
        self.stage.script(self.whose, {"error": {"status": 429, "retry_after": seconds}})

    def is_told(self, *answers: str) -> None:
        """The next answers are these."""
        self.stage.says(self.whose, *answers)

    def has_little_room(self) -> None:
        """What is asked next takes far more tokens than it may have: a real model counts by itself."""
        if self._stage:
            self._stage.says(self.whose, ", ".join(f"number {number}" for number in range(1, 101)))

    def breaks_off_after(self, chunks: int) -> None:
        """The model breaks off in its next answer."""
        self.stage.script(
            self.whose, {"content": "one two three", "error": {"status": 502}, "error_after": chunks}
        )

    def leaves(self) -> None:
        """Leave nothing scripted behind: a stand-in may outlive the run."""
        if self._stage:
            self._stage.is_itself(self.whose)

    def _request(self, words: str = "Say hello in one word.") -> Request:
        return {
            "model": self.model,
            "messages": [{"role": "user", "content": words}],
            "max_tokens": self.room,
            "user": self.whose,
        }

    def _post(self, asked: str, request: Request, key: str | None = "") -> Answer:
        headers = _headers(self._key if key == "" else key)
        path = "/api/v1/chat/completions"
        return self._wire.ask(asked, "POST", path, told=str(request), json=request, headers=headers)


def _headers(key: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def _without(request: Request, field: str) -> Request:
    return {name: value for name, value in request.items() if name != field}
