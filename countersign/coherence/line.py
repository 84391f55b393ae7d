"""Whether what a target names of a phone line fits together."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from countersign.coherence.keys import (
    NOTHING,
    ONLY_EMBEDDED,
    Needs,
    check_base_url,
    check_offers,
    check_paths,
)
from countersign.errors import UserError
from countersign.target import Booking, Hours, Target

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_REFUSED = {"spare": ONLY_EMBEDDED, "faults": ONLY_EMBEDDED}
"""A line that is deployed elsewhere can't be started a second time, and so can't be broken."""


def check_line(booking: Booking, target: Target) -> None:
    """Stop at the first key that names nothing, or needs another one that is not there."""
    section = f"{target.source}: booking"
    _check_number(section, booking)
    _check_zone(section, booking.time_zone)
    _check_hours(section, booking.hours)
    _check_paths(section, booking)
    if target.embedded:
        return  # where it is and what opens it is known when it has started
    check_base_url(section, booking.base_url, ", as in https://line.staging.example.com")
    needs: Needs = {
        "database": ("booking.database_url", booking.database_url),
        "clock": ("booking.clock", booking.clock),
        "signature": ("booking.auth_token", booking.auth_token),
        "appointments": ("booking.api_key", booking.api_key),
        "calendar": NOTHING,
    }
    check_offers(section, "a phone line", booking.offers, needs, _REFUSED)


def _check_number(section: str, booking: Booking) -> None:
    if not _E164.fullmatch(booking.number):
        raise UserError(
            f"{section}.number is no number in international form, such as +14155550100: "
            f"{booking.number!r}; correct it."
        )
    if not _ACCOUNT.fullmatch(booking.account):
        raise UserError(f"{section}.account is no account: it is AC with 32 hexadecimal digits; correct it.")


def _check_zone(section: str, name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UserError(
            f"{section}.time_zone is no time zone: {name!r}; write it as in America/Edmonton."
        ) from error


def _check_hours(section: str, hours: Hours) -> None:
    for key, written in (("opens", hours.opens), ("closes", hours.closes)):
        if not _TIME.fullmatch(written):
            raise UserError(f"{section}.hours.{key} is no time of day: {written!r}; write it as in 09:00.")
    if hours.opens >= hours.closes:
        raise UserError(
            f"{section}.hours: the practice opens at {hours.opens} and closes at {hours.closes}: "
            f"correct one of them."
        )
    if not hours.days or len(set(hours.days)) < len(hours.days):
        raise UserError(f'{section}.hours.days must name each day once, as in ["Mon", "Tue"].')


def _check_paths(section: str, booking: Booking) -> None:
    check_paths(section, booking.paths, may_be_empty=True)
    if "appointments" in booking.offers and not booking.paths.appointments:
        raise UserError(
            f"{section}.offers names 'appointments', but booking.paths.appointments is empty: "
            f"add it, or take 'appointments' out of the offers."
        )
