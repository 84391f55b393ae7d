"""A Cobertura report is a result only where all that it says of its lines is one thing."""

from pathlib import Path

import pytest

from countersign.signoff.inputs import Coverage, Unreadable, read_input

from .left_by_tools import left


def classes(*hits: int) -> str:
    """The lines of a class, which stand in one of its methods too."""
    lines = "".join(f'<line number="{number}" hits="{hit}"/>' for number, hit in enumerate(hits))
    return (
        f'<packages><package><classes><class filename="a.py"><methods><method><lines>{lines}</lines></method>'
        f"</methods><lines>{lines}</lines></class></classes></package></packages>"
    )


@pytest.mark.parametrize(
    "report",
    [
        '<coverage lines-covered="3" lines-valid="4"/>',
        '<coverage lines-covered="3" lines-valid="4" line-rate="0.75"/>',
        '<coverage lines-covered="3" lines-valid="4" line-rate="7.5e-1"/>',
        f'<coverage lines-covered="3" lines-valid="4">{classes(1, 0, 7, 2)}</coverage>',
        f'<coverage lines-covered="3" lines-valid="4">{classes(1, 0, 7, 2) * 2}</coverage>',
        '<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">'
        '<coverage lines-covered="3" lines-valid="4"/>',
    ],
)
def test_coverage(tmp_path: Path, report: str) -> None:
    found = read_input("cobertura", left(tmp_path, report))
    assert found == Coverage(covered=3, lines=4)
    assert found.percent == 75


def test_a_rate_may_be_rounded(tmp_path: Path) -> None:
    report = '<coverage lines-covered="2" lines-valid="3" line-rate="0.66"/>'
    assert read_input("cobertura", left(tmp_path, report)) == Coverage(covered=2, lines=3)


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        ('<coverage lines-covered="0" lines-valid="0"/>', "0 of 0 lines are covered, which proves nothing"),
        ('<coverage lines-covered="9" lines-valid="4"/>', "which proves nothing"),
        ('<coverage lines-covered="-1" lines-valid="4"/>', "lines-covered='-1' at <coverage>"),
        ('<coverage lines-covered="1" lines-valid="-4"/>', "lines-valid='-4'"),
        ('<coverage lines-covered="NaN" lines-valid="NaN"/>', "lines-covered='NaN'"),
        ('<coverage lines-covered="3.0" lines-valid="4"/>', "lines-covered='3.0'"),
        ('<coverage line-rate="1"/>', "doesn't say how many lines"),
        ('<coverage generated="1"><project/></coverage>', "doesn't say how many lines"),
        ('<coverage lines-covered="3" lines-valid="4" line-rate="0.95"/>', "counts 75.0% of its lines"),
        ('<coverage lines-covered="3" lines-valid="4" line-rate="nan"/>', "'nan', which is no share"),
        ('<coverage lines-covered="3" lines-valid="4" line-rate="-0.75"/>', "no share"),
        ('<coverage lines-covered="3" lines-valid="4" line-rate="75"/>', "counts 75.0%"),
        ('<coverage lines-covered="3" lines-valid="4" line-rate=""/>', "no share"),
        ('<coverage lines-covered="3" lines-valid="4"/><coverage/>', "no well-formed XML"),
        ('<coverage lines-covered="3" lines-valid="4"><coverage/></coverage>', "several reports in one"),
        (f'<coverage lines-covered="4" lines-valid="4">{classes(0, 0)}</coverage>', "lists 0.0%"),
        ('<report lines-covered="3" lines-valid="4"/>', "begins with <report>"),
    ],
)  # fmt: skip
def test_a_report_that_proves_nothing_says_why(tmp_path: Path, report: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_input("cobertura", left(tmp_path, report))
