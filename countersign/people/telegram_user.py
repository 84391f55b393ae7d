"""Someone on Telegram: writes, taps, and sees what the bot shows, each wait with a deadline."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hamcrest.core.matcher import Matcher

from countersign.evidence.exchange import Exchange
from countersign.evidence.transcript import Transcript
from countersign.identity import Person
from countersign.matchers.conversation import OffersButtons, Told, offers_button, shown_nothing
from countersign.matchers.judging import judge, quoted
from countersign.people.conversation import Conversation, Message
from countersign.people.telegram_stage import Act, Event, TelegramStage
from countersign.people.waiting import Silence, follow
from countersign.phrasebook import Phrasebook
from countersign.target import Patience

BOT = "the bot"


@dataclass
class Turn:
    """Something the user did, and what became of it."""

    what: str
    """As in "writing '/start'": for the sentences of a failure."""
    kind: str
    """What a promise of time is made for: greeting, tap or text."""
    act: Act
    message_id: int | None = None
    """The message that was tapped."""
    taken_in: bool = False
    """Whether the bot has answered the tap."""
    began_at: float | None = None
    delivered_at: float | None = None
    accepted: int | None = None
    """The place among the events where the bot has said that its work on the update is done."""
    first_answer_at: float | None = None
    failures: list[str] = field(default_factory=list)
    held_back: bool = False
    """Whether the bot can't know of it yet."""

    @property
    def seconds(self) -> float | None:
        """How long the bot took from the delivery of the update to the first answer that can be seen."""
        began = self.began_at if self.failures else self.delivered_at
        if began is None or self.delivered_at is None or self.first_answer_at is None:
            return None
        return max(self.first_answer_at - began, 0.0)


@dataclass(frozen=True)
class HeldBack:
    """Something that a user did and that the bot does not know of yet."""

    stage: TelegramStage
    person: Person
    turn: Turn

    @property
    def update(self) -> dict[str, Any]:
        """What the bot is to be sent."""
        if self.turn.act.update is None:
            raise RuntimeError("the stand-in has kept the update to itself")
        return self.turn.act.update

    def of_somebody_else(self) -> dict[str, Any]:
        """The update with a contact of somebody else in it, where it shares the user's own."""
        message = self.update["message"]
        contact = {**message["contact"], "user_id": message["contact"]["user_id"] + 1}
        return {**self.update, "message": {**message, "contact": contact}}

    def was_delivered(self, at: float, status: int | None) -> None:
        """Note when it reached the bot; what the bot did not acknowledge, Telegram delivers."""
        self.turn.held_back = False
        if status is not None and 200 <= status < 300:
            self.stage.delivered(self.person.telegram_id, self.turn.act.update_id, at, status)
        else:
            self.stage.deliver_again(self.person.telegram_id, self.turn.act.update_id)


