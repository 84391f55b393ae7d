"""signoff.json: what a release manager is told, as data. The page says nothing that does not stand here.

Every number has its way to the evidence: ids are those of scenarios in the run record, paths are relative to
the folder of the reports, and each file that anything rests on is listed with its sha256.
"""

import msgspec

from countersign.signoff.approvals import Approval
from countersign.signoff.weighing import Finding, Verdict

SCHEMA = 1


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What was under test, and by what."""

    target: str
    environment: str
    addresses: dict[str, str]
    versions: dict[str, str]
    """Journey → version of its product; a journey of which nobody says one is left out."""
    said_by_hand: list[str] = []
    """The journeys whose product has not said it itself."""
    target_digest: str
    suite_version: str
    suite_revision: str
    """The commit of the suite."""
    command: list[str]
    started_at: float
    ended_at: float | None
    """None where the run was killed."""
    jobs: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a journey stands: its business rules, each counted once, and what the business has at stake."""

    journey: str
    title: str
    owner: str
    value_at_stake: int
    proven: list[str]
    """Ids of rules."""
    failed: list[str]
    unproven: list[str]
    manual: list[str]
    """Proven by nothing but what is done by hand."""
    scenarios: dict[str, int]
    """Outcome → how many."""
    failed_by_hand: int = 0
    """How many of those that are done by hand were found wrong."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario that did not pass."""

    id: str
    name: str
    journey: str
    outcome: str
    sentence: str
    since: str = ""
    """What the history says: new, or known since when."""
    waived_by: str = ""
    waived_until: str = ""
    waived_because: str = ""


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """Scenarios that were not run, for one reason."""

    outcome: str
    reason: str
    ids: list[str]


class HandChecked(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario that is done by hand, and what the last check is worth now."""

    id: str
    name: str
    journey: str
    proven: bool
    failed: bool
    sentence: str
    by: str = ""
    at: str = ""
    version: str = ""
    waived_by: str = ""
    waived_until: str = ""
    waived_because: str = ""


class Latency(msgspec.Struct, frozen=True, kw_only=True):
    """How long something took, over the whole run."""

    name: str
    journey: str
    answer: bool = True
    """Whether a product answered somebody; what is no answer is judged only where it is named."""
    count: int
    p50: float
    p95: float
    longest: float
    threshold: float | None = None
    """What the 95th percentile must not exceed, in seconds; None where nobody has said."""
    trend: list[float] = []
    """The 95th percentiles of earlier runs, the oldest first, this one last."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A figure with a colour: readiness, resilience, user experience."""

    name: str
    value: str
    words: str
    colour: str
    """green, yellow, red or grey."""
    shown_by: str = ""
    """What the living document is asked for, behind its #, to show the scenarios that it is made of."""
    told_in: str = ""
    """The page of the documentation that says how it is worked out."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is otherwise than in the last release that was accepted."""

    release: str
    """Which one: when, and of which versions."""
    worse: list[str] = []
    """Ids of scenarios that passed then."""
    better: list[str] = []
    added: list[str] = []
    gone: list[str] = []


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """A file that something rests on."""

    path: str
    sha256: str
    bytes: int


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """The sign-off."""

    schema: int = SCHEMA
    made_at: str
    stage: str
    question: str
    verdict: Verdict
    deciding: Finding
    """The gate that decided."""
    risk: str
    """In one sentence, what goes out where it goes."""
    findings: list[Finding]
    subject: Subject
    counts: dict[str, int]
    outcomes: dict[str, str]
    """Of each scenario by its id, for the next release to be compared with."""
    journeys: list[Standing]
    problems: list[Problem]
    left_out: list[LeftOut]
    by_hand: list[HandChecked]
    marks: list[Mark]
    latencies: list[Latency]
    change: Change | None
    """None where no release was ever accepted."""
    approvals: list[Approval]
    """Those of this very record."""
    notes: list[str]
    """What a reader must know: clocks that differ, waivers that are expired or idle."""
    evidence: list[Proof]
