"""Bringing updates to a bot's webhook: in order within a chat, chats side by side, again until accepted."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx
import msgspec

from countersign.providers.journal import Entry
from countersign.providers.telegram.mailbox import Letter

if TYPE_CHECKING:
    from countersign.providers.telegram.state import Account

FIRST_DELAY = 0.1
LONGEST_DELAY = 30.0
_PATIENCE = 60.0
# Servers close idle connections after some seconds: one that is given up before that can't be lost halfway.
_LIMITS = httpx.Limits(max_connections=1, keepalive_expiry=2.0)
_FORBIDDEN = {"setwebhook", "deletewebhook", "close", "logout"}

Perform = Callable[["Account", str, dict[str, Any]], Awaitable[None]]


class Webhook(msgspec.Struct, frozen=True):
    """Where a bot wants its updates."""

    url: str
    secret_token: str = ""
    max_connections: int = 40


class Clients:
    """HTTP clients of one connection each: taken, used and given back.

    A pool that serves many at once looks through all its connections on every request; these never do.
    """

    def __init__(self) -> None:
        self._tls = httpx.create_ssl_context()
        self._idle: list[httpx.AsyncClient] = []

    @asynccontextmanager
    async def one(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client that nobody else uses; one that was interrupted is not used again."""
        client = self._idle.pop() if self._idle else self._new()
        sound = False
        try:
            yield client
            sound = True
        finally:
            if sound:
                self._idle.append(client)
            else:
                await client.aclose()

    async def aclose(self) -> None:
        """Close every connection; nobody may use one any more."""
        for client in self._idle:
            await client.aclose()

    def _new(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(verify=self._tls, limits=_LIMITS, timeout=_PATIENCE, trust_env=False)


class Courier:
    """Serves one webhook from the moment it is set until it is changed or deleted."""

    def __init__(self, account: "Account", webhook: Webhook, clients: Clients, perform: Perform) -> None:
        self.webhook = webhook
        self.last_error: tuple[int, str] | None = None
        """When an attempt failed last, and why."""
        self._account = account
        self._clients = clients
        self._perform = perform
        self._lanes: dict[int, deque[Letter]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._hands = asyncio.Semaphore(webhook.max_connections)

    def take(self, letter: Letter) -> None:
        """Bring a letter to the bot, after those of the same chat that came before."""
        chat = letter.chat.id
        if chat in self._lanes:
            self._lanes[chat].append(letter)
            return
        self._lanes[chat] = deque([letter])
        task = asyncio.create_task(self._serve(chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Leave everything where it is."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, chat: int) -> None:
        lane = self._lanes[chat]
        while lane:
            await self._deliver(lane[0])
            lane.popleft()
        del self._lanes[chat]

    async def _deliver(self, letter: Letter) -> None:
        delay = FIRST_DELAY
        while self._account.mailbox.is_alive(letter):
            async with self._hands:
                begun = time.time()
                answer, reason = await self._post(letter)
            if answer is not None and answer.is_success:
                await self._accepted(letter, answer, begun)
                return
            await self._failed(letter, answer, reason)
            await asyncio.sleep(_wish(answer) or delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def _post(self, letter: Letter) -> tuple[httpx.Response | None, str]:
        headers = {"Content-Type": "application/json"}
        if self.webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.webhook.secret_token
        content = msgspec.json.encode(letter.update)
        try:
            async with self._clients.one() as client:
                answer = await client.post(self.webhook.url, content=content, headers=headers)
        except httpx.ConnectTimeout:
            return None, "Connection timed out"
        except httpx.ConnectError:
            return None, "Connection refused"
        except httpx.TimeoutException:
            return None, "Read timeout expired"
        except httpx.TransportError:
            return None, "Webhook connection closed"
        return answer, f"Wrong response from the webhook: {answer.status_code} {_phrase(answer)}"

    async def _accepted(self, letter: Letter, answer: httpx.Response, begun: float) -> None:
        self._account.mailbox.confirm(letter)
        await note_delivery(letter, status=answer.status_code, seconds=time.time() - begun, at=begun)
        if call := _call_in(answer):
            await self._perform(self._account, *call)

    async def _failed(self, letter: Letter, answer: httpx.Response | None, reason: str) -> None:
        self.last_error = (int(time.time()), reason)
        status = answer.status_code if answer is not None else None
        await note_failure(letter, status=status, reason=reason)


async def note_delivery(letter: Letter, *, status: int | None, seconds: float | None, at: float) -> Entry:
    """Write down that a bot has got an update; `at` is when it was brought or fetched."""
    return await letter.chat.journal.note(
        "update_delivered",
        bot=letter.account.bot.username,
        update_id=letter.update_id,
        status=status,
        seconds=seconds,
        delivered_at=at,
    )


async def note_failure(letter: Letter, *, status: int | None, reason: str) -> Entry:
    """Write down that a bot did not take an update."""
    return await letter.chat.journal.note(
        "update_failed",
        bot=letter.account.bot.username,
        update_id=letter.update_id,
        status=status,
        reason=reason,
    )


def _phrase(answer: httpx.Response) -> str:
    return answer.reason_phrase or HTTPStatus(answer.status_code).phrase


def _wish(answer: httpx.Response | None) -> float:
    """How long the bot asked to be left alone."""
    given = answer.headers.get("Retry-After", "") if answer is not None else ""
    return float(given) if given.isdecimal() else 0.0


def _call_in(answer: httpx.Response) -> tuple[str, dict[str, Any]] | None:
    """The call that a bot made by its answer; one that asks for something back is none."""
    try:
        body = msgspec.json.decode(answer.content, type=dict[str, Any])
    except msgspec.DecodeError:
        return None
    method = body.pop("method", None)
    if not isinstance(method, str) or method.lower() in _FORBIDDEN or method.lower().startswith("get"):
        return None
    return method, body
