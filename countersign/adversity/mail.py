"""What a mail service does wrong, as the features say it and as its stand-in is told."""

from collections.abc import Mapping
from typing import Any

MailTrouble = Mapping[str, Any]

MAIL_TROUBLES: Mapping[str, MailTrouble] = {
    "hangs up": {"status": 0},
    "does not accept the key": {"status": 401},
    "has no credits left": {"status": 402},
    "is asked too often": {"status": 429},
    "does not accept the address": {"status": 400, "code": "invalid_parameter"},
    "takes the mail and hangs up": {"after": True},
    "is slow": {"delay": 0.4},
    "accepts what never arrives": {"outcome": "hardBounces"},
}
"""For one address, until it works again. "Slow" is well below the time after which products give up."""
