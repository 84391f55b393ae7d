"""A page that asks nobody for anything: what would is taken out, and the browser is told to refuse it."""

import re

from countersign.errors import UserError

_ANALYTICS = re.compile(
    r'<script async src="https://www\.googletagmanager\.com/[^"]*"></script>\s*'
    r"<script>\s*window\.dataLayer\b.*?</script>\s*",
    re.DOTALL,
)
_HEAD = '<meta charset="utf-8">'
_FOREIGN = re.compile(
    r"""<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE
)

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'unsafe-inline' data: blob:",
        "style-src 'unsafe-inline' data:",
        "img-src data: blob:",
        "media-src data: blob:",
        "font-src data:",
        "connect-src data: blob:",
        "frame-src data: blob:",
        "worker-src data: blob:",
        "form-action 'none'",
    )
)
"""Holds for what is attached too: a mail that would load a picture when it is read does not."""


def offline(page: str) -> str:
    """The page without its analytics, and with a policy that lets it load nothing but what is in itself."""
    quiet = _ANALYTICS.sub("", page, count=1)
    if _HEAD not in quiet or _FOREIGN.search(quiet):
        raise UserError(
            "this Allure writes pages that load from the network, and can't be made not to: "
            "use the version that countersign pins."
        )
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    return quiet.replace(_HEAD, f"{_HEAD}\n    {policy}", 1)
