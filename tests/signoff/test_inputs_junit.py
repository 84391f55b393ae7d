"""A JUnit file is a result only where every counter in it agrees with the tests below."""

from pathlib import Path

import pytest

from countersign.signoff.inputs import Ran, Unreadable, read_input

from .left_by_tools import left, ran

OK, BAD, ERR, SKIP = (
    f'<testcase classname="a" name="{name}">{mark}</testcase>'
    for name, mark in [("ok", ""), ("bad", "<failure/>"), ("err", "<error/>"), ("later", "<skipped/>")]
)


def suite(counters: str, *cases: str) -> str:
    return f'<testsuite name="shop" {counters}>{"".join(cases)}</testsuite>'


def test_it_counts_what_was_really_run(tmp_path: Path) -> None:
    one = suite('tests="4" failures="1" errors="1" skipped="1"', OK, BAD, ERR, SKIP)
    found = ran(tmp_path, f"<testsuites>{one}</testsuites>")
    assert found == Ran(passed=1, failed=["a::bad", "a::err"], skipped=1)
    assert found.executed == 3


def test_a_suite_that_could_not_be_collected_has_failed(tmp_path: Path) -> None:
    for counters in ('tests="1"', 'tests="1" errors="1"', 'tests="1" errors="0"'):
        assert ran(tmp_path, suite(counters, '<error message="no such module"/>', OK)).failed == ["shop"]


def test_a_namespace_hides_no_failure(tmp_path: Path) -> None:
    report = (
        f'<x:testsuite xmlns:x="urn:x"><x:testcase name="bad"><x:failure/></x:testcase>{OK}</x:testsuite>'
    )
    assert ran(tmp_path, report) == Ran(passed=1, failed=["bad"], skipped=0)


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        (suite('tests="2" failures="1"', OK, OK), "'shop' .* 1 failures and 0 errors, and holds 0 and 0"),
        (suite('tests="2" errors="1"', OK, OK), "0 failures and 1 errors"),
        (suite('tests="2" skipped="1"', OK, OK), "1 skipped and 0 disabled, and holds 0 and 0"),
        (suite('skipped="1" skips="0"', OK, OK), "1 skipped and 0 disabled"),
        (suite('tests="2" disabled="1"', OK, OK), "0 skipped and 1 disabled"),
        (suite('tests="2" skipped="0"', OK, SKIP), "0 skipped and 0 disabled, and holds 1 and 0"),
        (suite('tests="9"', OK), "'shop' that it has 9 tests, and holds 1:"),
        (suite('tests="1"', OK, OK), "1 tests, and holds 2"),
        (suite('tests="0"', OK), "0 tests, and holds 1"),
        (f'<testsuites tests="500">{suite("", OK)}</testsuites>', "<testsuites> .* 500 tests, and holds 1"),
        (f'<testsuites tests="0">{suite("", OK)}</testsuites>', "0 tests, and holds 1"),
        (f'<testsuites failures="1">{suite("", OK)}</testsuites>', "1 failures"),
        (f"<testsuites><testsuite tests='3'>{OK}</testsuite>{suite('', OK, OK)}</testsuites>", "3 tests"),
        (suite('tests="5"', OK, suite('tests="2"', OK, OK)), "5 tests, and holds 3"),
        (suite('tests="3" failures="1"', OK, suite('tests="2"', OK, OK)), "1 failures"),
        (suite('tests="2"', OK, suite("")), "2 tests, and holds 1"),
        (suite('tests="3" failures="1"', OK, BAD), "3 tests, and holds 2"),
        (suite('tests="3"', OK).replace("shop", "shop" * 999), "3 tests, and holds 1"),
        (suite('tests="abc"', OK), "tests='abc' at <testsuite>, which is no count"),
        (suite('tests="1.0"', OK), "tests='1.0'"),
        (suite('tests="-1"', OK), "tests='-1'"),
        (suite('tests=""', OK), "tests=''"),
        (suite('tests="1_0"', OK), "tests='1_0'"),
        (suite('tests="١"', OK), "tests="),
        (suite(f'tests="{"9" * 5000}"', OK), "tests="),
        (suite('tests="1" failures="none"', OK), "failures='none'"),
        (suite("", OK, "<x><failure/></x>"), "a failure that belongs to no test"),
        ("<testsuite>" * 2000, "no well-formed XML"),
    ],
)  # fmt: skip
def test_a_file_at_odds_with_itself_is_no_result(tmp_path: Path, report: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_input("junit", left(tmp_path, report))


def test_more_output_than_can_be_read_is_to_be_left_out(tmp_path: Path) -> None:
    report = suite("", OK, f"<system-out>{'x' * 10_000_001}</system-out>")
    with pytest.raises(Unreadable, match="let its tool leave out what was printed"):
        read_input("junit", left(tmp_path, report))


@pytest.mark.parametrize(
    "report",
    [
        suite('tests="3" failures="0"', OK, suite('tests="2"', OK, OK)),  # all below it, as PHPUnit
        suite('tests="1"', OK, suite('tests="2"', OK, OK)),  # its own alone
        suite('tests="2" failures="0"', OK, suite('tests="2"', OK, OK)),  # a suite is one, as node
        suite("", OK, OK, OK),
    ],
)
def test_suites_in_suites_may_be_counted_as_tools_do(tmp_path: Path, report: str) -> None:
    assert ran(tmp_path, report) == Ran(passed=3, failed=[], skipped=0)


@pytest.mark.parametrize(
    "report",
    [
        # node: a suite in which something fails is a failure
        suite('tests="2" failures="1"', OK, suite('tests="2" failures="1"', OK, BAD)),
        # mocha calls every failure an error in its counters
        suite('tests="3" failures="0" errors="1"', OK, OK, BAD),
        # Jest writes each message of a test that failed
        suite('tests="3" failures="1"', OK, OK, '<testcase name="b"><failure/><failure/></testcase>'),
        # pytest: a test that passed, and whose clean-up failed
        suite('tests="4" errors="1"', OK, OK, ERR),
    ],
)
def test_what_failed_may_be_counted_as_tools_do(tmp_path: Path, report: str) -> None:
    found = ran(tmp_path, report)
    assert (found.passed, len(found.failed)) == (2, 1)


@pytest.mark.parametrize(
    ("report", "passed", "skipped"),
    [
        (
            suite(
                'tests="3" disabled="1" skipped="1"',
                OK,
                '<testcase name="d" status="notrun" result="suppressed"/>',
                '<testcase name="s" status="run" result="skipped"><skipped/></testcase>',
            ),
            1,
            2,
        ),  # GoogleTest
        (suite('tests="2" disabled="1" skipped="0"', OK, SKIP), 1, 1),
        (suite('tests="1" skipped="1"', OK, SKIP), 1, 1),
        (suite('tests="2" skips="1"', OK, SKIP), 1, 1),
    ],
)
def test_what_was_left_out_has_not_passed(tmp_path: Path, report: str, passed: int, skipped: int) -> None:
    assert ran(tmp_path, report) == Ran(passed=passed, failed=[], skipped=skipped)


def test_a_test_may_say_by_a_word_that_it_failed(tmp_path: Path) -> None:
    found = ran(tmp_path, suite('tests="2" failures="1"', OK, '<testcase name="x" status="FAILED"/>'))
    assert found.failed == ["x"]
