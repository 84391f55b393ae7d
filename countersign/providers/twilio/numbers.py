"""Phone numbers: what Twilio takes for one, and those that it keeps for tests."""

import re
from collections.abc import Mapping

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_NORTH_AMERICAN = re.compile(r"\+1[2-9][0-9]{2}[2-9][0-9]{6}")

# With Twilio they act for test credentials only; here they always do.
MAGIC_TO: Mapping[str, int] = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
MAGIC_FROM: Mapping[str, int] = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
MAGIC_SENDER = "+15005550006"
"""A sender that every account may use."""


def is_phone_number(text: str) -> bool:
    """Whether it is a number in E.164 that can exist: in North America a number has ten digits."""
    kind = _NORTH_AMERICAN if text.startswith("+1") else _E164
    return kind.fullmatch(text) is not None
