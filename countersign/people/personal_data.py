"""Personal data that trainees may write down, all of it invented, and how it is told again where it leaks."""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from countersign.evidence.personal_data import passes_luhn
from countersign.identity import EMAIL_DOMAIN

ACCOUNT, CARD, EMAIL, SSN = "{{ACCOUNT}}", "{{CARD}}", "{{EMAIL}}", "{{SSN}}"


@dataclass(frozen=True)
class Datum:
    """Something that nobody else may know, and what should stand in its place."""

    what: str
    text: str
    mask: str

    def is_in(self, text: str) -> bool:
        """Whether a text tells it, however it is written."""
        return re.search(_anyhow(self.text), text, re.IGNORECASE) is not None


def _anyhow(text: str) -> str:
    """A pattern for the characters that matter, whatever stands between them."""
    if "@" in text:
        return re.escape(text)
    return r"[\s\-]*".join(re.findall(r"\w", text))


def _digits(count: int) -> str:
    return "".join(str(secrets.randbelow(10)) for _ in range(count))


def _card(prefix: str, length: int) -> str:
    """A number that passes for a card's, of nobody."""
    body = prefix + _digits(length - 1 - len(prefix))
    return next(f"{body}{check}" for check in range(10) if passes_luhn(f"{body}{check}"))


def _in_fours(number: str, between: str) -> str:
    return between.join(number[start : start + 4] for start in range(0, len(number), 4))


def _amex(number: str) -> str:
    return f"{number[:4]} {number[4:10]} {number[10:]}"


def _ssn(between: str) -> str:
    return between.join(
        (str(100 + secrets.randbelow(500)), str(10 + secrets.randbelow(80)), f"1{_digits(3)}")
    )


_MAKERS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "an account number": (ACCOUNT, lambda: f"AC-1{_digits(5)}"),
    "an account number in small letters": (ACCOUNT, lambda: f"ac-2{_digits(5)}"),
    "a card number": (CARD, lambda: _in_fours(_card("4", 16), " ")),
    "a card number with dashes": (CARD, lambda: _in_fours(_card("5105", 16), "-")),
    "a card number without spaces": (CARD, lambda: _card("4", 16)),
    "an American Express card number": (CARD, lambda: _amex(_card("37", 15))),
    "an e-mail address": (EMAIL, lambda: f"sandra.{secrets.token_hex(4)}@{EMAIL_DOMAIN}"),
    "an e-mail address with a plus": (EMAIL, lambda: f"sandra+{secrets.token_hex(4)}@{EMAIL_DOMAIN}"),
    "a social-security number": (SSN, lambda: _ssn("-")),
    "a social-security number with spaces": (SSN, lambda: _ssn(" ")),
}
KINDS = tuple(_MAKERS)
"""As the features say them."""

ONE_OF_EACH = ("an account number", "a card number", "an e-mail address", "a social-security number")

HARMLESS: Mapping[str, str] = {
    "an order number": "ORD-20417-B",
    "a date and a time": "2026-11-24 at 14:30",
    "a price": "$1,249.50",
    "sixteen digits that are no card": "1234 5678 9012 3456",
}
"""What only looks like personal data, as the features say it."""


def new_datum(what: str) -> Datum:
    """One of that kind, which nobody has ever written."""
    mask, make = _MAKERS[what]
    return Datum(what, make(), mask)
