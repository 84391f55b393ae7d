"""The user's side of the Telegram stand-in: acting as somebody, and seeing what the bot did."""

from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from countersign.people.wire import Door


class Button(msgspec.Struct, frozen=True):
    """A button under a message."""

    label: str
    data: str | None = None
    url: str | None = None
    request_contact: bool = False


class Shown(msgspec.Struct, frozen=True):
    """A message as it stands in the chat."""

    message_id: int
    text: str = ""
    buttons: list[list[Button]] = []
    keyboard: str | None = None


class Event(msgspec.Struct, frozen=True):
    """Something that happened in a chat; `seq` grows, `kind` says what it was."""

    seq: int
    at: float
    kind: str
    message: Shown | None = None
    message_id: int | None = None
    update_id: int | None = None
    callback_query_id: str | None = None
    text: str | None = None
    status: int | None = None
    reason: str | None = None
    seconds: float | None = None
    delivered_at: float | None = None
    action: str | None = None
    method: str | None = None
    description: str | None = None
    show_alert: bool = False


class Events(msgspec.Struct, frozen=True):
    """What is new in a chat."""

    events: list[Event]
    last: int


class Act(msgspec.Struct, frozen=True):
    """What a user did: the update that it became, and its place among the events of the chat."""

    seq: int
    update_id: int
    message_id: int | None = None
    callback_query_id: str | None = None
    update: dict[str, Any] | None = None
    """What the bot is to be sent, where it was held back."""


class TelegramStage:
    """The stand-in's backstage door for one bot."""

    def __init__(self, door: Door, bot: str) -> None:
        self._door = door
        self.bot = bot

    def make_user(self, user: dict[str, Any]) -> None:
        """Bring a user into the world, with the given id and names."""
        self._door.ask("POST", "/backstage/users", json=user)

    def forget_user(self, user_id: int) -> None:
        """Remove a user, the chat, and all that is still under way; harmless when that was done before."""
        self._door.ask("DELETE", f"/backstage/users/{user_id}", fine=(httpx.codes.NOT_FOUND,))

    def write(self, user_id: int, text: str, *, deliver: bool = True) -> Act:
        """The user writes to the bot; the update may be held back, for whoever delivers it."""
        return self._act(f"/backstage/users/{user_id}/messages", {"text": text, "deliver": deliver})

    def tap(
        self, user_id: int, message_id: int, label: str, *, deliver: bool = True, stale: bool = False
    ) -> Act:
        """The user taps a button of a message, or one that an old screen still shows."""
        order = {"message_id": message_id, "label": label, "deliver": deliver, "stale": stale}
        return self._act(f"/backstage/users/{user_id}/taps", order)

    def delivered(self, user_id: int, update_id: int, at: float, status: int) -> None:
        """Note that an update that was held back has been delivered, and how the bot answered it."""
        order = {"bot": self.bot, "update_id": update_id, "at": at, "status": status}
        self._door.ask("POST", f"/backstage/users/{user_id}/deliveries", json=order)

    def deliver_again(self, user_id: int, update_id: int) -> None:
        """Have Telegram deliver an update, as it does until the bot acknowledges it."""
        order = {"bot": self.bot, "copy_of": update_id}
        self._door.ask("POST", f"/backstage/users/{user_id}/updates", json=order)

    def spoil(self, user_id: int, trouble: Mapping[str, Any]) -> None:
        """Let the bot's next call about this user's chat meet a trouble, or as many as it says."""
        order = {"bot": self.bot, "chat_id": user_id, **trouble}
        self._door.ask("PUT", "/backstage/faults", json=order)

    def block(self, user_id: int, *, blocked: bool) -> None:
        """The user blocks the bot, or lets it write again."""
        order = {"bot": self.bot, "blocked": blocked}
        self._door.ask("POST", f"/backstage/users/{user_id}/blocks", json=order)

    def events(self, user_id: int, after: int, wait: float) -> Events:
        """What happened after that; waits up to `wait` seconds for the first of it."""
        answer = self._door.ask(
            "GET",
            f"/backstage/users/{user_id}/events",
            params={"bot": self.bot, "after": after, "wait": wait},
            timeout=wait + 5.0,
        )
        return msgspec.json.decode(answer.content, type=Events)

    def _act(self, path: str, order: dict[str, Any]) -> Act:
        answer = self._door.ask("POST", path, json={"bot": self.bot, **order})
        return msgspec.json.decode(answer.content, type=Act)
