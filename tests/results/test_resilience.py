"""The resilience score of a run: weighed by severity, and never better than what was found out."""

from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.results.owners import Advice
from countersign.results.record import Attempt, Outcome, Planned, Resilience
from countersign.results.resilience import in_a_line, resilience

from .tiny_suite import Finished, TinySuite, scenario

RULES = """
[[rule]]
id = "SHP-01"
sentence = "Nothing is paid twice."
severity = "blocker"
recommendation = "Give each payment a key of its own."

[[rule]]
id = "SHP-02"
sentence = "The basket survives."
severity = "normal"
recommendation = "Keep the basket in the database."
"""


def planned(name: str, *tags: str, path: str = "features/shop/x.feature") -> Planned:
    """A resilience scenario with these tags."""
    return Planned(
        id=name, name=name, feature="f", path=path, line=1, journey="shop", tags=["resilience", *tags]
    )


def scored(outcomes: dict[str, tuple[str, Outcome | None]]) -> Resilience | None:
    """The score of scenarios, name → (severity, outcome); None was never reported."""
    scenarios = [planned(name, severity) for name, (severity, _) in outcomes.items()]
    attempts = {
        name: Attempt(id=name, outcome=outcome, started_at=0.0, seconds=0.0, sentence=f"{name} broke")
        for name, (_, outcome) in outcomes.items()
        if outcome
    }
    return resilience(scenarios, attempts, lambda one: f"mend {one.name}")


def test_a_failure_weighs_as_much_as_its_severity() -> None:
    found = scored(
        {
            "a": ("blocker", Outcome.PASSED),
            "b": ("critical", Outcome.FAILED),
            "c": ("normal", Outcome.PASSED),
            "d": ("minor", Outcome.PASSED),
        }
    )
    assert found is not None
    assert (found.weight_passed, found.weight_failed, found.weight_unknown) == (11, 5, 0)
    assert found.score == 68
    assert [(one.scenario_id, one.severity, one.sentence, one.recommendation) for one in found.findings] == [
        ("b", "critical", "b broke", "mend b")
    ]
    assert in_a_line(found) == "Resilience 68 %: 1 of 4 scenarios failed."


@pytest.mark.parametrize("outcome", [Outcome.NOT_RUN, Outcome.UNDECIDED, Outcome.ERROR, None])
def test_what_was_not_found_out_is_said_and_not_counted_as_passed(outcome: Outcome | None) -> None:
    found = scored({"a": ("critical", Outcome.PASSED), "b": ("critical", outcome)})
    assert found is not None
    assert (found.score, found.weight_unknown, found.unknown, found.findings) == (50, 5, ["b"], [])
    assert in_a_line(found) == "Resilience 50 %: 1 of 2 scenarios not found out, which counts as not proven."


@pytest.mark.parametrize("outcome", [Outcome.NOT_APPLICABLE, Outcome.REFUSED, Outcome.MANUAL])
def test_what_is_not_asked_of_the_deployment_is_left_out(outcome: Outcome) -> None:
    found = scored({"a": ("critical", Outcome.PASSED), "b": ("blocker", outcome)})
    assert found is not None
    assert (found.score, found.scenarios) == (100, 1)
    assert in_a_line(found) == "Resilience 100 %: 1 scenario passed."
    assert scored({"b": ("blocker", outcome)}) is None


def test_a_flaw_however_small_is_never_rounded_away() -> None:
    outcomes = {str(number): ("blocker", Outcome.PASSED) for number in range(100)}
    found = scored({**outcomes, "flaw": ("minor", Outcome.FAILED)})
    assert found is not None
    assert found.score == 99


def test_where_nothing_was_found_out_there_is_no_number() -> None:
    found = scored({"a": ("critical", Outcome.NOT_RUN), "b": ("critical", Outcome.ERROR)})
    assert found is not None
    assert found.score is None
    assert in_a_line(found) == "Resilience unknown: of 2 scenarios none was found out."


def test_scenarios_of_another_kind_do_not_count() -> None:
    other = Planned(id="x", name="x", feature="f", path="p", line=1, journey="", tags=["smoke", "critical"])
    assert resilience([other], {}, lambda _: "") is None


def test_the_advice_is_that_of_the_scenarios_own_journey(tmp_path: Path) -> None:
    for folder, text in (("shop", RULES), ("tea", RULES.replace("Give each payment", "Brew"))):
        (tmp_path / "features" / folder).mkdir(parents=True)
        (tmp_path / "features" / folder / "rules.toml").write_text(text)
    ours = planned("a", "SHP-01", "SHP-02", "SHP-01", "SHP-99")
    theirs = planned("b", "SHP-01", path="features/tea/deep/x.feature")
    bare = planned("c", "SHP-01", path="features/cups/x.feature")
    advice = Advice.for_all([ours, theirs, bare], tmp_path)
    assert advice.on(ours) == "Give each payment a key of its own. Keep the basket in the database."
    assert advice.on(theirs) == "Brew a key of its own."
    assert advice.on(bare) == ""


@pytest.mark.parametrize("text", ["[[rule]\n", '[[rule]]\nsentence = "no id"\n', 'rule = "none"\n'])
def test_rules_that_cannot_be_read_are_told_in_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "features/shop").mkdir(parents=True)
    (tmp_path / "features/shop/rules.toml").write_text(text)
    with pytest.raises(UserError, match=r"features/shop/rules.toml: the rules can't be read"):
        Advice.for_all([planned("a")], tmp_path)


def of(run: Finished) -> list[Resilience]:
    """The lines about resilience in a run's record."""
    return [line for line in run.lines if isinstance(line, Resilience)]


def test_a_run_records_its_score_and_says_it(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write("features/shop/rules.toml", RULES)
    suite.feature(
        scenario("bears it", "it works", tags="@resilience @blocker @SHP-02"),
        scenario("breaks down", "it fails", tags="@resilience @normal @SHP-01"),
        scenario("is something else", "it works", tags="@SHP-01"),
    )
    run = suite.run()
    (found,) = of(run)
    assert run.lines[-2] == found
    assert (found.score, found.weight_passed, found.weight_failed, found.scenarios) == (80, 8, 2, 2)
    (finding,) = found.findings
    assert finding.scenario_id == next(one.id for one in run.planned if one.name == "breaks down")
    assert finding.sentence == "it should have worked"
    assert finding.recommendation == "Give each payment a key of its own."
    assert "Resilience 80 %: 1 of 2 scenarios failed.\n" in run.out
    assert "    what to do: Give each payment a key of its own.\n" in run.out
    assert run.code == 1


def test_a_run_without_such_scenarios_has_no_score(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("works", "it works"))
    run = suite.run()
    assert of(run) == []
    assert "Resilience" not in run.out


def test_a_run_that_ends_early_says_what_it_does_not_know(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(
        scenario("bears it", "it works", tags="@resilience @critical"),
        scenario("breaks down", "it fails", tags="@resilience @critical"),
        scenario("is never reached", "it works", tags="@resilience @critical"),
    )
    run = suite.run("--stop")
    (found,) = of(run)
    assert (found.score, found.weight_unknown, len(found.unknown)) == (33, 5, 1)
    assert "1 of 3 scenarios failed, 1 of 3 scenarios not found out" in run.out


def test_secrets_do_not_reach_the_findings_and_ids_still_fit(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session('def redact(self, text):\n    return "***"\n')
    suite.feature(scenario("breaks down", "it fails", tags="@resilience @critical"))
    run = suite.run()
    (found,) = of(run)
    assert found.findings[0].scenario_id == run.planned[0].id
    assert found.findings[0].sentence == "***"
