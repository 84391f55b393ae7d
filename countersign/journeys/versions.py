"""Which version of each product is under test, as far as the products say it themselves."""

from typing import Any

import httpx
import msgspec

from countersign.journeys import sections
from countersign.people.wire import http_client
from countersign.target import Target

_SECONDS = 5.0
_LONGEST = 100


def versions(target: Target) -> dict[str, str]:
    """Journey → version, of those that tell it beside their health."""
    told = {name: _version(section) for name, _, section in sections(target)}
    return {name: version for name, version in told.items() if version}


def _version(section: Any) -> str:
    path = getattr(getattr(section, "paths", None), "health", "")
    if not section.base_url or not path:
        return ""
    try:
        with http_client(section.base_url, timeout=_SECONDS) as client:
            told = msgspec.json.decode(client.get(path).content)
    except (httpx.TransportError, httpx.InvalidURL, msgspec.MsgspecError):
        return ""  # whether it is well is not asked here
    version = told.get("version") if isinstance(told, dict) else None
    return str(version)[:_LONGEST] if isinstance(version, str | int | float) else ""
