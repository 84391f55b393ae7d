"""A group in which a driver bot meets a bot whose answers a test decides."""

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from countersign.people.wire import http_client
from countersign.services import Addresses

Answer = Callable[[str], list[tuple[str, list[str]]]]
"""What the bot says to a text: messages, each with the labels of its buttons."""

_numbers = itertools.count(830_001)


class Meeting:
    """Two bots in a group of their own on the Telegram stand-in."""

    def __init__(self, addresses: Addresses, *, together: bool = True, bot_to_bot: bool = True) -> None:
        number = next(_numbers)
        self.url = addresses.telegram
        self.bot, self.driver = f"deployed_{number}_bot", f"driver_{number}_bot"
        self.bot_token, self.driver_token = f"{number}:deployed-secret", f"{number + 50_000}:driver-secret"
        self._backstage_token = addresses.backstage_token
        with self._stage() as stage:
            for token, username in ((self.bot_token, self.bot), (self.driver_token, self.driver)):
                modes = {"privacy": False, "bot_to_bot": bot_to_bot}
                made = stage.post("/backstage/bots", json={"token": token, "username": username, **modes})
                made.raise_for_status()
            bots = [self.driver, self.bot] if together else [self.driver]
            group = {"title": "Where the bots meet", "kind": "supergroup", "bots": bots}
            self.group = int(stage.post("/backstage/groups", json=group).raise_for_status().json()["id"])

    def variables(self, **more: str) -> dict[str, str]:
        """What a tester sets."""
        return {
            "ENABLE_SMOKE_TESTS": "true",
            "COUNTERSIGN_ENVIRONMENT": "staging",
            "SMOKE_TEST_BOT_TOKEN": self.driver_token,
            "SMOKE_TEST_CHAT_ID": str(self.group),
            "SMOKE_TEST_BOT_USERNAME": self.bot,
            "SMOKE_TEST_API_URL": self.url,
            **more,
        }

    def limits(self, bot: str) -> None:
        """From now on the flood limits hold for that bot."""
        with self._stage() as stage:
            stage.put(f"/backstage/bots/{bot}/flood", json={"on": True}).raise_for_status()

    def fails(self, **fault: Any) -> None:
        """Calls are answered with an error, late, or not at all."""
        with self._stage() as stage:
            stage.put("/backstage/faults", json=fault).raise_for_status()

    @contextmanager
    def answering(self, answer: Answer, *, by_reference: bool = True) -> Iterator[None]:
        """Let the bot answer, in a thread, until the block ends."""
        over = threading.Event()
        thread = threading.Thread(target=self._answer, args=(answer, over, by_reference))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(10.0)
            assert not thread.is_alive()

    def says(self, text: str) -> int:
        """The driver writes something by other means than those under test; the id of the message."""
        with http_client(self.url) as client:
            posted = call(client, self.driver_token, "sendMessage", chat_id=self.group, text=text)
        return int(posted["message_id"])

    def _answer(self, answer: Answer, over: threading.Event, by_reference: bool) -> None:
        offset = 0
        with http_client(self.url) as client:
            while not over.is_set():
                for update in call(client, self.bot_token, "getUpdates", offset=offset, timeout=1):
                    offset = update["update_id"] + 1
                    message = update.get("message")
                    if message and "text" in message and not over.is_set():
                        self._say(
                            client, answer(message["text"]), message["message_id"] if by_reference else 0
                        )

    def _say(self, client: httpx.Client, said: list[tuple[str, list[str]]], to: int) -> None:
        for text, labels in said:
            asked: dict[str, Any] = {"chat_id": self.group, "text": text}
            if to:
                asked["reply_parameters"] = {"message_id": to}
            if labels:
                keyboard = [[{"text": label, "callback_data": data_of(label)}] for label in labels]
                asked["reply_markup"] = {"inline_keyboard": keyboard}
            call(client, self.bot_token, "sendMessage", **asked)

    def _stage(self) -> httpx.Client:
        return http_client(self.url, token=self._backstage_token)


def data_of(label: str) -> str:
    """The data of a button as the reference bot has it."""
    return _DATA.get(label, label.lower())


_DATA = {
    "Get Started": "ob:start",
    "❓ Why Email?": "ob:help:email",
    "🔄 Resend Code": "ob:resend",
    "📋 My Trades": "trades_messages_hub",
    "➕ Add Funds": "menu_wallet",
    "⚙️ Settings & Help": "hamburger_menu",
}


def call(client: httpx.Client, token: str, method: str, **asked: Any) -> Any:
    """A call of a bot that must be granted."""
    answer = client.post(f"/bot{token}/{method}", json=asked)
    assert answer.status_code == 200, f"{method}: {answer.text}"
    return answer.json()["result"]


LANDING = ("🔒 Acme\n\nSecure crypto trades & instant cashouts.", ["Get Started"])


def greeter(text: str) -> list[tuple[str, list[str]]]:
    """Greets whoever says anything, and refuses addresses that are none."""
    if "@@" in text:
        return [("❌ That doesn't look like a valid email address.", [])]
    return [LANDING]
