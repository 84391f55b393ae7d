"""Which addresses Telegram takes as links, and how it writes them."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

_SCHEMES = {"http", "https", "ton", "tg", "tonsite"}
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[^\W\d_][\w-]{1,62}", re.UNICODE)
_MENTION = re.compile(r"tg:(?://)?user\?(?:.*&)?id=(\d+)", re.IGNORECASE)


class LinkError(ValueError):
    """Not a link, for the reason that Telegram gives."""


def checked_link(text: str) -> str:
    """The link as Telegram writes it; `LinkError` where it is none."""
    link = text if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://|tg:", text) else f"http://{text}"
    try:
        parts = urlsplit(link)
    except ValueError as error:
        raise LinkError("Wrong HTTP URL") from error
    if parts.scheme not in _SCHEMES:
        raise LinkError("Unsupported URL protocol")
    if parts.scheme not in ("http", "https"):
        return link
    if re.search(r"\s", link) or not _is_host(parts):
        raise LinkError("Wrong HTTP URL")
    return parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/").geturl()


def mentioned_user(link: str) -> int | None:
    """The user that a `tg://user?id=…` link means."""
    match = _MENTION.fullmatch(link)
    return int(match[1]) if match else None


def _is_host(parts: SplitResult) -> bool:
    try:
        host = parts.hostname or ""
        _ = parts.port  # raises where it is no number
        ipaddress.ip_address(host)
    except ValueError:
        return bool(_HOST.fullmatch(parts.hostname or ""))
    return True
