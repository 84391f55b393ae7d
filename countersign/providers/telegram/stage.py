"""Backstage: making bots and users, acting as a user, and seeing what became of it."""

import secrets

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from countersign.errors import UserError
from countersign.providers.backstage import answer, order
from countersign.providers.errands import Errands
from countersign.providers.telegram.acts import PrivateActs
from countersign.providers.telegram.authors import User
from countersign.providers.telegram.chats import Chat
from countersign.providers.telegram.faults import Fault
from countersign.providers.telegram.group_stage import GroupStage
from countersign.providers.telegram.orders import (
    Again,
    Blocking,
    Delivery,
    EditingForBot,
    NewUser,
    Switch,
    TappingForBot,
    WritingToBot,
)
from countersign.providers.telegram.receiving import webhook_info
from countersign.providers.telegram.staging import (
    bot_named,
    done,
    edited,
    mark_delivery,
    news,
    send_again,
    tapped,
    user_with,
    written,
)
from countersign.providers.telegram.state import TEST_IDS, Account, Bot, Network


class Stage:
    """The backstage routes of the stand-in."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._errands = Errands()
        self._groups = GroupStage(network, self._errands)

    @property
    def routes(self) -> list[BaseRoute]:
        """Where those who direct the stand-in call."""
        return [
            Route("/bots", self.add_bot, methods=["POST"]),
            Route("/bots/{name}", self.show_bot, methods=["GET"]),
            Route("/bots/{name}/flood", self.switch_flood, methods=["PUT"]),
            Route("/users", self.add_user, methods=["POST"]),
            Route("/users/{id:int}", self.forget_user, methods=["DELETE"]),
            Route("/users/{id:int}/messages", self.write, methods=["POST"]),
            Route("/users/{id:int}/taps", self.tap, methods=["POST"]),
            Route("/users/{id:int}/edits", self.edit, methods=["POST"]),
            Route("/users/{id:int}/blocks", self.block, methods=["POST"]),
            Route("/users/{id:int}/updates", self.send_again, methods=["POST"]),
            Route("/users/{id:int}/deliveries", self.mark_delivery, methods=["POST"]),
            Route("/users/{id:int}/events", self.events, methods=["GET"]),
            Route("/requests", self.requests, methods=["GET"]),
            Route("/faults", self.add_fault, methods=["PUT"]),
            Route("/faults", self.clear_faults, methods=["DELETE"]),
            *self._groups.routes,
        ]

    async def aclose(self) -> None:
        """Give up what was to happen later."""
        await self._errands.aclose()

    async def add_bot(self, request: Request) -> Response:
        """Register a bot."""
        bot = await order(request, Bot)
        try:
            account = self._network.register(bot)
        except UserError as error:
            raise HTTPException(422, str(error)) from error
        if not account:
            raise HTTPException(
                409, f"there is already a bot with the username {bot.username} or with its token"
            )
        return answer({"id": account.id, "username": bot.username}, 201)

    async def show_bot(self, request: Request) -> Response:
        """A bot, how its webhook fares, and whether a call of it waits for updates."""
        account = self._account(request.path_params["name"])
        info = webhook_info(account)
        shown = {name: info.get(name) for name in ("url", "pending_update_count", "last_error_message")}
        polled = account.mailbox.is_polled
        return answer(
            {"id": account.id, "username": account.bot.username, "webhook": shown, "polled": polled}
        )

    async def switch_flood(self, request: Request) -> Response:
        """Turn the flood limits of a bot on or off."""
        account = self._account(request.path_params["name"])
        account.flood.on = (await order(request, Switch)).on
        return answer({"on": account.flood.on})

    async def add_user(self, request: Request) -> Response:
        """Make a user."""
        new = await order(request, NewUser)
        user_id = new.id if new.id is not None else secrets.choice(TEST_IDS)
        user = User(user_id, new.first_name, new.last_name, new.username, new.language_code, new.phone)
        if not self._network.add_user(user):
            raise HTTPException(409, f"there is already a user with the id {user_id}")
        return answer({**msgspec.structs.asdict(new), "id": user_id}, 201)

    async def forget_user(self, request: Request) -> Response:
        """Remove a user, with all chats and all that is under way."""
        self._network.forget(self._user(request))
        return Response(status_code=204)

    async def write(self, request: Request) -> Response:
        """The user writes to a bot."""
        wish = await order(request, WritingToBot)
        return await written(wish, self._acts(request, wish.bot))

    async def tap(self, request: Request) -> Response:
        """The user taps a button."""
        wish = await order(request, TappingForBot)
        return await tapped(wish, self._acts(request, wish.bot))

    async def edit(self, request: Request) -> Response:
        """The user edits a message."""
        wish = await order(request, EditingForBot)
        return await edited(wish, self._acts(request, wish.bot))

    async def block(self, request: Request) -> Response:
        """The user blocks a bot, or lets it write again."""
        wish = await order(request, Blocking)
        acts = self._acts(request, wish.bot)
        return await done(acts.block(blocked=wish.blocked, deliver=wish.deliver))

    async def send_again(self, request: Request) -> Response:
        """An update comes once more, or several times."""
        wish = await order(request, Again)
        chat = self._chat(request, wish.bot)
        return send_again(wish, chat, chat.account, self._errands)

    async def mark_delivery(self, request: Request) -> Response:
        """Somebody else brought an update to the bot."""
        wish = await order(request, Delivery)
        chat = self._chat(request, wish.bot)
        return await mark_delivery(wish, chat, chat.account)

    async def events(self, request: Request) -> Response:
        """What happened in a chat; waits for it."""
        chat = self._chat(request, request.query_params.get("bot", ""))
        return await news("events", chat.journal, request)

    async def requests(self, request: Request) -> Response:
        """What a bot called."""
        account = self._account(request.query_params.get("bot", ""))
        return await news("requests", account.requests, request)

    async def add_fault(self, request: Request) -> Response:
        """Let the next calls of a bot fail, or be late."""
        fault = await order(request, Fault)
        account = self._account(fault.bot)
        account.faults.waiting.append(fault)
        return answer({"faults": account.faults.waiting})

    async def clear_faults(self, request: Request) -> Response:
        """No more faults: of one bot, or of all."""
        name = request.query_params.get("bot")
        for account in [self._account(name)] if name else self._network.accounts:
            account.faults.waiting.clear()
        return Response(status_code=204)

    def _account(self, name: str) -> Account:
        return bot_named(self._network, name)

    def _user(self, request: Request) -> User:
        return user_with(self._network, request.path_params["id"])

    def _chat(self, request: Request, bot: str) -> Chat:
        return self._account(bot).chat_with(self._user(request))

    def _acts(self, request: Request, bot: str) -> PrivateActs:
        return PrivateActs(self._chat(request, bot))
