"""The bot's own HTTP server: the webhook that Telegram delivers to, and the health that probes ask for."""

import asyncio
import hmac
import json
import os
import ssl
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import msgspec
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram import Update
from telegram.error import TelegramError

from countersign.errors import UserError
from countersign.sandbox.clock import CLOCK_TABLES, Clock
from countersign.sandbox.database import make_tables, open_database
from countersign.sandbox.onboarding import health
from countersign.sandbox.onboarding.bot import OnboardingBot, Services
from countersign.sandbox.onboarding.connections import client_options
from countersign.sandbox.onboarding.desk import Desk, forget_old_updates
from countersign.sandbox.onboarding.introduction import (
    TelegramApplication,
    application_for,
    ask_for_updates,
    introduce,
)
from countersign.sandbox.onboarding.mail import Mail
from countersign.sandbox.onboarding.models import Base
from countersign.sandbox.onboarding.settings import PREFIX, Settings
from countersign.sandbox.onboarding.sms import Sms

_CLERKS = 16


def onboarding_app(settings: Settings) -> Starlette:
    """The bot, ready to be served; `state.engine` is where its host can spoil the database."""
    # Without it the library warns, at each flood limit, that a number of seconds will be a timedelta.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    engine = open_database(settings.database_url)
    product = Product(settings, engine)
    app = Starlette(
        routes=[
            Route("/webhook", product.webhook, methods=["POST"]),
            Route("/health", product.health, methods=["GET"]),
        ],
        lifespan=product.live,
    )
    app.state.engine = engine
    return app


class Product:
    """The running bot, and what its doors answer."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings = settings
        self._engine = engine
        self._application: TelegramApplication | None = None
        self._bot: OnboardingBot | None = None

    @asynccontextmanager
    async def live(self, _: Starlette) -> AsyncIterator[None]:
        """Start the bot, and close everything at the end."""
        async with AsyncExitStack() as closing:
            closing.callback(self._engine.dispose)
            await asyncio.to_thread(self._prepare_database)
            context = ssl.create_default_context()
            application = application_for(self._settings, context)
            # An application that was never initialised would leave its connections open.
            closing.push_async_callback(application.bot.request.shutdown)
            await introduce(application, self._settings)
            closing.push_async_callback(application.shutdown)
            self._bot = self._onboarding_bot(application, context, closing)
            self._application = application
            closing.push_async_callback(self._bot.finish)
            closing.callback(self._close_doors)
            await ask_for_updates(application, self._settings)
            yield

    async def webhook(self, request: Request) -> Response:
        """Take an update; 200 says that its work is committed and the answers are out."""
        if self._bot is None or self._application is None:
            return _refusal(503, "the bot is starting")
        given = request.headers.get("x-telegram-bot-api-secret-token", "").encode()
        if not hmac.compare_digest(given, self._settings.webhook_secret.encode()):
            return _refusal(401, "the webhook's secret is missing or wrong")
        try:
            update = _update_in(await request.body(), self._application)
        except ValueError as error:
            return _refusal(400, str(error))
        try:
            await self._bot.deliver(update)
        except (SQLAlchemyError, TelegramError, TimeoutError):
            return _refusal(503, "the update could not be worked on; deliver it again")
        return JSONResponse({"ok": True})

    async def health(self, _: Request) -> Response:
        """Say whether the bot can do its work at this moment."""
        version = self._settings.version
        if self._application is None:
            found = health.starting(version)
        else:
            found = await health.examine(self._engine, self._application.bot, version)
        return JSONResponse(msgspec.to_builtins(found), status_code=200 if found.good else 503)

    def _prepare_database(self) -> None:
        try:
            make_tables(self._engine, [Base.metadata, CLOCK_TABLES])
            forget_old_updates(self._engine, datetime.now(UTC))
        except SQLAlchemyError as error:
            raise UserError(
                f"The sandbox's database cannot be opened ({type(error).__name__}); "
                f"start it, or correct {PREFIX}DATABASE_URL."
            ) from error

    def _onboarding_bot(
        self, application: TelegramApplication, context: ssl.SSLContext, closing: AsyncExitStack
    ) -> OnboardingBot:
        settings = self._settings
        house = msgspec.structs.replace(
            settings.house, bot_username=application.bot.username, sms_from=settings.twilio_from
        )
        desk = Desk(self._engine, Clock(self._engine), house)
        options = client_options(settings.brevo_api, context)
        mail = Mail(settings.brevo_api, settings.brevo_key, settings.mail_sender, house, options)
        closing.push_async_callback(mail.close)
        sms = None
        if settings.twilio_api:
            sms = Sms(settings, house, client_options(settings.twilio_api, context))
            closing.push_async_callback(sms.close)
        clerks = closing.enter_context(self._clerks())
        return OnboardingBot(application, desk, Services(mail, sms), settings, clerks)

    def _clerks(self) -> ThreadPoolExecutor:
        # SQLite takes one writer at a time: queueing for one thread beats waiting for its lock.
        return ThreadPoolExecutor(1 if self._engine.dialect.name == "sqlite" else _CLERKS)

    def _close_doors(self) -> None:
        self._bot = self._application = None


def _update_in(body: bytes, application: TelegramApplication) -> Update:
    """The update that the body holds; ValueError with the reason where it holds none."""
    try:
        given = json.loads(body)
    except ValueError as error:
        raise ValueError("the body is not JSON") from error
    if not isinstance(given, dict) or type(given.get("update_id")) is not int:
        raise ValueError("the body is not an update: update_id is missing")
    try:
        return Update.de_json(given, application.bot)
    except (TypeError, KeyError, ValueError, AttributeError, OverflowError) as error:
        raise ValueError("the body is not an update that Telegram would send") from error


def _refusal(status: int, reason: str) -> Response:
    return JSONResponse({"error": reason}, status_code=status)
