"""What a deployment of the phone line is told from outside."""

import re
import secrets
from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from countersign.errors import UserError

PREFIX = "COUNTERSIGN_LINE_"


class LineSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the line needs in order to answer calls."""

    database_url: str
    account: str = ""
    """The account whose calls it takes; empty for any."""
    auth_token: str = ""
    """What the carrier signs with; without it no signature is asked for."""
    api_key: str = ""
    """What the practice's own programs show; without it the REST interface is closed."""
    time_zone: str = "America/Edmonton"
    number: str = "+15005550100"
    """Whose calendar the practice's own programs mean when they name none."""
    public_url: str = ""
    """Where the carrier reaches the line, where that isn't where it listens: signatures are over that URL."""
    behind_proxy: bool = False
    """Whether X-Forwarded-Proto and X-Forwarded-Host can be believed: a proxy of one's own sets them."""

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(
                f"{PREFIX}TIME_ZONE names no time zone: {self.time_zone!r}; write one like America/Edmonton"
            ) from error
        if self.public_url and not re.match(r"https?://[^/?#]+/?$", self.public_url):
            raise ValueError(f"{PREFIX}PUBLIC_URL is no origin; write one like https://line.example")


def line_settings_from(environment: Mapping[str, str], database_url: str) -> LineSettings:
    """The settings that stand in COUNTERSIGN_LINE_… variables; a key is made up where none is given."""
    given = {name: environment.get(f"{PREFIX}{name.upper()}", "") for name in LineSettings.__struct_fields__}
    known = {"database_url": database_url, "api_key": secrets.token_urlsafe(24)}
    known |= {name: value for name, value in given.items() if value}
    try:
        return msgspec.convert(known, LineSettings, strict=False)
    except msgspec.ValidationError as error:
        field = re.search(r"`\$\.(\w+)`", str(error))
        wrong = f"{PREFIX}{field[1].upper()} cannot be used" if field else str(error)
        mend = ": write true or false" if field and field[1] == "behind_proxy" else ""
        raise UserError(f"The phone line cannot start: {wrong}{mend}.") from error
