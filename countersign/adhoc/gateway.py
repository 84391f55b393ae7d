"""The target of an AI gateway: a deployed one, which BASE_URL and TEST_API_KEY name."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from countersign.adhoc.environment import environment
from countersign.errors import UserError
from countersign.guard import is_loopback
from countersign.target_file import check_url

URL = "BASE_URL"
KEY = "TEST_API_KEY"


def gateway_tables(environ: Mapping[str, str]) -> dict[str, Any] | None:
    """The tables of the target, as a file would hold them; None where no gateway is named.

    One of the variables alone names none: other tools use such names, and a run says that it has not used it.
    """
    url, key = (environ.get(name, "").strip() for name in (URL, KEY))
    if not (url and key):
        return None
    check_url(url, URL, "the environment")
    parts = urlsplit(url)
    if parts.query or parts.fragment:
        raise UserError(f"{URL} must end before any ? or #, as in https://gateway.example.com: correct it.")
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise UserError(f"{URL} would have {KEY} sent over http, which anybody can read: write https.")
    return {
        "environment": environment(environ),
        "title": parts.hostname or "",
        "referrals": {"base_url": url.rstrip("/"), "api_key": f"${{{KEY}}}", "offers": ["account"]},
    }
