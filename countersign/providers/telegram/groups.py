"""Groups and supergroups: who is in them, what is said there, and who hears it."""

import secrets
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from countersign.errors import UserError
from countersign.providers.telegram.authors import Author, User
from countersign.providers.telegram.chats import Conversation, Message
from countersign.providers.telegram.entities import Entity
from countersign.providers.telegram.hearing import addressee, hears
from countersign.providers.telegram.mailbox import Letter
from countersign.providers.telegram.members import Member, Status
from countersign.providers.telegram.refusal import ApiError, bad_request, forbidden

if TYPE_CHECKING:
    from countersign.providers.telegram.state import Account

Kind = Literal["group", "supergroup"]

_SUPERGROUPS = 10**12
"""Supergroups have the ids below minus this."""


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group as it is to be."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
    bots: list[str] = []
    """Usernames."""
    users: list[int] = []
    """Ids; the first made the group."""
    admins: list[str | int] = []
    """Those of them who are administrators."""
    id: int | None = None
    kind: Kind = "group"

    @property
    def settled_id(self) -> int:
        """The id that was wished for, else a new one; `UserError` where no such group can have it."""
        if self.id is None:
            return new_group_id(self.kind)
        supergroup = self.kind == "supergroup"
        if not (self.id < -_SUPERGROUPS if supergroup else -_SUPERGROUPS < self.id < 0):
            bounds = f"below {-_SUPERGROUPS}" if supergroup else f"from {1 - _SUPERGROUPS} to -1"
            raise UserError(f"The id {self.id} of the {self.kind} {self.title!r} must be {bounds}.")
        return self.id


def new_group_id(kind: Kind) -> int:
    """An id that Telegram could have given."""
    number = 10**9 + secrets.randbelow(9 * 10**9)
    return -_SUPERGROUPS - number if kind == "supergroup" else -number


@dataclass(eq=False)
class GroupChat(Conversation):
    """A group with its members."""

    private = False
    group_id: int
    kind: Kind
    title: str
    owner: User
    members: dict[int, Member] = field(default_factory=dict)
    spoke_last: int | None = None
    """The bot that wrote last."""
    upgraded_to: int | None = None
    """The supergroup that it became."""
    _last_message_id: int = 0

    @property
    def id(self) -> int:
        """The group's own id."""
        return self.group_id

    @property
    def bots(self) -> "list[Account]":
        """The bots that are in the group."""
        return [member.account for member in self.members.values() if member.is_in and member.account]

    def bot(self, bot_id: int) -> "Account | None":
        """The bot of that id, if it is in the group."""
        member = self.members.get(bot_id)
        return member.account if member and member.is_in else None

    def is_admin(self, who: Author) -> bool:
        """Whether somebody is an administrator of the group."""
        member = self.members.get(who.id)
        return bool(member and member.is_admin)

    def is_in(self, who: Author) -> bool:
        """Whether somebody is in the group."""
        member = self.members.get(who.id)
        return bool(member and member.is_in)

    def as_chat(self) -> dict[str, Any]:
        """The `Chat` object."""
        return {"id": self.id, "title": self.title, "type": self.kind}

    def add(self, author: Author, **content: Any) -> Message:
        """A new message at the end of the group; it is meant for one bot at most."""
        message = super().add(author, **content)
        message.meant_for = addressee(self, message)
        if author.is_bot and not message.service:
            self.spoke_last = author.id
        return message

    def reword(self, message: Message, text: str, entities: list[Entity]) -> None:
        """Give a message another text, which may be meant for another bot."""
        super().reword(message, text, entities)
        message.meant_for = addressee(self, message)

    def hearers(self, message: Message) -> "list[Account]":
        """The bots that get a message."""
        return [bot for bot in self.bots if hears(self, bot, message)]

    def let_read(self, account: "Account") -> None:
        """Who never was in the group doesn't know of it; who left a supergroup is shut out of it."""
        member = self.members.get(account.id)
        if not member:
            raise bad_request("chat not found")
        if self.kind == "supergroup" and not member.is_in:
            raise self._shut_out(member)

    def let_write(self, account: "Account") -> None:
        """Only members write, and nobody in a group that became a supergroup."""
        self.let_read(account)
        if self.upgraded_to:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.upgraded_to,
            )
        member = self.members[account.id]
        if not member.is_in:
            raise self._shut_out(member)

    def let_change(self, account: "Account") -> None:
        """As for writing."""
        self.let_write(account)

    def lets_delete(self, account: "Account", message: Message) -> bool:
        """Its own; those of others as an administrator."""
        return message.author is account or self.is_admin(account)

    def next_message_id(self) -> int:
        """Message ids grow by one in each group."""
        self._last_message_id += 1
        return self._last_message_id

    def settle(self, owner: User, members: "Iterable[User | Account]", admins: Collection[int]) -> None:
        """Have everybody in from the start, without a word."""
        for who in [owner, *members]:
            status: Status = "administrator" if who.id in admins else "member"
            self.members[who.id] = Member(who, "creator" if who is owner else status)

    def change(self, who: "User | Account", status: Status, by: Author) -> list[Letter]:
        """Let somebody come, go, or be something else; the updates by which the bots learn of it."""
        before = self.members.get(who.id, Member(who, "left"))
        if before.status == status:
            return []
        self.members[who.id] = after = Member(who, status)
        letters = self._told(before, after, by)
        if before.is_in != after.is_in:
            user = who.as_user()
            came = {"new_chat_participant": user, "new_chat_member": user, "new_chat_members": [user]}
            went = {"left_chat_participant": user, "left_chat_member": user}
            letters += self.say_service(by, came if after.is_in else went)
        return letters

    def introductions(self) -> list[Letter]:
        """The updates by which the bots of a new group learn that they are in it."""
        bots = [member for member in self.members.values() if member.account]
        return [letter for bot in bots for letter in self._told(Member(bot.who, "left"), bot, self.owner)]

    def say_service(self, author: Author, service: dict[str, Any]) -> list[Letter]:
        """Let Telegram itself say something in the group; every bot there gets it."""
        return self.mint_for_hearers("message", self.add(author, service=service))

    def _told(self, before: Member, after: Member, by: Author) -> list[Letter]:
        """The update by which a bot learns what it is now in the group; none for a user."""
        change = {
            "chat": self.as_chat(),
            "from": by.as_user(),
            "date": int(time.time()),
            "old_chat_member": before.as_member(),
            "new_chat_member": after.as_member(),
        }
        return [self.mint_for(after.account, "my_chat_member", change)] if after.account else []

    def _shut_out(self, member: Member) -> ApiError:
        if member.status == "kicked":
            return forbidden(f"bot was kicked from the {self.kind} chat")
        return forbidden(f"bot is not a member of the {self.kind} chat")
