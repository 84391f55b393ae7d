"""The one target that all variables together describe: a bot, a phone line, a gateway, or several."""

from collections.abc import Mapping

from countersign.adhoc.gateway import gateway_tables
from countersign.adhoc.line import line_secrets, line_tables
from countersign.adhoc.smoke import smoke_tables
from countersign.target_file import Loaded, adhoc_target


def described_target(environ: Mapping[str, str]) -> Loaded | None:
    """The target; None where no variable names a deployment."""
    makers = (smoke_tables, line_tables, gateway_tables)
    found = [tables for make in makers if (tables := make(environ))]
    if not found:
        return None
    merged = {key: value for tables in found for key, value in tables.items()}
    merged["title"] = " and ".join(tables["title"] for tables in found)
    loaded = adhoc_target(merged, environ)
    return Loaded(target=loaded.target, secrets=[*loaded.secrets, *line_secrets(environ)])