class TelegramUser:
    """A user of a bot. What happens in the chat is kept; what is expected is waited for, bounded."""

    def __init__(
        self,
        person: Person,
        stage: TelegramStage,
        phrasebook: Phrasebook,
        transcript: Transcript,
        patience: Patience,
    ) -> None:
        self.person = person
        self.phrasebook = phrasebook
        self.conversation = Conversation()
        self.turns: list[Turn] = []
        self._stage = stage
        self._transcript = transcript
        self._patience = patience
        self._seen = 0
        self._silence = Silence()

    @property
    def name(self) -> str:
        """As the features call the user."""
        return self.person.name

    def arrive(self, phone: str = "") -> None:
        """Come into the world, unknown to the bot, perhaps with a phone number to share."""
        self._stage.make_user(
            {
                "id": self.person.telegram_id,
                "first_name": self.person.first_name,
                "last_name": self.person.last_name,
                "username": self.person.username,
                "language_code": "en",
                "phone": phone,
            }
        )

    def leave(self) -> None:
        """Be forgotten by the stand-in, chat and all, when the bot has finished with the last update.

        A bot that is still at work would write down a user who was removed a moment ago.
        """
        self.is_taken_in()
        self._stage.forget_user(self.person.telegram_id)

    def starts(self, payload: str = "") -> None:
        """Press Start, with the payload of the link that was followed."""
        self._do(f"/start {payload}".rstrip(), "greeting")

    def writes(self, text: str) -> None:
        """Write to the bot."""
        self._do(text, "text")

    def taps(self, label: str) -> None:
        """Tap the newest button of that name; waits for it as for anything that must come."""
        self.sees(offers_button(label))
        self.is_taken_in()
        message, button = next(self._buttons(label))
        act = self._stage.tap(self.person.telegram_id, message.message_id, button)
        self._begin(Turn(f"tapping {label!r}", "tap", act, message.message_id), f"[{button}]")

    def taps_old(self, label: str) -> None:
        """Tap a button of a screen that has changed since: this user's phone still shows it."""
        self.is_taken_in()
        self._take(0.0)
        found = [
            (message, button.label)
            for message in self.conversation.everything()
            for version in message.versions
            for button in version.buttons
            if self.phrasebook.button(label, button.label)
        ]
        if not found:
            raise LookupError(f"{self.name} has never been offered {label!r}, so it can't be an old button")
        message, button = found[-1]
        act = self._stage.tap(self.person.telegram_id, message.message_id, button, stale=True)
        self._begin(Turn(f"tapping an old {label!r}", "tap", act, message.message_id), f"[{button}] (old)")

    def gets_again(self) -> None:
        """What was done last is delivered to the bot once more, as Telegram does at times, and accepted."""
        self.is_taken_in()
        before = self.turn.accepted
        self._stage.deliver_again(self.person.telegram_id, self.turn.act.update_id)
        follow(self._take, lambda: self.turn.accepted != before, self._patience.answer)
        if self.turn.accepted == before:
            raise AssertionError(
                f"{self.name}'s {self.turn.what} was delivered again, and the bot should accept it within "
                f"{self._patience.answer:g} s, but it did not{self._why()}."
            )

    def meets(self, trouble: Mapping[str, Any]) -> None:
        """What the bot writes to this user next meets a trouble of Telegram's."""
        self._stage.spoil(self.person.telegram_id, trouble)

    def blocks_the_bot(self) -> None:
        """Let the bot write no more."""
        self._stage.block(self.person.telegram_id, blocked=True)

    def lets_the_bot_write_again(self) -> None:
        """Unblock the bot."""
        self._stage.block(self.person.telegram_id, blocked=False)

    def is_about_to_write(self, text: str) -> "HeldBack":
        """Write, but leave it to the caller when the bot gets to know of it."""
        act = self._stage.write(self.person.telegram_id, text, deliver=False)
        kind = "greeting" if text.startswith("/start") else "text"
        return self._hold_back(Turn(f"writing {text!r}", kind, act), text)

    def is_about_to_tap(self, label: str) -> "HeldBack":
        """Tap, but leave it to the caller when the bot gets to know of it."""
        self.sees(offers_button(label))
        self.is_taken_in()
        message, button = next(self._buttons(label))
        act = self._stage.tap(self.person.telegram_id, message.message_id, button, deliver=False)
        return self._hold_back(Turn(f"tapping {label!r}", "tap", act, message.message_id), f"[{button}]")

    def _hold_back(self, turn: Turn, body: str) -> "HeldBack":
        turn.held_back = True
        self._begin(turn, body)
        return HeldBack(self._stage, self.person, turn)

    def sees(self, matcher: "Matcher[TelegramUser]") -> None:
        """Wait until the chat matches; fail with a sentence when it doesn't in time."""
        follow(self._take, lambda: matcher.matches(self), self._patience.answer)
        judge(self.name, self, matcher)

    def sees_to_the_end(self, matcher: "Matcher[TelegramUser]") -> None:
        """As `sees`, and it must still hold when the bot has finished."""
        self.sees(matcher)
        self.lets_the_bot_finish()
        judge(self.name, self, matcher)

    def does_not_see(self, what: "Told | OffersButtons") -> None:
        """Wait until the bot has finished with the last turn: nothing of it may have been seen since then."""
        self.lets_the_bot_finish()
        judge(self.name, self, what.ever(), wanted=False)

    def lets_the_bot_finish(self) -> None:
        """Wait until all updates were accepted and nothing more came for a while."""
        _ = self.turn  # who has done nothing has nothing to wait for
        self.is_taken_in()
        if waiting := self._not_accepted():
            raise AssertionError(
                f"After {self.name}'s {waiting[-1].what} the bot did not accept the update within "
                f"{self._patience.answer:g} s{self._why(waiting[-1])}."
            )
        deadline = time.monotonic() + self._patience.answer
        while time.monotonic() < deadline and self._take(self._silence.left(self._patience.quiet)):
            pass

    def hears_nothing(self) -> None:
        """Wait a moment, since nothing may come."""
        self._take(self._patience.quiet)
        judge(self.name, self, shown_nothing())

    def looks(self) -> None:
        """Take in what is in the chat by now."""
        self._take(0.0)

    @property
    def turn(self) -> Turn:
        """The last thing that the user did."""
        if not self.turns:
            raise AssertionError(f"{self.name} has not done anything yet.")
        return self.turns[-1]

    @property
    def since(self) -> int:
        """The place of the last turn among the events: what is newer is the answer to it."""
        return self.turns[-1].act.seq if self.turns else 0

    def so_far(self) -> str:
        """What the last turn led to, in words, for the sentences of a failure."""
        shown = self.conversation.shown_since(self.since)
        after = f"after {self.turn.what}" if self.turns else "before doing anything"
        if not shown:
            return f"{after} the bot showed nothing new{self._why()}"
        texts = " and then ".join(quoted(version.text) for version in shown)
        return f"{after} the bot showed {texts}"

    def _why(self, turn: Turn | None = None) -> str:
        turn = turn or (self.turns[-1] if self.turns else None)
        failures = Counter(turn.failures if turn else ())
        told = [f"{what}, {count} times" if count > 1 else what for what, count in failures.items()]
        return f" ({'; '.join(told)})" if told else ""

    def _buttons(self, label: str) -> Iterator[tuple[Message, str]]:
        for message in reversed(self.conversation.visible()):
            for button in message.now.buttons:
                if self.phrasebook.button(label, button.label):
                    yield message, button.label

    def _do(self, text: str, kind: str) -> None:
        self.is_taken_in()
        act = self._stage.write(self.person.telegram_id, text)
        self._begin(Turn(f"writing {text!r}", kind, act), text)

    def is_taken_in(self) -> None:
        """A person does the next thing when the bot has taken in the last one; bounded, never a failure."""
        if self._not_accepted():
            follow(self._take, lambda: not self._not_accepted(), self._patience.answer)

    def _not_accepted(self) -> list[Turn]:
        """What the bot was sent, and has not accepted yet."""
        return [turn for turn in self.turns if turn.delivered_at is None and not turn.held_back]

    def _begin(self, turn: Turn, body: str) -> None:
        self.turns.append(turn)
        self._transcript.add(
            Exchange(at=time.time(), sender=self.name, receiver=BOT, channel="telegram", body=body)
        )

    def _take(self, wait: float) -> bool:
        """Take in what is new; whether there was anything."""
        news = self._stage.events(self.person.telegram_id, self._seen, wait)
        for event in news.events:
            self._note(event)
        self._seen = max(self._seen, news.last)
        if news.events:
            self._silence.is_broken()
        return bool(news.events)

    def _note(self, event: Event) -> None:
        self.conversation.take(event)
        turn = self._turn_of(event)
        if event.kind in ("sent", "edited") and event.message:
            labels = [button.label for row in event.message.buttons for button in row]
            self._heard(event, event.message.text, labels, _first_answer(turn, event))
        elif event.kind in ("wrote", "tapped") and turn:
            turn.began_at = event.at
        elif event.kind == "update_delivered" and turn:
            # What is delivered again was answered the first time.
            turn.delivered_at = turn.delivered_at or event.delivered_at
            turn.accepted = event.seq
        elif event.kind == "update_failed" and turn:
            turn.failures.append(f"the bot refused the update: {event.reason or event.status}")
        elif event.kind == "refused":
            self._heard(event, f"(refused by Telegram: {event.method}: {event.description})", [])
            if turn:
                turn.failures.append(f"Telegram refused {event.method}: {event.description}")
        elif event.kind == "deleted":
            self._heard(event, "(deletes a message)", [])
        elif event.kind == "callback_answered":
            self._note_taken_in(event)

    def _note_taken_in(self, event: Event) -> None:
        for turn in self.turns:
            if (
                turn.act.callback_query_id is not None
                and turn.act.callback_query_id == event.callback_query_id
            ):
                turn.taken_in = True
        if event.text:
            self._heard(event, f"(notice) {event.text}", [])

    def _turn_of(self, event: Event) -> Turn | None:
        if event.update_id is not None:
            return next((turn for turn in self.turns if turn.act.update_id == event.update_id), None)
        return next((turn for turn in reversed(self.turns) if turn.act.seq < event.seq), None)

    def _heard(self, event: Event, text: str, buttons: list[str], took: float | None = None) -> None:
        edited = " (edited)" if event.kind == "edited" else ""
        self._transcript.add(
            Exchange(
                at=event.at,
                sender=BOT,
                receiver=self.name,
                channel="telegram",
                body=text + edited,
                took=took,
                detail={"buttons": buttons} if buttons else {},
            )
        )


def _first_answer(turn: Turn | None, event: Event) -> float | None:
    """Note the first answer to a turn that can be seen, and how long the user waited for it."""
    if turn is None or turn.first_answer_at is not None:
        return None
    turn.first_answer_at = event.at
    return max(event.at - turn.began_at, 0.0) if turn.began_at is not None else None
