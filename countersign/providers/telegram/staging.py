"""What happens backstage alike for private chats and for groups."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from countersign.providers.backstage import answer, plain, told, waiting
from countersign.providers.errands import Errands
from countersign.providers.journal import Entry, Journal
from countersign.providers.telegram.acts import ActError, Acts
from countersign.providers.telegram.chats import Conversation
from countersign.providers.telegram.delivery import note_delivery, note_failure
from countersign.providers.telegram.mailbox import Letter
from countersign.providers.telegram.orders import Again, Delivery, Editing, Tapping, Writing
from countersign.providers.telegram.state import Account, Network, User

_BURST = 0.004


def bot_named(network: Network, name: str) -> Account:
    """The bot of that name, or 404."""
    account = network.named(name)
    if not account:
        raise HTTPException(404, f"there is no bot with the username {name or '(none given)'}")
    return account


def user_with(network: Network, user_id: int) -> User:
    """The user of that id, or 404."""
    user = network.users.get(user_id)
    if not user:
        raise HTTPException(404, f"there is no user with the id {user_id}")
    return user


async def done(act: Coroutine[Any, Any, dict[str, Any]]) -> Response:
    """Let somebody act; what came of it, or why they can't."""
    try:
        return answer(await act, 201)
    except ActError as error:
        return answer({"error": str(error), **error.detail}, error.status)


async def written(wish: Writing, acts: Acts) -> Response:
    """Somebody writes."""
    return await done(acts.write(wish.text, reply_to=wish.reply_to, deliver=wish.deliver))


async def tapped(wish: Tapping, acts: Acts) -> Response:
    """Somebody taps a button."""
    return await done(
        acts.tap(wish.message_id, wish.data, wish.label, stale=wish.stale, deliver=wish.deliver)
    )


async def edited(wish: Editing, acts: Acts) -> Response:
    """Somebody edits a message."""
    return await done(acts.edit(wish.message_id, wish.text, deliver=wish.deliver))


def send_again(wish: Again, chat: Conversation, account: Account, errands: Errands) -> Response:
    """An update comes once more, or several times."""
    letter = _letter(chat, account, wish.copy_of)

    async def deliver() -> None:
        await asyncio.sleep(wish.delay)
        for _ in range(wish.times):
            letter.copy().send()

    errands.start(deliver())
    return answer({"update_id": wish.copy_of, "times": wish.times}, 201)


async def mark_delivery(wish: Delivery, chat: Conversation, account: Account) -> Response:
    """Write down how an update fared that somebody else brought to the bot."""
    letter = _letter(chat, account, wish.update_id)
    if wish.status is not None and 200 <= wish.status < 300:
        entry = await note_delivery(letter, status=wish.status, seconds=wish.seconds, at=wish.at)
    else:
        reason = "No answer" if wish.status is None else f"Wrong response from the webhook: {wish.status}"
        entry = await note_failure(letter, status=wish.status, reason=reason)
    return answer({"seq": entry.seq, "kind": entry.kind}, 201)


async def news(name: str, journal: Journal, request: Request) -> Response:
    """The entries that are newer than the caller knows."""
    after, wait = waiting(request)
    entries = journal.after(after, _any)
    if not entries and wait:
        await journal.wait_after(after, _any, wait)
        # What a bot does comes in bursts: a moment more saves a request for each part of it.
        await asyncio.sleep(_BURST)
        entries = journal.after(after, _any)
    missed = journal.missed(after)
    return told(name, entries, after, shown=_shown, **({"missed": missed} if missed else {}))


def _letter(chat: Conversation, account: Account, update_id: int) -> Letter:
    letter = chat.letters.get((account.id, update_id))
    if not letter:
        raise HTTPException(404, f"no update {update_id} for {account.bot.username} came of this chat")
    return letter


def _any(_: Entry) -> bool:
    return True


def _shown(entry: Entry) -> dict[str, Any]:
    return {"kind": entry.kind, **plain(entry)}
