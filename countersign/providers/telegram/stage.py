"""Backstage: making bots and users, acting as a user, and seeing what became of it."""

import asyncio
import secrets
from collections.abc import Coroutine
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from countersign.errors import UserError
from countersign.providers.backstage import answer, order, waiting
from countersign.providers.journal import Entry, Journal
from countersign.providers.telegram.acts import ActError, Acts
from countersign.providers.telegram.faults import Fault
from countersign.providers.telegram.receiving import webhook_info
from countersign.providers.telegram.state import Account, Bot, Chat, Network, User

_TEST_IDS = range(4_000_000_000_000_000, 4_500_000_000_000_000)
"""Ids of people who don't exist: Telegram's own stay far below."""


class NewUser(msgspec.Struct, forbid_unknown_fields=True):
    """A user to be made."""

    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    phone: str = ""
    id: int | None = None


class Writing(msgspec.Struct, forbid_unknown_fields=True):
    """The user writes."""

    bot: str
    text: str
    deliver: bool = True


class Tapping(msgspec.Struct, forbid_unknown_fields=True):
    """The user taps a button, named by its data or by its label."""

    bot: str
    message_id: int
    data: str | None = None
    label: str | None = None
    stale: bool = False
    """The user's screen is old: the button needs not be there any more."""
    deliver: bool = True

    def __post_init__(self) -> None:
        if self.data is None and self.label is None:
            raise ValueError("a tap needs the data or the label of a button")


class Editing(msgspec.Struct, forbid_unknown_fields=True):
    """The user changes what was written."""

    bot: str
    message_id: int
    text: str


class Blocking(msgspec.Struct, forbid_unknown_fields=True):
    """The user blocks the bot, or lets it write again."""

    bot: str
    blocked: bool


class Again(msgspec.Struct, forbid_unknown_fields=True):
    """An update comes again."""

    bot: str
    copy_of: int
    times: int = 1
    delay: float = 0.0


class Switch(msgspec.Struct, forbid_unknown_fields=True):
    """Something to be on or off."""

    on: bool


class Stage:
    """The backstage routes of the stand-in."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._errands: set[asyncio.Task[None]] = set()

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
            Route("/users/{id:int}/events", self.events, methods=["GET"]),
            Route("/requests", self.requests, methods=["GET"]),
            Route("/faults", self.add_fault, methods=["PUT"]),
            Route("/faults", self.clear_faults, methods=["DELETE"]),
        ]

    async def aclose(self) -> None:
        """Give up what was to happen later."""
        for errand in self._errands:
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)

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
        """A bot, and how its webhook fares."""
        account = self._account(request.path_params["name"])
        info = webhook_info(account)
        shown = {name: info.get(name) for name in ("url", "pending_update_count", "last_error_message")}
        return answer({"id": account.id, "username": account.bot.username, "webhook": shown})

    async def switch_flood(self, request: Request) -> Response:
        """Turn the flood limits of a bot on or off."""
        account = self._account(request.path_params["name"])
        account.flood.on = (await order(request, Switch)).on
        return answer({"on": account.flood.on})

    async def add_user(self, request: Request) -> Response:
        """Make a user."""
        new = await order(request, NewUser)
        user_id = new.id if new.id is not None else secrets.choice(_TEST_IDS)
        if user_id in self._network.users:
            raise HTTPException(409, f"there is already a user with the id {user_id}")
        user = User(user_id, new.first_name, new.last_name, new.username, new.language_code, new.phone)
        self._network.users[user_id] = user
        return answer({**msgspec.structs.asdict(new), "id": user_id}, 201)

    async def forget_user(self, request: Request) -> Response:
        """Remove a user, with all chats and all that is under way."""
        self._network.forget(self._user(request))
        return Response(status_code=204)

    async def write(self, request: Request) -> Response:
        """The user writes to a bot."""
        wish = await order(request, Writing)
        acts = self._acts(request, wish.bot)
        return await self._done(acts.write(wish.text, deliver=wish.deliver))

    async def tap(self, request: Request) -> Response:
        """The user taps a button."""
        wish = await order(request, Tapping)
        acts = self._acts(request, wish.bot)
        return await self._done(
            acts.tap(wish.message_id, wish.data, wish.label, stale=wish.stale, deliver=wish.deliver)
        )

    async def edit(self, request: Request) -> Response:
        """The user edits a message."""
        wish = await order(request, Editing)
        return await self._done(self._acts(request, wish.bot).edit(wish.message_id, wish.text))

    async def block(self, request: Request) -> Response:
        """The user blocks a bot, or lets it write again."""
        wish = await order(request, Blocking)
        return await self._done(self._acts(request, wish.bot).block(blocked=wish.blocked))

    async def send_again(self, request: Request) -> Response:
        """An update comes once more, or several times."""
        wish = await order(request, Again)
        chat = self._chat(request, wish.bot)
        letter = chat.updates.get(wish.copy_of)
        if not letter:
            raise HTTPException(404, f"no update {wish.copy_of} came of this chat")

        async def deliver() -> None:
            await asyncio.sleep(wish.delay)
            for _ in range(wish.times):
                chat.account.mailbox.put(letter.copy())

        self._start(deliver())
        return answer({"update_id": wish.copy_of, "times": wish.times}, 201)

    async def events(self, request: Request) -> Response:
        """What happened in a chat; waits for it."""
        chat = self._chat(request, request.query_params.get("bot", ""))
        return await _news("events", chat.journal, request)

    async def requests(self, request: Request) -> Response:
        """What a bot called."""
        account = self._account(request.query_params.get("bot", ""))
        return await _news("requests", account.requests, request)

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
        account = self._network.named(name)
        if not account:
            raise HTTPException(404, f"there is no bot with the username {name or '(none given)'}")
        return account

    def _user(self, request: Request) -> User:
        user = self._network.users.get(request.path_params["id"])
        if not user:
            raise HTTPException(404, f"there is no user with the id {request.path_params['id']}")
        return user

    def _chat(self, request: Request, bot: str) -> Chat:
        return self._account(bot).chat_with(self._user(request))

    def _acts(self, request: Request, bot: str) -> Acts:
        return Acts(self._chat(request, bot))

    async def _done(self, act: Coroutine[Any, Any, dict[str, Any]]) -> Response:
        try:
            return answer(await act, 201)
        except ActError as error:
            return answer({"error": str(error), **error.detail}, error.status)

    def _start(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


async def _news(name: str, journal: Journal, request: Request) -> Response:
    """The entries that are newer than the caller knows."""
    after, wait = waiting(request)
    entries = journal.after(after, _any)
    if not entries and wait:
        entries = await journal.wait_after(after, _any, wait)
    # Not the journal's own last: something may have come in just when the waiting was over.
    last = entries[-1].seq if entries else max(after, 0)
    return answer({name: [_shown(entry) for entry in entries], "last": last})


def _any(_: Entry) -> bool:
    return True


def _shown(entry: Entry) -> dict[str, Any]:
    return {"seq": entry.seq, "at": entry.at, "kind": entry.kind, **entry.data}
