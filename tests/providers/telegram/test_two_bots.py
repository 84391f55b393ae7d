"""Two bots of python-telegram-bot talk in a group: a driver that polls, and a deployed bot with a webhook."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, ChatFullInfo, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from ..telegram_scene import Scene
from .conftest import MakeBot
from .gathering import Gathering

MENU = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])


def deployed_bot(scene: Scene) -> Starlette:
    """A bot that greets, echoes, and says that a button was tapped; at `/hook` it takes its updates."""
    application = ApplicationBuilder().token(scene.token).base_url(f"{scene.url}/bot").updater(None).build()

    async def greet(update: Update, _: Any) -> None:
        assert update.message
        greeting = await update.message.reply_text("Wait…", do_quote=True)
        await greeting.edit_text("Welcome!", reply_markup=MENU)

    async def echo(update: Update, _: Any) -> None:
        assert update.message
        await update.message.reply_text(f"You said: {update.message.text}")

    async def tapped(update: Update, _: Any) -> None:
        assert update.callback_query
        await update.callback_query.answer()
        await update.callback_query.edit_message_text("Tapped.")

    application.add_handler(CommandHandler("start", greet))
    application.add_handler(CallbackQueryHandler(tapped))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    return _served(application)


def _served(application: "Application[Any, Any, Any, Any, Any, Any]") -> Starlette:
    async def hook(request: Request) -> Response:
        await application.process_update(Update.de_json(await request.json(), application.bot))
        return Response()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with application:
            yield

    return Starlette(routes=[Route("/hook", hook, methods=["POST"])], lifespan=lifespan)


class Driver:
    """The suite's own bot: writes in the group, and reads what others write there."""

    def __init__(self, bot: Bot, group: int) -> None:
        self._bot = bot
        self._group = group
        self._offset = 0

    async def write(self, text: str, answering: int | None = None) -> Message:
        """Write in the group."""
        return await self._bot.send_message(self._group, text, reply_to_message_id=answering)

    async def reads(self, text: str) -> Message:
        """Wait until that text is there, new or edited."""
        async with asyncio.timeout(10):
            while True:
                for update in await self._bot.get_updates(offset=self._offset, timeout=5):
                    self._offset = update.update_id + 1
                    message = update.message or update.edited_message
                    if message and message.text == text:
                        return message


@pytest.fixture
def deployed(make_bot: MakeBot, serve: Callable[[Starlette], str]) -> Scene:
    """A bot with privacy as it is by default, at its webhook."""
    scene = make_bot()
    scene.call("setWebhook", url=f"{serve(deployed_bot(scene))}/hook")
    return scene


def test_a_driver_starts_a_deployed_bot_and_reads_its_answers(make_bot: MakeBot, deployed: Scene) -> None:
    driver_scene = make_bot(bot_to_bot=True, privacy=False)
    group = Gathering(driver_scene, users=1)
    group.put(deployed, "member")

    async def drive() -> None:
        async with Bot(driver_scene.token, base_url=f"{driver_scene.url}/bot") as bot:
            driver = Driver(bot, group.id)
            asked = await driver.write(f"/start@{deployed.bot}")
            greeting = await driver.reads("Welcome!")
            assert greeting.from_user
            assert (greeting.from_user.is_bot, greeting.from_user.username) == (True, deployed.bot)
            assert greeting.reply_to_message
            assert greeting.reply_to_message.message_id == asked.message_id
            assert greeting.reply_markup == MENU
            await driver.write("an answer", answering=greeting.message_id)
            await driver.reads("You said: an answer")
            group.act("taps", message_id=greeting.message_id, label="Go")
            assert (await driver.reads("Tapped.")).message_id == greeting.message_id

    asyncio.run(drive())


def test_without_the_mode_the_deployed_bot_hears_users_only(make_bot: MakeBot, deployed: Scene) -> None:
    driver = make_bot(privacy=False)
    group = Gathering(driver)
    group.put(deployed, "member")
    group.send(driver, f"/start@{deployed.bot}")
    asked = group.write(f"/start@{deployed.bot}")
    group.await_event("edited")
    answers = [event for event in group.events("sent") if event["bot"] == deployed.bot]
    assert [answer["message"]["reply_to"] for answer in answers] == [asked]


def test_the_client_reads_a_group_and_its_refusals(make_bot: MakeBot) -> None:
    scene, admin = make_bot(privacy=False), make_bot()
    group = Gathering(scene, admin, admins=[admin.bot], kind="supergroup")

    async def look() -> ChatFullInfo:
        async with Bot(scene.token, base_url=f"{scene.url}/bot") as bot:
            assert bot.bot.can_read_all_group_messages
            statuses = [
                (await bot.get_chat_member(group.id, who)).status
                for who in (group.user, admin.bot_id, scene.bot_id)
            ]
            assert statuses == ["creator", "administrator", "member"]
            assert await bot.get_chat_member_count(group.id) == 3
            chat = await bot.get_chat(group.id)
            assert await bot.leave_chat(group.id)
            with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
                await bot.send_message(group.id, "x")
            with pytest.raises(BadRequest, match="Chat not found"):
                await bot.send_message(group.id - 1, "x")
            return chat

    chat = asyncio.run(look())
    assert (chat.title, chat.type, chat.id) == ("Staging", "supergroup", group.id)
