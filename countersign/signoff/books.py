"""The living document's contents: journeys, business rules, features and scenarios, each with its state."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from countersign.results.record import Journey, Outcome, Promise, Told
from countersign.signoff.carried import FIRST_WORDS
from countersign.signoff.dossier import Case, Dossier
from countersign.signoff.manual_checks import Standing
from countersign.signoff.outlines import outlines
from countersign.signoff.row_names import examples_of, plain_name
from countersign.signoff.rules_standing import State, state_of
from countersign.signoff.verdicts.suite import is_wrong

COLOURS: Mapping[Outcome, str] = {
    Outcome.PASSED: "good",
    Outcome.FAILED: "bad",
    Outcome.ERROR: "bad",
    Outcome.FLAKY: "doubt",
    Outcome.UNDECIDED: "doubt",
    Outcome.NOT_RUN: "doubt",
    Outcome.NOT_APPLICABLE: "none",
    Outcome.REFUSED: "none",
    Outcome.MANUAL: "none",
}
_STATES = {State.FAILED: "bad", State.UNPROVEN: "doubt", State.MANUAL: "doubt", State.PROVEN: "good"}
_WORST_FIRST = ("bad", "doubt", "good", "none")
_BROKEN = (Outcome.FAILED, Outcome.ERROR)
_GRAVE = ("blocker", "critical")
_MOST_ROWS = 3


@dataclass(frozen=True)
class Shown:
    """A scenario as the page shows it."""

    case: Case
    name: str
    examples: str
    word: str
    """How it ended; of one that is done by hand, whether it is proven."""
    colour: str
    severity: str
    since: str
    why: str
    """Why it did not pass, or what is on record of what is done by hand; the first words of it."""
    waived: str
    """Who answers for it, until when and why, where it is wrong."""

    @property
    def id(self) -> str:
        """The scenario's."""
        return self.case.planned.id

    @property
    def outcome(self) -> Outcome:
        """How it ended."""
        return self.case.outcome

    @property
    def is_broken(self) -> bool:
        """Whether the run, or somebody by hand, has found it wrong."""
        return is_wrong(self.case)


@dataclass(frozen=True)
class Together:
    """The rows of an outline, or one scenario without a name above it."""

    name: str
    rows: list[Shown]

    @property
    def folded(self) -> bool:
        """Whether there are too many rows to be told one by one."""
        return bool(self.name) and len(self.rows) > _MOST_ROWS

    @property
    def colour(self) -> str:
        """That of its worst row."""
        return min((row.colour for row in self.rows), key=_WORST_FIRST.index)

    @property
    def counts(self) -> str:
        """How its rows ended."""
        return in_words(counted([row.case for row in self.rows]))


@dataclass(frozen=True)
class Kept:
    """A business rule, and what is known of it."""

    promise: Promise
    state: str
    colour: str
    scenarios: list[str]
    """The ids of those that bear it."""


@dataclass(frozen=True)
class Chapter:
    """A feature: its groups of scenarios, by the rule that is around them."""

    feature: Told
    groups: list[tuple[str, list[Together]]]


@dataclass(frozen=True)
class Book:
    """A journey."""

    journey: Journey
    rules: list[Kept]
    """The worst first."""
    counts: list[tuple[Outcome, int]]
    chapters: list[Chapter]

    @property
    def states(self) -> list[tuple[str, str, int]]:
        """Of its rules: colour, state, and how many."""
        found = Counter((rule.colour, rule.state) for rule in self.rules)
        return [(colour, state, number) for (colour, state), number in found.items()]

    @property
    def unborne(self) -> list[Kept]:
        """The rules that no scenario of this run is about."""
        return [rule for rule in self.rules if not rule.scenarios]

    @property
    def scenarios(self) -> Iterator[Shown]:
        """All of them, in their order."""
        for chapter in self.chapters:
            for _, group in chapter.groups:
                for together in group:
                    yield from together.rows


def books(dossier: Dossier) -> Iterator[Book]:
    """One for each journey that a scenario is about; no scenario is left out."""
    cases = dossier.cases
    known = {journey.id: journey for journey in dossier.reading.journeys}
    for name in dict.fromkeys([*known, *(case.planned.journey for case in cases)]):
        journey = known.get(name) or Journey(id=name, title=name or "Of no journey")
        own = [case for case in cases if case.planned.journey == name]
        checks = {case.planned.id: case.check for case in own if case.check}
        rules = [_kept(promise, own, checks) for promise in dossier.promises(journey)]
        yield Book(
            journey,
            sorted(rules, key=lambda rule: _WORST_FIRST.index(rule.colour)),
            counted(own),
            list(_chapters(dossier, own, checks)),
        )


