"""What the living document carries of each scenario: its steps, and who said what to whom.

It travels compressed within the page, and is drawn when a reader opens the scenario. Nothing is left out
without a word: of a long talk the record keeps the beginning and the end in short, and says how long it was.
"""

import base64
import math
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from countersign.results.final import NOT_PASSED
from countersign.results.reading import Reading
from countersign.results.record import Attempt, Measure, Outcome, Planned
from countersign.signoff.dossier import Case

FIRST_WORDS = 240
"""So much of what was wrong stands in the page itself."""
_MOST_IN_FULL = 500
"""So many scenarios that did not pass bring all their exchanges, word for word."""
_MOST_EXCHANGES = 200
_LONGEST_BODY = 2000
_SPOTLESS = ("passed", "skipped", "untested")

Line = tuple[int, str, str, str, str]
"""Milliseconds since the scenario began, who, to whom, over which channel, and the words."""
Taken = tuple[str, int, float, str]
"""What was measured, how many times, the most that it came to, and its unit."""


class Wrong(msgspec.Struct, frozen=True):
    """Where a scenario went wrong."""

    after: int
    """How many of the exchanges that are shown had been made."""
    what: str


class Gap(msgspec.Struct, frozen=True):
    """What the record does not keep in short."""

    after: int
    exchanges: int


class Carried(msgspec.Struct, frozen=True, omit_defaults=True):
    """One scenario, as the page's script reads it."""

    path: str
    line: int
    tags: list[str]
    steps: list[tuple[str, str]]
    """How each step ended ("" where it was not run), and its text."""
    rules: list[str] = []
    sentence: str = ""
    """What was wrong, where the page itself has only the first words of it."""
    advice: str = ""
    at: float = 0.0
    seconds: float = 0.0
    attempts: int = 0
    attempt: int = 0
    """Which of its attempts is told."""
    said: Sequence[Any] = ()
    gap: Gap | None = None
    wrong: Wrong | None = None
    full: list[Line] = []
    """Word for word, where it did not pass."""
    more: int = 0
    """How many exchanges the record has beyond those."""
    measured: Sequence[Taken] = ()
    """What was measured in it."""


def packed(reading: Reading, cases: Iterable[Case]) -> str:
    """Scenario id → what is carried of it: JSON, deflated, as letters."""
    carried = {case.planned.id: one for case, one in _all(reading, cases)}
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    raw = squeezed.compress(msgspec.json.encode(carried)) + squeezed.flush()
    return base64.b64encode(raw).decode()


def _all(reading: Reading, cases: Iterable[Case]) -> Iterator[tuple[Case, Carried]]:
    rules = {promise.id for promise in reading.promises}
    findings = reading.resilience.findings if reading.resilience else []
    advice = {finding.scenario_id: finding.recommendation for finding in findings}
    measured = _measured(reading.measures)
    in_full = 0
    for case in cases:
        wanted = case.outcome is not Outcome.PASSED and in_full < _MOST_IN_FULL
        in_full += wanted
        one = _carried(case, rules, in_full=wanted)
        scenario = case.planned.id
        yield (
            case,
            msgspec.structs.replace(
                one, advice=advice.get(scenario, ""), measured=measured.get(scenario, ())
            ),
        )


def _measured(measures: Iterable[Measure]) -> Mapping[str, list[Taken]]:
    """Scenario id → what was measured in it."""
    taken: dict[str, dict[tuple[str, str], list[float]]] = {}
    for one in measures:
        taken.setdefault(one.id, {}).setdefault((one.name, one.unit), []).append(one.value)
    return {
        scenario: [(name, len(values), round(max(values), 3), unit) for (name, unit), values in found.items()]
        for scenario, found in taken.items()
    }


def _carried(case: Case, rules: Collection[str], *, in_full: bool) -> Carried:
    planned, attempt = case.planned, _most_telling(case)
    one = Carried(
        planned.path,
        planned.line,
        _words(planned.tags, rules),
        list(_steps(planned, attempt)),
        rules=[tag for tag in planned.tags if tag in rules],
        sentence=case.sentence if len(case.sentence) > FIRST_WORDS else "",
    )
    if attempt is None or not (attempt.steps or attempt.dialogue):
        return one
    full = _full(attempt) if in_full else []
    return msgspec.structs.replace(
        one,
        at=attempt.started_at,
        seconds=attempt.seconds,
        attempts=len(case.attempts),
        attempt=attempt.attempt,
        said=attempt.dialogue,
        gap=_gap(attempt),
        wrong=_wrong(attempt),
        full=full[:_MOST_EXCHANGES],
        more=max(len(full) - _MOST_EXCHANGES, 0),
    )


def _most_telling(case: Case) -> Attempt | None:
    """What became of it; of one that passed when it was run again the attempt before."""
    if case.outcome is not Outcome.FLAKY:
        return case.final
    return next((one for one in reversed(case.attempts) if one.outcome in NOT_PASSED), case.final)


def _words(tags: Sequence[str], rules: Collection[str]) -> list[str]:
    """Its tags as a reader knows them, but for those that tools and the rules have."""
    own = (tag for tag in tags if tag not in rules and not tag.startswith("allure."))
    return [tag.replace("needs.", "needs ").replace("-", " ") for tag in own]


def _steps(planned: Planned, attempt: Attempt | None) -> Iterator[tuple[str, str]]:
    """Its own text, each step with how it ended; the background's steps ran before them."""
    ran = list(attempt.steps) if attempt else []
    own = [line for line in planned.text if not line.startswith("  ")]
    ended = iter(ran[len(ran) - len(own) :] if len(ran) >= len(own) else [])
    for line in planned.text:
        step = None if line.startswith("  ") else next(ended, None)
        yield (step.status if step else ""), line


def _gap(attempt: Attempt) -> Gap | None:
    """Of a long talk the middle is not kept in short; the transcript says how long it was."""
    kept = len(attempt.dialogue)
    made = sum(one.get("exchanges", 1) for one in attempt.transcript)
    return Gap((kept + 1) // 2, made - kept) if made > kept else None


def _full(attempt: Attempt) -> list[Line]:
    """The exchanges as the record has them in full; none where it has them in short."""
    full = [one for one in attempt.transcript if "body" in one]
    return [
        (
            max(round(1000 * (one["at"] - attempt.started_at)), 0),
            one["sender"],
            one["receiver"],
            one["channel"],
            _cut(str(one["body"])),
        )
        for one in sorted(full, key=lambda one: float(one["at"]))
    ]


def _cut(body: str) -> str:
    return body if len(body) <= _LONGEST_BODY else f"{body[:_LONGEST_BODY]}… (the rest is in run.jsonl)"


def _wrong(attempt: Attempt) -> Wrong | None:
    """In which step it went wrong, and after how many exchanges."""
    if attempt.outcome is Outcome.PASSED:
        return None
    for step in attempt.steps:
        if step.status not in _SPOTLESS:
            until = math.inf if attempt.wrong_at is None else attempt.wrong_at
            after = sum(said.at <= until for said in attempt.dialogue)
            return Wrong(after, f"{step.keyword} {step.name}")
    if any(step.status == "passed" for step in attempt.steps):
        return Wrong(len(attempt.dialogue), "after the last step, when it was cleaned up")
    return Wrong(0, "before the first step")
