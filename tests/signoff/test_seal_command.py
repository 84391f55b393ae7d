"""`countersign signoff` and `verify`, from the record to the exit code, after somebody has changed a file."""

import json
from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.results.record import Attempt, encode
from countersign.signoff.command import Facts, sign_off, verified
from countersign.signoff.dossier import NoPast
from countersign.signoff.publish import JSON

from .records import Story

GATES = """
[inputs]
unit = { reads = "junit", path = "reports/tests/junit.xml" }

[stage.staging]
question = "May it go to staging?"

[[stage.staging.gate]]
name = "Unit tests pass"
asks = "tests"
input = "unit"
"""
JUNIT = '<testsuite tests="1"><testcase name="adds"/></testsuite>'
REPORTS = Path("reports")


@pytest.fixture(autouse=True)
def _a_suite_with_gates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Story().write(REPORTS)
    Path("gates.toml").write_text(GATES)
    Path("reports/tests").mkdir()
    Path("reports/tests/junit.xml").write_text(JUNIT)


def go() -> None:
    assert sign_off(REPORTS, Facts(stage="staging"), NoPast(), {}) == 0


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("reports/tests/junit.xml", "tests/junit.xml was changed after it was signed off; “Unit tests pass”"),
        ("gates.toml", "./gates.toml was changed after it was signed off"),
        ("reports/index.html", "index.html was changed after it was signed off"),
    ],
)
def test_what_a_gate_has_looked_at_is_verified(
    name: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    go()
    listed = [one["path"] for one in json.loads((REPORTS / JSON).read_text())["evidence"]]
    assert listed == [
        "run.jsonl",
        "living/index.html",
        "tests/junit.xml",
        "./gates.toml",
        "signoff.html",
        "index.html",
    ]
    assert verified(REPORTS, {}) == 2
    Path(name).write_text(Path(name).read_text() + "\n")
    assert verified(REPORTS, {}) == 1
    assert told in capsys.readouterr().out


def test_a_sign_off_that_ends_in_an_error_leaves_no_verdict() -> None:
    go()
    (REPORTS / "run.jsonl").write_text("changed")
    with pytest.raises(UserError):
        sign_off(REPORTS, Facts(stage="staging"), NoPast(), {})
    assert not [path.name for path in REPORTS.glob("signoff.*")]
    assert not (REPORTS / "index.html").exists()


def test_a_record_that_contradicts_itself_is_no_go_and_no_traceback() -> None:
    record = REPORTS / "run.jsonl"
    again = Attempt(id="nobody", outcome=Story().outcomes[0], started_at=1.0, seconds=0.0)  # type: ignore[arg-type]
    record.write_bytes(record.read_bytes() + encode(again) + b"\n")
    assert sign_off(REPORTS, Facts(stage="staging"), NoPast(), {}) == 2
    record.write_text(record.read_text().replace('"started_at":1', '"started_at":1e20,"was":1'))
    with pytest.raises(UserError, match="which is no moment"):
        sign_off(REPORTS, Facts(stage="staging"), NoPast(), {})


def test_of_many_files_only_what_was_changed_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    (REPORTS / "junit").mkdir()
    for number in range(20):
        (REPORTS / f"junit/TEST-{number}.xml").write_text(JUNIT)
    go()
    (REPORTS / "junit/TEST-7.xml").write_text("")
    capsys.readouterr()
    assert verified(REPORTS, {}) == 1
    told = capsys.readouterr().out
    assert "files are as they were signed off; signoff.json names them" in told
    assert "✗ junit/TEST-7.xml was changed after it was signed off" in told
    assert "TEST-8" not in told