def counted(cases: Sequence[Case]) -> list[tuple[Outcome, int]]:
    """How many ended in which way."""
    found = Counter(case.outcome for case in cases)
    return [(outcome, found[outcome]) for outcome in Outcome if found[outcome]]


def in_words(counts: Sequence[tuple[Outcome, int]]) -> str:
    """Such counts as a person reads them."""
    return ", ".join(f"{number} {outcome}" for outcome, number in counts)


def _kept(promise: Promise, cases: Sequence[Case], checks: Mapping[str, Standing]) -> Kept:
    state = state_of(promise, cases)
    bearing = [case.planned.id for case in cases if promise.id in case.planned.tags]
    broken = any(case.outcome in _BROKEN for case in cases if case.planned.id in bearing)
    if state is not State.MANUAL and (broken or state is not State.FAILED):
        return Kept(promise, str(state), _STATES[state], bearing)
    standings = [checks[one] for one in bearing if one in checks]
    word, colour = _by_hand(
        Standing(
            proven=all(one.proven for one in standings),
            failed=any(one.failed for one in standings),
            sentence="",
        )
    )
    return Kept(promise, word, colour, bearing)


def _by_hand(check: Standing) -> tuple[str, str]:
    """What a check by hand is worth, as a word and as a colour."""
    if check.failed:
        return "failed by hand", "bad"
    return ("proven by hand", "good") if check.proven else ("unproven by hand", "doubt")


def _chapters(dossier: Dossier, cases: Sequence[Case], checks: Mapping[str, Standing]) -> Iterator[Chapter]:
    told = {feature.path: feature for feature in dossier.reading.features}
    paths: dict[str, list[Case]] = {}
    for case in cases:
        paths.setdefault(case.planned.path, []).append(case)
    for path, own in paths.items():
        first = own[0].planned
        groups: dict[str, list[Case]] = {}
        for case in own:
            groups.setdefault(case.planned.rule, []).append(case)
        yield Chapter(
            told.get(path) or Told(path=path, name=first.feature, journey=first.journey),
            [(rule, list(_together(of_it, dossier, checks))) for rule, of_it in groups.items()],
        )


def _together(cases: Sequence[Case], dossier: Dossier, checks: Mapping[str, Standing]) -> Iterator[Together]:
    for outline in outlines(cases):
        rows = [_shown(case, dossier, checks.get(case.planned.id)) for case in outline.cases]
        yield Together(outline.name, rows)


def _shown(case: Case, dossier: Dossier, check: Standing | None) -> Shown:
    word, colour = _by_hand(check) if check else (str(case.outcome), COLOURS[case.outcome])
    return Shown(
        case=case,
        name=plain_name(case.planned.name),
        examples=examples_of(case.planned),
        word=word,
        colour=colour,
        severity=next((tag for tag in case.planned.tags if tag in _GRAVE), ""),
        since="" if check else _since(case, dossier),
        why=_why(case, check),
        waived=_waived(case),
    )


def _why(case: Case, check: Standing | None) -> str:
    if case.outcome is Outcome.PASSED:
        return ""
    told = check.sentence if check else case.sentence
    return told if len(told) <= FIRST_WORDS else f"{told[:FIRST_WORDS]}…"


def _waived(case: Case) -> str:
    waiver = case.waiver
    return f"waived by {waiver.owner} until {waiver.expires}: {waiver.reason}" if waiver else ""


def _since(case: Case, dossier: Dossier) -> str:
    """Since when it ends as it does; only where the history knows more than this run."""
    found = dossier.since.get(case.planned.id)
    if found is None or found.outcome != case.outcome:
        return ""
    if found.at >= dossier.reading.run.started_at:
        return "" if case.outcome is Outcome.PASSED else "new in this run"
    runs = f", {found.runs} runs" if found.runs > 1 else ""
    return f"since {datetime.fromtimestamp(found.at, UTC):%Y-%m-%d}{runs}"
