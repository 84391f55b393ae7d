"""The Bot API as a bot of the suite's own uses it; its token never gets into a text."""

from typing import Any, TypeVar

import httpx
import msgspec

from countersign.errors import UserError
from countersign.people.telegram_stage import Button
from countersign.people.wire import reached

_PATIENCE = 15.0
"""Seconds for an answer, beyond what a long poll takes by itself."""


class Account(msgspec.Struct, frozen=True):
    """A user or a bot, as `getMe` and messages name it."""

    id: int
    is_bot: bool
    username: str = ""
    can_read_all_group_messages: bool = True
    """Only `getMe` says whether privacy mode keeps anything from the bot."""


class Chat(msgspec.Struct, frozen=True):
    """A chat, as far as it matters which it is."""

    id: int
    type: str = ""
    title: str = ""


class Key(msgspec.Struct, frozen=True):
    """An inline button."""

    text: str
    callback_data: str | None = None
    url: str | None = None


class Markup(msgspec.Struct, frozen=True):
    """The inline buttons under a message."""

    inline_keyboard: list[list[Key]] = []


class Reference(msgspec.Struct, frozen=True):
    """The message that another one answers."""

    message_id: int


class Post(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """A message in a chat."""

    message_id: int
    chat: Chat
    sender: Account | None = None
    text: str = ""
    caption: str = ""
    reply_to_message: Reference | None = None
    reply_markup: Markup | None = None

    @property
    def words(self) -> str:
        """What a reader sees."""
        return self.text or self.caption

    def buttons(self) -> list[list[Button]]:
        """The buttons under it, in rows."""
        rows = self.reply_markup.inline_keyboard if self.reply_markup else []
        return [[Button(key.text, key.callback_data, key.url) for key in row] for row in rows]


class Update(msgspec.Struct, frozen=True):
    """Something that happened: a message, or a change of one."""

    update_id: int
    message: Post | None = None
    edited_message: Post | None = None


class WebhookInfo(msgspec.Struct, frozen=True):
    """Where a bot has its updates brought to."""

    url: str = ""


class Member(msgspec.Struct, frozen=True):
    """What somebody is in a chat."""

    status: str = ""
    is_member: bool = True

    @property
    def is_in(self) -> bool:
        """Whether that is somebody who reads along."""
        return self.status not in ("left", "kicked") and self.is_member


class Refusal(Exception):  # noqa: N818 - what Telegram says, not what went wrong here
    """What Telegram answers instead of a result."""

    def __init__(self, method: str, status: int, description: str, retry_after: float | None) -> None:
        super().__init__(f"Telegram refuses {method}: {description} ({status})")
        self.status = status
        self.description = description
        self.retry_after = retry_after


class _Parameters(msgspec.Struct, frozen=True):
    retry_after: float | None = None


class _Envelope(msgspec.Struct, frozen=True):
    ok: bool
    result: msgspec.Raw = msgspec.Raw(b"null")
    error_code: int = 0
    description: str = ""
    parameters: _Parameters = _Parameters()


T = TypeVar("T")


class BotApi:
    """Calls as one bot."""

    def __init__(self, client: httpx.Client, token: str, whose: str) -> None:
        """`whose` names the key of the target that holds the token."""
        self._client = client
        self._token = token
        self._whose = whose

    def get_me(self) -> Account:
        """Who the bot is."""
        return self._call("getMe", Account)

    def get_webhook_info(self) -> WebhookInfo:
        """Where its updates go, if not into `getUpdates`."""
        return self._call("getWebhookInfo", WebhookInfo)

    def get_chat(self, chat_id: int) -> Chat:
        """A chat that the bot knows."""
        return self._call("getChat", Chat, chat_id=chat_id)

    def get_chat_member(self, chat_id: int, user_id: int) -> Member:
        """What somebody is in a chat."""
        return self._call("getChatMember", Member, chat_id=chat_id, user_id=user_id)

    def get_updates(self, *, offset: int | None = None, wait: float = 0.0) -> list[Update]:
        """What is new; waits for the first of it, whole seconds as Telegram counts them."""
        asked: dict[str, Any] = {"allowed_updates": ["message", "edited_message"]}
        asked |= {} if offset is None else {"offset": offset}
        asked |= {"timeout": int(wait)} if wait >= 1 else {}
        return self._call("getUpdates", list[Update], seconds=wait, **asked)

    def send_message(self, chat_id: int, text: str, *, to: int | None = None) -> Post:
        """Write into a chat, in answer to a message if there is one."""
        asked: dict[str, Any] = {"chat_id": chat_id, "text": text}
        if to is not None:
            asked["reply_parameters"] = {"message_id": to, "allow_sending_without_reply": True}
        return self._call("sendMessage", Post, **asked)

    def _call(self, method: str, kind: type[T], *, seconds: float = 0.0, **asked: Any) -> T:
        answer = reached(
            self._client,
            "POST",
            f"/bot{self._token}/{method}",
            f"{self._whose}: the Bot API",
            json=asked,
            timeout=_PATIENCE + seconds,
        )
        try:
            envelope = msgspec.json.decode(answer.content, type=_Envelope)
            if not envelope.ok:
                raise Refusal(
                    method, answer.status_code, envelope.description, envelope.parameters.retry_after
                )
            return msgspec.json.decode(envelope.result, type=kind)
        except msgspec.MsgspecError as error:
            raise UserError(
                f"{self._whose}: {self._client.base_url} does not answer {method} as the Bot API does "
                f"({answer.status_code}): is the address right?"
            ) from error
