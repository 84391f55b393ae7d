"""Waivers: what somebody answers for by name, for a while, and which this run has found wrong."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from countersign.errors import UserError
from countersign.results.record import Line, Outcome, Planned
from countersign.signoff.dossier import Dossier, open_dossier
from countersign.signoff.notes import of_waivers
from countersign.signoff.waivers import AT_MOST, read_waivers

from .records import NOW, Story
from .thick_record import write

PASSED, FAILED, ERROR = Outcome.PASSED, Outcome.FAILED, Outcome.ERROR
TOMORROW = NOW.date() + timedelta(days=1)


@pytest.fixture(autouse=True)
def _an_empty_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "features").mkdir()
    monkeypatch.chdir(tmp_path)


def waiver(what: str, *, owner: str = "Ines", reason: str = "seen", expires: date = TOMORROW) -> str:
    return f'[[waiver]]\n{what}\nowner = "{owner}"\nreason = "{reason}"\nexpires = {expires}\n'


def waived(dossier: Dossier) -> list[str]:
    return [case.planned.id for case in dossier.cases if case.waiver]


def rows(*names: str) -> Dossier:
    """A run in which scenarios of these names have failed."""
    story = Story([FAILED] * len(names))
    given = iter(names)
    lines: list[Line] = [
        msgspec.structs.replace(one, name=next(given)) if isinstance(one, Planned) else one
        for one in story.lines()
    ]
    return open_dossier(write(lines, Path("reports")), now=NOW)


@pytest.mark.parametrize(
    ("what", "outcomes", "note"),
    [
        ('rule = "smoke"', [FAILED, FAILED], "waives nothing: the run knows no such rule"),
        ('rule = "SHP-02"', [FAILED], "waives nothing: the run has planned no scenario of that rule"),
        ('scenario = "scenario 7"', [FAILED], "waives nothing: the run has planned no such scenario"),
        ('scenario = "s0"', [PASSED], "is idle: nothing of it is wrong"),
        ('scenario = "s0"', [Outcome.REFUSED], "is idle: nothing of it is known to be wrong (1 refused)"),
        ('scenario = "s0"', [Outcome.MANUAL], "is idle: nothing of it is known to be wrong (1 manual)"),
        ('scenario = "s0"', [ERROR], "does not count: what nobody could find out can't be waived (1 error)"),
        (
            'rule = "SHP-01"',
            [Outcome.UNDECIDED, None, None, PASSED],
            "does not count: what nobody could find out can't be waived (1 undecided, 2 not run)",
        ),
    ],
)
def test_a_waiver_that_waives_nothing_says_why(
    what: str, outcomes: Sequence[Outcome | None], note: str
) -> None:
    Path("waivers.toml").write_text(waiver(what))
    dossier = Story(outcomes).dossier(Path("reports"))
    assert waived(dossier) == []
    [told] = of_waivers(dossier)
    name = what.split('"')[1]
    assert told == f"The waiver of Ines for {name} {note}."


def test_of_two_waivers_the_one_that_lasts_longer_counts() -> None:
    later = TOMORROW + timedelta(days=1)
    Path("waivers.toml").write_text(
        waiver('scenario = "s0"', owner="Ines") + waiver('rule = "SHP-01"', owner="Bruno", expires=later)
    )
    dossier = Story([FAILED, ERROR]).dossier(Path("reports"))
    assert waived(dossier) == ["s0"]
    assert list(of_waivers(dossier)) == [
        f"The waiver of Ines for s0 does not count: that of Bruno counts instead, which lasts until {later}."
    ]


def test_a_rule_is_waived_by_its_id() -> None:
    Path("waivers.toml").write_text(waiver('rule = "SHP-01"'))
    dossier = Story([FAILED, PASSED, Outcome.FLAKY, ERROR]).dossier(Path("reports"))
    assert waived(dossier) == ["s0", "s2"]
    assert list(of_waivers(dossier)) == []


@pytest.mark.parametrize("named", ["Paying by card works", "Paying by card works -- @1.1 ways", "s0"])
def test_a_row_is_waived_by_the_name_that_pages_show(named: str) -> None:
    Path("waivers.toml").write_text(waiver(f'scenario = "{named}"'))
    dossier = rows("Paying by card works -- @1.1 ways", "Paying by cash works -- @1.2 ways")
    assert waived(dossier) == ["s0"]
    assert list(of_waivers(dossier)) == []


@pytest.mark.parametrize(
    ("names", "way"),
    [
        (("Paying -- @1.1 ways", "Paying -- @1.2 ways"), "its whole name, such as “Paying -- @1.1 ways”, or"),
        (("Paying", "Paying"), "by its id"),
    ],
)
def test_a_name_that_several_bear_waives_none_of_them(names: tuple[str, str], way: str) -> None:
    Path("waivers.toml").write_text(waiver('scenario = "Paying"'))
    dossier = rows(*names)
    assert waived(dossier) == []
    [told] = of_waivers(dossier)
    assert "waives nothing: 2 scenarios bear that name" in told
    assert way in told


@pytest.mark.parametrize(
    ("written", "flaw"),
    [
        (waiver('scenario = "s0"', owner=" "), "waiver 2 (s0) can't count, as its owner is empty"),
        (waiver('scenario = "s0"', owner="—"), "its owner is empty"),
        (waiver('scenario = "s0"', reason=" \\t "), "its reason is empty"),
        (waiver('scenario = "s0"', reason="\\u3164\\u200b"), "its reason is empty"),
        (waiver('scenario = " "'), "its scenario is empty"),
        (waiver('rule = " "'), "its rule is empty"),
        (
            waiver('scenario = "s0"', reason="all\\n✓ is well"),
            "its reason holds the control character U+000A",
        ),
        (waiver('scenario = "s0"', owner="\\u001b[2J Ines"), "its owner holds the control character U+001B"),
        (waiver('scenario = "s0"\nrule = "SHP-01"'), "must name either a scenario or a rule"),
        (waiver(""), "waiver 2 (of nothing) must name either a scenario or a rule"),
        (
            waiver('scenario = "s0"', expires=NOW.date() + AT_MOST + timedelta(days=1)),
            "expires on 2027-11-23, but nothing is waived for ever: at most a year ahead",
        ),
    ],
)
def test_a_waiver_of_nobody_or_for_ever_is_refused(written: str, flaw: str) -> None:
    Path("waivers.toml").write_text(waiver('scenario = "s1"') + written)
    with pytest.raises(UserError) as caught:
        read_waivers(NOW)
    assert str(caught.value).startswith("waivers.toml: waiver 2 (")
    assert flaw in str(caught.value)


def test_a_waiver_may_last_a_year_and_may_be_long_expired() -> None:
    Path("waivers.toml").write_text(
        waiver('scenario = "s0"', expires=NOW.date() + AT_MOST)
        + waiver('scenario = "s1"', expires=date(1999, 1, 1))
    )
    assert len(read_waivers(NOW)) == 2
