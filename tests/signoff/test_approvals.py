"""Approvals: of a record that can be read, by somebody with a name, at a moment that can be."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from countersign.cli import main
from countersign.errors import UserError
from countersign.signoff import gates
from countersign.signoff.approvals import NAME, approve, digest_of, read_approvals
from countersign.signoff.dossier import Dossier
from countersign.signoff.notes import of_approvals
from countersign.signoff.verdicts import weigh
from countersign.signoff.weighing import Finding, Verdict

from .records import NOW, Story

BEGAN = Story().began
ASKED = gates.Asked("test", "?", [gates.Approval(name="QA", role="QA")], {})


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Story().write(tmp_path / "reports")


def written(reports: Path, **changes: object) -> None:
    """An approval as somebody may write it, whatever the command would say."""
    digest = digest_of(reports / "run.jsonl")
    said = {
        "name": "Amira",
        "role": "QA",
        "reason": "seen",
        "at": f"{NOW:%Y-%m-%dT%H:%M:%SZ}",
        "record": digest,
    }
    with (reports / NAME).open("a") as file:
        file.write(json.dumps(said | changes) + "\n")


def weighed(reports: Path) -> tuple[Finding, Dossier]:
    dossier = Story().dossier(reports)
    [finding] = weigh(ASKED, dossier)
    return finding, dossier


def test_a_moment_is_told_in_utc(reports: Path) -> None:
    written(reports, at="2026-11-21T13:58:00+02:00")
    finding, dossier = weighed(reports)
    assert finding.sentence == "approved by Amira on 2026-11-21 11:58 UTC: seen"
    [approval] = dossier.approved_by
    assert approval.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("at", "doubt"),
    [
        (NOW + timedelta(minutes=6), "it is dated 2026-11-21 12:06 UTC, which is in the future"),
        (NOW + timedelta(minutes=4), ""),
        (BEGAN - timedelta(minutes=6), "it is dated 2026-11-21 11:44 UTC, which is before the run began"),
        (BEGAN - timedelta(minutes=4), ""),
        (datetime(1, 1, 1, tzinfo=UTC), "before the run began"),
    ],
)
def test_an_approval_of_another_time_does_not_count(reports: Path, at: datetime, doubt: str) -> None:
    written(reports, at=at.isoformat())
    finding, dossier = weighed(reports)
    assert finding.verdict is (Verdict.INCONCLUSIVE if doubt else Verdict.GO)
    assert doubt in finding.sentence
    assert bool(dossier.approved_by) is not bool(doubt)
    assert [doubt in note for note in of_approvals(dossier)] == ([True] if doubt else [])


def test_an_approval_is_evidence_as_a_line_of_its_file_never_as_a_path(reports: Path) -> None:
    written(reports, name="/etc/passwd")
    assert weighed(reports)[0].evidence == [NAME]


@pytest.mark.parametrize("junk", ["", "junk", "junk\n", '{"kind":"run"}\n', "\n\n", "[]\n"])
def test_what_is_no_record_can_not_be_approved(reports: Path, junk: str) -> None:
    (reports / "run.jsonl").write_text(junk)
    with pytest.raises(UserError, match=r"run\.jsonl"):
        approve(reports, name="Amira", role="QA", reason="seen")
    assert not (reports / NAME).exists()


@pytest.mark.parametrize("option", ["--as", "--role", "--reason"])
@pytest.mark.parametrize(
    ("given", "flaw"),
    [
        (" ", "is empty"),
        ("\u200b", "is empty"),
        ("Amira\n✓ QA: approved", "holds the control character U+000A"),
        ("Amira\x1b[1A", "holds the control character U+001B"),
        ("Am\u2028ira", "holds the control character U+2028"),
        ("Amira \u202eQA", "holds the control character U+202E"),
        ("Amira \udcff", "holds bytes that are no UTF-8"),
    ],
)
def test_a_name_that_writes_lines_of_its_own_is_refused(
    reports: Path, option: str, given: str, flaw: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {"--as": "Amira", "--role": "QA", "--reason": "seen", option: given}
    code = main(["approve", f"--reports={reports}", *(word for pair in said.items() for word in pair)])
    assert code == 2
    assert f"{option} {flaw}" in capsys.readouterr().err
    assert not (reports / NAME).exists()


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"name": " "}, "as its name is empty"),
        ({"role": "\t"}, "as its role"),
        ({"reason": "\u00a0"}, "as its reason is empty"),
        ({"name": "Amira\r\x1b[2K"}, "as its name holds the control character U+000D"),
        ({"at": "2026-11-21T10:00:00"}, "without a time zone"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "which no calendar has"),
        ({"at": "yesterday"}, "can't be read"),
    ],
)
def test_an_approval_that_was_written_by_hand_is_read_as_strictly(
    reports: Path, changes: dict[str, object], flaw: str
) -> None:
    written(reports)
    written(reports, **changes)
    with pytest.raises(UserError) as caught:
        read_approvals(reports)
    assert f"{reports / NAME}, line 2" in str(caught.value)
    assert flaw in str(caught.value)


def test_an_approval_begins_a_line_of_its_own(reports: Path) -> None:
    written(reports)
    (reports / NAME).write_bytes((reports / NAME).read_bytes().rstrip())
    approve(reports, name="Bruno", role="QA", reason="seen")
    assert [one.name for one in read_approvals(reports)] == ["Amira", "Bruno"]


def test_approvals_of_another_record_are_counted_and_not_doubted(reports: Path) -> None:
    written(reports, record="0" * 64, at="2062-01-01T00:00:00Z")
    assert list(of_approvals(Story().dossier(reports))) == [
        "Of another record, so that it does not count: 1 approval."
    ]
