"""The one target that all variables together describe: a bot, a phone line, or both."""

from collections.abc import Mapping

from countersign.adhoc.line import line_secrets, line_tables
from countersign.adhoc.smoke import smoke_tables
from countersign.target_file import Loaded, adhoc_target


def described_target(environ: Mapping[str, str]) -> Loaded | None:
    """The target; None where no variable names a deployment."""
    found = [tables for tables in (smoke_tables(environ), line_tables(environ)) if tables]
    if not found:
        return None
    merged = {key: value for tables in found for key, value in tables.items()}
    merged["title"] = " and ".join(tables["title"] for tables in found)
    loaded = adhoc_target(merged, environ)
    return Loaded(target=loaded.target, secrets=[*loaded.secrets, *line_secrets(environ)])
