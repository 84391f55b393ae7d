"""The pages of the history, and the command that prints them."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from countersign.cli import main
from countersign.errors import UserError
from countersign.history.look import trend
from countersign.history.page import page
from countersign.history.store import remember
from countersign.history.table import table
from countersign.results.record import Line, encode

from .conftest import empty
from .made_up import Ended, a_run, id_of

FLAKY = "it did not plainly pass in 2 of its last 16 runs, back and forth."


def a_past(url: str) -> None:
    """Sixteen runs of scenarios that are steady, fail, flicker, slow down, creep, and are not carried out."""
    for number in range(16):
        grown = 1.0 + number / 10
        remember(
            url,
            a_run(
                number,
                {
                    "Pays": Ended(measures={"answer to a tap": [0.1 + number / 100] * 5}),
                    "Leaves": Ended("F" if number >= 13 else "P"),
                    "Returns": Ended("F" if number in (2, 4) else "P", seconds=0.2),
                    "Waits": Ended(seconds=9.0 if number >= 13 else 2.0),
                    "Grows": Ended(seconds=grown, steps=[("she waits longer", grown)]),
                    "Does by hand": Ended("-"),
                },
            ),
        )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def past(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with that past, once for all who only look."""
    with empty(request.param, tmp_path_factory.mktemp("past")) as url:
        a_past(url)
        yield url


def section(text: str, heading: str) -> list[str]:
    """The lines under a heading."""
    assert f"\n{heading}\n" in text, text
    return [line.strip() for line in text.split(f"\n{heading}\n")[1].split("\n\n")[0].splitlines()]


def test_an_overview_tells_what_fails_flickers_and_slows(past: str) -> None:
    text = page(past)
    assert text.splitlines()[0].endswith(": 16 runs")
    assert section(text, "Failing") == ["Leaves: failing since 2026-09-22, 3 runs."]
    assert section(text, "Flaky") == [f"Returns: {FLAKY}"]
    assert section(text, "Slower than usual") == ["Waits: 9.0 s, usually 2.0 s, for 3 runs in a row."]
    assert section(text, "Slower over time") == ["Grows: 1.2 s has become 2.3 s in 16 runs."]
    assert section(text, "Slowest scenarios")[1:3] == ["2.0 s    Grows", "2.0 s    Waits"]
    assert section(text, "Measured, by journey")[1].split() == (
        ["175", "ms", "175", "ms", "+59%", "80", "shop", "answer", "to", "a", "tap"]
    )
    steps = section(text, "Slowest steps")
    assert steps[1].split() == ["1.8", "s", "2.5", "s", "+59%", "16", "shop", "she", "waits", "longer"]
    assert "steady  59     shop     she waits" in steps[2], "not of the five times when it failed"


def test_the_last_runs_stand_newest_first(past: str) -> None:
    runs = section(page(past, last=2), "The last runs")
    assert len(runs) == 3
    assert " ".join(runs[1].split()) == (
        "2026-09-22 05:13 sandbox 1 failed 60.0 s 4 passed, 1 failed, 1 not applicable"
    )


def test_another_target_has_a_page_of_its_own(url: str) -> None:
    a_past(url)
    remember(url, a_run(30, {"Pays": Ended()}, target="staging", jobs=4, killed=True))
    newest = page(url)
    assert "Against staging, in the last run:" in newest
    assert "\nFailing\n" not in newest
    assert "4     killed" in newest
    assert "Failing" in page(url, target="sandbox")
    with pytest.raises(UserError, match=r"no run against production was added yet"):
        page(url, target="production")


@pytest.mark.parametrize("wanted", ["Leaves", "leave", "LEAVES", id_of("Leaves")])
def test_a_scenario_has_a_story(past: str, wanted: str) -> None:
    text = page(past, wanted=wanted, last=5)
    assert text.splitlines()[:3] == [
        "Leaves (id of Leaves)",
        "features/shop/a.feature, against sandbox",
        "Failing since 2026-09-22, 3 runs.",
    ]
    story = section(text, "The last 5 times")
    assert " ".join(story[1].split()) == "2026-09-22 05:13 failed 1.0 s 1 the code did not come"
    assert [line.split()[2] for line in story[1:]] == ["failed"] * 3 + ["passed"] * 2
    steps = section(text, "Its steps")
    assert [line.split()[-2:] for line in steps[1:]] == [["types", '"…"'], ["she", "waits"]]
    assert steps[2].split()[4] == "2", "a step that failed tells nothing about how long it takes"


@pytest.mark.parametrize(
    ("wanted", "sentences"),
    [
        ("Pays", ["It passed the last 16 times.", "It usually takes 1.0 s."]),
        ("Returns", ["It passed the last 11 times.", f"Flaky: {FLAKY}"]),
        ("Waits", ["It passed the last 16 times.", "Slower: 9.0 s, usually 2.0 s, for 3 runs in a row."]),
        ("Grows", ["It passed the last 16 times.", "Slower: 1.2 s has become 2.3 s in 16 runs."]),
        ("Does by hand", ["It has not been carried out yet."]),
    ],
)
def test_a_story_begins_with_how_it_stands(past: str, wanted: str, sentences: list[str]) -> None:
    assert page(past, wanted=wanted).splitlines()[2 : 2 + len(sentences)] == sentences


