"""What the statement says, and that it says nothing which the record does not hold."""

from datetime import timedelta
from pathlib import Path

import pytest

from countersign.cli import main
from countersign.results.record import Measure, Outcome
from countersign.signoff.assemble import statement_of
from countersign.signoff.gates import NO_STAGE, Allowed, Asked, Latency
from countersign.signoff.verdicts import weigh
from countersign.signoff.weighing import Verdict

from .records import NOW, Remembered, Story

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED


@pytest.fixture(autouse=True)
def _an_empty_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "features").mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([PASSED, PASSED], "proven"),
        ([PASSED, FAILED], "failed"),
        ([PASSED, Outcome.ERROR], "failed"),
        ([PASSED, None], "unproven"),
        ([PASSED, Outcome.FLAKY], "unproven"),
        ([PASSED, Outcome.NOT_APPLICABLE], "proven"),
        ([Outcome.NOT_APPLICABLE, Outcome.REFUSED], "unproven"),
        ([Outcome.MANUAL, Outcome.NOT_APPLICABLE], "manual"),
        ([Outcome.MANUAL, PASSED], "proven"),
    ],
)
def test_a_rule_is_proven_only_where_nothing_of_it_is_in_doubt(
    tmp_path: Path, outcomes: list[Outcome | None], state: str
) -> None:
    [standing] = statement_of(Story(outcomes).dossier(tmp_path / "reports"), NO_STAGE).journeys
    assert getattr(standing, state) == ["SHP-01"] + (["SHP-02"] if state == "unproven" else [])
    assert state == "unproven" or standing.unproven == ["SHP-02"]


def test_everything_that_did_not_pass_is_listed(tmp_path: Path) -> None:
    story = Story([PASSED, FAILED, Outcome.FLAKY, None, Outcome.REFUSED, Outcome.MANUAL])
    told = statement_of(story.dossier(tmp_path / "reports"), NO_STAGE)
    assert [(one.id, one.outcome) for one in told.problems] == [("s1", "failed"), ("s2", "flaky")]
    assert [(one.outcome, one.ids) for one in told.left_out] == [("not run", ["s3"]), ("refused", ["s4"])]
    assert [(one.id, one.proven) for one in told.by_hand] == [("s5", False)]
    assert told.counts == {
        "passed": 1, "failed": 1, "refused": 1, "manual": 1, "not run": 1, "flaky": 1
    }  # fmt: skip
    assert told.verdict is Verdict.NO_GO
    assert "scenario 1 (failed)" in told.risk


def test_what_is_under_test_is_named(tmp_path: Path) -> None:
    told = statement_of(Story().dossier(tmp_path / "reports"), NO_STAGE)
    assert told.subject.versions == {"shop": "1.4.0"}
    assert told.evidence[0].path == "run.jsonl"
    by_hand = statement_of(Story().dossier(tmp_path / "reports", version="2.0"), NO_STAGE)
    assert by_hand.subject.versions == {"shop": "2.0"}


def test_notes_tell_of_clocks_and_waivers(tmp_path: Path) -> None:
    yesterday = NOW.date() - timedelta(days=1)
    Path("waivers.toml").write_text(
        f'[[waiver]]\nscenario = "s0"\nowner = "A"\nreason = "r"\nexpires = {NOW.date()}\n'
        f'[[waiver]]\nrule = "SHP-01"\nowner = "B"\nreason = "r"\nexpires = {yesterday}\n'
    )
    told = statement_of(Story(ahead=timedelta(hours=1)).dossier(tmp_path / "reports"), NO_STAGE)
    assert told.notes == [
        "Clocks: the clock of a machine that ran it is 50 min ahead of this one's.",
        "The waiver of A for s0 is idle: nothing of it is wrong.",
        f"The waiver of B for SHP-01 has expired on {yesterday}.",
    ]


MEASURES = [Measure(id="s0", name="answer", value=value / 100, unit="s") for value in range(1, 101)]


@pytest.mark.parametrize(("allowed", "verdict"), [(0.95, Verdict.GO), (0.94, Verdict.NO_GO)])
def test_latencies_are_held_against_what_is_allowed(tmp_path: Path, allowed: float, verdict: Verdict) -> None:
    asked = Asked("s", "?", [Latency(name="quick")], {}, allowed=[Allowed("shop", allowed)])
    dossier = Story(measures=MEASURES).dossier(tmp_path / "reports", past=Remembered({}))
    told = statement_of(dossier, asked)
    [latency] = told.latencies
    assert (latency.count, latency.p50, latency.longest) == (100, 0.505, 1.0)
    assert (latency.threshold, told.verdict) == (allowed, verdict)


def test_latencies_that_nobody_measured_prove_nothing(tmp_path: Path) -> None:
    asked = Asked("s", "?", [Latency(name="quick")], {}, allowed=[Allowed("shop", 1.0)])
    [finding] = weigh(asked, Story().dossier(tmp_path / "reports"))
    assert finding.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["signoff", "--reports", "nowhere"], "nowhere/run.jsonl can't be read"),
        (["signoff", "--stage", "heaven"], "gates.toml is not there"),
        (["signoff", "--deployed-at", "yesterday"], "--deployed-at yesterday is no moment"),
        (["signoff", "--deployed-at", "2026-11-21T10:00:00"], "has no time zone"),
        (["signoff", "--input", "unit"], "write it as NAME=PATH"),
        (["approve", "--as", " ", "--role", "QA", "--reason", "x"], "--as is empty"),
        (["verify"], "`countersign signoff` makes it"),
        (
            ["manual", "nothing", "--by", "A", "--version", "1", "--outcome", "passed"],
            "'nothing' is no scenario",
        ),
        (["manual", "s2", "--by", "", "--version", "1", "--outcome", "passed"], "--by is empty"),
    ],
)
def test_a_wrong_use_is_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    Story([PASSED, PASSED, Outcome.MANUAL]).write(Path("reports"))
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_a_record_that_was_changed_by_hand_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    record = Story().write(Path("reports")) / "run.jsonl"
    record.write_text(record.read_text().replace('"outcome":"passed"', '"outcome":"splendid"'))
    assert main(["signoff"]) == 2
    assert "was it changed by hand?" in capsys.readouterr().err


def test_marks_are_what_the_record_holds(tmp_path: Path) -> None:
    grades = [Measure(id="s0", name="user experience", value=value, unit="grade") for value in (4.0, 2.0)]
    told = statement_of(Story(measures=grades).dossier(tmp_path / "reports"), NO_STAGE)
    assert [(one.value, one.colour) for one in told.marks] == [("C", "yellow")]
    assert statement_of(Story().dossier(tmp_path / "other"), NO_STAGE).marks == []
