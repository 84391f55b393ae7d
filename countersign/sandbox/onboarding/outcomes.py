"""What can become of a mail or an SMS that was handed to a service."""

from enum import Enum


class Delivery(Enum):
    """What became of a mail."""

    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """The service took the request and said nothing: the mail may have gone out or not."""


class Texting(Enum):
    """What became of an SMS."""

    ACCEPTED = "accepted"
    DOWN = "down"
    """The service can't be reached, is out of order or refuses our account: nothing went out."""
    LIMITED = "limited"
    """Too many at the moment: nothing went out."""
    NUMBER_REFUSED = "number refused"
    """No SMS can be sent to that number."""
    OPTED_OUT = "opted out"
    """Whoever has that number wants no SMS from us."""
    UNKNOWN = "unknown"
    """The service took the request and said nothing: the SMS may have gone out or not."""
