"""Which e-mail addresses the bot takes."""

import re

_LONGEST_LOCAL = 64
_LONGEST_DOMAIN = 253

_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"({_LABEL}\.)+{_LABEL}")


def address_in(text: str) -> str | None:
    """The e-mail address that the text is, in lower case; none if it isn't one."""
    # People who think of user names put an @ in front.
    local, at, domain = text.strip().removeprefix("@").lower().partition("@")
    if not at or len(local) > _LONGEST_LOCAL or len(domain) > _LONGEST_DOMAIN:
        return None
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return None
    return f"{local}@{domain}"
