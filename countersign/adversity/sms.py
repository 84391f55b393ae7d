"""What an SMS service does wrong, as the features say it and as its stand-in is told."""

from collections.abc import Mapping
from typing import Any

SmsTrouble = Mapping[str, Any]

SMS_TROUBLES: Mapping[str, SmsTrouble] = {
    "is out of order": {"status": 503},
    "does not accept the account": {"status": 401, "code": 20003},
    "is asked too often": {"status": 429, "code": 20429},
    "cannot reach the number": {"status": 400, "code": 21614},
    "may not write to the region": {"status": 400, "code": 21408},
    "has been told to stop": {"status": 400, "code": 21610},
    "hangs up": {"status": 0},
    "takes the SMS and hangs up": {"after": True},
}
"""For one number, until it works again."""

SMS_FACTS = (
    "SMS alerts are on",
    "the SMS could not be sent",
    "too many SMS are being sent",
    "the number cannot get SMS",
    "the number has opted out",
    "the SMS may still arrive",
)
"""What the user can be told of it."""
