"""What the statement says, and that it says nothing which the record does not hold."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from countersign.cli import main
from countersign.results.record import Measure, Outcome
from countersign.signoff.assemble import statement_of
from countersign.signoff.gates import NO_STAGE, Allowed, Asked, Gate, Latency, Scenarios, Suite
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


def test_a_version_that_the_product_contradicts_proves_nothing(tmp_path: Path) -> None:
    told = statement_of(Story().dossier(tmp_path / "reports", version="2.0"), NO_STAGE)
    assert told.verdict is Verdict.INCONCLUSIVE
    assert told.deciding.sentence == "Shopping says that it is 1.4.0, and --product-version 2.0"
    assert told.subject.versions == {"shop": "1.4.0"}
    assert (
        statement_of(Story().dossier(tmp_path / "reports", version="1.4.0"), NO_STAGE).verdict is Verdict.GO
    )


def test_a_version_that_only_a_person_says_is_told_as_such(tmp_path: Path) -> None:
    silent = Story(versions={})
    told = statement_of(silent.dossier(tmp_path / "reports", version="2.0"), NO_STAGE)
    assert (told.subject.versions, told.subject.said_by_hand) == ({"shop": "2.0"}, ["shop"])
    assert told.verdict is Verdict.GO


def test_what_no_product_is_driven_for_has_the_version_that_all_products_say(tmp_path: Path) -> None:
    both = Story(versions={"shop": "1.4.0", "bank": "1.4.0"}).dossier(tmp_path / "reports")
    assert both.version_of("release") == "1.4.0"
    torn = Story(versions={"shop": "1.4.0", "bank": "1.5.0"}).dossier(tmp_path / "reports")
    assert torn.version_of("release") == ""


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


def test_a_time_for_a_journey_that_is_not_there_is_told(tmp_path: Path) -> None:
    asked = Asked("s", "?", [Suite(name="all")], {}, allowed=[Allowed("shpo", 1.0)])
    told = statement_of(Story().dossier(tmp_path / "reports"), asked)
    assert told.notes == ["gates.toml says how long shpo may take, and the run knows no such journey."]
    part = Story(narrowed_by=["--tags=@smoke"]).dossier(tmp_path / "reports")
    assert statement_of(part, Asked("s", "?", [], {}, allowed=[Allowed("shpo", 1.0)])).notes == []


@pytest.mark.parametrize("words", ["latin-1", "ascii"])
def test_a_terminal_without_a_tick_gets_the_verdict_all_the_same(tmp_path: Path, words: str) -> None:
    folder = Story().write(tmp_path / "reports")
    done = subprocess.run(
        [sys.executable, "-m", "countersign", "signoff", "--reports", folder],
        env={**os.environ, "PYTHONIOENCODING": words},
        capture_output=True,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"? The suite is green: 2 scenarios passed" in done.stdout


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
        (["signoff", "--deployed-at", "2026-11-21T10:00:00"], "without a time zone: add Z for UTC"),
        (["signoff", "--deployed-at", "0001-01-01T00:00:00+14:00"], "which no calendar has"),
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


@pytest.mark.parametrize(
    ("story", "risk"),
    [
        (
            Story([Outcome.PASSED, Outcome.FAILED]),
            "It goes although 1 scenario that no gate asks about did not pass: scenario 1.",
        ),
        (
            Story([Outcome.PASSED, Outcome.UNDECIDED, Outcome.REFUSED]),
            "It goes although 1 scenario that no gate asks about may or may not pass: scenario 1; "
            "1 refused say nothing.",
        ),
        (
            Story([Outcome.PASSED, Outcome.PASSED], narrowed_by=["--tags=@smoke"]),
            "It goes although only what --tags=@smoke selects was run.",
        ),
        (Story([Outcome.PASSED, Outcome.PASSED]), "Nothing that was planned is wrong or unknown."),
    ],
)
def test_what_no_gate_asks_about_is_told_where_it_goes(tmp_path: Path, story: Story, risk: str) -> None:
    asked = Asked("s", "?", [Scenarios(name="smoke", tag="smoke")], {})
    told = statement_of(story.dossier(tmp_path / "reports"), asked)
    assert (told.verdict, told.risk) == (Verdict.GO, risk)


def test_where_it_does_not_go_the_sentence_names_the_gate_the_others_and_the_stake(tmp_path: Path) -> None:
    gates: list[Gate] = [
        Scenarios(name="smoke", tag="smoke"),
        Suite(name="all"),
        Scenarios(name="more", tag="none"),
    ]
    told = statement_of(
        Story([Outcome.FAILED, Outcome.PASSED]).dossier(tmp_path / "reports"), Asked("s", "?", gates, {})
    )
    assert told.risk == (
        "“smoke” is not met: 1 of 1 @smoke scenarios did not pass: scenario 0 (failed); of the other gates "
        "1 not met and 1 unknown; 60 % of the value is at risk (Shopping)."
    )
