"""All that a sign-off rests on is listed, by a name that leads there, and known again when it is verified."""

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countersign.signoff import gates
from countersign.signoff.approvals import approve
from countersign.signoff.assemble import statement_of
from countersign.signoff.dossier import open_dossier
from countersign.signoff.evidence import evidence_of, is_there, place_of, proof_of
from countersign.signoff.gates import NO_STAGE, Asked, Source
from countersign.signoff.page import file_link
from countersign.signoff.publish import publish
from countersign.signoff.releases import accept
from countersign.signoff.statement import Statement
from countersign.signoff.verify import Look, verify

from .records import Story

JUNIT = '<testsuite tests="1"><testcase name="adds"/></testsuite>'
REPORTS = Path("reports")
KEY = Ed25519PrivateKey.generate()


@pytest.fixture(autouse=True)
def _an_empty_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(path: str | Path, text: str) -> Path:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)
    return Path(path)


def asked(path: str | Path, unread: str = "nobody/asks.xml") -> Asked:
    """One gate of a tool, and an input that no gate looks at."""
    inputs = {"unit": Source("junit", f"{path}"), "other": Source("junit", unread)}
    return Asked("staging", "May it go?", [gates.Tests(name="Unit tests pass", input="unit")], inputs)


def listed(reports: Path, asked: Asked) -> list[str]:
    return [proof_of(path, reports).path for path in evidence_of(reports, asked)]


def signed_off(asked: Asked, reports: Path = REPORTS) -> Statement:
    dossier = open_dossier(reports)
    evidence = [proof_of(path, reports) for path in (dossier.path, *evidence_of(reports, asked))]
    statement = msgspec.structs.replace(statement_of(dossier, asked), evidence=evidence)
    publish(statement, reports, "<h1>page</h1>", KEY)
    return statement


def bad(reports: Path = REPORTS) -> list[str]:
    return [look.sentence for look in looks(reports) if look.good is not True]


def looks(reports: Path = REPORTS) -> list[Look]:
    return verify(reports, KEY.public_key())


@pytest.fixture
def suite() -> Asked:
    """A suite with everything that a sign-off may read."""
    Story().write(REPORTS)
    write("gates.toml", "")
    write("waivers.toml", "")
    write("features/manual-checks.toml", "")
    write("reports/tests/junit.xml", JUNIT)
    write("reports/junit/TEST-shop.xml", JUNIT)
    write("nobody/asks.xml", JUNIT)
    approve(REPORTS, name="Amira Haddad", role="QA", reason="Looked at all of it.")
    return asked("reports/tests/junit.xml")


EVERYTHING = [
    "junit/TEST-shop.xml",
    "tests/junit.xml",
    "./gates.toml",
    "./waivers.toml",
    "./features/manual-checks.toml",
    "approvals.jsonl",
]


def test_all_that_is_read_is_listed(suite: Asked) -> None:
    assert listed(REPORTS, suite) == EVERYTHING
    assert listed(REPORTS, NO_STAGE) == [one for one in EVERYTHING if one != "tests/junit.xml"]
    signed_off(suite)
    assert bad() == []


@pytest.mark.usefixtures("suite")
def test_a_name_is_the_same_however_the_paths_are_written(tmp_path: Path) -> None:
    whole = tmp_path / "reports"
    for reports in (REPORTS, whole, Path("nobody/../reports")):
        for path in ("reports/tests/junit.xml", whole / "tests" / "junit.xml", "./reports/tests/junit.xml"):
            assert listed(reports, asked(path)) == EVERYTHING


@pytest.mark.usefixtures("suite")
def test_what_lies_elsewhere_goes_by_its_whole_path(tmp_path_factory: pytest.TempPathFactory) -> None:
    other = write(tmp_path_factory.mktemp("build") / "junit.xml", JUNIT)
    assert f"{other}" in listed(REPORTS, asked(other))
    signed_off(asked(other))
    assert bad() == []
    other.unlink()
    assert bad() == [f"{other} is gone, or was elsewhere: verify in the folder where it was signed off"]


