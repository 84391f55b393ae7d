"""The target of a phone line: a deployed one, which PRODUCTION_TEST_URL or FUNCTION_URL names."""

import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from countersign.adhoc.environment import environment
from countersign.errors import UserError
from countersign.guard import is_loopback
from countersign.target import BookingPaths
from countersign.target_file import check_url

URLS = ("PRODUCTION_TEST_URL", "FUNCTION_URL")
"""Two names for the same, as testers have them."""
KEY = "PRODUCTION_API_KEY"
TIMEOUT = "PRODUCTION_TEST_TIMEOUT"
TOKEN = "TWILIO_AUTH_TOKEN"
ACCOUNT = "TWILIO_ACCOUNT_SID"
NUMBER = "TWILIO_PHONE_NUMBER"

_LONGEST = 300.0
_VOICE = BookingPaths().voice
_WEBHOOK_ALONE = {"health": "", "ready": "", "appointments": ""}
"""A function that answers calls is known to do nothing else."""


def line_tables(environ: Mapping[str, str]) -> dict[str, Any] | None:
    """The tables of the target, as a file would hold them; None where no line is named."""
    name, url = _url(environ)
    if not url:
        return None
    base, paths = _divided(name, url)
    offers = []
    booking: dict[str, Any] = {"base_url": base, "paths": paths}
    if environ.get(KEY, "").strip():
        booking["api_key"] = f"${{{KEY}}}"
        offers += ["appointments"] if paths.get("appointments", True) else []
    if environ.get(TOKEN, "").strip():
        booking["auth_token"] = f"${{{TOKEN}}}"
        offers += ["signature"]
    booking["offers"] = offers
    for variable, field, pattern, example in (
        (ACCOUNT, "account", r"AC[0-9a-fA-F]{32}", "AC with 32 hexadecimal digits"),
        (NUMBER, "number", r"\+[1-9][0-9]{6,14}", "a number in international form, such as +14155550100"),
    ):
        if given := environ.get(variable, "").strip():
            if not re.fullmatch(pattern, given):
                raise UserError(f"{variable} must be {example}, and is not: correct it.")
            booking[field] = given
    if (seconds := _timeout(environ)) is not None:
        booking["patience"] = {"answer": seconds}
    return {
        "environment": environment(environ),
        "title": urlsplit(base).hostname or "",
        "booking": booking,
    }


def line_secrets(environ: Mapping[str, str]) -> list[str]:
    """What the URL holds that opens a door: some functions are called with a key in the query."""
    _, url = _url(environ)
    return [value for _, value in parse_qsl(urlsplit(url).query)] if url else []


def _url(environ: Mapping[str, str]) -> tuple[str, str]:
    """The URL, and the variable that names it."""
    given = [(name, url) for name in URLS if (url := environ.get(name, "").strip())]
    if not given:
        return "", ""
    if len({url.rstrip("/") for _, url in given}) > 1:
        raise UserError(f"{' and '.join(URLS)} name two different lines: unset one of them.")
    name, url = given[0]
    check_url(url, name, "the environment")
    parts = urlsplit(url)
    if parts.fragment:
        raise UserError(f"{name} has a fragment (#…), which no carrier sends: take it out.")
    if environ.get(KEY) and parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise UserError(f"{name} would have {KEY} sent over http, which anybody can read: write https.")
    return name, url


def _divided(name: str, url: str) -> tuple[str, dict[str, str]]:
    """The base URL and the paths below it; a path is where calls begin, as the carrier has it.

    Where that is the usual one, the rest of the line is taken to be at the usual places beside it.
    """
    parts = urlsplit(url)
    origin, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    if not path and not parts.query:
        return origin, {}
    if not path:
        raise UserError(f"{name} has a query, but no path that it belongs to: write the whole voice URL.")
    if path.endswith(_VOICE) and not parts.query:
        return f"{origin}{path.removesuffix(_VOICE)}", {}
    query = f"?{parts.query}" if parts.query else ""
    return origin, {"voice": f"{parts.path}{query}", **_WEBHOOK_ALONE}


def _timeout(environ: Mapping[str, str]) -> float | None:
    given = environ.get(TIMEOUT, "").strip()
    if not given:
        return None
    try:
        seconds = float(given)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= _LONGEST:
        raise UserError(f"{TIMEOUT}={given} is no number of seconds up to {_LONGEST:g}: correct it.")
    return seconds