def test_a_story_tells_of_every_target_and_every_attempt(url: str) -> None:
    remember(url, a_run(0, {"Pays": Ended("P")}))
    remember(url, a_run(1, {"Pays": Ended("FP")}, target="staging"))
    text = page(url, wanted="Pays")
    assert "against sandbox" in text
    assert "against staging" in text
    assert "flaky, 2 attempts" in text
    assert "against sandbox" not in page(url, wanted="Pays", target="staging")


def test_a_slow_run_is_told_once_on_the_page_too(url: str) -> None:
    names = [f"S{number}" for number in range(12)]
    for number in range(7):
        remember(url, a_run(number, {name: Ended(seconds=4.0 if number == 6 else 1.0) for name in names}))
    text = page(url)
    assert "Slow run: everything took about 4.0 times as long as usual;" in text
    assert "\nSlower than usual\n" not in text


def test_a_name_that_many_bear_lists_them(url: str) -> None:
    remember(url, a_run(0, {f"Pays {number}": Ended() for number in range(40)}))
    lines = page(url, wanted="pays").splitlines()
    assert lines[0] == "40 scenarios have 'pays' in their names; name one by its id:"
    assert lines[2].split() == ["id", "of", "Pays", "0", "sandbox", "Pays", "0"]
    assert lines[-1] == "… and 11 more"


def test_a_name_that_nobody_bears(url: str) -> None:
    remember(url, a_run(0, {"Pays": Ended()}))
    with pytest.raises(UserError, match=r"no scenario that was ever run has '100%' in its name"):
        page(url, wanted="100%")


def test_no_section_is_endless(url: str) -> None:
    names = [f"Scenario {'x' * 200} {number}" for number in range(60)]
    for number in range(2):
        remember(url, a_run(number, {name: Ended("F") for name in names}))
    text = page(url)
    assert len(section(text, "Failing")) == 12
    assert section(text, "Failing")[-1] == "… and 49 more"
    assert max(len(line) for line in text.splitlines()) <= 130


def test_the_command_adds_a_record_and_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path}/history.db"
    remember(url, a_run(0, {"Pays": Ended()}))
    record = write_record(tmp_path)
    assert main(["history", "--url", url, "--add", str(record)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("New: Pays: it passed in the last run.\n")
    assert ": 2 runs\n" in said


def test_the_command_finds_the_url_where_runs_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COUNTERSIGN_HISTORY_URL", raising=False)
    remember("sqlite:///reports/history.db", a_run(0, {"Pays": Ended()}))
    remember("sqlite:///other.db", a_run(0, {"Leaves": Ended()}))
    assert main(["history", "Pays"]) == 0
    monkeypatch.setenv("COUNTERSIGN_HISTORY_URL", "sqlite:///other.db")
    assert main(["history", "Leaves"]) == 0
    assert main(["history", "Pays"]) == 2
    monkeypatch.setenv("COUNTERSIGN_HISTORY_URL", "off")
    assert main(["history"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "countersign: no scenario that was ever run has 'Pays' in its name; try a shorter part of it.",
        "countersign: COUNTERSIGN_HISTORY_URL is off: name a database with --url.",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--last", "0"], "--last 0 is no number of runs; write --last 20."),
        ([], "none.db: no run was added yet; run behave, or name another one with --url."),
        (["--add", "nothing.jsonl"], "nothing.jsonl can't be read as a run record ("),
        (["--add", "broken.jsonl"], "broken.jsonl can't be read as a run record ("),
        (["--add", "empty.jsonl"], "the run record is empty"),
        (["--add", "newer.jsonl"], "newer.jsonl was written by a newer version of Countersign"),
    ],
)
def test_what_can_t_be_told_is_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.jsonl").write_text('{"kind": "nobody"}\n')
    (tmp_path / "empty.jsonl").write_text("")
    (tmp_path / "newer.jsonl").write_bytes(
        encode(msgspec.structs.replace(a_run(0, {}).run, schema=99)) + b"\n"
    )
    assert main(["history", "--url", "sqlite:///none.db", *arguments]) == 2
    assert capsys.readouterr().err.startswith(f"countersign: {sentence}")
    assert not (tmp_path / "none.db").exists()


def write_record(folder: Path) -> Path:
    """The record of a run that failed, as a file."""
    read = a_run(1, {"Pays": Ended("F")})
    assert read.end is not None
    attempts = [attempt for tried in read.attempts.values() for attempt in tried]
    lines: list[Line] = [read.run, *read.planned, *attempts, read.end]
    path = folder / "run.jsonl"
    path.write_bytes(b"".join(encode(line) + b"\n" for line in lines))
    return path


def test_a_trend_compares_the_newer_half_with_the_older_one() -> None:
    assert trend([1.0, 1.0, 1.0, 2.0, 2.0, 2.0]) == 1.0
    assert trend([2.0, 2.0, 2.0, 9.0, 1.0, 1.0, 1.0]) == -0.5
    assert trend([1.0] * 5) is None
    assert trend([0.0] * 6) is None


def test_the_last_column_gives_way() -> None:
    lines = table([["a" * 90, "b" * 90]], ["one", "two"])
    assert lines[1] == "a" * 90 + "  " + "b" * 19 + "…"
    assert table([], ["one"]) == []
