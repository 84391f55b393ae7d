"""Whoever delivers updates to the bot: Telegram, or a stranger who pretends to be it."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import msgspec

from countersign.errors import UserError
from countersign.evidence.exchange import said
from countersign.evidence.transcript import Transcript
from countersign.people.telegram_user import HeldBack
from countersign.people.wire import reached

SECRET = "X-Telegram-Bot-Api-Secret-Token"

Update = Mapping[str, Any]

DISGUISES: Mapping[str, Callable[[str], dict[str, str]]] = {
    "without the secret": lambda _: {},
    "with an empty secret": lambda _: {SECRET: ""},
    "with a wrong secret": lambda secret: {SECRET: f"{secret[:-1]}{'a' if secret[-1] != 'a' else 'b'}"},
    "with half of the secret": lambda secret: {SECRET: secret[: len(secret) // 2]},
}
"""How a stranger may try: the headers that go along."""

MUTILATIONS: Mapping[str, Callable[[Update], bytes]] = {
    "half a message": lambda update: json.dumps(update).encode()[:-9],
    "nothing at all": lambda _: b"",
    "a message without a number": lambda update: json.dumps(
        {name: value for name, value in update.items() if name != "update_id"}
    ).encode(),
    "a message whose number is a word": lambda update: json.dumps({**update, "update_id": "one"}).encode(),
    "a list of messages": lambda update: json.dumps([update]).encode(),
    "plain words": lambda _: b"Hello, bot!",
    "bytes that are no text": lambda _: b"\xff\xfe\x00",
}
"""What can arrive instead of an update."""


class Delivery(msgspec.Struct, frozen=True):
    """How the bot answered."""

    status: int
    body: str

    @property
    def refused(self) -> bool:
        """Whether whoever delivered was turned away."""
        return self.status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)

    @property
    def called_malformed(self) -> bool:
        """Whether the bot says that this is no update, and why."""
        try:
            told = msgspec.json.decode(self.body, type=dict[str, Any])
        except msgspec.MsgspecError:
            return False
        return self.status == httpx.codes.BAD_REQUEST and bool(told.get("error"))

    def described(self) -> str:
        """The answer in words."""
        return f"{self.status}: {self.body[:200]}"


class WebhookCaller:
    """Delivers at the bot's own door."""

    def __init__(self, client: httpx.Client, path: str, secret: str | None, transcript: Transcript) -> None:
        if not secret:
            raise UserError("A step posts to the webhook, but the target's onboarding has no webhook_secret.")
        self._client = client
        self._path = path
        self._secret = secret
        self._transcript = transcript
        self._last: Delivery | None = None

    @property
    def last(self) -> Delivery:
        """How the last delivery was answered."""
        if self._last is None:
            raise LookupError("nothing has been delivered in this scenario")
        return self._last

    def delivers(self, held: HeldBack, disguise: str) -> None:
        """A stranger delivers what somebody did, which stays unknown to the bot if all is well."""
        self._post(
            f"an update {disguise}", json.dumps(held.update).encode(), DISGUISES[disguise](self._secret)
        )

    def delivers_mutilated(self, held: HeldBack, mutilation: str) -> None:
        """What has become of an update on the way arrives, with the right secret."""
        self._post(mutilation, MUTILATIONS[mutilation](held.update), {SECRET: self._secret})

    def delivers_truly(self, held: HeldBack, update: Update | None = None) -> None:
        """The update arrives as Telegram delivers it, or changed by hand."""
        body = json.dumps(held.update if update is None else update).encode()
        began_at = time.time()
        self._post("an update", body, {SECRET: self._secret})
        held.was_delivered(began_at, self.last.status)

    def _post(self, what: str, body: bytes, headers: dict[str, str]) -> None:
        all_headers = {**headers, "Content-Type": "application/json"}
        self._transcript.add(said("a caller", "the bot", "webhook", what))
        answer = reached(self._client, "POST", self._path, "the bot", content=body, headers=all_headers)
        self._last = Delivery(answer.status_code, answer.text)
        self._transcript.add(said("the bot", "a caller", "webhook", self._last.described()))
