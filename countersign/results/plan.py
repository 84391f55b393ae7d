"""Which scenarios were selected, and what names each of them for good."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from behave.model import ScenarioOutline

from countersign.results.options import Shard
from countersign.results.record import Elsewhere, Outcome, Planned
from countersign.results.session import Decision
from countersign.results.shards import share
from countersign.results.written import as_written

MANUAL = Decision(Outcome.MANUAL, "to be done by hand")
EMPTY = Decision(Outcome.ERROR, "the scenario has no steps, so it proves nothing")


@dataclass
class Item:
    """A selected scenario: as behave has it, as the record has it, and why it won't run, if it won't."""

    scenario: Any
    planned: Planned
    decision: Decision | None = None
    attempt: int = 1
    """Which attempt is next, or under way."""


def plan(features: Sequence[Any], config: Any, root: Path) -> list[Item]:
    """The scenarios that tags, names and locations select, in the order of the files."""
    seen: Counter[str] = Counter()
    return [
        Item(scenario, planned)
        for feature in features
        for scenario, planned in _scenarios(feature, root, seen)
        if scenario.should_run(config)
    ]


def decide(items: Sequence[Item], gate: Callable[[Planned], Decision | None]) -> None:
    """Ask of each scenario whether it may run; whoever may not is skipped, feature hooks included."""
    for item in items:
        item.decision = MANUAL if "manual" in item.planned.tags else gate(item.planned)
        if not item.decision and not item.planned.steps:
            item.decision = EMPTY
        if item.decision:
            item.scenario.skip()
            item.scenario.skip_reason = item.decision.reason
    _skip_the_idle(items, [item for item in items if not item.decision])


def narrow(items: Sequence[Item], concerns: Callable[[Planned], bool]) -> list[Item]:
    """The scenarios that this run is about; behave passes over the others, which are no part of the plan."""
    kept = [item for item in items if concerns(item.planned)]
    kept_ids = {id(item) for item in kept}
    for item in items:
        if id(item) not in kept_ids:
            item.scenario.skip()
    _skip_the_idle(items, [item for item in kept if not item.decision])
    return kept


def _skip_the_idle(items: Sequence[Item], to_run: Sequence[Item]) -> None:
    """Features and rules in which nothing is to be run are passed over with their hooks."""
    wanted = {id(container) for item in to_run for container in containers(item.scenario)}
    for item in items:
        for container in containers(item.scenario):
            container.should_skip = id(container) not in wanted


def divide(
    items: Sequence[Item], shard: Shard | None, seconds: Mapping[str, float]
) -> tuple[list[Item], list[Elsewhere]]:
    """The scenarios of this shard, and those that are the others'; all of them are this run's without one."""
    if shard is None:
        return list(items), []
    in_no_time = {item.planned.id: 0.0 for item in items if item.decision}
    shares = share([item.planned for item in items], shard.of, {**seconds, **in_no_time})
    others = [
        Elsewhere(planned=item.planned, shard=shares[item.planned.id])
        for item in items
        if shares[item.planned.id] != shard.number
    ]
    return narrow(items, lambda planned: shares[planned.id] == shard.number), others


@contextmanager
def alone(scenario: Any) -> Iterator[Any]:
    """The scenario's feature, in which it is the only one for a while, so that it can be run by itself.

    What hooks of the feature have printed before is forgotten, and whether they skip it is up to them again.
    """
    container = scenario.parent
    if isinstance(container, ScenarioOutline):
        container = container.parent  # an outline would make its rows again
    child, others = scenario, []
    while container is not None:
        others.append((container, container.run_items, container.should_skip, container.skip_reason))
        container.captured.reset()
        container.run_items = [child]
        child, container = container, container.parent
    try:
        yield child
    finally:
        for container, items, *skipped in others:
            container.run_items = items
            container.should_skip, container.skip_reason = skipped


def start_afresh(scenario: Any) -> None:
    """Forget what became of a scenario before, its row of examples aside."""
    for step in scenario.all_steps:
        step.reset()
        vars(step).pop("wrong_at", None)
    scenario.captured.reset()
    scenario.exception = scenario.exc_traceback = scenario.error_message = None
    scenario.hook_failed = False
    scenario.clear_status()


def scenario_id(path: str, name: str, rule: str, cells: dict[str, str], occurrence: int = 0) -> str:
    """What a scenario is known by for good; the occurrence tells twins apart, which share all else."""
    known_by = [path, name, rule, cells] + ([occurrence] if occurrence else [])
    return hashlib.sha256(msgspec.json.encode(known_by, order="sorted")).hexdigest()[:16]


def _scenarios(feature: Any, root: Path, seen: Counter[str]) -> Iterator[tuple[Any, Planned]]:
    """Every scenario, selected or not, so that a twin is the same twin in every run."""
    path = _relative(feature.filename, root)
    for scenario in feature.walk_scenarios():
        outline = scenario.parent if isinstance(scenario.parent, ScenarioOutline) else None
        around = outline.parent if outline else scenario.parent
        rule = "" if around is feature else str(around.name)
        cells = {str(name): str(cell) for name, cell in scenario._row.items()} if scenario._row else {}
        known_by = (path, str(outline.name if outline else scenario.name), rule, cells)
        plain = scenario_id(*known_by)
        yield (
            scenario,
            Planned(
                id=scenario_id(*known_by, occurrence=seen[plain]),
                name=str(scenario.name),
                feature=str(feature.name),
                path=path,
                line=scenario.line,
                journey=_journey(path),
                rule=rule,
                tags=_tags(feature, around, scenario),
                cells=cells,
                steps=sum(1 for _ in scenario.all_steps),
                text=as_written(scenario.steps),
            ),
        )
        seen[plain] += 1


def _relative(filename: str, root: Path) -> str:
    path = Path(filename).absolute()
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def _journey(path: str) -> str:
    """The first folder below the features' own."""
    folders = Path(path).parts[:-1]
    return folders[1] if len(folders) > 1 else ""


def _tags(*bearers: Any) -> list[str]:
    """From the feature inwards, each tag once."""
    return list(dict.fromkeys(str(tag) for bearer in bearers for tag in bearer.tags))


def containers(scenario: Any) -> Iterator[Any]:
    """What is around it, from the inside out: the outline, the rule, the feature."""
    container = scenario.parent
    while container is not None:
        yield container
        container = container.parent
