"""Whether a suite of a JUnit file holds what its own counters say: what was cut out leaves them at odds.

Tools differ in what they count in a suite that holds others: its own tests, all tests below it, or its own
tests and each suite in it as one. Any of these is right, as long as all counters of the suite follow it.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from countersign.signoff.inputs.files import number
from countersign.signoff.inputs.found import told
from countersign.signoff.inputs.junit_marks import (
    SUITES,
    fails_by_word,
    has_failed,
    is_left_out,
    left_out_by_word,
    marks,
    suites,
)

_COUNTERS = {
    "tests": "tests",
    "failures": "failures",
    "errors": "errors",
    "disabled": "disabled",
    "skipped": "skipped",
    "skip": "skipped",
    "skips": "skipped",
    "ignored": "skipped",
}
"""What a counter counts, by the names that tools give it."""


class _Unit(NamedTuple):
    """What a tool may count as one test, and how often it says what of it."""

    failures: int
    errors: int
    skipped: int
    disabled: int

    @property
    def bad(self) -> int:
        return self.failures + self.errors

    @property
    def left_out(self) -> int:
        return self.skipped + self.disabled


def disagreement(suite: Element, path: Path) -> str:
    """What of the suite's counters is at odds with what it holds; empty where nothing is."""
    said: dict[str, int] = {}
    for name, what in _COUNTERS.items():
        if (count := number(suite, name, path)) is not None:
            said[what] = max(count, said.get(what, 0))
    if not said:
        return ""
    lost = sum(marks(one, "failure", "error") for one in suites(suite))
    wrong = [_wrong(said, units, lost) for units in _ways_of_counting(suite)]
    name = told(suite.get("name", ""))[:100]
    named = f"the suite {name!r}" if name else f"a <{suite.tag}> without a name"
    return "" if "" in wrong else f"says of {named} that it has {wrong[-1]}"


def _ways_of_counting(suite: Element) -> list[list[_Unit]]:
    """What is counted, in each way; all tests below the suite come last."""
    below = [_unit(case) for case in suite.iter("testcase")]
    if suite.tag == "testsuites" or suite.find("testsuite") is None:
        return [below]
    own = [_unit(child) for child in suite if child.tag == "testcase"]
    children = [_unit(child) for child in suite if child.tag == "testcase" or _holds_any(child)]
    return [own, children, below]


def _holds_any(child: Element) -> bool:
    return child.tag in SUITES and child.find(".//testcase") is not None


def _unit(element: Element) -> _Unit:
    if element.tag == "testcase":
        return _Unit(
            failures=marks(element, "failure") + int(fails_by_word(element)),
            errors=marks(element, "error"),
            skipped=marks(element, "skipped", "disabled"),
            disabled=int(left_out_by_word(element)),
        )
    cases = list(element.iter("testcase"))
    return _Unit(int(any(map(has_failed, cases))), 0, int(any(map(is_left_out, cases))), 0)


def _wrong(said: dict[str, int], units: Sequence[_Unit], lost: int) -> str:
    """The first counter that is at odds, with both numbers; empty where none is."""
    errors = _sums((unit.errors for unit in units), lost)
    # Some count what was run alone. pytest counts or writes a test twice whose clean-up broke down.
    tests = {len(units), sum(not unit.left_out for unit in units)}
    if "tests" in said and all(abs(said["tests"] - one) > max(errors) for one in tests):
        return f"{said['tests']} tests, and holds {len(units)}"
    failures = _sums(unit.failures for unit in units)
    bad = _sums((unit.bad for unit in units), lost)
    # mocha calls every failure an error in its counters.
    if not _fit(said, "failures", failures, "errors", errors, bad):
        return f"{_both(said, 'failures', 'errors')}, and holds {min(failures)} and {min(errors)}"
    skipped, disabled = _sums(unit.skipped for unit in units), _sums(unit.disabled for unit in units)
    left_out = _sums(unit.left_out for unit in units)
    # pytest counts no test as skipped whose clean-up failed.
    left_out |= _sums(unit.left_out for unit in units if not unit.bad)
    if not _fit(said, "skipped", skipped | left_out, "disabled", disabled | left_out, left_out):
        return f"{_both(said, 'skipped', 'disabled')}, and holds {min(skipped)} and {min(disabled)}"
    return ""


def _sums(counts: Iterable[int], more: int = 0) -> set[int]:
    """The tests of which something is said, or how often it is said: tools count either."""
    each = list(counts)
    found = {sum(one > 0 for one in each), sum(each)}
    return found | {one + more for one in found}


def _fit(
    said: dict[str, int], one: str, ones: set[int], other: str, others: set[int], together: set[int]
) -> bool:
    """Whether two counters are right, each for itself or both together."""
    each = said.get(one, min(ones)) in ones and said.get(other, min(others)) in others
    return each or said.get(one, 0) + said.get(other, 0) in together


def _both(said: dict[str, int], one: str, other: str) -> str:
    return f"{said.get(one, 0)} {one} and {said.get(other, 0)} {other}"
