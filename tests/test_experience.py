import pytest

from countersign.experience import (
    HELPED,
    KEPT,
    RECOVERED,
    RESUMED,
    SESSION,
    VALIDATED,
    Experience,
    Severity,
)


def answers(answered: int, seconds: float, silent: int = 0) -> Experience:
    return Experience(answers=[*[seconds] * answered, *[None] * silent])


@pytest.mark.parametrize(
    ("answered", "silent", "seconds", "grade", "healthy"),
    [
        (20, 0, 0.9, "A", True),
        (20, 0, 1.0, "B", True),
        (19, 1, 0.5, "B", True),
        (18, 2, 0.5, "C", False),
        (20, 0, 2.0, "C", False),
        (20, 0, 3.0, "D", False),
        (16, 4, 0.1, "D", False),
        (0, 10, 0.0, "D", False),
    ],
)
def test_grade_and_health_follow_from_success_and_mean(
    answered: int, silent: int, seconds: float, grade: str, healthy: bool
) -> None:
    seen = answers(answered, seconds, silent)
    assert (seen.grade, seen.healthy) == (grade, healthy)


def test_nothing_asked_is_not_healthy() -> None:
    assert (Experience().grade, Experience().healthy) == ("D", False)


def test_a_grade_from_too_few_answers_says_so() -> None:
    assert "grade A, from too few answers to rely on (9), healthy" in answers(9, 0.1).told()
    assert "grade A, healthy: 10 of 10 messages answered, 0.10 s on average" in answers(10, 0.1).told()


@pytest.mark.parametrize(
    ("seen", "severity", "words"),
    [
        (Experience(identity=3.1), Severity.HIGH, "getMe took 3.1 s"),
        (Experience(start=5.1), Severity.MEDIUM, "the answer to /start took 5.1 s"),
        (Experience(email=8.1), Severity.HIGH, "at the e-mail step took 8.1 s"),
        (Experience(burst=(3, 5)), Severity.HIGH, "only 3 of 5 messages at once"),
    ],
)
def test_what_is_slow_or_missing_is_an_issue(seen: Experience, severity: Severity, words: str) -> None:
    [issue] = seen.issues()
    assert issue.severity is severity
    assert words in issue.sentence


@pytest.mark.parametrize(
    ("phase", "severity"),
    [
        (SESSION, Severity.CRITICAL),
        (KEPT, Severity.HIGH),
        (RESUMED, Severity.MEDIUM),
        (RECOVERED, Severity.HIGH),
        (VALIDATED, Severity.LOW),
    ],
)
def test_a_phase_that_fails_has_its_severity(phase: str, severity: Severity) -> None:
    passed = dict.fromkeys((SESSION, KEPT, RESUMED, RECOVERED, VALIDATED, HELPED), True)
    [issue] = Experience(phases=passed | {phase: False}).issues()
    assert issue.severity is severity


def test_what_is_just_in_time_is_no_issue() -> None:
    seen = Experience(identity=3.0, start=5.0, email=8.0, burst=(4, 5))
    assert seen.issues() == []


def test_less_than_three_quarters_of_the_phases_is_an_issue_of_its_own() -> None:
    half = {HELPED: True, VALIDATED: False}
    issues = Experience(phases=half).issues()
    assert [issue.severity for issue in issues] == [Severity.HIGH, Severity.LOW]
    assert str(issues[0]) == "HIGH: only 1 of 2 phases of use went well"
    three_of_four = {HELPED: False, SESSION: True, KEPT: True, RESUMED: True}
    assert Experience(phases=three_of_four).issues() == []


def test_the_worst_issue_comes_first() -> None:
    seen = Experience(start=6.0, identity=4.0, phases={SESSION: False, VALIDATED: False})
    assert [issue.severity for issue in seen.issues()] == [
        Severity.CRITICAL, Severity.HIGH, Severity.HIGH, Severity.MEDIUM, Severity.LOW,
    ]  # fmt: skip
