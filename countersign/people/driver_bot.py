"""A bot that talks to the bot under test in a group: writes, sees answers and their edits; it can't tap."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import httpx

from countersign.evidence.exchange import Exchange, said
from countersign.evidence.transcript import Transcript
from countersign.matchers.judging import quoted
from countersign.people.bot_api import BotApi, Post, Refusal
from countersign.people.conversation import Conversation, Message, Version
from countersign.people.telegram_stage import Event, Shown
from countersign.people.telegram_user import BOT
from countersign.people.waiting import follow
from countersign.phrasebook import Phrasebook
from countersign.target import Patience

T = TypeVar("T")

NAME = "the driver bot"
MOST_PATIENCE_WITH_LIMITS = 75.0
"""Seconds that a scenario may spend on Telegram's flood limits: 20 messages a minute in a group."""


class NotDrivableError(Exception):
    """Nothing can be found out about the bot under test at the moment; the reason in a sentence."""


@dataclass
class Saying:
    """Something the driver bot wrote, and what the bot under test answered to it."""

    text: str
    kind: str
    """What it is to users: greeting or text."""
    message_id: int
    at: float
    """When Telegram had taken it."""
    answered_at: float | None = None
    messages: list[int] = field(default_factory=list)

    @property
    def what(self) -> str:
        """For the sentences of a failure."""
        return f"writing {quoted(self.text)}"

    @property
    def seconds(self) -> float | None:
        """How long it took until the first answer could be seen."""
        return None if self.answered_at is None else max(self.answered_at - self.at, 0.0)


