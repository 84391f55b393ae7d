"""The verdict on records of every kind: what is red, what nobody knows, and what is green."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from countersign.results.record import Measure, Outcome
from countersign.signoff import gates
from countersign.signoff.approvals import approve
from countersign.signoff.dossier import Dossier
from countersign.signoff.gates import NO_STAGE, Asked
from countersign.signoff.manual_checks import Check, add_check
from countersign.signoff.verdicts import weigh
from countersign.signoff.weighing import Finding, Verdict, decisive

from .records import NOW, VERSION, Remembered, Story

GO, NO_GO, INCONCLUSIVE, ROLL_BACK = Verdict.GO, Verdict.NO_GO, Verdict.INCONCLUSIVE, Verdict.ROLL_BACK
PASSED, FAILED, FLAKY, MANUAL = Outcome.PASSED, Outcome.FAILED, Outcome.FLAKY, Outcome.MANUAL


@pytest.fixture(autouse=True)
def _an_empty_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is waived, and nothing was checked by hand, unless the test says so."""
    (tmp_path / "features").mkdir()
    monkeypatch.chdir(tmp_path)


def decided(dossier: Dossier, asked: Asked = NO_STAGE) -> Finding:
    return decisive(weigh(asked, dossier))


def gate(one: gates.Gate, **inputs: gates.Source) -> Asked:
    return Asked("test", "?", [one], inputs)


def waive(expires: date, **what: str) -> None:
    [(key, value)] = what.items()
    Path("waivers.toml").write_text(
        f'[[waiver]]\n{key} = "{value}"\nowner = "Head of Shops"\nreason = "by hand until then"\n'
        f"expires = {expires}\n"
    )


@pytest.mark.parametrize(
    ("story", "verdict", "sentence"),
    [
        (Story(), GO, "2 scenarios passed"),
        (Story([PASSED, Outcome.NOT_APPLICABLE, MANUAL]), GO, "1 scenario passed"),
        (Story([PASSED, FAILED]), NO_GO, "1 of 2 scenarios did not pass: scenario 1 (failed)"),
        (Story([PASSED, Outcome.ERROR]), NO_GO, "scenario 1 (error)"),
        (Story([FAILED, None], killed=True), NO_GO, "scenario 0 (failed)"),
        (Story([PASSED, None]), INCONCLUSIVE, "scenario 1 (not run)"),
        (Story([None, None]), INCONCLUSIVE, "2 of 2"),
        (Story([]), INCONCLUSIVE, "no scenario was run and passed"),
        (Story([MANUAL, Outcome.REFUSED]), INCONCLUSIVE, "no scenario was run and passed"),
        (Story([PASSED, PASSED], killed=True), INCONCLUSIVE, "the run was killed"),
        (Story(shard="2/5"), INCONCLUSIVE, "shard 2/5 alone"),
        (Story([PASSED, None], aborted="shard 3/5 is missing"), INCONCLUSIVE, "scenario 1 (not run)"),
        (Story(aborted="shard 3/5 is missing"), INCONCLUSIVE, "shard 3/5 is missing"),
        (Story([PASSED, FLAKY]), INCONCLUSIVE, "scenario 1 (flaky)"),
        (Story([PASSED, Outcome.UNDECIDED]), INCONCLUSIVE, "scenario 1 (undecided)"),
        (Story(problems=["hook after_all failed"]), NO_GO, "hook after_all failed"),
        (Story([PASSED, FAILED, FLAKY, None]), NO_GO, "scenario 1 (failed)"),
    ],
)
def test_without_a_stage_the_suite_decides(
    tmp_path: Path, story: Story, verdict: Verdict, sentence: str
) -> None:
    found = decided(story.dossier(tmp_path / "reports"))
    assert found.verdict is verdict
    assert sentence in found.sentence


def test_a_failure_with_a_waiver_goes_and_says_the_risk(tmp_path: Path) -> None:
    waive(NOW.date() + timedelta(days=3), scenario="scenario 1")
    found = decided(Story([PASSED, FAILED]).dossier(tmp_path / "reports"))
    assert found.verdict is GO
    assert "scenario 1 is wrong; Head of Shops answers for it for 3 days more" in found.risk


