"""The Telegram side: turns updates into events, has them taken in, and carries out the effects."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from telegram import CallbackQuery, Chat, Message, Update
from telegram import User as TelegramUser
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, ContextTypes, MessageHandler, filters

from countersign.sandbox.onboarding import texts
from countersign.sandbox.onboarding.actions import (
    Action,
    Effect,
    Hint,
    MailCode,
    MailWelcome,
    Send,
    Show,
    Start,
    Tap,
    Write,
)
from countersign.sandbox.onboarding.desk import Desk, Event, Sender
from countersign.sandbox.onboarding.introduction import TelegramApplication
from countersign.sandbox.onboarding.mail import Delivery, Mail
from countersign.sandbox.onboarding.reply import Reply
from countersign.sandbox.onboarding.settings import Settings

_SECONDS_TO_FINISH = 1.0

_log = logging.getLogger(__name__)

T = TypeVar("T")
P = ParamSpec("P")


class OnboardingBot:
    """Works on many updates at once; whoever delivers one is told only when everything is done."""

    def __init__(
        self, application: TelegramApplication, desk: Desk, mail: Mail, settings: Settings, clerks: Executor
    ) -> None:
        self._application = application
        self._desk = desk
        self._mail = mail
        self._settings = settings
        self._clerks = clerks
        self._underway: dict[int, asyncio.Task[None]] = {}
        self._starting: dict[int, asyncio.Task[None]] = {}
        self._failures: dict[int, Exception] = {}
        self._told_of_trouble: deque[int] = deque(maxlen=1000)
        application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, self._on_message))
        application.add_handler(CallbackQueryHandler(self._on_tap))
        application.add_error_handler(self._on_error)

    async def deliver(self, update: Update) -> None:
        """Work on an update to the end; one that is delivered twice at once is worked on once."""
        task = self._underway.get(update.update_id)
        if task is None:
            task = asyncio.create_task(self._process(update))
            self._underway[update.update_id] = task
            task.add_done_callback(lambda _: self._underway.pop(update.update_id))
        await asyncio.shield(task)

    async def finish(self) -> None:
        """Let what is under way come to its end, for a moment."""
        if self._underway:
            await asyncio.wait(set(self._underway.values()), timeout=_SECONDS_TO_FINISH)

    async def _process(self, update: Update) -> None:
        await self._application.process_update(update)
        if failure := self._failures.pop(update.update_id, None):
            raise failure

    async def _on_message(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message, sender = update.message, update.effective_user
        if message is None or sender is None or not self._serves(message.chat):
            return
        event = _event(update, sender, message, _meant(message))
        reply = Reply(self._application.bot, message.chat.id)
        if isinstance(event.action, Start):
            await self._handle_start(event, reply)
        else:
            await self._handle(event, reply)

    async def _on_tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None or query.message is None or not self._serves(query.message.chat):
            return
        action = Tap(query.data or "", query.message.message_id)
        reply = _reply_to(self._application, query)
        await self._handle(_event(update, query.from_user, query.message, action), reply)

    def _serves(self, chat: Chat) -> bool:
        return chat.type == Chat.PRIVATE or chat.id in self._settings.allowed_groups

    async def _handle_start(self, event: Event, reply: Reply) -> None:
        """Answer several /start that overlap once."""
        user = event.sender.id
        if (earlier := self._starting.get(user)) is not None:
            await asyncio.wait({earlier})
            if earlier.cancelled() or earlier.exception() is None:
                event = replace(event, answered=True)
        mine = asyncio.create_task(self._handle(event, reply))
        self._starting[user] = mine
        try:
            await mine
        finally:
            if self._starting.get(user) is mine:
                del self._starting[user]

    async def _handle(self, event: Event, reply: Reply) -> None:
        if self._settings.maintenance:
            await reply.acknowledge()
            await reply.show(texts.maintenance(self._settings.house))
            return
        effects = await self._ask(self._desk.take, event)
        if not any(isinstance(effect, Hint) for effect in effects):
            await reply.acknowledge()
        for effect in effects:
            await self._carry_out(effect, event.sender, reply)
        if effects:
            await self._ask(self._desk.answered, event, reply.newest)

    async def _carry_out(self, effect: Effect, sender: Sender, reply: Reply) -> None:
        match effect:
            case Show(screen):
                await reply.show(screen)
            case Send(screen):
                await reply.send(screen)
            case Hint(text):
                await reply.hint(text)
            case MailCode():
                await self._mail_code(effect, sender, reply)
            case MailWelcome(address):
                await self._mail_welcome(address, sender)

    async def _mail_code(self, order: MailCode, sender: Sender, reply: Reply) -> None:
        delivery = await self._mail.send_code(order.kept.email, order.code)
        outcome = partial(self._desk.mailed, sent=delivery is Delivery.SENT, again=order.again)
        for effect in await self._ask(outcome, sender, order.kept.id):
            await self._carry_out(effect, sender, reply)

    async def _mail_welcome(self, address: str, sender: Sender) -> None:
        delivery = await self._mail.send_welcome(address)
        await self._ask(partial(self._desk.welcomed, refused=delivery is Delivery.REFUSED), sender)

    async def _ask(self, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """Have a transaction done on a thread, since the database is spoken to synchronously."""
        return await asyncio.get_running_loop().run_in_executor(self._clerks, partial(work, *given, **named))

    async def _on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        if not isinstance(update, Update) or context.error is None:
            return
        _log.error("Update %d failed: %r", update.update_id, context.error)
        self._failures[update.update_id] = context.error
        await self._tell_of_trouble(update, context.error)

    async def _tell_of_trouble(self, update: Update, error: Exception) -> None:
        """Once for each update: it is delivered again until it has had its effect."""
        chat = update.effective_chat
        if not isinstance(error, SQLAlchemyError) or chat is None:
            return
        if update.update_id not in self._told_of_trouble:
            self._told_of_trouble.append(update.update_id)
            await self._quietly(Reply(self._application.bot, chat.id).send(texts.technical_trouble()))

    @staticmethod
    async def _quietly(call: Coroutine[Any, Any, None]) -> None:
        try:
            await call
        except TelegramError as error:
            _log.warning("The user could not be told of the trouble: %s", error.message)


def _meant(message: Message) -> Action:
    text = (message.text or "").strip()
    command, _, payload = text.partition(" ")
    if command.partition("@")[0].lower() == "/start":
        return Start(payload.strip())
    return Write(text)


def _event(update: Update, sender: TelegramUser, message: Any, action: Action) -> Event:
    return Event(
        update_id=update.update_id,
        sender=Sender(sender.id, sender.username, sender.first_name),
        message_id=message.message_id,
        action=action,
    )


def _reply_to(application: TelegramApplication, query: CallbackQuery) -> Reply:
    assert query.message is not None
    return Reply(application.bot, query.message.chat.id, query.message.message_id, query.id)
