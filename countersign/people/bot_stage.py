"""The backstage door of a Telegram stand-in, for bots of a scenario's own and for those they talk to."""

import secrets
import time
from typing import Any

import msgspec

from countersign.errors import UserError
from countersign.people.telegram_stage import Act, Event, TelegramStage
from countersign.people.wire import Door
from countersign.target import Patience

PHONE = "+12015550123"


class BotStage:
    """Registers bots, makes people for them to talk to, and lets calls go wrong."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def register(self, token: str) -> str:
        """Bring a bot into the world; its username."""
        username = f"countersign_{secrets.token_hex(8)}_bot"
        self._door.ask("POST", "/backstage/bots", json={"token": token, "username": username})
        return username

    def limit(self, bot: str) -> None:
        """From now on the flood limits hold for the bot."""
        self._door.ask("PUT", f"/backstage/bots/{bot}/flood", json={"on": True})

    def refuse_next(self, bot: str, method: str, seconds: int) -> None:
        """The bot's next call of that method is one too many, for so many seconds."""
        fault = {"bot": bot, "status": 429, "retry_after": seconds, "method": method, "times": 1}
        self._door.ask("PUT", "/backstage/faults", json=fault)

    def is_polled(self, bot: str) -> bool:
        """Whether a call of the bot waits for updates."""
        answer = self._door.ask("GET", f"/backstage/bots/{bot}")
        return bool(msgspec.json.decode(answer.content, type=dict[str, Any])["polled"])

    def group(self, bot: str, user_id: int) -> int:
        """A group in which the bot and the user are; its id."""
        answer = self._door.ask(
            "POST",
            "/backstage/groups",
            json={"title": "A group of the suite", "kind": "group", "bots": [bot], "users": [user_id]},
        )
        return int(msgspec.json.decode(answer.content, type=dict[str, Any])["id"])

    def dissolve(self, group: int) -> None:
        """The group is no more."""
        self._door.ask("DELETE", f"/backstage/groups/{group}")

    def partner(self, name: str, user_id: int, bot: str, patience: Patience) -> "ChatPartner":
        """Somebody who can be played towards the bot."""
        return ChatPartner(name, user_id, patience, TelegramStage(self._door, bot), self._door)


class ChatPartner:
    """Whom a bot talks to: played backstage, or only known by the id of a chat."""

    def __init__(
        self,
        name: str,
        chat_id: int,
        patience: Patience,
        stage: TelegramStage | None = None,
        door: Door | None = None,
    ) -> None:
        self.name = name
        self.chat_id = chat_id
        self._patience = patience
        self._played = stage
        self._door = door
        self._newest = 0
        self._tap: Act | None = None

    @property
    def _stage(self) -> TelegramStage:
        if self._played is None:
            raise UserError(f"{self.name} can't act on this target: tag the scenario with @needs.faults.")
        return self._played

    def arrives(self) -> None:
        """Get a Telegram account."""
        self._stage.make_user(
            {"id": self.chat_id, "first_name": self.name, "last_name": "Countersign", "phone": PHONE}
        )

    def leaves(self) -> None:
        """Give the account up, with all that is under way."""
        self._stage.forget_user(self.chat_id)

    def starts(self) -> None:
        """Start the bot, which lets it write; the update of it is none of the scenario's business."""
        assert self._door is not None
        order = {"bot": self._stage.bot, "text": "/start", "deliver": False}
        self._door.ask("POST", f"/backstage/users/{self.chat_id}/messages", json=order)

    def writes(self, text: str) -> Act:
        """Write to the bot."""
        act = self._stage.write(self.chat_id, text)
        self._newest = act.message_id or 0
        return act

    def writes_many(self, number: int) -> None:
        """Write so many messages, one after the other."""
        for count in range(1, number + 1):
            self.writes(f"Message {count}")

    @property
    def newest_message(self) -> int:
        """The id of what was written last."""
        return self._newest

    def taps(self, message_id: int, label: str) -> None:
        """Tap a button of a message."""
        self._tap = self._stage.tap(self.chat_id, message_id, label)

    @property
    def query_id(self) -> str:
        """The number of the last tap, by which the bot takes it in."""
        if self._tap is None or self._tap.callback_query_id is None:
            raise LookupError(f"{self.name} has not tapped a button of a message in this scenario")
        return self._tap.callback_query_id

    def sees_tap_answered(self) -> None:
        """See the button that was tapped stop waiting."""
        answered = [event.callback_query_id for event in self._seen() if event.kind == "callback_answered"]
        if answered.count(self.query_id) != 1:
            raise AssertionError(
                f"{self.name} should see the tapped button stop waiting, once, but it was answered "
                f"{answered.count(self.query_id)} times."
            )

    def blocks(self, *, blocked: bool) -> None:
        """Block the bot, or let it write again."""
        path = f"/backstage/users/{self.chat_id}/blocks"
        assert self._door is not None
        self._door.ask("POST", path, json={"bot": self._stage.bot, "blocked": blocked})

    def waits_to_read(self, text: str) -> list[str]:
        """The texts that the bot has sent, as soon as that one is among them or the time is over."""
        deadline = time.monotonic() + self._patience.answer
        seen = 0
        texts: list[str] = []
        while text not in texts and (left := deadline - time.monotonic()) > 0:
            news = self._stage.events(self.chat_id, seen, left)
            texts += [event.message.text for event in news.events if event.kind == "sent" and event.message]
            seen = news.last
        return texts

    def _seen(self) -> list[Event]:
        return self._stage.events(self.chat_id, 0, 0.0).events