@pytest.mark.parametrize(
    ("expires", "what"),
    [
        (NOW.date() - timedelta(days=1), {"scenario": "s1"}),
        (NOW.date() + timedelta(days=9), {"scenario": "scenario 7"}),
        (NOW.date() + timedelta(days=9), {"rule": "SHP-02"}),
    ],
)
def test_a_waiver_that_is_expired_or_of_something_else_does_not_count(
    tmp_path: Path, expires: date, what: dict[str, str]
) -> None:
    waive(expires, **what)
    assert decided(Story([PASSED, FAILED]).dossier(tmp_path / "reports")).verdict is NO_GO


def test_a_waiver_counts_to_the_end_of_its_last_day(tmp_path: Path) -> None:
    waive(NOW.date(), rule="SHP-01")
    assert decided(Story([PASSED, FAILED]).dossier(tmp_path / "reports")).verdict is GO


def test_what_nobody_found_out_cannot_be_waived(tmp_path: Path) -> None:
    waive(NOW.date(), rule="SHP-01")
    assert decided(Story([PASSED, Outcome.ERROR]).dossier(tmp_path / "a")).verdict is NO_GO
    assert decided(Story([PASSED, None]).dossier(tmp_path / "b")).verdict is INCONCLUSIVE


def test_an_approval_is_of_one_record(tmp_path: Path) -> None:
    asked = gate(gates.Approval(name="QA", role="QA", when="major"))
    story, reports = Story(), tmp_path / "reports"
    assert decided(story.dossier(reports), asked).verdict is GO  # no major change
    assert decided(story.dossier(reports, major=True), asked).verdict is INCONCLUSIVE
    approve(reports, name="Amira Haddad", role="qa", reason="Looked at all of it.", now=NOW)
    approved = decided(story.dossier(reports, major=True), asked)
    assert approved.verdict is GO
    assert "Amira Haddad" in approved.sentence
    changed = decided(Story(versions={"shop": "1.4.1"}).dossier(reports, major=True), asked)
    assert changed.verdict is INCONCLUSIVE
    assert "approved another record" in changed.sentence
    other_role = gate(gates.Approval(name="Security", role="Security"))
    assert decided(story.dossier(reports, major=True), other_role).verdict is INCONCLUSIVE


def checked(days_ago: float, *, version: str = VERSION, outcome: str = "passed") -> None:
    add_check(
        Check(
            scenario="s1",
            name="scenario 1",
            by="Bruno Keller",
            at=NOW - timedelta(days=days_ago),
            version=version,
            outcome=outcome,  # type: ignore[arg-type]
            note='with a "quote" and ünïcode',
        )
    )


def by_hand(tmp_path: Path) -> Finding:
    asked = gate(gates.Manual(name="by hand", days=90))
    return decided(Story([PASSED, MANUAL]).dossier(tmp_path / "reports"), asked)


def test_a_manual_check_counts_for_its_version_and_for_its_time(tmp_path: Path) -> None:
    assert "nobody has recorded a check" in by_hand(tmp_path).sentence
    checked(10, version="1.3.0")
    assert "stale, as version 1.4.0 is under test" in by_hand(tmp_path).sentence
    checked(5)
    assert by_hand(tmp_path).verdict is GO
    checked(1, outcome="failed")
    found = by_hand(tmp_path)
    assert found.verdict is NO_GO
    assert "failed by Bruno Keller on 2026-11-20" in found.sentence


@pytest.mark.parametrize("asked", [NO_STAGE, gate(gates.Manual(name="by hand", days=90))])
def test_what_was_found_wrong_by_hand_is_wrong_unless_somebody_answers_for_it(
    tmp_path: Path, asked: Asked
) -> None:
    story = Story([PASSED, MANUAL])
    checked(1, outcome="failed")
    found = decided(story.dossier(tmp_path / "reports"), asked)
    assert found.verdict is NO_GO
    assert "scenario 1" in found.sentence
    assert "failed by Bruno Keller on 2026-11-20 for version 1.4.0" in found.sentence
    Path("waivers.toml").write_text(
        '[[waiver]]\nscenario = "s1"\nowner = "Ines"\nreason = "seen"\nexpires = 2026-11-22\n'
    )
    found = decided(story.dossier(tmp_path / "reports"), asked)
    assert found.verdict is GO
    assert "scenario 1 is wrong; Ines answers for it for 1 day more: seen" in found.risk


