"""What other tools have left is read strictly: what is cut off or of another kind is no result."""

import json
import os
from pathlib import Path

import pytest

from countersign.signoff.inputs import Unreadable, at_least_as_grave, files, read_input
from countersign.signoff.inputs.found import told

from .left_by_tools import findings, left

KINDS = ["junit", "cobertura", "sarif", "bandit", "ruff"]


def of_bandit(severity: str, loc: int = 9) -> dict[str, object]:
    found = {"issue_severity": severity, "test_id": "B1", "filename": "a.py", "line_number": 2}
    return {
        "errors": [],
        "results": [{**found, "issue_text": "exec"}],
        "metrics": {"_totals": {"loc": loc, "nosec": 0}},
    }


@pytest.mark.parametrize(
    ("severity", "level"), [("HIGH", "error"), ("medium", "warning"), ("Low", "note"), ("high", "error")]
)
def test_findings_of_bandit(tmp_path: Path, severity: str, level: str) -> None:
    [found] = findings(tmp_path, "bandit", of_bandit(severity)).found
    assert (found.level, found.rule, found.where, found.says) == (level, "B1", "a.py:2", "exec")


def test_a_severity_that_nobody_knows_is_grave(tmp_path: Path) -> None:
    assert at_least_as_grave(findings(tmp_path, "bandit", of_bandit("UNDEFINED")).found, "error")


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        ({"results": [], "errors": [], "metrics": {"_totals": {"loc": 0}}}, "not a line was looked at"),
        (
            {"results": [], "errors": [{"filename": "x"}], "metrics": {"_totals": {"loc": 9}}},
            "1 files could not be looked at",
        ),
        ({"results": [], "errors": []}, "no Bandit report .*metrics"),
        ({"results": []}, "no Bandit report"),
    ],
)
def test_a_bandit_that_saw_nothing_or_not_all_is_no_result(
    tmp_path: Path, report: object, sentence: str
) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_input("bandit", left(tmp_path, report))


def test_findings_of_ruff(tmp_path: Path) -> None:
    place = {"filename": "a.py", "message": "long", "location": {"row": 4, "column": 1}}
    found = findings(tmp_path, "ruff", [{"code": "E1", **place}, {"code": None, **place, "location": None}])
    assert [(one.level, one.rule, one.where) for one in found.found] == [
        ("error", "E1", "a.py:4"),
        ("error", "syntax", "a.py:0"),
    ]
    with pytest.raises(Unreadable, match="no list of findings"):
        read_input("ruff", left(tmp_path, {"results": []}))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "content",
    ["", " \n", "{", "[]]", "<", "<a", "nothing", "null", "7", '"x"', "[" * 100_000, "<a>" * 100_000, "\x00",
     '{"a":' * 100_000, "[null]", "<html/>", "\ufeff", '{"runs": 1}', f'{{"version": {"9" * 5000}}}'],
    ids=lambda content: ascii(content[:12]),
)  # fmt: skip
def test_what_is_no_result_says_why_and_what_to_do(tmp_path: Path, kind: str, content: str) -> None:
    path = left(tmp_path, content)
    with pytest.raises(Unreadable) as refusal:
        read_input(kind, path)
    sentence = str(refusal.value)
    assert sentence.startswith(f"{path} ")
    assert sentence.endswith("let its tool run again, to its end")
    assert len(sentence) < 800
    assert "\n" not in sentence


def test_bytes_that_are_no_text_are_no_result(tmp_path: Path) -> None:
    path = tmp_path / "left"
    path.write_bytes(b'{"version": "\xff\xfe"}')
    with pytest.raises(Unreadable, match="no SARIF log"):
        read_input("sarif", path)


def test_an_object_that_says_two_things_by_one_name_is_no_result(tmp_path: Path) -> None:
    text = json.dumps(of_bandit("HIGH"))[:-1] + ', "results": []}'
    with pytest.raises(Unreadable, match="'results' stands twice"):
        read_input("bandit", left(tmp_path, text))


def test_only_a_regular_file_is_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        with pytest.raises(Unreadable, match=f"^{path} is no regular file: name the file"):
            read_input("junit", path)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("none", "is not there"), ("x" * 300, "can't be read"), ("a\0b", "can't be read .*null byte")],
)
def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, name: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=f"{sentence}.*--input"):
        read_input("junit", tmp_path / name)


def test_a_file_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "left"
    with path.open("wb") as file:
        file.truncate(files.MOST_BYTES + 1)
    with pytest.raises(Unreadable, match="holds more than 200 MB: let its tool leave out"):
        read_input("junit", path)


def test_words_of_tools_can_be_written_down_anywhere() -> None:
    assert told("a\ud800b\x00\x1b[31m\n c") == "a b [31m c"
    assert told("é 中 😀") == "é 中 😀"
    assert len(told("x" * 10_000_000)) < 400


@pytest.mark.parametrize(
    "entity",
    ['<!ENTITY a SYSTEM "file:///etc/passwd">', '<!ENTITY a "<failure/>">'],
    ids=["of another file", "a failure that hides"],
)
def test_nothing_hides_behind_an_entity(tmp_path: Path, entity: str) -> None:
    report = f'<!DOCTYPE x [{entity}]><testsuite><testcase name="x">&a;</testcase></testsuite>'
    with pytest.raises(Unreadable, match="entities"):
        read_input("junit", left(tmp_path, report))
    with pytest.raises(Unreadable):
        read_input(
            "junit", left(tmp_path, report.replace('"x">&a;', '"&a;">') if "SYSTEM" in entity else report)
        )


def test_entities_do_not_multiply(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 100}">' for n in range(1, 9))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "x">{entities}]><testsuite><testcase name="&e8;"/></testsuite>'
    with pytest.raises(Unreadable, match="no well-formed XML"):
        read_input("junit", left(tmp_path, bomb))
