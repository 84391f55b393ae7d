"""What can be ordered backstage."""

from typing import Annotated

import msgspec

from countersign.providers.telegram.members import Status


class NewUser(msgspec.Struct, forbid_unknown_fields=True):
    """A user to be made."""

    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    phone: str = ""
    id: int | None = None


class Switch(msgspec.Struct, forbid_unknown_fields=True):
    """Something to be on or off."""

    on: bool


class Writing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Somebody writes."""

    text: str
    reply_to: int | None = None
    """The message that it answers."""
    deliver: bool = True
    """Whether the stand-in brings the update to the bot, or leaves that to the caller."""


class WritingToBot(Writing, kw_only=True):
    """A user writes to a bot."""

    bot: str


class WritingInGroup(Writing, kw_only=True):
    """A user writes in a group."""

    user: int


class Tapping(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Somebody taps a button, named by its data or by its label."""

    message_id: int
    data: str | None = None
    label: str | None = None
    stale: bool = False
    """The user's screen is old: the button needs not be there any more."""
    deliver: bool = True

    def __post_init__(self) -> None:
        if self.data is None and self.label is None:
            raise ValueError("a tap needs the data or the label of a button")


class TappingForBot(Tapping, kw_only=True):
    """A user taps a button in the chat with a bot."""

    bot: str


class TappingInGroup(Tapping, kw_only=True):
    """A user taps a button in a group."""

    user: int


class Editing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Somebody changes what was written."""

    message_id: int
    text: str
    deliver: bool = True


class EditingForBot(Editing, kw_only=True):
    """A user changes what the bot was told."""

    bot: str


class EditingInGroup(Editing, kw_only=True):
    """A user changes what was said in a group."""

    user: int


class Blocking(msgspec.Struct, forbid_unknown_fields=True):
    """The user blocks the bot, or lets it write again."""

    bot: str
    blocked: bool
    deliver: bool = True


class Again(msgspec.Struct, forbid_unknown_fields=True):
    """An update comes again."""

    bot: str
    copy_of: int
    times: int = 1
    delay: float = 0.0


class Delivery(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody else brought an update to the bot."""

    bot: str
    update_id: int
    at: Annotated[float, msgspec.Meta(gt=0)]
    """When it was brought, in seconds since the epoch."""
    status: Annotated[int, msgspec.Meta(ge=100, le=599)] | None
    """What the bot answered; none where it did not answer."""
    seconds: Annotated[float, msgspec.Meta(ge=0)] | None = None
    """How long the answer took."""


class Joining(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Somebody comes into a group, goes, is thrown out, or becomes something else there."""

    bot: str | None = None
    user: int | None = None
    status: Status

    def __post_init__(self) -> None:
        if (self.bot is None) == (self.user is None):
            raise ValueError("name the bot or the user, one of them")
        if self.status == "creator":
            raise ValueError("a group has its creator already")
