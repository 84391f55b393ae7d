"""Who is in a group, and as what."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from countersign.providers.telegram.authors import Author, User

if TYPE_CHECKING:
    from countersign.providers.telegram.state import Account

Status = Literal["creator", "administrator", "member", "left", "kicked"]

_RIGHTS = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_change_info", "can_invite_users", "can_pin_messages"),
)
_NO_RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_promote_members"),
    *("can_post_stories", "can_edit_stories", "can_delete_stories"),
)


@dataclass(eq=False)
class Member:
    """Somebody who is, or was, in a group."""

    who: "User | Account"
    status: Status

    @property
    def account(self) -> "Account | None":
        """The bot, if it is one."""
        return None if isinstance(self.who, User) else self.who

    @property
    def is_in(self) -> bool:
        """Whether they are there now."""
        return self.status not in ("left", "kicked")

    @property
    def is_admin(self) -> bool:
        """Whether they may do what admins may."""
        return self.status in ("creator", "administrator")

    def as_member(self) -> dict[str, Any]:
        """The `ChatMember` object."""
        return chat_member(self.who, self.status)


def chat_member(who: Author, status: Status) -> dict[str, Any]:
    """The `ChatMember` object of somebody with that status."""
    shown: dict[str, Any] = {"user": who.as_user(), "status": status}
    if status == "administrator":
        return shown | dict.fromkeys(_RIGHTS, True) | dict.fromkeys(_NO_RIGHTS, False)
    if status == "creator":
        return shown | {"is_anonymous": False}
    return shown | ({"until_date": 0} if status == "kicked" else {})
