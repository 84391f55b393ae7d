"""Builds the Telegram application and introduces it to Telegram when the bot starts."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Update
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from countersign.errors import UserError
from countersign.sandbox.onboarding.connections import client_options
from countersign.sandbox.onboarding.reply import seconds
from countersign.sandbox.onboarding.settings import PREFIX, Settings

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]

_UPDATES_AT_ONCE = 100
_CALLS_AT_ONCE = 2 * _UPDATES_AT_ONCE
_SECONDS_TO_START = 10.0
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0


def application_for(settings: Settings, context: ssl.SSLContext) -> TelegramApplication:
    """An application without an updater: our own webhook feeds it."""
    return (
        ApplicationBuilder()
        .token(settings.bot_token)
        .base_url(f"{settings.telegram_api.rstrip('/')}/bot")
        .request(_requests(settings, context, _CALLS_AT_ONCE))
        .get_updates_request(_requests(settings, context, 1))
        .updater(None)
        .job_queue(None)
        .concurrent_updates(_UPDATES_AT_ONCE)
        .build()
    )


async def introduce(application: TelegramApplication, settings: Settings) -> None:
    """Find out who the bot is; Telegram may be starting at this moment too."""
    await _insistently(application.initialize, settings)


async def ask_for_updates(application: TelegramApplication, settings: Settings) -> None:
    """Have Telegram deliver to our webhook, what is pending included."""

    async def set_webhook() -> None:
        await application.bot.set_webhook(
            settings.webhook_url,
            secret_token=settings.webhook_secret,
            allowed_updates=[Update.MESSAGE, Update.CALLBACK_QUERY],
            drop_pending_updates=False,
            max_connections=_UPDATES_AT_ONCE,
        )

    await _insistently(set_webhook, settings)


def _requests(settings: Settings, context: ssl.SSLContext, size: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=size,
        pool_timeout=5.0,
        httpx_kwargs=client_options(settings.telegram_api, context),
    )


async def _insistently(call: Callable[[], Awaitable[None]], settings: Settings) -> None:
    pause = _FIRST_PAUSE
    give_up = asyncio.get_running_loop().time() + _SECONDS_TO_START
    while True:
        try:
            return await call()
        except InvalidToken as error:
            raise UserError(
                f"Telegram at {settings.telegram_api} does not know the bot; correct {PREFIX}BOT_TOKEN."
            ) from error
        except BadRequest as error:
            raise UserError(
                f"Telegram at {settings.telegram_api} refuses the webhook ({error.message}); "
                f"correct {PREFIX}WEBHOOK_URL or {PREFIX}WEBHOOK_SECRET."
            ) from error
        except TelegramError as error:
            if isinstance(error, RetryAfter):
                pause = max(pause, seconds(error.retry_after))
            if asyncio.get_running_loop().time() + pause > give_up:
                raise UserError(
                    f"Telegram at {settings.telegram_api} cannot be used ({error.message}); start it, "
                    f"or correct {PREFIX}TELEGRAM_API."
                ) from error
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
