"""What a user does, and what comes of it."""

from dataclasses import dataclass

from countersign.sandbox.onboarding.models import EmailVerification
from countersign.sandbox.onboarding.screens import Screen


@dataclass(frozen=True)
class Start:
    """The user sent /start, perhaps by a link that carries a payload."""

    payload: str = ""


@dataclass(frozen=True)
class Write:
    """The user wrote something; empty where it wasn't text."""

    text: str


@dataclass(frozen=True)
class Tap:
    """The user tapped a button of a message."""

    data: str
    message_id: int


@dataclass(frozen=True)
class Share:
    """The user shared a contact."""

    phone: str
    own: bool
    """Whether it is the user's own, and not somebody else's."""


Deed = Start | Write | Tap | Share


@dataclass(frozen=True)
class Resume:
    """What the user did has had its effect, but the user hasn't seen the answer."""

    message_id: int
    deed: Deed


Action = Deed | Resume


@dataclass(frozen=True)
class Show:
    """Edit the message at hand: the tapped one, or the one that this answer began with; else send one."""

    screen: Screen


@dataclass(frozen=True)
class Send:
    """Send a new message."""

    screen: Screen


@dataclass(frozen=True)
class Hint:
    """Tell something in passing: a notice over the chat after a tap, a message after a text."""

    text: str


@dataclass(frozen=True)
class MailCode:
    """Mail a code; `mailed` tells how it goes on."""

    kept: EmailVerification
    code: str
    again: bool


@dataclass(frozen=True)
class MailWelcome:
    """Mail the welcome; `welcomed` keeps what became of it."""

    address: str


@dataclass(frozen=True)
class TextWelcome:
    """Text the welcome; `texted` tells how it goes on."""

    number: str


Effect = Show | Send | Hint | MailCode | MailWelcome | TextWelcome