def test_names_tell_files_of_the_same_name_apart_and_lead_there(suite: Asked) -> None:
    write("reports/waivers.toml", "# of the reports")
    signed_off(suite)
    assert (place_of("./waivers.toml", REPORTS), place_of("waivers.toml", REPORTS)) == (
        Path("waivers.toml"),
        Path("reports/waivers.toml"),
    )
    write("waivers.toml", "# changed")
    assert bad() == ["./waivers.toml was changed after it was signed off"]
    assert 'href="../gates.toml"' in file_link("./gates.toml", REPORTS)
    assert 'href="tests/junit.xml"' in file_link("tests/junit.xml", REPORTS)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("reports/tests/junit.xml", "tests/junit.xml {}; “Unit tests pass” rests on it"),
        ("reports/junit/TEST-shop.xml", "junit/TEST-shop.xml {}"),
        ("gates.toml", "./gates.toml {}"),
        ("waivers.toml", "./waivers.toml {}"),
        ("reports/approvals.jsonl", "approvals.jsonl {}"),
    ],
)
def test_what_was_changed_or_is_gone_is_told(suite: Asked, name: str, told: str) -> None:
    signed_off(suite)
    was = Path(name).read_text()
    Path(name).write_text("\n" + was)
    assert told.format("was changed after it was signed off") in bad()
    Path(name).unlink()
    assert any(one.startswith(told.format("is gone")) for one in bad())


def test_what_lay_beside_the_reports_may_be_elsewhere(
    suite: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_off(suite)
    shutil.copytree(REPORTS, tmp_path / "archive" / "reports")
    monkeypatch.chdir(tmp_path / "archive")
    assert {look.sentence.split()[0] for look in looks() if look.good is None} == {
        "./gates.toml",
        "./waivers.toml",
        "./features/manual-checks.toml",
    }
    assert [look for look in looks() if look.good is False] == []


def test_what_is_missing_is_not_listed(suite: Asked) -> None:
    Path("reports/tests/junit.xml").unlink()
    shutil.rmtree("features")
    Path("gates.toml").unlink()
    Path("gates.toml").mkdir()
    assert listed(REPORTS, suite) == ["junit/TEST-shop.xml", "./waivers.toml", "approvals.jsonl"]


@pytest.mark.usefixtures("suite")
def test_the_record_is_listed_once_even_where_it_is_an_input() -> None:
    assert "run.jsonl" not in listed(REPORTS, asked("reports/run.jsonl"))
    assert listed(REPORTS, asked("reports/junit/TEST-shop.xml")).count("junit/TEST-shop.xml") == 1


def _approve() -> None:
    approve(REPORTS, name="Bruno Costa", role="Product", reason="It is what we asked for.")


def _check() -> None:
    with Path("features/manual-checks.toml").open("a") as file:
        file.write("# a check that was done later\n")


@pytest.mark.parametrize(
    ("add", "name"), [(_approve, "approvals.jsonl"), (_check, "./features/manual-checks.toml")]
)
def test_what_people_add_later_changes_nothing(suite: Asked, add: Callable[[], None], name: str) -> None:
    write("features/manual-checks.toml", "# checks\n")
    signed_off(suite)
    add()
    assert bad() == []
    assert f"{name} is as it was signed off, with what was added to it since" in [
        look.sentence for look in looks()
    ]
    place = place_of(name, REPORTS)
    place.write_bytes(place.read_bytes()[1:])
    assert f"{name} was changed after it was signed off" in bad()


def test_approvals_that_nobody_can_read_hide_nothing_else(suite: Asked) -> None:
    signed_off(suite)
    write("reports/approvals.jsonl", "nonsense")
    write("reports/run.jsonl", "changed")
    found = bad()
    assert found[0] == "run.jsonl was changed after it was signed off"
    assert any("approvals.jsonl, line 1" in one for one in found)


@pytest.mark.usefixtures("suite")
def test_a_release_that_was_accepted_is_the_next_ones_measure() -> None:
    go = signed_off(NO_STAGE)
    accept(go, dict.fromkeys(go.outcomes, "a scenario"))
    assert bad() == []  # it was not there before
    again = signed_off(NO_STAGE)
    kept = accept(msgspec.structs.replace(again, made_at="later"), dict.fromkeys(go.outcomes, "a scenario"))
    assert bad() == ["./releases/accepted.json was changed after it was signed off"]
    accept(again, dict.fromkeys(go.outcomes, "another scenario"))
    assert bad() == []
    assert "./releases/accepted.json holds this very sign-off by now" in [one.sentence for one in looks()]
    kept.write_text("{")
    assert bad() == ["./releases/accepted.json was changed after it was signed off"]


def test_a_name_that_no_file_can_have_is_no_evidence(tmp_path: Path) -> None:
    assert not is_there(tmp_path / ("x" * 300))
