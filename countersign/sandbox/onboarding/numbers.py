"""Phone numbers as Telegram hands them over, and as they are kept."""

import re

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def e164(written: str) -> str | None:
    """The number in international form; none if it isn't one. Telegram leaves the + out at times."""
    number = f"+{re.sub(r'[^0-9]', '', written)}"
    return number if _E164.fullmatch(number) else None
