"""What is otherwise than in the last release that was accepted."""

from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.results.record import Outcome
from countersign.signoff.assemble import statement_of
from countersign.signoff.command import Facts, sign_off
from countersign.signoff.dossier import NoPast
from countersign.signoff.gates import NO_STAGE
from countersign.signoff.releases import FILE

from .records import Story

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED


@pytest.fixture(autouse=True)
def _an_empty_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_what_is_worse_better_new_and_gone(tmp_path: Path) -> None:
    first = Story([PASSED, PASSED, Outcome.NOT_APPLICABLE, PASSED]).write(tmp_path / "first")
    assert sign_off(first, Facts(accept=True), NoPast(), {}) == 0
    then = Story([PASSED, FAILED, PASSED]).dossier(tmp_path / "second")
    change = statement_of(then, NO_STAGE).change
    assert change
    assert (change.worse, change.better, change.added) == (["s1"], ["s2"], [])
    assert change.gone == ["scenario 3 (s3)"]
    assert "shop 1.4.0" in change.release
    more = Story([PASSED] * 5).dossier(tmp_path / "third")
    found = statement_of(more, NO_STAGE).change
    assert found
    assert found.added == ["s4"]


def test_only_a_go_can_be_accepted(tmp_path: Path) -> None:
    red = Story([FAILED]).write(tmp_path / "red")
    with pytest.raises(UserError, match="NO-GO, so this is no release"):
        sign_off(red, Facts(accept=True), NoPast(), {})
    assert not FILE.exists()


def test_without_a_release_nothing_is_compared(tmp_path: Path) -> None:
    assert statement_of(Story().dossier(tmp_path / "reports"), NO_STAGE).change is None


def test_a_damaged_release_is_named(tmp_path: Path) -> None:
    FILE.parent.mkdir()
    FILE.write_text("{")
    with pytest.raises(UserError, match=r"releases/accepted\.json can't be read"):
        Story().dossier(tmp_path / "reports")


def test_a_part_of_the_suite_is_no_release(tmp_path: Path) -> None:
    part = Story(narrowed_by=["--tags=@smoke"]).write(tmp_path / "part")
    with pytest.raises(UserError, match="Only what --tags=@smoke selects was run"):
        sign_off(part, Facts(accept=True), NoPast(), {})
    assert (part / "signoff.html").exists()
    assert not list(tmp_path.rglob("accepted.json"))
