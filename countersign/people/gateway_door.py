"""One customer's connection to the gateway: what was asked, and what came back, to the digit."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from countersign.errors import UserError
from countersign.evidence.exchange import said
from countersign.evidence.transcript import Transcript
from countersign.matchers.judging import quoted
from countersign.people.amounts import read_exactly
from countersign.people.wire import reached
from countersign.unanswered import why


@dataclass(frozen=True)
class Reply:
    """What the gateway answered to one request."""

    asked: str
    """As in "DELETE /user/api-keys/17"."""
    kind: str
    """As in "DELETE /user/api-keys/{id}": one name for all that differ only in which they are about."""
    status: int
    headers: Mapping[str, str]
    text: str
    took: float

    @property
    def granted(self) -> bool:
        """Whether what was asked for was done."""
        return 200 <= self.status < 300

    def body(self) -> dict[str, Any]:
        """The JSON object that was answered, its numbers as they were written."""
        told = self.told()
        if told is None:
            raise AssertionError(f"{self.asked} should be answered by a JSON object, but {self.described()}.")
        return told

    def told(self) -> dict[str, Any] | None:
        """The same, or None where it is none."""
        try:
            body = read_exactly(self.text)
        except ValueError:
            return None
        return body if isinstance(body, dict) else None

    def described(self) -> str:
        """The answer in words; a key that it holds is not repeated."""
        return f"the gateway answered {self.status} to {self.asked}: {self._shown()}"

    def in_short(self) -> str:
        """The answer for who has read the question."""
        return f"{self.status} {self._shown()}"

    def _shown(self) -> str:
        body = self.told()
        return quoted(self.text if body is None or "api_key" not in body else str({**body, "api_key": "…"}))


@dataclass
class GatewayDoor:
    """Asks as one customer, with the key that the customer uses, and keeps what was answered last."""

    name: str
    client: httpx.Client
    transcript: Transcript
    key: str | None = None
    source: str | None = None
    """The address of this machine that it comes from, where that was chosen."""
    replies: list[Reply] = field(default_factory=list)

    def ask(
        self,
        method: str,
        path: str,
        *,
        which: str = "",
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Reply:
        """The answer, whatever it is; `which` is the one thing below the path that it is about."""
        whole, kind = (f"{path}/{which}", f"{path}/{{id}}") if which else (path, path)
        self._asks(method, whole)
        began = time.monotonic()
        answer = reached(self.client, method, whole, "the gateway", headers=self.headers(headers), **options)
        took = time.monotonic() - began
        return self._note(f"{method} {whole}", f"{method} {kind}", answer, answer.text, took)

    @contextmanager
    def listening(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any
    ) -> Iterator[httpx.Response]:
        """An answer that comes little by little; leaving the block hangs up."""
        self._asks(method, path)
        try:
            with self.client.stream(method, path, headers=self.headers(headers), **options) as answer:
                yield answer
        except httpx.ConnectError as error:
            raise UserError(f"the gateway does not answer at {self.client.base_url}: {why(error)}") from error

    def headers(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """What each request bears."""
        own = {} if self.key is None else {"Authorization": f"Bearer {self.key}"}
        return {**own, **(more or {})}

    def note(self, method: str, path: str, answer: httpx.Response, text: str, took: float) -> Reply:
        """Keep an answer that has come little by little."""
        return self._note(f"{method} {path}", f"{method} {path}", answer, text, took)

    def _asks(self, method: str, path: str) -> None:
        self.transcript.add(said(self.name, "the gateway", "http", f"{method} {path}"))

    def _note(self, asked: str, kind: str, answer: httpx.Response, text: str, took: float) -> Reply:
        """Keep an answer, and write it down."""
        reply = Reply(asked, kind, answer.status_code, answer.headers, text, took)
        self.replies.append(reply)
        self.transcript.add(
            said("the gateway", self.name, "http", reply.in_short(), took=took, status=reply.status)
        )
        return reply