class DriverBot:
    """Says one thing, or several at once, and takes in what comes; every wait is bounded."""

    def __init__(
        self,
        api: BotApi,
        chat_id: int,
        *,
        other: str,
        phrasebook: Phrasebook,
        transcript: Transcript,
        patience: Patience,
    ) -> None:
        """`other` is the name of the bot under test."""
        self.other = other
        self.phrasebook = phrasebook
        self.conversation = Conversation()
        self.sayings: list[Saying] = []
        self._api = api
        self._chat_id = chat_id
        self._transcript = transcript
        self._patience = patience
        self._owners: dict[int, Saying] = {}
        self._offset: int | None = None
        self._seq = 0
        self._budget = MOST_PATIENCE_WITH_LIMITS

    def identify(self) -> float:
        """Ask Telegram who the driver bot is; how many seconds that took."""
        began = time.monotonic()
        me = self._asked(self._api.get_me)
        took = time.monotonic() - began
        self._note(f"getMe says that the driver bot is @{me.username}", took)
        return took

    def arrive(self) -> None:
        """Leave aside what was said before this scenario: it answers nothing that is said now."""
        newest = self._asked(lambda: self._api.get_updates(offset=-1))
        self._offset = newest[-1].update_id + 1 if newest else 0

    def starts(self) -> Saying:
        """Write /start, as it is written in a group."""
        return self._say(f"/start@{self.other}", "greeting")

    def asks_for_help(self) -> Saying:
        """Write /help, as it is written in a group."""
        return self._say(f"/help@{self.other}", "text")

    def writes(self, text: str) -> Saying:
        """Write something, in answer to the bot's newest message: so it is heard in privacy mode, too."""
        return self._say(text, "text")

    def writes_at_once(self, texts: Sequence[str]) -> list[Saying]:
        """Write several texts at the same moment; what Telegram's limits hold back follows when it may."""
        self._note(f"(writes {len(texts)} messages at once)")
        to = self._newest()
        with ThreadPoolExecutor(len(texts)) as pool:
            posts = list(pool.map(lambda text: self._sent_at_once(text, to), texts))
        said_now = [self._said(text, "text", *post) for text, post in zip(texts, posts, strict=True) if post]
        held_back = [text for text, post in zip(texts, posts, strict=True) if not post]
        return [*said_now, *(self._say(text, "text") for text in held_back)]

    def waits_for_answers(self, sayings: Sequence[Saying]) -> None:
        """Take in what comes until all are answered, or patience is over."""
        self.waits_until(lambda: all(saying.messages for saying in sayings))

    def waits_until(self, condition: Callable[[], bool]) -> None:
        """Take in what comes until the condition holds, or patience is over."""
        follow(self._take, condition, self._patience.answer)

    def hears_out(self, saying: Saying, until: Callable[[], bool] | None = None) -> list[Version]:
        """The answer to the end: its messages as they read when nothing more comes.

        A bot may take its time and say first that it is at work: `until` tells what is waited for.
        """
        self.waits_until(until or (lambda: bool(saying.messages)))
        deadline = time.monotonic() + self._patience.answer
        while time.monotonic() < deadline and self._take(self._patience.quiet):
            pass
        return self.answers(saying)

    def answers(self, saying: Saying) -> list[Version]:
        """The messages that answer it, as they read now."""
        return [message.now for message in self._messages(saying)]

    def ever_shown(self, saying: Saying) -> list[Version]:
        """All that its answers ever read."""
        return [version for message in self._messages(saying) for version in message.versions]

    def not_drivable(self, what: str) -> None:
        """Note that something can't be done by a bot."""
        self._note(f"not drivable: {what}")

    def _messages(self, saying: Saying) -> list[Message]:
        return [each for each in self.conversation.visible() if each.message_id in saying.messages]

    def _say(self, text: str, kind: str) -> Saying:
        self._take(0.0)  # what came late belongs to what was said before
        to = None if text.startswith("/") else self._newest()
        while True:
            try:
                post = self._api.send_message(self._chat_id, text, to=to)
            except Refusal as refusal:
                self._wait_as_told(refusal)
            else:
                return self._said(text, kind, post, time.time())

    def _sent_at_once(self, text: str, to: int | None) -> tuple[Post, float] | None:
        try:
            return self._api.send_message(self._chat_id, text, to=to), time.time()
        except Refusal as refusal:
            if refusal.status == httpx.codes.TOO_MANY_REQUESTS:
                return None
            raise NotDrivableError(f"{refusal}.") from refusal

    def _said(self, text: str, kind: str, post: Post, at: float) -> Saying:
        saying = Saying(text, kind, post.message_id, at)
        self.sayings.append(saying)
        self._transcript.add(Exchange(at=at, sender=NAME, receiver=BOT, channel="telegram", body=text))
        return saying

    def _wait_as_told(self, refusal: Refusal) -> None:
        """Pause for as long as Telegram says, taking in what comes; not drivable where that is too long."""
        if refusal.status != httpx.codes.TOO_MANY_REQUESTS or refusal.retry_after is None:
            raise NotDrivableError(f"{refusal}.") from refusal
        self._budget -= refusal.retry_after
        if self._budget < 0:
            raise NotDrivableError(
                f"Telegram's flood limits let the driver bot write again only in {refusal.retry_after:g} s, "
                f"and this scenario has no patience left for them: run it again in a minute."
            ) from refusal
        self._note(f"(pauses for {refusal.retry_after:g} s, as Telegram's flood limits demand)")
        deadline = time.monotonic() + refusal.retry_after
        while (left := deadline - time.monotonic()) > 0:
            self._take(left)

    def _newest(self) -> int | None:
        """The newest message of the bot under test."""
        shown = self.conversation.visible()
        return shown[-1].message_id if shown else None

    def _take(self, wait: float) -> bool:
        """Take in what is new; whether the bot under test did anything."""
        deadline = time.monotonic() + wait
        heard = self._poll(wait)
        # Telegram counts whole seconds: what is left of the last one is bridged by short looks.
        while not heard and time.monotonic() < deadline:
            time.sleep(min(0.05, max(deadline - time.monotonic(), 0.0)))
            heard = self._poll(deadline - time.monotonic())
        return heard

    def _poll(self, wait: float) -> bool:
        heard = False
        for update in self._asked(lambda: self._api.get_updates(offset=self._offset, wait=wait)):
            self._offset = update.update_id + 1
            post = update.message or update.edited_message
            if post is not None and post.chat.id == self._chat_id and self._is_other(post):
                self._hear(post, edited=update.edited_message is not None)
                heard = True
        return heard

    def _is_other(self, post: Post) -> bool:
        return post.sender is not None and post.sender.username.lower() == self.other.lower()

    def _hear(self, post: Post, *, edited: bool) -> None:
        now = time.time()
        saying = self._owner(post)
        if saying is None:
            return  # it answers something from before this scenario
        self._seq += 1
        shown = Shown(post.message_id, post.words, post.buttons())
        kind = "edited" if edited else "sent"
        self.conversation.take(Event(seq=self._seq, at=now, kind=kind, message=shown))
        took = None
        if saying.answered_at is None and _says_something(post):
            saying.answered_at, took = now, max(now - saying.at, 0.0)
        labels = [button.label for row in shown.buttons for button in row]
        self._transcript.add(
            Exchange(
                at=now,
                sender=BOT,
                receiver=NAME,
                channel="telegram",
                body=post.words + (" (edited)" if edited else ""),
                took=took,
                detail={"buttons": labels} if labels else {},
            )
        )

    def _owner(self, post: Post) -> Saying | None:
        """What a message answers: what it refers to, else what waited longest, else what was said last."""
        if post.message_id in self._owners:
            return self._owners[post.message_id]
        if post.reply_to_message is not None:
            to = post.reply_to_message.message_id
            owner = next((saying for saying in self.sayings if saying.message_id == to), None)
        else:
            after = [saying for saying in self.sayings if saying.message_id < post.message_id]
            owner = next((saying for saying in after if not saying.messages), after[-1] if after else None)
        if owner is not None:
            self._owners[post.message_id] = owner
            owner.messages.append(post.message_id)
        return owner

    def _asked(self, call: Callable[[], T]) -> T:
        """What Telegram answers; where it refuses, nothing can be found out."""
        try:
            return call()
        except Refusal as refusal:
            if refusal.status == httpx.codes.CONFLICT:
                raise NotDrivableError(
                    f"{refusal.description.rstrip('.')}: somebody else takes the driver bot's updates; "
                    f"end the other run or program that uses its token."
                ) from refusal
            raise NotDrivableError(f"{refusal}.") from refusal

    def _note(self, body: str, took: float | None = None) -> None:
        self._transcript.add(said(NAME, "the testers", "experience", body, took=took))


def _says_something(post: Post) -> bool:
    """Dots or an hourglass that are edited later are no answer yet."""
    return not post.words or any(sign.isalnum() for sign in post.words)
