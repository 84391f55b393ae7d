"""A bot whose every move a test decides."""

import itertools
import threading
from typing import Any

from countersign.people.wire import http_client
from countersign.services import Addresses

_numbers = itertools.count(810_001)


class BotByHand:
    """A bot whose every move a test decides, over the Bot API."""

    def __init__(self, addresses: Addresses) -> None:
        number = next(_numbers)
        self.username = f"hand_{number}_bot"
        self._token = f"{number}:by-hand"
        self._api = http_client(addresses.telegram)
        self._offset = 0
        with http_client(addresses.telegram, token=addresses.backstage_token) as stage:
            order = {"token": self._token, "username": self.username}
            stage.post("/backstage/bots", json=order).raise_for_status()

    def close(self) -> None:
        self._api.close()

    def takes_update(self) -> dict[str, Any]:
        """The next update; it counts as delivered from now on."""
        updates = self._call("getUpdates", offset=self._offset, timeout=2, limit=1)
        self._offset = updates[0]["update_id"] + 1
        found: dict[str, Any] = updates[0]
        return found

    def sends(self, chat: int, text: str, *labels: str) -> int:
        """Send a message with buttons under it."""
        keyboard = [[{"text": label, "callback_data": label}] for label in labels]
        markup = {"reply_markup": {"inline_keyboard": keyboard}} if labels else {}
        message: int = self._call("sendMessage", chat_id=chat, text=text, **markup)["message_id"]
        return message

    def edits(self, chat: int, message: int, text: str) -> None:
        """Edit a message."""
        self._call("editMessageText", chat_id=chat, message_id=message, text=text)

    def deletes(self, chat: int, message: int) -> None:
        """Delete a message."""
        self._call("deleteMessage", chat_id=chat, message_id=message)

    def answers_tap(self, query: str) -> None:
        """Let the tapped button stop waiting."""
        self._call("answerCallbackQuery", callback_query_id=query)

    def tries_to_send_nothing(self, chat: int) -> None:
        """A call that Telegram refuses."""
        assert self._api.post(f"/bot{self._token}/sendMessage", json={"chat_id": chat}).status_code == 400

    def soon(self, *moves: Any) -> threading.Thread:
        """Make these moves a little later, while the user waits already."""

        def play() -> None:
            for move in moves:
                move()

        thread = threading.Timer(0.1, play)
        thread.start()
        return thread

    def _call(self, method: str, **parameters: Any) -> Any:
        answer = self._api.post(f"/bot{self._token}/{method}", json=parameters)
        return answer.raise_for_status().json()["result"]
