"""Shows screens in a chat."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from countersign.sandbox.onboarding.screens import Buttons, Keys, NoKeys, Screen

_TRIES = 4
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Reply:
    """The answer to one update: edits the tapped message, or sends one and goes on editing that."""

    def __init__(
        self,
        bot: Bot,
        chat_id: int,
        *,
        tapped: int | None = None,
        callback: str | None = None,
        to: int | None = None,
    ) -> None:
        """What is sent refers to the message `to`, if there is one."""
        self._bot = bot
        self._chat_id = chat_id
        self._at_hand = tapped
        self._callback = callback
        self._to = ReplyParameters(to, allow_sending_without_reply=True) if to is not None else None
        self.newest = tapped
        """The newest message that this answer consists of."""

    async def show(self, screen: Screen) -> None:
        """Edit the message at hand; send one where there is none."""
        if self._at_hand is None or not await self._edit(self._at_hand, screen):
            await self.send(screen)
            self._at_hand = self.newest

    async def send(self, screen: Screen) -> None:
        """Send a new message."""
        message = await _unless_gone(lambda: self._send(screen))
        if message is not None:
            self.newest = message.message_id

    async def hint(self, text: str) -> None:
        """Tell something in passing."""
        if self._callback is None:
            await self.send(Screen(text))
        else:
            await self.acknowledge(text)

    async def acknowledge(self, notice: str | None = None) -> None:
        """Answer the tap, once, so that the button stops spinning."""
        callback, self._callback = self._callback, None
        if callback is not None:
            answer = partial(self._bot.answer_callback_query, callback, text=notice)
            await _unless_gone(answer, harmless_twice=True)

    async def _send(self, screen: Screen) -> Message:
        return await self._bot.send_message(
            self._chat_id,
            screen.text,
            parse_mode="HTML",
            reply_markup=_markup(screen),
            reply_parameters=self._to,
        )

    async def _edit(self, message_id: int, screen: Screen) -> bool:
        """Whether the message shows the screen now."""
        try:
            await _insistently(
                lambda: self._bot.edit_message_text(
                    screen.text,
                    chat_id=self._chat_id,
                    message_id=message_id,
                    parse_mode="HTML",
                    reply_markup=_inline(screen.buttons),
                ),
                harmless_twice=True,
            )
        except BadRequest as refusal:
            # It may show the screen already, or be gone, or be too old to be edited.
            return "not modified" in refusal.message.lower()
        except Forbidden:
            return True
        return True


async def _unless_gone(call: Callable[[], Awaitable[T]], *, harmless_twice: bool = False) -> T | None:
    """Nothing comes of a call when the user has blocked the bot, or the chat or the tap is gone."""
    try:
        return await _insistently(call, harmless_twice=harmless_twice)
    except (BadRequest, Forbidden) as refusal:
        _log.warning("Telegram refused: %s", refusal.message)
        return None


async def _insistently(call: Callable[[], Awaitable[T]], *, harmless_twice: bool = False) -> T:
    """Try again where Telegram asks for patience or could not be reached, a few times."""
    pause = _FIRST_PAUSE
    for _ in range(_TRIES - 1):
        try:
            return await call()
        except RetryAfter as limit:
            pause = seconds(limit.retry_after)
            if pause > _LONGEST_PAUSE:
                raise
        except BadRequest:
            raise
        except NetworkError as error:
            # A call that timed out may have been carried out: once more could show it twice.
            if isinstance(error, TimedOut) and not harmless_twice:
                raise
            _log.warning("Telegram could not be reached: %s", error.message)
        await asyncio.sleep(pause)
        pause = pause * 2
    return await call()


def seconds(wait: int | timedelta) -> float:
    """The length of a wait, which the library words in two ways."""
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _markup(screen: Screen) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    match screen.keys:
        case Keys(share, back):
            rows = [[KeyboardButton(share, request_contact=True)], [KeyboardButton(back)]]
            return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
        case NoKeys():
            return ReplyKeyboardRemove()
        case None:
            return _inline(screen.buttons)


def _inline(buttons: Buttons) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in buttons]
    )
