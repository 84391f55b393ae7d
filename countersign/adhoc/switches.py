"""Variables that are on or off."""

from collections.abc import Mapping

from countersign.errors import UserError

_YES, _NO = {"true", "yes", "on", "1"}, {"", "false", "no", "off", "0"}


def is_on(environ: Mapping[str, str], name: str) -> bool:
    """Whether the variable says yes; one that says neither yes nor no is a mistake."""
    given = environ.get(name, "").strip().lower()
    if given not in _YES | _NO:
        raise UserError(f"{name} must be true or false, not {given!r}: correct it.")
    return given in _YES