def test_what_was_wrong_in_another_version_is_not_known_to_be_wrong(tmp_path: Path) -> None:
    checked(1, version="1.3.0", outcome="failed")
    assert decided(Story([PASSED, MANUAL]).dossier(tmp_path / "reports"), NO_STAGE).verdict is GO


def test_a_manual_check_that_is_stale_proves_nothing(tmp_path: Path) -> None:
    checked(91)
    found = by_hand(tmp_path)
    assert found.verdict is INCONCLUSIVE
    assert "91 days old, and 90 are allowed" in found.sentence


def test_a_manual_check_of_tomorrow_proves_nothing(tmp_path: Path) -> None:
    checked(-1)
    assert by_hand(tmp_path).verdict is INCONCLUSIVE


STABLE = gate(gates.Stable(name="stable", hours=24))


@pytest.mark.parametrize(
    ("past", "verdict", "sentence"),
    [
        (Remembered({}), INCONCLUSIVE, "knows no run on staging"),
        (Remembered({3: 0, 1: 0}), INCONCLUSIVE, "is 3.0 h old, and 24 h are asked for"),
        (Remembered({30: 0}), INCONCLUSIVE, "no run on staging in the last 24 h"),
        (Remembered({30: 0, 20: 0, 1: 0}), GO, "began green, and 2 runs since were (1, 1, 1 scenarios)"),
        (Remembered({30: 0, 20: 1, 1: 0}), NO_GO, "not for 24 h: 1 run on staging"),
        (Remembered({30: 0, 20: None, 1: 0}), NO_GO, "not for 24 h: 1 run on staging"),
        (Remembered({40: 0, 30: 1, 1: 0}), NO_GO, "not for 24 h: 1 run on staging"),
        (Remembered({40: 1, 30: 0, 1: 0}), GO, "1 run since were"),
    ],
)
def test_staging_is_stable_when_its_history_says_so(
    tmp_path: Path, past: Remembered, verdict: Verdict, sentence: str
) -> None:
    found = decided(Story().dossier(tmp_path / "reports", past=past), STABLE)
    assert found.verdict is verdict
    assert sentence in found.sentence


def test_a_red_run_that_the_history_was_not_told_of_is_no_stability(tmp_path: Path) -> None:
    past = Remembered({30: 0, 1: 0})
    found = decided(Story([FAILED, PASSED]).dossier(tmp_path / "reports", past=past), STABLE)
    assert found.verdict is NO_GO


def test_another_staging_says_nothing_of_the_one_under_test(tmp_path: Path) -> None:
    past = Remembered({30: 0, 1: 0}, target="staging-eu")
    found = decided(Story().dossier(tmp_path / "reports", past=past), STABLE)
    assert (found.verdict, found.sentence) == (INCONCLUSIVE, "the history knows no run on staging")


@pytest.mark.parametrize(
    "story",
    [Story(shard="1/2"), Story(killed=True), Story(aborted="interrupted")],
    ids=["a shard", "killed", "ended early"],
)
def test_some_scenarios_of_a_run_that_did_not_end_are_not_enough_either(tmp_path: Path, story: Story) -> None:
    asked = gate(gates.Scenarios(name="smoke", tag="smoke"))
    assert decided(story.dossier(tmp_path / "reports"), asked).verdict is INCONCLUSIVE


def test_what_was_wrong_outside_of_every_scenario_is_wrong_for_some_of_them_too(tmp_path: Path) -> None:
    asked = gate(gates.Scenarios(name="smoke", tag="smoke"))
    found = decided(Story(problems=["after_all: it broke"]).dossier(tmp_path / "reports"), asked)
    assert found.verdict is NO_GO
    assert "after_all: it broke" in found.sentence


def test_a_part_of_the_suite_is_not_the_whole_suite(tmp_path: Path) -> None:
    dossier = Story(narrowed_by=["--tags=@smoke"]).dossier(tmp_path / "reports")
    found = decided(dossier, gate(gates.Suite(name="all")))
    assert found.verdict is INCONCLUSIVE
    assert found.sentence == "only what --tags=@smoke selects was run, and all is asked for"
    assert decided(dossier, gate(gates.Suite(name="all", whole=False))).verdict is GO


