"""What the owners of journeys have written beside the features: when a journey is ready, and what to do."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from behave.parser import ParserError, parse_file

from countersign.errors import UserError
from countersign.results.readiness import Owned, is_by_hand
from countersign.results.record import Planned, ReadinessMarks
from countersign.results.resilience import TAG
from countersign.toml_file import read_toml

FILE = "features/journeys.toml"


class _Journey(msgspec.Struct, frozen=True):
    title: str = ""
    readiness: ReadinessMarks | None = None


class _Rule(msgspec.Struct, frozen=True):
    id: str
    recommendation: str = ""


class _RulesFile(msgspec.Struct, frozen=True):
    rule: list[_Rule] = []


class Advice:
    """What to do where a business rule is broken, as the rules of each journey recommend."""

    def __init__(self, by_rule: Mapping[tuple[str, str], str]) -> None:
        self._by_rule = by_rule

    @classmethod
    def for_all(cls, planned: Iterable[Planned], root: Path) -> "Advice":
        """The recommendations for these scenarios; a `UserError` where a file of rules can't be read."""
        by_rule: dict[tuple[str, str], str] = {}
        for folder in sorted({_folder(one) for one in planned if TAG in one.tags}):
            path = root / folder / "rules.toml"
            for row in _rules(path) if path.is_file() else ():
                by_rule[folder, row.id] = row.recommendation
        return cls(by_rule)

    def on(self, planned: Planned) -> str:
        """What is recommended where this scenario fails: for each rule that it proves."""
        given = [self._by_rule.get((_folder(planned), tag), "") for tag in planned.tags]
        return " ".join(dict.fromkeys(one for one in given if one))


def owned(planned: Iterable[Planned], root: Path) -> list[Owned]:
    """The journeys of these scenarios that have marks; a `UserError` where those can't be read."""
    path = root / FILE
    rows = _rows(path) if path.is_file() else {}
    journeys = dict.fromkeys(one.journey for one in planned)
    return [
        Owned(journey, row.title or journey, row.readiness, _size(root / "features" / journey))
        for journey in journeys
        if (row := rows.get(journey)) and row.readiness
    ]


def _rows(path: Path) -> dict[str, _Journey]:
    return read_toml(
        path,
        dict[str, _Journey],
        lambda error: f"{path}: the journeys can't be read ({error}); `countersign lint` says where.",
    )


def _size(folder: Path) -> int:
    """How many scenarios there are in a journey's features, selected or not."""
    return sum(_scenarios_in(path) for path in sorted(folder.rglob("*.feature")))


def _scenarios_in(path: Path) -> int:
    try:
        feature = parse_file(str(path))
    except (ParserError, UnicodeDecodeError) as error:
        raise UserError(f"{path} can't be read as a feature: {error}") from error
    scenarios = feature.walk_scenarios() if feature else []
    return sum(not is_by_hand(map(str, scenario.effective_tags)) for scenario in scenarios)


def _folder(planned: Planned) -> str:
    """The journey's folder of features."""
    return Path(*Path(planned.path).parts[:-1][:2]).as_posix()


def _rules(path: Path) -> list[_Rule]:
    return read_toml(
        path,
        _RulesFile,
        lambda error: f"{path}: the rules can't be read ({error}); `countersign lint` says where.",
    ).rule
