"""Who writes: users, and what they have in common with bots."""

from dataclasses import dataclass
from typing import Any, Protocol


class Author(Protocol):
    """Who writes: a user or a bot."""

    @property
    def id(self) -> int:
        """The id that Telegram knows them by."""

    @property
    def is_bot(self) -> bool:
        """Whether it is a bot."""

    def as_user(self) -> dict[str, Any]:
        """The `User` object."""


@dataclass(eq=False)
class User:
    """Somebody with a Telegram account."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    phone: str = ""

    @property
    def is_bot(self) -> bool:
        """A person."""
        return False

    def as_user(self) -> dict[str, Any]:
        """The `User` object."""
        shown = {"id": self.id, "is_bot": False, **self._names()}
        return shown | ({"language_code": self.language_code} if self.language_code else {})

    def as_chat(self) -> dict[str, Any]:
        """The `Chat` object of the private chat with this user."""
        return {"id": self.id, **self._names(), "type": "private"}

    def _names(self) -> dict[str, str]:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {name: value for name, value in names.items() if value}
