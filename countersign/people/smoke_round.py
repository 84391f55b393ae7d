"""One round of all that a bot can do with another: how it feels; what goes wrong is kept, not raised."""

from collections.abc import Callable

from countersign.experience import (
    HELPED,
    IDENTIFIED,
    KEPT,
    LOAD_TO_ANSWER,
    LOADED,
    RECOVERED,
    RESUMED,
    SESSION,
    SLOW_IDENTITY,
    VALIDATED,
    Experience,
    Severity,
)
from countersign.people.smoke_tester import SmokeTester


def go_round(tester: SmokeTester) -> Experience:
    """Go through every phase; thirteen messages in all, which flood limits let pass in a minute."""
    seen = Experience()
    seen.identity = tester.driver.identify()
    seen.phases[IDENTIFIED] = seen.identity <= SLOW_IDENTITY
    seen.phases[SESSION] = _passes(tester.has_started)
    seen.start = _seconds(tester)
    if seen.phases[SESSION]:
        _go_on(tester, seen)
    seen.answers = [saying.seconds for saying in tester.driver.sayings]
    return seen


def _go_on(tester: SmokeTester, seen: Experience) -> None:
    seen.phases[VALIDATED] = _passes(tester.writes_bad_address, tester.is_answered_as_the_step_demands)
    seen.email = _seconds(tester)
    seen.phases[KEPT] = _passes(tester.starts, tester.is_where_it_was)
    seen.phases[HELPED] = _passes(tester.asks_for_help, tester.is_answered, tester.is_not_told_of_an_error)
    seen.phases[RESUMED] = _passes(
        tester.writes_digits, tester.is_answered_as_the_step_demands, tester.starts, tester.is_where_it_was
    )
    seen.burst = tester.writes_at_once()
    seen.phases[LOADED] = seen.burst[0] >= LOAD_TO_ANSWER * seen.burst[1]
    seen.phases[RECOVERED] = _passes(
        lambda: tester.writes_nonsense("markup"),
        tester.is_answered,
        tester.is_not_told_of_an_error,
        tester.starts,
        tester.is_where_it_was,
    )


def judge_experience(bot: str, seen: Experience) -> None:
    """Healthy, and without an issue that is high or critical."""
    issues = seen.issues()
    if seen.healthy and not any(issue.severity >= Severity.HIGH for issue in issues):
        return
    worst = f"; the worst issue is {issues[0]}" if issues else ""
    raise AssertionError(
        f"{bot} should be healthy and without a high or critical issue, but it has {seen.told()}{worst}."
    )


def _passes(*deeds: Callable[[], None]) -> bool:
    """Whether all of it goes well; the transcript tells what did not."""
    try:
        for deed in deeds:
            deed()
    except AssertionError:
        return False
    return True


def _seconds(tester: SmokeTester) -> float | None:
    return tester.driver.sayings[-1].seconds
