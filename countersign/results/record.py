"""The run record: the truth about a run, one JSON document a line, in the order in which things happened.

Everything else (console summary, Allure, JUnit, living document, sign-off) is derived from it or checked
against it. `SCHEMA` grows when a field changes its meaning; readers refuse a record that is newer.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

SCHEMA = 2


class Outcome(StrEnum):
    """How one scenario ended."""

    PASSED = "passed"
    FAILED = "failed"
    """An expectation was not met."""
    ERROR = "error"
    """The suite could not find out: an exception, an undefined step, a hook or clean-up error."""
    UNDECIDED = "undecided"
    """The suite could not find out in time: what was asked for may still come."""
    NOT_APPLICABLE = "not applicable"
    """The target doesn't offer what the scenario needs."""
    REFUSED = "refused"
    """The guard did not let it run against this target."""
    MANUAL = "manual"
    """To be done by hand."""
    NOT_RUN = "not run"
    """Planned, and never reported: the run ended before it."""
    FLAKY = "flaky"
    """It failed and passed when it was run again; said of a scenario, never of one attempt."""


class Run(msgspec.Struct, frozen=True, kw_only=True, tag="run", tag_field="kind"):
    """The first line: what was run, against what."""

    schema: int = SCHEMA
    run_id: str
    started_at: float
    target: str
    environment: str
    addresses: dict[str, str] = {}
    """Where each journey was driven: journey → base URL, without credentials."""
    versions: dict[str, str] = {}
    """Which version of each product was under test: journey → what the product itself says."""
    target_digest: str = ""
    """sha256 of the target file, or of what variables describe."""
    command: list[str] = []
    narrowed_by: list[str] = []
    """The tags, names and paths that were asked for; empty where everything was."""
    suite_version: str = ""
    revision: str = ""
    """The commit of the suite where it is known: "7c9b…"; "7c9b…+changes.0f3d9a21" where what was run is not
    what the commit holds, "7c9b…+unchecked" where nobody could say."""
    ci_run: str = ""
    """What the CI server calls the run that this one is a part of; the same when a job is run again."""
    python: str = ""
    jobs: int = 1
    """How many processes ran the scenarios."""
    shard: str = ""
    """Which part of the selection this run is about, as "2/5"; empty for all of it."""


class Journey(msgspec.Struct, frozen=True, kw_only=True, tag="journey", tag_field="kind"):
    """Why a journey is tested; written before what is planned, for each one that a scenario is about."""

    id: str
    """The name of its folder of features."""
    title: str
    owner: str = ""
    """The role that decides about it."""
    segment: str = ""
    goal: str = ""
    value: str = ""
    value_at_stake: int = 0
    """In hundredths of what all journeys are worth."""
    strategic_impact: str = ""


class Promise(msgspec.Struct, frozen=True, kw_only=True, tag="promise", tag_field="kind"):
    """A business rule of a journey; scenarios bear its id as a tag."""

    id: str
    journey: str
    sentence: str
    severity: str = "normal"
    area: str = ""


class Told(msgspec.Struct, frozen=True, kw_only=True, tag="feature", tag_field="kind"):
    """A feature as its author tells it."""

    path: str
    name: str
    journey: str
    narrative: list[str] = []
    """In order to …, As a …, I want …"""
    background: list[str] = []
    """The steps before those of each scenario, with their tables and texts, a line each."""


class Planned(msgspec.Struct, frozen=True, kw_only=True, tag="planned", tag_field="kind"):
    """A scenario that was selected; written before anything runs."""

    id: str
    """Hash of feature path, scenario name and example cells; never a line number."""
    name: str
    feature: str
    path: str
    line: int
    journey: str
    rule: str = ""
    """The name of the Gherkin `Rule:` around it."""
    tags: list[str] = []
    cells: dict[str, str] = {}
    """The example row it was made from."""
    steps: int = 0
    text: list[str] = []
    """Its own steps, with their tables and texts, a line each; those of the background are the feature's."""


class Elsewhere(msgspec.Struct, frozen=True, kw_only=True, tag="elsewhere", tag_field="kind"):
    """A scenario that was selected and is another shard's to run; written before anything runs."""

    planned: Planned
    shard: int


