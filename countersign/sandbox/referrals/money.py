"""Money, exact to the last digit: whole units in the database, Decimal everywhere else, never a float."""

from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal

import msgspec

UNITS = 10**12
"""So many units make one credit, which is one US dollar: a fraction of SQLite is a float."""
_CENTS = 100
_EXACT = Context(prec=60)


def units_of(credits: Decimal, *, up: bool = False) -> int:
    """So many credits in units; what is finer is rounded once: to the even one, or up."""
    rounding = ROUND_CEILING if up else ROUND_HALF_EVEN
    return int(_EXACT.multiply(credits, UNITS).to_integral_value(rounding))


def units_of_cents(cents: int) -> int:
    """What so many cents buy: a credit costs a dollar."""
    return cents * (UNITS // _CENTS)


def in_credits(units: int) -> str:
    """The amount as people write it, with all its digits: 10.00, -0.00000345."""
    whole, fraction = divmod(abs(units), UNITS)
    digits = f"{fraction:012d}".rstrip("0").ljust(2, "0")
    return f"{'-' if units < 0 else ''}{whole}.{digits}"


def as_number(units: int) -> msgspec.Raw:
    """The amount as a JSON number with all its digits."""
    return msgspec.Raw(in_credits(units).encode())
