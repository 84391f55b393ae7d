"""What can be said about a run with `-D NAME=VALUE`, or once for all in `behave.ini`."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from countersign.errors import UserError

_YES = {"true", "yes", "on", "1"}
_NO = {"false", "no", "off", "0"}


@dataclass(frozen=True)
class Options:
    """How this run shall go.

    `reports` is the folder of the reports; `allure=off` leaves the Allure results out. `shuffle=SEED` runs
    the features, and within each feature, rule and outline the scenarios, in an order that the seed decides;
    `shuffle=true` chooses a seed and prints it.
    """

    reports: Path
    allure: bool
    seed: str | None
    session: str

    @classmethod
    def of(cls, userdata: Mapping[str, str]) -> "Options":
        """The options that behave collected."""
        return cls(
            reports=Path(userdata.get("reports") or "reports"),
            allure=_yes_or_no("allure", userdata.get("allure", "on")),
            seed=_seed(userdata.get("shuffle", "off")),
            session=userdata.get("countersign.session", ""),
        )


def _yes_or_no(name: str, value: str) -> bool:
    if value.lower() not in _YES | _NO:
        raise UserError(f"-D {name}={value} means neither yes nor no; write {name}=on or {name}=off.")
    return value.lower() in _YES


def _seed(value: str) -> str | None:
    """A number is a seed, so `shuffle=1` is one; only words are yes and no."""
    if value.lower() in _NO - {"0"}:
        return None
    if value.lower() in _YES - {"1"}:
        return str(secrets.randbelow(1_000_000))
    return value
