"""The Telegram side: has what users do taken in, and carries out the effects."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from telegram import Chat, Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, ContextTypes, MessageHandler, filters

from countersign.sandbox.onboarding import texts
from countersign.sandbox.onboarding.actions import (
    Effect,
    Hint,
    MailCode,
    MailWelcome,
    Send,
    Show,
    Start,
    TextWelcome,
)
from countersign.sandbox.onboarding.desk import Desk, Event
from countersign.sandbox.onboarding.incoming import event_in
from countersign.sandbox.onboarding.introduction import TelegramApplication
from countersign.sandbox.onboarding.mail import Mail
from countersign.sandbox.onboarding.reply import Reply
from countersign.sandbox.onboarding.settings import Settings
from countersign.sandbox.onboarding.sms import Sms
from countersign.sandbox.onboarding.unkept import Keeping, Unkept

SECONDS_TO_WORK = 15.0
"""After that an update is delivered again; it finds the work still under way, or done."""
_SECONDS_TO_FINISH = 1.0
_SECONDS_BETWEEN_LOOKS = 0.1
_LOOKS = 300

_log = logging.getLogger(__name__)

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True)
class Services:
    """What the bot sends its users, besides messages."""

    mail: Mail
    sms: Sms | None


class OnboardingBot:
    """Works on many updates at once; whoever delivers one is told only when everything is done."""

    def __init__(
        self,
        application: TelegramApplication,
        desk: Desk,
        services: Services,
        settings: Settings,
        clerks: Executor,
    ) -> None:
        self._application = application
        self._desk = desk
        self._services = services
        self._settings = settings
        self._clerks = clerks
        self._underway: dict[int, asyncio.Task[None]] = {}
        self._starting: dict[int, asyncio.Task[None]] = {}
        self._failures: dict[int, Exception] = {}
        self._unkept = Unkept()
        self._told_of_trouble: deque[int] = deque(maxlen=1000)
        application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, self._on_update))
        application.add_handler(CallbackQueryHandler(self._on_update))
        application.add_error_handler(self._on_error)

    async def deliver(self, update: Update) -> None:
        """Work on an update to the end; one that is delivered twice at once is worked on once."""
        task = self._underway.get(update.update_id)
        if task is None:
            task = asyncio.create_task(self._process(update))
            self._underway[update.update_id] = task
            task.add_done_callback(partial(self._is_over, update.update_id))
        await asyncio.wait({task}, timeout=SECONDS_TO_WORK)
        if not task.done():
            await self._tell_of_trouble(update)
            raise TimeoutError(f"update {update.update_id} is still being worked on")
        task.result()

    async def finish(self) -> None:
        """Let what is under way come to its end, for a moment."""
        if self._underway:
            await asyncio.wait(set(self._underway.values()), timeout=_SECONDS_TO_FINISH)

    def _is_over(self, update_id: int, task: asyncio.Task[None]) -> None:
        del self._underway[update_id]
        if not task.cancelled():
            # Whoever delivered it may have gone: asyncio wants the exception to be looked at all the same.
            task.exception()

    async def _process(self, update: Update) -> None:
        await self._application.process_update(update)
        if failure := self._failures.pop(update.update_id, None):
            raise failure

    async def _on_update(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        event = event_in(update, self._application.bot.username)
        if event is None or not self._serves(event):
            return
        reply = self._reply_to(update, event)
        if self._settings.maintenance:
            await reply.acknowledge()
            await reply.show(texts.maintenance(self._settings.house))
        elif isinstance(event.action, Start):
            await self._handle_start(event, reply)
        else:
            await self._handle(event, reply)

    def _serves(self, event: Event) -> bool:
        return event.private or event.chat_id in self._settings.allowed_groups

    def _reply_to(self, update: Update, event: Event) -> Reply:
        bot, query = self._application.bot, update.callback_query
        if query is not None:
            return Reply(bot, event.chat_id, tapped=event.message_id, callback=query.id)
        return Reply(bot, event.chat_id, to=None if event.private else event.message_id)

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
        """Do all that an event brings about; what can't be undone has been kept before."""
        unkept = self._unkept.of(event.update_id)
        try:
            effects = await (self._keep(unkept) if unkept else self._take(event))
            if not any(isinstance(effect, Hint) for effect in effects):
                await reply.acknowledge()
            for effect in effects:
                await self._carry_out(effect, event, reply)
        except (SQLAlchemyError, TelegramError):
            await self._or_warn(self._ask(self._desk.let_go, event))
            raise
        if effects or unkept:
            # The work is committed and the user has the answer: a note that fails undoes neither.
            await self._or_warn(self._ask(self._desk.answered, event, reply.newest))

    async def _take(self, event: Event) -> list[Effect]:
        """Have it taken in; where another process is at it, wait for that one to answer."""
        for _ in range(_LOOKS):
            effects = await self._ask(self._desk.take, event)
            if effects is not None:
                return effects
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        raise TimeoutError(f"update {event.update_id} is being worked on by another process")

    async def _carry_out(self, effect: Effect, event: Event, reply: Reply) -> None:
        match effect:
            case Show(screen):
                await reply.show(screen)
            case Send(screen):
                await reply.send(screen)
            case Hint(text):
                await reply.hint(text)
            case _:
                keeping = await self._post(effect, event)
                for following in await self._keep(keeping):
                    await self._carry_out(following, event, reply)

    async def _post(self, effect: MailCode | MailWelcome | TextWelcome, event: Event) -> Keeping:
        """Hand something to a service; what became of it is still to be kept."""
        mail, sms, desk, sender = self._services.mail, self._services.sms, self._desk, event.sender
        match effect:
            case MailCode(kept, code, again):
                delivery = await mail.send_code(kept.email, code)
                work = partial(desk.mailed, sender, kept.id, delivery, again=again)
                return Keeping(event.update_id, work, seen=True)
            case MailWelcome(address):
                delivery = await mail.send_welcome(address)
                return Keeping(event.update_id, partial(desk.welcomed, sender, delivery), seen=False)
            case TextWelcome(number):
                assert sms is not None, "a welcome SMS is only ordered where SMS are sent"
                outcome = await sms.send_welcome(number)
                return Keeping(event.update_id, partial(desk.texted, sender, number, outcome), seen=True)

    async def _keep(self, keeping: Keeping) -> list[Effect]:
        """Have an outcome kept; where that fails it is kept as soon as the update comes again."""
        self._unkept.add(keeping)
        if not keeping.seen:
            self._told_of_trouble.append(keeping.update_id)
        effects = await self._ask(keeping.work)
        self._unkept.remove(keeping)
        return effects

    async def _ask(self, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """Have a transaction done on a thread, since the database is spoken to synchronously."""
        return await asyncio.get_running_loop().run_in_executor(self._clerks, partial(work, *given, **named))

    async def _on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        if not isinstance(update, Update) or context.error is None:
            return
        _log.error("Update %d failed: %r", update.update_id, context.error)
        self._failures[update.update_id] = context.error
        if isinstance(context.error, SQLAlchemyError):
            await self._tell_of_trouble(update)

    async def _tell_of_trouble(self, update: Update) -> None:
        """Once for each update: it is delivered again until it has had its effect."""
        chat, message = update.effective_chat, update.message
        if chat is None or update.update_id in self._told_of_trouble:
            return
        self._told_of_trouble.append(update.update_id)
        to = message.message_id if message and chat.type != Chat.PRIVATE else None
        await self._or_warn(Reply(self._application.bot, chat.id, to=to).send(texts.technical_trouble()))

    @staticmethod
    async def _or_warn(call: Coroutine[Any, Any, None]) -> None:
        try:
            await call
        except (SQLAlchemyError, TelegramError) as error:
            _log.warning("Given up: %r", error)
