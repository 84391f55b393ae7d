"""Which environment the variables name: what is not said is production, with all its guards."""

from collections.abc import Mapping

from countersign.errors import UserError
from countersign.guard import ENVIRONMENT


def environment(environ: Mapping[str, str]) -> str:
    """Staging or production; nothing else can be described by variables."""
    named = environ.get(ENVIRONMENT, "").strip() or "production"
    if named not in ("staging", "production"):
        raise UserError(f"{ENVIRONMENT} must be staging or production, not {named!r}: correct it.")
    return named
