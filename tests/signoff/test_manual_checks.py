"""Checks by hand: what is written can be read again, and of several the one counts that knows most."""

import fcntl
import os
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from countersign.cli import main
from countersign.errors import UserError
from countersign.results.record import Outcome
from countersign.signoff.assemble import statement_of
from countersign.signoff.books import books
from countersign.signoff.gates import NO_STAGE, Asked, Gate, Manual
from countersign.signoff.manual_checks import FILE, Check, add_check, read_checks, refuse_future
from countersign.signoff.stake import stake_in
from countersign.signoff.weighing import Verdict

from .records import NOW, VERSION, Story

PASSED, MANUAL = Outcome.PASSED, Outcome.MANUAL


@pytest.fixture(autouse=True)
def _an_empty_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "features").mkdir()
    monkeypatch.chdir(tmp_path)


def checked(
    outcome: str = "passed", *, days_ago: float = 1, version: str = VERSION, by: str = "Bruno", note: str = ""
) -> None:
    at = NOW - timedelta(days=days_ago)
    add_check(
        Check(scenario="s1", name="scenario 1", by=by, at=at, version=version, outcome=outcome, note=note)  # type: ignore[arg-type]
    )


def standing_now(days: int = 90) -> str:
    """What the checks of s1 are worth: proven, failed or unproven, and why."""
    dossier = Story([PASSED, MANUAL]).dossier(Path("reports"))
    found = dossier.by_hand(dossier.reading.planned[1], days)
    return f"{'proven' if found.proven else 'failed' if found.failed else 'unproven'}: {found.sentence}"


# ---- what is written


AWKWARD = 'fine 👍 "quoted" back\\slash\ttab\x1b[31m \x7f \x85 \u2028 e\u0301 line\nbreak \x00'


def test_any_note_can_be_read_again() -> None:
    checked(note=AWKWARD, by="Zoë 👩‍🔬 O’Brien")
    checked(note="second")
    first, second = read_checks()
    assert (first.note, first.by, second.note) == (AWKWARD, "Zoë 👩‍🔬 O’Brien", "second")
    tomllib.loads(FILE.read_text(encoding="utf-8"))
    assert not any(letter in FILE.read_bytes() for letter in (b"\x1b", b"\x7f", b"\x00"))


def test_what_stands_in_the_file_already_stays_as_it_is() -> None:
    own = (
        '# Kept by Ines.\r\n[[check]]\r\nscenario = "s1"\r\nby = "Ines"\r\nat = 2026-11-01T10:00:00+02:00\r\n'
    )
    own += 'version = "1"\r\noutcome = "passed"'
    FILE.write_bytes(own.encode())
    checked()
    assert FILE.read_bytes().startswith(own.encode())
    assert [one.by for one in read_checks()] == ["Ines", "Bruno"]
    assert read_checks()[0].at == datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize("own", ["check = []\n", "this is no TOML", '[[check]]\nby = "A"\n'])
def test_what_can_not_be_added_to_is_left_alone(own: str) -> None:
    FILE.write_text(own)
    with pytest.raises(UserError, match=r"features/manual-checks\.toml can't be"):
        checked()
    assert FILE.read_text() == own
    assert list(Path("features").iterdir()) == [FILE]


def test_a_file_that_can_not_be_read_is_not_taken_for_none() -> None:
    assert read_checks() == []
    FILE.mkdir()
    with pytest.raises(UserError, match="nothing counts as checked by hand"):
        read_checks()


