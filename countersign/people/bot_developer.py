"""A developer whose bot talks to the Bot API over the bare wire, also wrongly on purpose."""

import time
from collections.abc import Mapping
from typing import Any

from countersign.cast import Cast
from countersign.errors import UserError
from countersign.people.bot_calls import written
from countersign.people.bot_stage import BotStage, ChatPartner
from countersign.people.bot_texts import LONGEST, SIGNS, UNSENDABLE, by_place, by_tags
from countersign.people.provider_answers import Answer, ServiceWire
from countersign.target import Patience

AS_JSON = "as JSON"
TOO_MANY = 429
NEVER = 2**31 - 1
"""The number of a message that never was."""


class BotDeveloper:
    """Calls methods as a program of the developer's would; each answer stays the last one to look at."""

    def __init__(
        self,
        wire: ServiceWire,
        token: str,
        patience: Patience,
        username: str | None = None,
        stage: BotStage | None = None,
    ) -> None:
        self.username = username
        """The bot's name, where it is known beforehand."""
        self.partners: Cast[ChatPartner] = Cast()
        self._wire = wire
        self._token = token
        self._patience = patience
        self._stage = stage
        self._sent: dict[str, Any] = {}
        self._burst: list[Answer] = []

    @property
    def bot_id(self) -> int:
        """The number before the colon of the token."""
        return int(self._token.partition(":")[0])

    @property
    def stage(self) -> BotStage:
        """The backstage door, where the service is a stand-in."""
        if self._stage is None:
            raise UserError("a step acts backstage at Telegram: tag the scenario with @needs.faults.")
        return self._stage

    @property
    def burst(self) -> list[Answer]:
        """The answers to the messages that were sent at once."""
        return self._burst

    @property
    def text_sent(self) -> str:
        """The text that was handed in last."""
        return str(self._sent.get("text", ""))

    def calls(self, method: str, way: str = AS_JSON, *, aside: bool = False, **parameters: Any) -> Answer:
        """Call a method; `aside` where the answer is not what the scenario is about."""
        deadline = time.monotonic() + self._patience.answer
        answer = self._ask(method, way, aside, parameters)
        # The real service has flood limits; on a stand-in they hold only for scenarios about them.
        while self._stage is None and answer.status == TOO_MANY and time.monotonic() < deadline:
            _let_go_by(wait_told(answer))
            answer = self._ask(method, way, aside, parameters)
        return answer

    def may_be_waiting(self) -> bool:
        """Whether a call waits for updates, as far as anybody can tell: a stand-in says so."""
        return self._stage is None or self._stage.is_polled(str(self.username))

    def copy(self, wire: ServiceWire) -> "BotDeveloper":
        """A second copy of the same program, which calls over a line of its own."""
        return BotDeveloper(wire, self._token, self._patience, self.username, self._stage)

    def asks_who_it_is(self, method: str = "getMe") -> None:
        """Ask what the bot is called and what it may do."""
        self.calls(method)

    def calls_with_unknown_token(self) -> None:
        """Call with a token of the right shape that belongs to nobody."""
        self._wire.ask("getMe, with an unknown token", "GET", f"/bot{self.bot_id}:{'A' * 35}/getMe")

    def meets(self, partner: ChatPartner) -> None:
        """From now on the bot writes to this one, unless told otherwise."""
        self.partners.introduce(partner)

    def drops_what_waits(self) -> None:
        """Begin with no update under way."""
        if self._stage:
            self.calls("deleteWebhook", aside=True, drop_pending_updates=True)
            return
        # The target's own bot: its webhook, if it has one, is not ours to delete.
        for update in self.calls("getUpdates", aside=True, offset=-1).result or []:
            self.calls("getUpdates", aside=True, offset=update["update_id"] + 1)

    def sends(self, text: str, way: str = AS_JSON, **more: Any) -> None:
        """Send a text to whoever was named last."""
        self._sent = {"text": text, **more}
        self.calls("sendMessage", way, **({"chat_id": self._chat_id} | self._sent))

    def sends_marked(self, words: str, style: str, how: str) -> None:
        """Send words in a style, marked by tags or by their place, behind emoji."""
        marks = {"by tags": by_tags, "by their place": by_place}
        self.sends(**marks[how](words, style))

    def tries_to_send(self, what: str) -> None:
        """Send something that can't be sent."""
        if what not in UNSENDABLE:
            raise LookupError(f"nobody knows {what!r}: known are {', '.join(UNSENDABLE)}")
        self.calls("sendMessage", **({"chat_id": self._chat_id} | dict(UNSENDABLE[what])))

    def sends_signs(self, number: int, signs: str) -> None:
        """Send a text of nothing but letters, or nothing but emoji."""
        self.sends(SIGNS[signs] * number)

    def sends_at_once(self, number: int) -> None:
        """Send so many messages without a pause."""
        texts = [f"Message {count}" for count in range(1, number + 1)]
        self._burst = [self.calls("sendMessage", chat_id=self._chat_id, text=text) for text in texts]

    def keeps_trying_as_told(self) -> None:
        """Send again, ten times a second, until it goes out or the time is over that Telegram has told."""
        deadline = time.monotonic() + wait_told(self._wire.answers.last)
        while self.calls("sendMessage", chat_id=self._chat_id, text="Again").status != 200:
            if time.monotonic() > deadline:
                return
            time.sleep(0.1)

    def sends_with_button(self, label: str, way: str = AS_JSON, data: str = "yes", **extra: Any) -> None:
        """Send a message with one button under it."""
        self.sends("Choose", way, reply_markup=_inline(label, data, **extra))

    def sends_with_reply_keyboard(self, label: str, *, contact: bool = False) -> None:
        """Send a message with a keyboard that writes for the user, or hands a phone number over."""
        button = {"text": label} | ({"request_contact": True} if contact else {})
        self.sends("Choose", reply_markup={"keyboard": [[button]], "one_time_keyboard": True})

    def shows_it_is_writing(self, action: str) -> None:
        """Let the user see that something is coming."""
        self.calls("sendChatAction", chat_id=self._chat_id, action=action)

    def sets_commands(self, names: list[str], chat_id: int) -> None:
        """Make a menu of commands for one chat."""
        commands = [{"command": name, "description": f"What {name} does"} for name in names]
        self.calls("setMyCommands", commands=commands, scope={"type": "chat", "chat_id": chat_id})

    def asks_for_commands(self, chat_id: int) -> None:
        """Ask for the menu of one chat."""
        self.calls("getMyCommands", scope={"type": "chat", "chat_id": chat_id})

    def changes(self, text: str, message_id: int | None = None, **more: Any) -> None:
        """Give the message that was sent last, or another one, a new text."""
        self._sent = {"text": text, **more}
        wanted = self.message_id if message_id is None else message_id
        self.calls("editMessageText", chat_id=self._chat_id, message_id=wanted, **self._sent)

    def changes_unknown(self) -> None:
        """Give a message that never was another text."""
        self.changes("Other words", NEVER)

    def changes_to_too_long(self) -> None:
        """Give the message a text that is one sign too long."""
        self.changes("a" * (LONGEST + 1))

    def changes_button(self, label: str) -> None:
        """Give the message that was sent last another button."""
        self.calls(
            "editMessageReplyMarkup",
            chat_id=self._chat_id,
            message_id=self.message_id,
            reply_markup=_inline(label, "yes"),
        )

    def deletes(self, message_id: int | None = None) -> None:
        """Delete the message that was sent last, or another one."""
        wanted = self.message_id if message_id is None else message_id
        self.calls("deleteMessage", chat_id=self._chat_id, message_id=wanted)

    def answers_tap(self, query_id: str, text: str = "") -> None:
        """Take a tap in, so that its button stops waiting."""
        self.calls("answerCallbackQuery", callback_query_id=query_id, text=text)

    def takes_tap_in(self, notice: str = "") -> None:
        """Take in what was tapped last."""
        self.answers_tap(self.partners.who("them").query_id, notice)

    @property
    def first_message_id(self) -> int:
        """The number of the first message that went out."""
        for answer in self._wire.answers.all:
            if isinstance(answer.result, dict) and "message_id" in answer.result:
                return int(answer.result["message_id"])
        raise LookupError("the bot has not sent a message yet in this scenario")

    @property
    def message_id(self) -> int:
        """The number of the last message that went out."""
        for answer in reversed(self._wire.answers.all):
            if isinstance(answer.result, dict) and "message_id" in answer.result:
                return int(answer.result["message_id"])
        raise LookupError("the bot has not sent a message yet in this scenario")

    def _ask(self, method: str, way: str, aside: bool, parameters: Mapping[str, Any]) -> Answer:
        call = written(way, parameters)
        ask = self._wire.ask_aside if aside else self._wire.ask
        told = {name: value for name, value in parameters.items() if name != "secret_token"}
        return ask(
            f"{method}, {way}", call.verb, f"/bot{self._token}/{method}", told=str(told), **call.options
        )

    @property
    def _chat_id(self) -> int:
        return self.partners.who("them").chat_id


def wait_told(answer: Answer) -> float:
    """For how many seconds Telegram wants to be left alone."""
    return float((answer.body.get("parameters") or {}).get("retry_after", 0))


def _let_go_by(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.1)


def _inline(label: str, data: str, **extra: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "callback_data": data, **extra}]]}