class StepResult(msgspec.Struct, frozen=True, kw_only=True):
    """How one step ended."""

    keyword: str
    name: str
    status: str
    seconds: float = 0.0
    error: str = ""


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a scenario has left in the deployment, where the suite may remove nothing."""

    what: str
    """In the singular: "booking"."""
    where: str
    which: str
    """By what a person finds it again."""


class Said(msgspec.Struct, frozen=True, array_like=True):
    """One exchange in short, for who reads how a scenario went."""

    at: int
    """Milliseconds since the scenario began."""
    sender: str
    receiver: str
    channel: str
    words: str


class Attempt(msgspec.Struct, frozen=True, kw_only=True, tag="attempt", tag_field="kind"):
    """One result of one scenario, written when it has really ended, clean-up included."""

    id: str
    outcome: Outcome
    started_at: float
    seconds: float
    wrong_at: int | None = None
    """Milliseconds since it began when the step had ended that went wrong; None where none did."""
    sentence: str = ""
    """For a failure the sentence that says what was wrong; for what did not run, the reason."""
    steps: list[StepResult] = []
    attempt: int = 1
    """Which attempt of this run it is, where a failed scenario was run again."""
    transcript: list[dict[str, Any]] = []
    """The exchanges: all of them on failure, else one summary for each channel."""
    dialogue: list[Said] = []
    """The exchanges in short, in the order in which they happened; of a long talk its beginning and end."""
    output: str = ""
    """What steps and hooks printed and logged, on failure."""
    left: list[Left] = []
    """What stays in the deployment; of a scenario, that of all its attempts."""


class Measure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="measure", tag_field="kind"):
    """Something measured during a scenario: a latency, a size, a score."""

    id: str
    """The scenario's id; empty for the whole run."""
    name: str
    value: float
    unit: str
    answer: bool = True
    """Of seconds: whether a product took them to answer somebody, which is what a journey promises."""


class ResilienceFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A trouble that the product did not bear, and what to do about it."""

    scenario_id: str
    name: str
    severity: str
    sentence: str
    """What was wrong."""
    recommendation: str = ""


class Resilience(msgspec.Struct, frozen=True, kw_only=True, tag="resilience", tag_field="kind"):
    """How well the product bears trouble; written before the last line, by runs that asked for it."""

    score: int | None
    """Hundredths of the whole weight that passed; None where nothing was found out."""
    weight_passed: int
    weight_failed: int
    weight_unknown: int
    """Of what ended with an error, undecided or not at all; never counted as passed."""
    scenarios: int
    """How many were asked of this deployment."""
    unknown: list[str] = []
    """The ids of the scenarios that found out nothing."""
    findings: list[ResilienceFinding] = []


Colour = Literal["green", "yellow", "red"]
Hundredths = Annotated[float, msgspec.Meta(gt=0, lt=100)]
Words = Annotated[str, msgspec.Meta(min_length=1)]


class ReadinessMarks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the owner of a journey calls it ready, and in what words."""

    green_above: Hundredths
    """More than so many hundredths of its scenarios have passed."""
    yellow_from: Hundredths
    """So many at least; fewer are red."""
    green: Words
    yellow: Words
    red: Words

    def __post_init__(self) -> None:
        if self.yellow_from > self.green_above:
            raise ValueError("yellow_from must not be more than green_above")

    def colour(self, passed: int, counted: int) -> Colour:
        """What so many of so many are; the share itself is compared, never a rounded one."""
        if 100 * passed > self.green_above * counted:
            return "green"
        return "yellow" if 100 * passed >= self.yellow_from * counted else "red"

    def words(self, colour: Colour) -> str:
        """What the owner says to it."""
        return {"green": self.green, "yellow": self.yellow, "red": self.red}[colour]


class Readiness(msgspec.Struct, frozen=True, kw_only=True, tag="readiness", tag_field="kind"):
    """How ready a journey is; written before the last line, for each journey whose owner has set marks."""

    journey: str
    title: str
    marks: ReadinessMarks
    scenarios: int
    """How many the journey has, those that are done by hand left out."""
    selected: int
    """How many of them this run was to run; where they are fewer, the journey is not judged as a whole."""
    counted: int
    """How many of those were asked of this deployment."""
    passed: int
    rate: float | None
    """Hundredths of what counts, rounded down to a tenth; None where nothing was executed."""
    colour: Colour | None
    words: str = ""
    """What the owner says to that colour; nothing to a part of the journey."""
    not_passed: list[str] = []
    """The ids of those that count and did not pass, for whatever reason."""


class End(msgspec.Struct, frozen=True, kw_only=True, tag="end", tag_field="kind"):
    """The last line; a record without it is of a run that was killed."""

    ended_at: float
    exit_code: int
    aborted: str = ""
    """Why the run ended early, in a sentence."""
    problems: list[str] = []
    """What went wrong outside of every scenario: hooks and clean-ups of features and of the run."""
    counts: dict[str, int] = {}
    """Outcome → how many scenarios."""


Line = Run | Journey | Promise | Told | Planned | Elsewhere | Attempt | Measure | Resilience | Readiness | End

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def encode(line: Line) -> bytes:
    """A line of the record as it stands in the file."""
    return _encoder.encode(line)


def read(path: Path) -> list[Line]:
    """All lines of a record; a last line that was cut off by a kill is left out."""
    raw = path.read_bytes()
    complete = raw[: raw.rfind(b"\n") + 1]
    return [_decoder.decode(text) for text in complete.splitlines()]
