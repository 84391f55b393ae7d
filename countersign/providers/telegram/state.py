"""What the stand-in knows: bots, users, private chats and groups."""

import secrets
import time
from typing import Any

import msgspec

from countersign.errors import UserError
from countersign.providers.journal import Journal
from countersign.providers.telegram.authors import User
from countersign.providers.telegram.chats import Chat, Conversation, Query
from countersign.providers.telegram.faults import Faults
from countersign.providers.telegram.flood import Flood
from countersign.providers.telegram.groups import Group, GroupChat, new_group_id
from countersign.providers.telegram.mailbox import Mailbox

__all__ = ["Account", "Bot", "Chat", "Network", "User"]

TEST_IDS = range(4_000_000_000_000_000, 4_500_000_000_000_000)
"""Ids of people who don't exist: Telegram's own stay far below."""


class Bot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bot as its owner registered it."""

    token: str
    username: str
    first_name: str = "Bot"
    privacy: bool = True
    """In groups it hears only what is meant for it."""
    bot_to_bot: bool = False
    """Bot-to-bot communication is switched on."""

    @property
    def id(self) -> int:
        """The number before the colon of the token."""
        number, _, secret = self.token.partition(":")
        if not (number.isdecimal() and secret):
            raise UserError(
                f"The token of the bot {self.username} must look like 123456:secret, "
                f"with a number before the colon."
            )
        return int(number)


class Account:
    """One bot: its chats, its updates, and what it asked for."""

    def __init__(self, bot: Bot, *, flood_limits: bool) -> None:
        self.bot = bot
        self.id = bot.id
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.requests = Journal()
        self.mailbox = Mailbox()
        self.faults = Faults()
        self.flood = Flood(on=flood_limits)
        self._last_message_id = 0
        # Ids begin at the time of day: a bot that remembers ids is not confused by a restart of the stand-in.
        self._last_update_id = int(time.time())

    def chat_with(self, user: User) -> Chat:
        """The chat with that user; made when it is first asked for."""
        if user.id not in self.chats:
            self.chats[user.id] = Chat(self, user)
        return self.chats[user.id]

    @property
    def is_bot(self) -> bool:
        """A bot."""
        return True

    def forget(self, chat: Conversation) -> None:
        """Drop a chat, and what is under way from it."""
        self.mailbox.drop(chat)
        self.queries = {key: query for key, query in self.queries.items() if query.chat is not chat}

    def next_message_id(self) -> int:
        """Message ids grow by one over all private chats of a bot."""
        self._last_message_id += 1
        return self._last_message_id

    def next_update_id(self) -> int:
        """Update ids grow by one."""
        self._last_update_id += 1
        return self._last_update_id

    def as_user(self) -> dict[str, Any]:
        """The `User` object of the bot."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.bot.first_name,
            "username": self.bot.username,
        }


class Network:
    """Everybody the stand-in knows."""

    def __init__(self, *, flood_limits: bool) -> None:
        self._flood_limits = flood_limits
        self._by_token: dict[str, Account] = {}
        self._by_name: dict[str, Account] = {}
        self.users: dict[int, User] = {}
        self.groups: dict[int, GroupChat] = {}

    @property
    def accounts(self) -> list[Account]:
        """All bots."""
        return list(self._by_token.values())

    def register(self, bot: Bot) -> Account | None:
        """Take a bot in; None where its name or token is taken."""
        if bot.token in self._by_token or bot.username.lower() in self._by_name:
            return None
        account = Account(bot, flood_limits=self._flood_limits)
        self._by_token[bot.token] = self._by_name[bot.username.lower()] = account
        return account

    def with_token(self, token: str) -> Account | None:
        """The bot of that token."""
        return self._by_token.get(token)

    def named(self, username: str) -> Account | None:
        """The bot of that name."""
        return self._by_name.get(username.removeprefix("@").lower())

    def add_user(self, user: User) -> bool:
        """Take a user in; False where the id is taken."""
        if user.id in self.users:
            return False
        self.users[user.id] = user
        return True

    def forget(self, user: User) -> None:
        """Remove a user, with all private chats and all that is under way; groups go on without them."""
        del self.users[user.id]
        for account in self.accounts:
            chat = account.chats.pop(user.id, None)
            if chat:
                account.forget(chat)
        for group in self.groups.values():
            group.members.pop(user.id, None)

    def found(self, wanted: Group) -> GroupChat:
        """Make a group; `UserError` where somebody or something is wrong with it."""
        group_id = wanted.settled_id
        if group_id in self.groups:
            raise UserError(f"There is already a group with the id {group_id}; give each its own.")
        names: list[str | int] = [*wanted.users, *wanted.bots]
        members = [self._member(wanted, each) for each in names]
        admins = {self._member(wanted, each).id for each in wanted.admins}
        if strangers := admins - {who.id for who in members}:
            raise UserError(f"The group {wanted.title!r} has admins who are not in it: {sorted(strangers)}.")
        owner = next((who for who in members if isinstance(who, User)), None)
        owner = owner or User(secrets.choice(TEST_IDS), "Owner")
        group = GroupChat(group_id=group_id, kind=wanted.kind, title=wanted.title, owner=owner)
        group.settle(owner, members, admins)
        self.groups[group_id] = group
        return group

    def upgrade(self, group: GroupChat) -> GroupChat:
        """Make a supergroup of a group, as Telegram does once it needs to be one."""
        new = GroupChat(
            group_id=new_group_id("supergroup"), kind="supergroup", title=group.title, owner=group.owner
        )
        new.members, new.spoke_last = dict(group.members), group.spoke_last
        group.upgraded_to = new.id
        self.groups[new.id] = new
        return new

    def forget_group(self, group: GroupChat) -> None:
        """Remove a group, with all that is under way from it."""
        del self.groups[group.id]
        for account in self.accounts:
            account.forget(group)

    def _member(self, group: Group, who: str | int) -> "User | Account":
        found = self.named(who) if isinstance(who, str) else self.users.get(who)
        if not found:
            kind = "bot" if isinstance(who, str) else "user"
            raise UserError(f"The group {group.title!r} is to have the {kind} {who}, whom nobody made.")
        return found
