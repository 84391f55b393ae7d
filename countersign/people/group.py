"""A group on Telegram in which the bot is a member."""

import time

import msgspec

from countersign.evidence.exchange import said
from countersign.evidence.transcript import Transcript
from countersign.people.telegram_stage import Event, Events
from countersign.people.wire import Door
from countersign.target import Patience


class Founded(msgspec.Struct, frozen=True):
    """A group that has come into the world."""

    id: int


class Group:
    """Somebody, the bot, and what is said between them for all to read."""

    def __init__(
        self, door: Door, bot: str, member: int, name: str, transcript: Transcript, patience: Patience
    ) -> None:
        self._door = door
        self._bot = bot
        self._member = member
        self._name = name
        self._transcript = transcript
        self._patience = patience
        self._update: int | None = None
        order = {"title": f"{name} and friends", "bots": [bot], "users": [member], "admins": [bot]}
        self._id = msgspec.json.decode(
            door.ask("POST", "/backstage/groups", json=order).content, type=Founded
        ).id

    def hears(self, text: str) -> None:
        """The member writes; the bot gets to read it, since it is an administrator."""
        path = f"/backstage/groups/{self._id}/messages"
        answer = self._door.ask("POST", path, json={"user": self._member, "text": text})
        self._update = int(msgspec.json.decode(answer.content, type=dict[str, object])["update_id"])  # type: ignore[call-overload]
        self._transcript.add(said(self._name, "the group", "telegram", text))

    def what_the_bot_said(self) -> list[str]:
        """The bot's texts, when it has taken in what was written and a moment has gone by."""
        events: list[Event] = []
        deadline = time.monotonic() + self._patience.answer
        while not self._taken_in(events):
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(
                    f"The bot should take in what {self._name} wrote in a group within "
                    f"{self._patience.answer:g} s, but it did not accept the update."
                )
            events += self._news(events, left)
        events += self._news(events, self._patience.quiet)
        return [event.message.text for event in events if event.kind == "sent" and event.message]

    def dissolve(self) -> None:
        """The group is no more."""
        self._door.ask("DELETE", f"/backstage/groups/{self._id}", fine=(404,))

    def _taken_in(self, events: list[Event]) -> bool:
        return any(event.kind == "update_delivered" and event.update_id == self._update for event in events)

    def _news(self, seen: list[Event], wait: float) -> list[Event]:
        after = seen[-1].seq if seen else 0
        path, asked = f"/backstage/groups/{self._id}/events", {"bot": self._bot, "after": after, "wait": wait}
        answer = self._door.ask("GET", path, params=asked, timeout=wait + 5.0)
        return msgspec.json.decode(answer.content, type=Events).events