def test_two_commands_at_once_lose_nothing() -> None:
    held = os.open("features", os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(UserError, match="another check is being recorded"):
            checked()
    finally:
        os.close(held)
    checked()
    assert len(read_checks()) == 1


@pytest.mark.parametrize(
    ("field", "given", "flaw"),
    [
        ("--by", " ", "--by is empty"),
        ("--by", "\udcff", "--by holds bytes that are no UTF-8"),
        ("--by", "Ines\n✓ all is well", "--by holds the control character U+000A"),
        ("--version", "\x1b[2J1", "--version holds the control character U+001B"),
        ("--note", "\udcff", "its note holds bytes that are no UTF-8"),
        ("--at", "2062-01-01T00:00:00Z", "--at 2062-01-01T00:00:00+00:00 is in the future"),
        ("--at", "0001-01-01T00:00:00+14:00", "which no calendar has"),
    ],
)
def test_what_nobody_can_have_said_is_refused(
    field: str, given: str, flaw: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Story([PASSED, MANUAL]).write(Path("reports"))
    said = {"--by": "Ines", "--version": "1", "--outcome": "passed", field: given}
    assert main(["manual", "s1", *(word for pair in said.items() for word in pair)]) == 2
    assert flaw in capsys.readouterr().err
    assert not FILE.exists()


@pytest.mark.parametrize(
    ("line", "flaw"),
    [
        ('by = " "', "check 1 can't count, as its by is empty"),
        ('scenario = " "', "its scenario is empty"),
        ('version = " "', "its version is empty"),
        ("at = 2026-11-01T10:00:00", "check 1 of Ines says 2026-11-01 10:00:00 without a time zone"),
        ("at = 0001-01-01T00:00:00+14:00", "which no calendar has"),
    ],
)
def test_a_check_that_was_written_by_hand_is_read_as_strictly(line: str, flaw: str) -> None:
    fields = {
        "by": 'by = "Ines"',
        "scenario": 'scenario = "s1"',
        "version": 'version = "1"',
        "at": "at = 2026-11-01T10:00:00Z",
        "outcome": 'outcome = "passed"',
    }
    fields[line.split()[0]] = line
    FILE.write_text("\n".join(["[[check]]", *fields.values()]))
    with pytest.raises(UserError) as caught:
        read_checks()
    assert str(caught.value).startswith("features/manual-checks.toml: ")
    assert flaw in str(caught.value)


def test_nobody_has_checked_what_they_will_check_in_a_minute() -> None:
    refuse_future(NOW, NOW)
    with pytest.raises(UserError, match="is in the future"):
        refuse_future(NOW + timedelta(seconds=1), NOW)


# ---- which one counts


FOUR_MINUTES = 4 / (24 * 60)


@pytest.mark.parametrize(
    ("recorded", "state"),
    [
        ([("passed", -FOUR_MINUTES), ("failed", 0)], "failed"),
        ([("failed", 2), ("passed", 3)], "failed"),
        ([("failed", 2), ("passed", 1)], "proven"),
        ([("failed", 2), ("passed", 2)], "proven"),
        ([("passed", 1), ("failed", 2)], "failed"),
        ([("failed", 3), ("passed", 2), ("failed", 1)], "failed"),
        ([("failed", 3), ("failed", 1), ("passed", 2)], "failed"),
        ([("failed", 3), ("passed", -1)], "failed"),
        ([("passed", 3), ("passed", -1)], "proven"),
        ([("passed", -1)], "unproven"),
        ([("failed", -1)], "failed"),
        ([("failed", 400)], "failed"),
    ],
)
def test_what_was_found_wrong_stays_so_until_it_is_found_right_after_that(
    recorded: Sequence[tuple[str, float]], state: str
) -> None:
    for outcome, days_ago in recorded:
        checked(outcome, days_ago=days_ago)
    assert standing_now().startswith(f"{state}: ")


def test_a_check_of_another_version_says_nothing_of_this_one() -> None:
    checked("failed", days_ago=3)
    checked("passed", days_ago=1, version="1.5.0")
    assert standing_now() == f"failed: failed by Bruno on 2026-11-18 for version {VERSION}"
    checked("passed", days_ago=2)
    assert standing_now().startswith("proven: passed by Bruno on 2026-11-19")


def test_a_check_is_never_as_old_as_it_may_be_and_too_old() -> None:
    checked(days_ago=90.01)
    assert standing_now().endswith("stale, as it is 90.1 days old, and 90 are allowed")


# ---- every page says the same of it


def asking(*gates: Gate) -> Asked:
    return Asked("test", "?", list(gates), {})


@pytest.mark.parametrize(
    ("gates", "verdict", "proven", "sentence"),
    [
        (
            [Manual(name="a year", days=365)],
            Verdict.GO,
            True,
            "passed by Bruno on 2026-08-13 for version 1.4.0",
        ),
        ([Manual(name="a day", days=1)], Verdict.INCONCLUSIVE, False, "100 days old, and 1 are allowed"),
        (
            [Manual(name="a year", days=365), Manual(name="hers", tag="SHP-01", days=99)],
            Verdict.INCONCLUSIVE,
            False,
            "100 days old, and 99 are allowed",
        ),
        (
            [Manual(name="a year", days=365), Manual(name="other", tag="smoke", days=99)],
            Verdict.INCONCLUSIVE,  # nothing with that tag is done by hand
            True,
            "passed by Bruno",
        ),
        ([], Verdict.INCONCLUSIVE, False, "100 days old, and 90 are allowed"),
    ],
)
def test_pages_take_a_check_for_as_old_as_the_gates_do(
    gates: list[Gate], verdict: Verdict, proven: bool, sentence: str
) -> None:
    checked(days_ago=100)
    asked = asking(*gates)
    dossier = Story([PASSED, MANUAL]).dossier(Path("reports"), gates=asked.gates)
    told = statement_of(dossier, asked)
    [by_hand] = told.by_hand
    assert (told.verdict, by_hand.proven) == (verdict, proven)
    assert sentence in by_hand.sentence
    [shown] = [one for book in books(dossier) for one in book.scenarios if one.id == "s1"]
    assert sentence in shown.why


@pytest.mark.parametrize("waived", [False, True])
def test_what_was_found_wrong_by_hand_is_wrong_on_every_page(waived: bool) -> None:
    checked("failed")
    if waived:
        Path("waivers.toml").write_text(
            '[[waiver]]\nscenario = "s1"\nowner = "Ines"\nreason = "seen"\nexpires = 2026-11-22\n'
        )
    told = statement_of(Story([PASSED, MANUAL]).dossier(Path("reports")), NO_STAGE)
    [shop] = told.journeys
    assert (shop.failed, shop.failed_by_hand) == (["SHP-01"], 1)
    stake = stake_in(told.journeys)
    assert stake
    assert (stake.at_risk, stake.protected) == (60, 0)
    [by_hand] = told.by_hand
    assert by_hand.waived_by == ("Ines" if waived else "")
    assert [one.id for one in told.problems] == ["s1"]


def test_a_journey_is_at_risk_also_where_no_rule_is_about_what_failed_by_hand() -> None:
    checked("failed")
    told = statement_of(
        Story(
            [PASSED, MANUAL],
        ).dossier(Path("reports")),
        NO_STAGE,
    )
    stake = stake_in([msgspec.structs.replace(told.journeys[0], failed=[])])
    assert stake
    assert stake.at_risk == 60