@pytest.mark.parametrize("unknown", [Outcome.UNDECIDED, Outcome.FLAKY, Outcome.NOT_RUN, None])
def test_an_error_rate_of_what_hardly_anybody_knows_is_unknown(
    tmp_path: Path, unknown: Outcome | None
) -> None:
    asked = gate(gates.ErrorRate(name="errors", most=5, minutes=5))
    story = Story([PASSED, unknown])
    found = decided(story.dossier(tmp_path / "reports", deployed_at=DEPLOYED), asked)
    assert found.verdict is INCONCLUSIVE
    assert "of 1 more scenario nobody knows" in found.sentence


def test_a_clock_that_is_an_hour_off_is_no_clock_for_what_depends_on_time(tmp_path: Path) -> None:
    story = Story(ahead=timedelta(hours=1))
    past = Remembered({30: 0, 1: 0})
    assert decided(story.dossier(tmp_path / "reports", past=past)).verdict is GO
    found = decided(story.dossier(tmp_path / "reports", past=past), STABLE)
    assert found.verdict is INCONCLUSIVE
    assert (
        "the clocks of the machines that ran it differ by 59 min" in found.sentence
        or "ahead" in found.sentence
    )


AFTER = Asked(
    "post-deploy",
    "May it stay?",
    [
        gates.Scenarios(name="smoke", tag="smoke"),
        gates.ErrorRate(name="errors", most=5, minutes=5),
        gates.ServerErrors(name="5xx"),
    ],
    {},
    "ROLL BACK",
)
ANSWERS = [Measure(id="s0", name="answers", value=40, unit="answers")]
DEPLOYED = NOW - timedelta(minutes=11)


@pytest.mark.parametrize(
    ("story", "verdict", "name"),
    [
        (Story([PASSED, PASSED], measures=ANSWERS), GO, "smoke"),
        (Story([FAILED, PASSED], measures=ANSWERS), ROLL_BACK, "smoke"),
        (Story([PASSED, FAILED], measures=ANSWERS), ROLL_BACK, "errors"),
        (
            Story(measures=[*ANSWERS, Measure(id="s1", name="server errors", value=1, unit="answers")]),
            ROLL_BACK,
            "5xx",
        ),
        (Story([PASSED, PASSED]), INCONCLUSIVE, "5xx"),
        (Story([PASSED], began=DEPLOYED + timedelta(minutes=6), measures=ANSWERS), INCONCLUSIVE, "errors"),
    ],
)
def test_after_a_deployment_what_is_red_is_taken_back(
    tmp_path: Path, story: Story, verdict: Verdict, name: str
) -> None:
    found = decided(story.dossier(tmp_path / "reports", deployed_at=DEPLOYED), AFTER)
    assert (found.verdict, found.gate) == (verdict, name)


def test_nothing_is_known_of_errors_where_nobody_says_when_it_was_deployed(tmp_path: Path) -> None:
    asked = gate(gates.ErrorRate(name="errors", most=5, minutes=5))
    assert decided(Story().dossier(tmp_path / "reports"), asked).verdict is INCONCLUSIVE


def test_a_run_elsewhere_says_nothing_of_staging(tmp_path: Path) -> None:
    asked = gate(gates.Scenarios(name="smoke", tag="smoke", environment="staging"))
    found = decided(Story(environment="sandbox").dossier(tmp_path / "reports"), asked)
    assert found.verdict is INCONCLUSIVE
    assert "it must be seen on staging" in found.sentence


COVERAGE = '<coverage lines-covered="{}" lines-valid="100"/>'


@pytest.mark.parametrize(
    ("content", "verdict", "sentence"),
    [
        (None, INCONCLUSIVE, "is not there"),
        ("", INCONCLUSIVE, "is empty"),
        ("<coverage", INCONCLUSIVE, "no well-formed XML"),
        ('<coverage line-rate="1"/>', INCONCLUSIVE, "doesn't say how many lines"),
        (COVERAGE.format(79), NO_GO, "79 of 100 lines are covered (79.0 %; 80 % are asked for)"),
        (COVERAGE.format(80), GO, "80 of 100"),
    ],
)
def test_coverage(tmp_path: Path, content: str | None, verdict: Verdict, sentence: str) -> None:
    if content is not None:
        Path("coverage.xml").write_text(content)
    source = gates.Source(reads="cobertura", path="coverage.xml")
    asked = gate(gates.Coverage(name="coverage", input="coverage", least=80), coverage=source)
    found = decided(Story().dossier(tmp_path / "reports"), asked)
    assert found.verdict is verdict
    assert sentence in found.sentence
