"""Money as it travels: exact to the last digit, and never a binary float."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

PLACES = 12
"""Digits behind the point that money can have; what has more has been through a float."""


def read_exactly(text: str) -> Any:
    """JSON with its numbers as they were written; a `ValueError` where it is none."""
    return json.loads(text, parse_float=Decimal)


def amount_in(value: Any, what: str) -> Decimal:
    """An amount of credits that came as a number or as its digits; an AssertionError where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise AssertionError(f"{what} should be an amount of credits, but came as {value!r}.")
    try:
        amount = Decimal(value)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise AssertionError(f"{what} should be an amount of credits, but came as {value!r}.")
    if has_float_noise(amount):
        raise AssertionError(
            f"{what} should be exact, but came as {value}, with more than {PLACES} digits behind the point: "
            f"it has been rounded as a binary float."
        )
    return amount


def has_float_noise(amount: Decimal) -> bool:
    """Whether the amount has more digits than money can have."""
    exponent = amount.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent < -PLACES


def plain(amount: Decimal) -> str:
    """The amount as people write it: 10, 0.00004, never 1E+1."""
    written = f"{amount:f}"
    return written.rstrip("0").rstrip(".") or "0" if "." in written else written


def in_credits(amount: Decimal) -> str:
    """As in "10 credits"."""
    return f"{plain(amount)} credit{'' if amount == 1 else 's'}"
