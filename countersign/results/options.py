"""What can be said about a run with `-D NAME=VALUE`, or once for all in `behave.ini`."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from countersign.errors import UserError

_YES = {"true", "yes", "on", "1"}
_NO = {"false", "no", "off", "0"}


HISTORY_VARIABLE = "COUNTERSIGN_HISTORY_URL"
_MOST_RETRIES = 9


@dataclass(frozen=True)
class Shard:
    """One of the parts that a selection is run in."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


@dataclass(frozen=True)
class Options:
    """How this run shall go.

    `reports` is the folder of the reports; `allure=off` leaves the Allure results out. `shuffle=SEED` runs
    the features, and within each feature, rule and outline the scenarios, in an order that the seed decides;
    `shuffle=true` chooses a seed and prints it. `retries=1` runs a failed scenario once more at the end.
    `shard=2/5` runs the second fifth of what was selected. `history=URL` keeps the results of all runs in
    that database instead of the reports folder's `history.db`; `history=off` keeps none.
    `report=on` makes a page of the Allure results at the end. `scenario_timeout=120` ends a scenario that
    takes longer than so many seconds, as an error of the step that it is stuck in.
    """

    reports: Path
    allure: bool
    seed: str | None
    session: str
    retries: int = 0
    shard: Shard | None = None
    history: str = ""
    """The database's URL; empty for none."""
    history_module: str = ""
    """Who keeps it."""
    report: bool = False
    scenario_timeout: float | None = None

    @classmethod
    def of(cls, userdata: Mapping[str, str]) -> "Options":
        """The options that behave collected."""
        reports = Path(userdata.get("reports") or "reports")
        return cls(
            reports=reports,
            allure=_yes_or_no("allure", userdata.get("allure", "on")),
            seed=_seed(userdata.get("shuffle", "off")),
            session=userdata.get("countersign.session", ""),
            retries=_retries(userdata.get("retries", "0")),
            shard=_shard(userdata.get("shard", "")),
            history_module=userdata.get("countersign.history", ""),
            report=_yes_or_no("report", userdata.get("report", "off")),
            scenario_timeout=_seconds("scenario_timeout", userdata.get("scenario_timeout", "off")),
            history=_history(userdata.get("history") or os.environ.get(HISTORY_VARIABLE) or "on", reports),
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


def _retries(value: str) -> int:
    if not value.isdecimal() or int(value) > _MOST_RETRIES:
        raise UserError(f"-D retries={value} is no number from 0 to {_MOST_RETRIES}; write retries=1.")
    return int(value)


def _seconds(name: str, value: str) -> float | None:
    if value.lower() in _NO - {"0"}:
        return None
    if not re.fullmatch(r"\d+(\.\d+)?", value) or not float(value):
        raise UserError(f"-D {name}={value} is no number of seconds; write {name}=120, or {name}=off.")
    return float(value)


def _shard(value: str) -> Shard | None:
    if not value:
        return None
    match = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", value)
    if not match or int(match[1]) > int(match[2]):
        raise UserError(f"-D shard={value} names no part; write shard=2/5 for the second of five.")
    return Shard(int(match[1]), int(match[2]))


def _history(value: str, reports: Path) -> str:
    if value.lower() in _NO:
        return ""
    return f"sqlite:///{reports / 'history.db'}" if value.lower() in _YES else value
