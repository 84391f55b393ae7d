"""How a developer's bot gets its updates: by asking for them, or at a webhook."""

import threading
import time
from collections.abc import Callable
from typing import Any

import msgspec

from countersign.matchers.telegram_updates import text_of
from countersign.people.bot_developer import BotDeveloper
from countersign.people.callback_listener import CallbackListener, Delivery, Reply
from countersign.people.provider_answers import Answer
from countersign.target import Patience

SECRET_HEADER = "x-telegram-bot-api-secret-token"
BAD_WEBHOOKS: dict[str, dict[str, Any]] = {
    "at an address that is not encrypted": {"url": "http://bot.example.com/hook"},
    "at a port that Telegram does not serve": {"url": "https://bot.example.com:8444/hook"},
    "with a secret of forbidden signs": {"url": "https://bot.example.com/hook", "secret_token": "a b"},
    "with a secret of 257 signs": {"url": "https://bot.example.com/hook", "secret_token": "a" * 257},
}
_LONG_POLL = 20
_STILL = 0.2
_PAUSE = 0.02
_AT_ONCE = 2.0
"""Seconds: far less than a call may wait, and enough for a busy machine."""


class BotUpdates:
    """Asks for updates, also in two places at once, and listens at a webhook."""

    def __init__(
        self,
        developer: BotDeveloper,
        elsewhere: Callable[[], BotDeveloper],
        listen: Callable[[], CallbackListener],
        patience: Patience,
    ) -> None:
        self._developer = developer
        self._elsewhere = elsewhere
        self._listen = listen
        self._patience = patience
        self._webhook: CallbackListener | None = None
        self._waiting: threading.Thread | None = None
        self._older: list[Answer] = []
        self._refused = b""

    @property
    def older(self) -> Answer:
        """The answer to the call that was waiting for news, as soon as it comes."""
        return self._ended(self._patience.answer)

    @property
    def older_at_once(self) -> Answer:
        """The answer to the call that was waiting, which must not keep the news to itself for a while."""
        return self._ended(_AT_ONCE)

    @property
    def webhook(self) -> CallbackListener:
        """Where updates are brought."""
        if self._webhook is None:
            raise LookupError("the bot has no webhook in this scenario")
        return self._webhook

    def asks(self, **parameters: Any) -> None:
        """Ask for what waits, without waiting for more."""
        self._developer.calls("getUpdates", **parameters)

    def asks_after(self, text: str) -> None:
        """Ask for what comes after the update with that text, which confirms it."""
        for update in self._developer.calls("getUpdates", aside=True).result or []:
            if text_of(update) == text:
                self.asks(offset=update["update_id"] + 1)
                return
        raise AssertionError(f"The bot should have been offered «{text}», but no update holds it.")

    def waits(self) -> None:
        """Wait for news elsewhere, as a second copy of the program would."""
        developer = self._elsewhere()

        def wait() -> None:
            self._older.append(developer.calls("getUpdates", aside=True, timeout=_LONG_POLL))

        self._waiting = threading.Thread(target=wait, daemon=True)
        self._waiting.start()
        self._waiting.join(_STILL)
        deadline = time.monotonic() + self._patience.answer
        while self._waiting.is_alive() and not developer.may_be_waiting() and time.monotonic() < deadline:
            self._waiting.join(_PAUSE)
        if not self._waiting.is_alive():
            told = self._older[0].described() if self._older else "it ended without an answer"
            raise AssertionError(f"The call should wait for news while there are none, but {told}.")

    def asks_instead(self) -> None:
        """Ask for news until the call that was waiting has ended."""
        deadline = time.monotonic() + self._patience.answer
        self.asks()
        while self._waiting and self._waiting.is_alive() and time.monotonic() < deadline:
            self._waiting.join(_STILL)
            if self._waiting.is_alive():
                self.asks()

    def sets_webhook(self, secret: str = "") -> None:
        """Have updates brought to a server of the developer's own."""
        self._webhook = self._webhook or self._listen()
        self._developer.calls("setWebhook", url=self._webhook.url, secret_token=secret)

    def tries_webhook(self, which: str) -> None:
        """Name a webhook that Telegram does not take."""
        if which not in BAD_WEBHOOKS:
            raise LookupError(f"nobody knows a webhook {which!r}: known are {', '.join(BAD_WEBHOOKS)}")
        self._developer.calls("setWebhook", **BAD_WEBHOOKS[which])

    def gives_webhook_up(self) -> None:
        """Go back to asking."""
        self._developer.calls("deleteWebhook")

    def refuses(self, text: str, times: int, wait: int | None = None) -> None:
        """Let the webhook answer the next deliveries of that text with an error."""
        headers = {"Retry-After": str(wait)} if wait is not None else {}
        self._refused = msgspec.json.encode(text)
        reply = Reply(500, headers, only_for=self._refused)
        self.webhook.will_answer(*([reply] * times))

    def answers_with_message(self, chat_id: int, text: str) -> None:
        """Let the webhook answer the next delivery with a call of its own."""
        call = {"method": "sendMessage", "chat_id": chat_id, "text": text}
        body = msgspec.json.encode(call)
        self.webhook.will_answer(Reply(200, {"Content-Type": "application/json"}, body))

    def brought(self, texts: list[str], sender: int) -> list[Delivery]:
        """What has been brought of somebody's messages, as soon as all these were."""
        self.webhook.wait_until(lambda found: len(_from(found, sender)) >= len(texts), self._patience.answer)
        # A moment more: nothing may come after it.
        self.webhook.wait_until(lambda found: len(_from(found, sender)) > len(texts), self._patience.quiet)
        return _from(self.webhook.deliveries, sender)

    @property
    def tries(self) -> list[Delivery]:
        """How often what the webhook did not take was brought."""
        return [each for each in self.webhook.deliveries if self._refused in each.body]

    def asks_how_webhook_fares(self, waiting: int) -> None:
        """Ask for what waits and what failed last, until both are known or the time is over."""
        deadline = time.monotonic() + self._patience.answer
        while time.monotonic() < deadline:
            info: Any = self._developer.calls("getWebhookInfo").result or {}
            if "last_error_message" in info and info.get("pending_update_count") == waiting:
                return
            time.sleep(_PAUSE)

    def _ended(self, seconds: float) -> Answer:
        if self._waiting is None:
            raise LookupError("nobody waits for news in this scenario")
        self._waiting.join(seconds)
        if not self._older:
            raise AssertionError(
                f"The call that waits for news should have ended within {seconds:g} s, "
                f"but it is still waiting."
            )
        return self._older[0]


def _from(deliveries: list[Delivery], sender: int) -> list[Delivery]:
    return [
        delivery
        for delivery in deliveries
        if (delivery.document.get("message") or {}).get("from", {}).get("id") == sender
    ]
