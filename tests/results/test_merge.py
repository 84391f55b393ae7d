"""Shards that are merged say what the whole run would have said, and what is missing from it."""

import fcntl
import json
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import msgspec
import pytest

from countersign.cli import main
from countersign.history.store import expected_seconds
from countersign.results.record import (
    Attempt,
    Elsewhere,
    End,
    Line,
    Measure,
    Outcome,
    Planned,
    Resilience,
    Run,
    encode,
    read,
)
from countersign.results.shards import share

from .tiny_suite import Finished, TinySuite, scenario

RULES = """
[[rule]]
id = "SHP-01"
sentence = "Nothing is paid twice."
severity = "blocker"
recommendation = "Give each payment a key of its own."
"""

MEASURING = """
def finish(self, scenario_id):
    return Evidence(measures=[Measure(id=scenario_id, name="answer", value=0.25, unit="s")])
def open(self):
    return RunFacts(target="staging", environment="staging", addresses={"shop": "https://shop.example"})
"""


class Shards:
    """The shards of a run, as their machines leave them."""

    def __init__(self, suite: TinySuite, *arguments: str, count: int = 3) -> None:
        self.suite = suite
        self.folders = [suite.folder / f"shard-{number}" for number in range(1, count + 1)]
        for number, folder in enumerate(self.folders, 1):
            if not folder.exists():
                suite.run("-D", f"shard={number}/{count}", "-D", f"reports={folder.name}", *arguments)

    def lines(self, number: int) -> list[Line]:
        """The record of a shard."""
        return read(self.folders[number - 1] / "run.jsonl")

    def rewrite(self, number: int, change: Callable[[Line], Line | None]) -> None:
        """Each line of a shard's record as the change has it; None takes it out."""
        changed = [changed for line in self.lines(number) if (changed := change(line)) is not None]
        write(self.folders[number - 1], changed)

    def of(self, name: str) -> int:
        """The number of the shard that runs the scenario."""
        return next(
            number
            for number in range(1, len(self.folders) + 1)
            if any(isinstance(line, Planned) and line.name == name for line in self.lines(number))
        )

    def merge(self, *folders: Path, out: str = "merged") -> Finished:
        """What `countersign merge` makes of the folders; of all shards where none is named."""
        return merge(self.suite.folder, *(folders or self.folders), out=out)


@pytest.fixture
def suite(tmp_path: Path) -> TinySuite:
    """Nine scenarios in three features, one of which fails."""
    return suite_in(tmp_path)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Shards:
    """The three shards of it, run once."""
    return Shards(suite_in(tmp_path_factory.mktemp("ran")))


@pytest.fixture
def shards(suite: TinySuite, ran: Shards) -> Shards:
    """Those shards, for a test to do with as it likes."""
    for folder in ran.folders:
        shutil.copytree(folder, suite.folder / folder.name)
    return Shards(suite)


def suite_in(folder: Path) -> TinySuite:
    suite = TinySuite(folder)
    suite.session(MEASURING)
    suite.write("features/shop/rules.toml", RULES)
    suite.feature(
        *(scenario(f"buys {number}", "it works") for number in range(4)),
        scenario("pays once", "it fails", tags="@resilience @critical @SHP-01"),
        scenario("pays in peace", "it works", tags="@resilience @critical @SHP-01"),
    )
    suite.feature(
        scenario("is done by hand", "it works", tags="@manual"),
        scenario("comes back", "it works"),
        path="features/a/coming.feature",
    )
    suite.feature(scenario("sees the bears", "it works"), path="features/zoo.feature")
    return suite


def merge(here: Path, *folders: Path, out: str = "merged") -> Finished:
    """The command itself."""
    said, blamed = _screen(), _screen()
    with chdir(here), redirect_stdout(said), redirect_stderr(blamed):
        code = main(["merge", *map(str, folders), "-o", out])
    return Finished(code, _seen(said), _seen(blamed), here / out)


def _screen() -> TextIOWrapper:
    return TextIOWrapper(BytesIO(), encoding="utf-8")


def _seen(screen: TextIOWrapper) -> str:
    screen.seek(0)
    return screen.read()


def write(folder: Path, lines: Iterable[Line]) -> Path:
    """A record, in a folder of its own."""
    folder.mkdir(exist_ok=True)
    (folder / "run.jsonl").write_bytes(b"".join(encode(line) + b"\n" for line in lines))
    return folder


def replaced(line: Line, **changes: object) -> Line:
    """The line with other values."""
    changed: Line = msgspec.structs.replace(line, **changes)
    return changed


def plain(value: Any) -> Any:
    """A document without what is another in every run: times and the run's id."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key not in VARYING}
    return [plain(item) for item in value] if isinstance(value, list) else value


VARYING = {
    "run_id",
    "started_at",
    "wrong_at",
    "ended_at",
    "seconds",
    "start",
    "stop",
    "uuid",
    "source",
    "command",
    "children",
}


def truth(run: Finished) -> dict[str, Any]:
    """All that a record says, in no order among scenarios that ran at the same time."""
    documents = [plain(msgspec.to_builtins(line)) for line in run.lines]
    kinds: dict[str, Any] = {}
    for document in documents:
        kinds.setdefault(document.pop("kind"), []).append(document)
    for kind in ("attempt", "measure"):
        kinds[kind] = sorted(kinds.get(kind, []), key=lambda one: json.dumps(one, sort_keys=True))
    return kinds


def junit_files(run: Finished) -> Mapping[str, str]:
    """JUnit without the times."""
    return {
        path.name: " ".join(
            word for word in path.read_text().split() if not word.startswith(("time=", "timestamp="))
        )
        for path in (run.reports / "junit").iterdir()
    }


def allure_results(run: Finished) -> dict[str, Any]:
    """Scenario name → Allure result without times, file names and who ran it."""
    results = {name: plain(result) for name, result in run.allure.items()}
    for result in results.values():
        result["labels"] = [label for label in result["labels"] if label["name"] != "thread"]
    return results


def closing(run: Finished) -> list[str]:
    """The summary without the time and the folder."""
    lines = run.out[run.out.rindex("\n\n") if "\n\n" in run.out else 0 :].splitlines()
    return [
        line.rpartition(" in ")[0] if line.endswith(" s") else line
        for line in lines
        if "Reports:" not in line
    ]


def test_merged_shards_are_the_run_itself(suite: TinySuite) -> None:
    whole = suite.run()
    shards = Shards(suite)
    merged = shards.merge()
    assert merged.code == whole.code == 1
    assert truth(merged) == {**truth(whole), "run": [{**truth(whole)["run"][0], "jobs": 3}]}
    assert [one.name for one in merged.planned] == [one.name for one in whole.planned]
    assert junit_files(merged) == junit_files(whole)
    assert allure_results(merged) == allure_results(whole)
    assert closing(merged) == closing(whole)


def test_every_shard_runs_its_own_and_knows_the_others(suite: TinySuite, shards: Shards) -> None:
    everything = {one.id for one in suite.run().planned}
    own = [{line.id for line in shards.lines(number) if isinstance(line, Planned)} for number in (1, 2, 3)]
    assert set.union(*own) == everything
    assert sum(map(len, own)) == len(everything)
    for number in (1, 2, 3):
        elsewhere = {
            line.planned.id: line.shard for line in shards.lines(number) if isinstance(line, Elsewhere)
        }
        assert elsewhere.keys() == everything - own[number - 1]
        assert all(one in own[shard - 1] for one, shard in elsewhere.items())


def test_the_command_of_the_whole_run_is_that_of_no_shard(suite: TinySuite) -> None:
    shards = Shards(suite, "-Dtarget=staging", "--define", "allure=off")
    merged = shards.merge()
    assert merged.first.command == ["behave", "-Dtarget=staging", "-Dallure=off"]
    assert merged.first.shard == ""
    assert "run it again: behave features/shop/buying.feature:16 -D target=staging" in merged.out
    assert not (merged.reports / "allure-results").exists()


def test_a_shard_that_is_missing_was_not_run(shards: Shards) -> None:
    missing = shards.of("comes back")
    merged = shards.merge(*(folder for folder in shards.folders if not folder.name.endswith(str(missing))))
    assert merged.attempts["comes back"].outcome is Outcome.NOT_RUN
    assert merged.attempts["comes back"].sentence == f"shard {missing}/3 is missing"
    assert len(merged.attempts) == 9
    assert merged.end.aborted == f"shard {missing}/3 is missing"
    assert f"not run: shard {missing}/3 is missing" in merged.out
    assert merged.allure["comes back"]["status"] == "unknown"
    assert merged.allure["comes back"]["statusDetails"]["message"] == f"not run: shard {missing}/3 is missing"


def test_what_is_green_but_incomplete_is_inconclusive(suite: TinySuite) -> None:
    shards = Shards(suite, "--tags=not @resilience")
    assert shards.merge().code == 0
    assert shards.merge(*shards.folders[1:]).code == 2
    assert "INCONCLUSIVE (exit code 2)" in shards.merge(shards.folders[0]).out


def test_what_a_killed_shard_had_not_reported_was_not_run(suite: TinySuite) -> None:
    shards = Shards(suite, "--tags=not @resilience")
    number = shards.of("comes back")
    told = {line.id for line in shards.lines(number) if isinstance(line, Attempt)}
    lost = next(line.id for line in shards.lines(number) if isinstance(line, Attempt))
    shards.rewrite(
        number,
        lambda line: (
            None
            if isinstance(line, End) or (isinstance(line, Attempt | Measure) and line.id == lost)
            else line
        ),
    )
    merged = shards.merge()
    assert merged.code == 2
    (gap,) = [attempt for attempt in merged.attempts.values() if attempt.outcome is Outcome.NOT_RUN]
    assert gap.id == lost
    assert gap.sentence == f"shard {number}/3 was killed before it reported this"
    assert merged.end.aborted == f"shard {number}/3 was killed"
    assert {attempt.id for attempt in merged.attempts.values()} >= told


def test_a_shard_killed_after_its_last_scenario_is_not_green(suite: TinySuite) -> None:
    shards = Shards(suite, "--tags=not @resilience")
    shards.rewrite(2, lambda line: None if isinstance(line, End) else line)
    merged = shards.merge()
    assert merged.code == 2
    assert "Ended early: shard 2/3 was killed." in merged.out


def test_what_a_killed_shard_had_measured_is_kept(shards: Shards) -> None:
    lines = shards.lines(2)
    last = max(at for at, line in enumerate(lines) if isinstance(line, Measure))
    write(shards.folders[1], lines[: last + 1])
    merged = shards.merge()
    assert lines[last] in merged.lines
    assert merged.first.started_at <= merged.end.ended_at <= time.time()


def test_a_shard_killed_in_the_midst_of_a_line_is_read_up_to_there(suite: TinySuite) -> None:
    shards = Shards(suite, "--tags=not @resilience")
    record = shards.folders[1] / "run.jsonl"
    record.write_bytes(record.read_bytes()[:-9])
    merged = shards.merge()
    assert merged.code == 2
    assert "shard 2/3 was killed" in merged.end.aborted


@pytest.mark.parametrize("left", ["nothing", "an empty record", "only the plan's beginning"])
def test_a_shard_that_never_began_is_missing(suite: TinySuite, left: str) -> None:
    shards = Shards(suite, "--tags=not @resilience")
    record = shards.folders[1] / "run.jsonl"
    if left == "nothing":
        record.unlink()
    else:
        lines = record.read_bytes().splitlines(keepends=True)
        record.write_bytes(b"".join(lines[: 3 if "plan" in left else 0]))
    merged = shards.merge()
    assert merged.code == 2
    assert merged.end.aborted == "shard 2/3 is missing"
    assert (
        f"Note: {'shard 2/3 was killed before it had begun' if 'plan' in left else shards.folders[1]}"
        in merged.out
    )


def test_without_any_record_there_is_nothing_to_merge(tmp_path: Path) -> None:
    merged = merge(tmp_path, tmp_path / "shard-*")
    assert merged.code == 2
    assert "There is no run record in" in merged.err
    assert not (merged.reports / "run.jsonl").exists()


def test_troubles_of_a_shard_are_told_with_its_name(suite: TinySuite) -> None:
    suite.hooks("def after_all(context):\n    raise ValueError('the lights are on')\n")
    shards = Shards(suite, "--tags=not @resilience")
    merged = shards.merge()
    assert merged.code == 1
    assert len(merged.end.problems) == 3
    assert all(
        problem.startswith(f"shard {number}/3: ") and "the lights are on" in problem
        for number, problem in enumerate(merged.end.problems, 1)
    )


def test_a_shard_that_ended_early_is_told_with_its_reason(suite: TinySuite) -> None:
    shards = Shards(suite, "--stop")
    number = shards.of("pays once")
    merged = shards.merge()
    assert merged.code == 1
    assert merged.end.aborted == f"shard {number}/3: --stop ends a run at the first failure"


def test_resilience_is_counted_anew_with_the_advice_of_the_shards(suite: TinySuite, shards: Shards) -> None:
    (suite.folder / "features/shop/rules.toml").unlink()
    merged = shards.merge()
    (found,) = [line for line in merged.lines if isinstance(line, Resilience)]
    assert (found.score, found.scenarios) == (50, 2)
    assert found.findings[0].recommendation == "Give each payment a key of its own."
    assert "Resilience 50 %: 1 of 2 scenarios failed." in merged.out


def test_a_shard_whose_run_was_in_trouble_is_not_green_because_it_is_run_again(suite: TinySuite) -> None:
    suite.write(
        "steps/common.py",
        (suite.folder / "steps/common.py").read_text().replace("assert False", "assert True"),
    )
    suite.hooks("def after_all(context):\n    raise ValueError('the till is open')\n")
    shards = Shards(suite)
    earlier = shards.folders[0].rename(suite.folder / "earlier")
    suite.hooks("")
    for number in (1, 2, 3):
        suite.run("-D", f"shard={number}/3", "-D", f"reports=shard-{number}")
    assert shards.merge(out="without").code == 0
    merged = shards.merge(earlier, *shards.folders)
    assert merged.code == 2
    assert "the till is open" in merged.end.aborted
    assert "before it was run again" in merged.end.aborted


def test_what_fails_in_a_shard_and_passes_when_it_is_run_again_is_flaky(suite: TinySuite) -> None:
    steps = (suite.folder / "steps/common.py").read_text()
    showing = 'import allure; allure.attach("a picture"); assert False'
    suite.write("steps/common.py", steps.replace("assert False", showing))
    shards = Shards(suite)
    number = shards.of("pays once")
    earlier = shards.folders[number - 1].rename(suite.folder / "earlier")
    suite.write("steps/common.py", steps.replace("assert False", "assert True"))
    suite.run("-D", f"shard={number}/3", "-D", f"reports=shard-{number}")
    copy = shutil.copytree(shards.folders[number - 1], suite.folder / "copy")
    for folders in ([earlier, *shards.folders], [*shards.folders, earlier], [earlier, copy, *shards.folders]):
        merged = shards.merge(*folders)
        assert merged.code == 2
        assert merged.end.counts == {"passed": 7, "manual": 1, "flaky": 1}
        kept = copy if copy in folders else shards.folders[number - 1]
        assert f"shard {number}/3 was run again: {kept} counts" in merged.out
        assert "1 failed" in merged.out.partition("\n\n")[0]
        results = [
            json.loads(path.read_text()) for path in merged.reports.glob("allure-results/*-result.json")
        ]
        assert len(results) == 10
        failed, passed = sorted(
            (one for one in results if one["name"] == "pays once"), key=lambda one: int(one["start"])
        )
        assert failed["historyId"] == passed["historyId"]
        assert (failed["status"], passed["status"]) == ("failed", "passed")
        assert passed["statusDetails"] == {"flaky": True}
        assert not failed["statusDetails"].get("flaky")
        [attached] = failed["steps"][0]["attachments"]
        assert (merged.reports / "allure-results" / attached["source"]).read_text() == "a picture"
        assert not [one for one in results if one is not passed and one.get("statusDetails", {}).get("flaky")]


def test_a_folder_named_twice_counts_once(suite: TinySuite, shards: Shards) -> None:
    shutil.copytree(shards.folders[0], suite.folder / "copy")
    merged = shards.merge(*shards.folders, shards.folders[1], suite.folder / "copy")
    assert sum(merged.end.counts.values()) == 9
    assert "Note" not in merged.out


def test_shards_that_divided_differently_leave_gaps_that_are_seen(suite: TinySuite) -> None:
    shards = Shards(suite, "--tags=not @resilience")
    other = divided(shards, {1: 1.0, 2: 9.0, 3: 4.0})
    merged = shards.merge()
    nobodys = [one for one, owners in other.items() if not owners]
    twice = [one for one, owners in other.items() if len(owners) > 1]
    assert nobodys
    assert twice
    assert merged.code == 2
    assert {attempt.id for attempt in merged.attempts.values() if attempt.outcome is Outcome.NOT_RUN} == set(
        nobodys
    )
    assert (
        f"{len(nobodys)} not run: the shards divided the selection differently, and none of them took it"
        in merged.out
    )
    assert "give all of them the same history" in merged.end.aborted
    assert f"ran {len(twice)} scenario" in merged.out


def divided(shards: Shards, ages: Mapping[int, float]) -> dict[str, set[int]]:
    """Let each shard have divided by a history of its own; scenario id → who ran it."""
    owners: dict[str, set[int]] = {}
    lines = {number: shards.lines(number) for number in ages}
    selected = {line.id: line for own in lines.values() for line in own if isinstance(line, Planned)}
    results = [line for own in lines.values() for line in own if isinstance(line, Attempt | Measure)]
    for number, age in ages.items():
        seconds = {one: age * (place % (number + 2)) for place, one in enumerate(sorted(selected))}
        shares = share(list(selected.values()), len(ages), seconds)
        for one, shard in shares.items():
            owners.setdefault(one, set())
            if shard == number:
                owners[one].add(number)
        plan: list[Line] = [
            selected[one] if shard == number else Elsewhere(planned=selected[one], shard=shard)
            for one, shard in shares.items()
        ]
        mine = [line for line in results if shares[line.id] == number]
        write(shards.folders[number - 1], [lines[number][0], *plan, *mine, lines[number][-1]])
    return owners


def test_a_scenario_that_two_shards_ran_is_only_green_where_both_say_so(suite: TinySuite) -> None:
    shards = Shards(suite, "--tags=not @resilience")
    here = shards.of("comes back")
    there = here % 3 + 1
    planned = next(
        line for line in shards.lines(here) if isinstance(line, Planned) and line.name == "comes back"
    )
    passed = next(line for line in shards.lines(here) if isinstance(line, Attempt) and line.id == planned.id)

    def ended(line: Line) -> float:
        return line.started_at + line.seconds if isinstance(line, Attempt) else 0.0

    def run_there(attempt: Attempt) -> Finished:
        kept = [
            planned if isinstance(line, Elsewhere) and line.planned.id == planned.id else line
            for line in shards.lines(there)
            if not (isinstance(line, Attempt) and line.id == planned.id)
            and not (isinstance(line, Planned) and line.id == planned.id)
        ]
        kept = kept if planned in kept else [kept[0], planned, *kept[1:]]
        place = next((at for at, line in enumerate(kept) if ended(line) > ended(attempt)), len(kept) - 1)
        write(shards.folders[there - 1], [*kept[:place], attempt, *kept[place:]])
        return shards.merge()

    assert run_there(passed).code == 0
    assert "ran 1 scenario more than once" in run_there(passed).out
    failed = msgspec.structs.replace(passed, outcome=Outcome.FAILED, sentence="it was out")
    later = run_there(msgspec.structs.replace(failed, started_at=passed.started_at + 1))
    assert later.code == 1
    earlier = run_there(msgspec.structs.replace(failed, started_at=passed.started_at - 1))
    assert earlier.code == 2
    assert earlier.end.counts["flaky"] == 1
    assert [
        line.attempt for line in earlier.lines if isinstance(line, Attempt) and line.id == planned.id
    ] == [1, 2]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"shard": "2/4"}, "the number of shards is 3 in the one, 4 in the other"),
        ({"target": "production"}, "the target is staging in the one, production in the other"),
        ({"environment": "production"}, "the environment is staging in the one"),
        ({"suite_version": "9.9"}, "the suite's version is"),
        ({"ci_run": "4713"}, "the CI server's run is 4712 in the one, 4713 in the other"),
        ({"addresses": {"shop": "https://other.example"}}, "the address is"),
        ({"shard": ""}, "is the record of a whole run, not of a shard"),
        ({"shard": "4/3"}, "is of shard '4/3', which there can't be"),
        ({"shard": "two"}, "is of shard 'two', which there can't be"),
        ({"schema": 99}, "was written by a newer version of this suite (schema 99"),
    ],
)
def test_what_is_no_shard_of_this_run_is_refused(
    suite: TinySuite, changes: Mapping[str, object], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_RUN_ID", "4712")
    shards = Shards(suite)
    shards.rewrite(2, lambda line: replaced(line, **changes) if isinstance(line, Run) else line)
    merged = shards.merge()
    assert merged.code == 2
    assert said in merged.err
    assert "shard-2" in merged.err
    assert not (merged.reports / "run.jsonl").exists()


def test_a_shard_that_somebody_ran_again_by_hand_belongs_to_the_others(
    suite: TinySuite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_RUN_ID", "4712")
    shards = Shards(suite, "--tags=not @resilience")
    shards.rewrite(2, lambda line: replaced(line, ci_run="") if isinstance(line, Run) else line)
    assert shards.merge().code == 0


def test_shards_of_another_selection_are_refused(suite: TinySuite, shards: Shards) -> None:
    suite.run("-D", "shard=2/3", "-D", "reports=shard-2", "--tags=@resilience")
    merged = shards.merge()
    assert merged.code == 2
    assert "have not selected the same (features/" in merged.err


def test_shards_of_another_commit_are_refused(suite: TinySuite, shards: Shards) -> None:
    feature = suite.folder / "features/shop/buying.feature"
    feature.write_text(feature.read_text().replace("@critical", "@minor"))
    suite.run("-D", "shard=2/3", "-D", "reports=shard-2")
    merged = shards.merge()
    assert merged.code == 2
    assert "run all shards from one commit" in merged.err


@pytest.mark.parametrize(
    ("one", "other", "whole"),
    [
        ("7c9b", "7c9b", "7c9b"),
        ("7c9b", "7c9b+unchecked", "7c9b+unchecked"),
        ("7c9b+changes.1a2b3c4d", "7c9b+changes.1a2b3c4d", "7c9b+changes.1a2b3c4d"),
        ("7c9b+changes.1a2b3c4d", "7c9b", None),
        ("7c9b+changes.1a2b3c4d", "7c9b+changes.5e6f7a8b", None),
    ],
)
def test_shards_of_a_tree_that_was_changed_are_joined_where_it_is_the_same_tree(
    shards: Shards, one: str, other: str, whole: str | None
) -> None:
    def of(revision: str) -> Callable[[Line], Line]:
        return lambda line: replaced(line, revision=revision) if isinstance(line, Run) else line

    for number, told in ((1, one), (2, other), (3, one)):
        shards.rewrite(number, of(told))
    merged = shards.merge()
    if whole is None:
        assert f"the commit of the suite is {one} in the one, {other} in the other" in merged.err
    else:
        first = next(iter(read(merged.reports / "run.jsonl")))
        assert isinstance(first, Run)
        assert first.revision == whole


def test_sandboxes_have_each_an_address_of_their_own(shards: Shards) -> None:
    for number in (1, 2, 3):
        addresses = {"shop": f"http://127.0.0.1:400{number}", "tea": "http://127.0.0.1:5000"}
        shards.rewrite(
            number,
            lambda line, addresses=addresses: (
                replaced(line, environment="sandbox", addresses=addresses)  # type: ignore[misc]
                if isinstance(line, Run)
                else line
            ),
        )
    assert shards.merge().first.addresses == {"tea": "http://127.0.0.1:5000"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not json\n", "is no run record"),
        ('{"kind": "letter"}\n', "is no run record"),
        ("[]\n", "is no run record"),
        ('\n\xff{"kind"', "is no run record"),
        ('{"kind": "measure", "id": "", "name": "n", "value": 1, "unit": "s"}\n', "it holds 0"),
    ],
)
def test_what_is_no_record_is_refused(shards: Shards, text: str, said: str) -> None:
    (shards.folders[1] / "run.jsonl").write_bytes(text.encode("latin-1"))
    merged = shards.merge()
    assert merged.code == 2
    assert said in merged.err
    assert "shard-2/run.jsonl" in merged.err


def test_a_line_that_is_broken_in_the_midst_is_no_record(shards: Shards) -> None:
    record = shards.folders[1] / "run.jsonl"
    lines = record.read_bytes().splitlines(keepends=True)
    record.write_bytes(b"".join([*lines[:2], lines[2][:20] + b"\n", *lines[3:]]))
    assert "is no run record" in shards.merge().err


def test_two_runs_in_one_file_are_refused(shards: Shards) -> None:
    record = shards.folders[1] / "run.jsonl"
    record.write_bytes(record.read_bytes() * 2)
    assert "must be the record of one run" in shards.merge().err


def test_a_record_begins_with_its_run(shards: Shards) -> None:
    first, *others = shards.lines(2)
    measure = next(line for line in others if isinstance(line, Measure))
    write(shards.folders[1], [measure, first, *others])
    assert "must be the record of one run, and begin with it" in shards.merge().err


@pytest.mark.parametrize("shard", [0, 2, 4])
def test_a_shard_leaves_scenarios_to_others_of_the_same_run_only(shards: Shards, shard: int) -> None:
    shards.rewrite(2, lambda line: replaced(line, shard=shard) if isinstance(line, Elsewhere) else line)
    merged = shards.merge()
    assert merged.code == 2
    assert "it leaves scenarios to shards that can't run them" in merged.err


def test_a_shard_that_reports_what_is_not_its_own_is_refused(shards: Shards) -> None:
    strange = next(line for line in shards.lines(1) if isinstance(line, Attempt))
    write(shards.folders[1], [*shards.lines(2), strange])
    assert "it reports a scenario that it did not plan" in shards.merge().err
    shards.rewrite(2, lambda line: None if line == strange else line)
    own = next(line for line in shards.lines(2) if isinstance(line, Planned))
    write(shards.folders[1], [*shards.lines(2), own])
    assert "it names a scenario twice" in shards.merge().err


def test_a_shard_that_still_runs_is_waited_for(shards: Shards) -> None:
    with (shards.folders[1] / ".lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        merged = shards.merge()
        assert merged.code == 2
        assert "shard-2: a run is still writing its reports there" in merged.err
    assert shards.merge().code == 1


@pytest.mark.parametrize("out", ["shard-1", "shard-1/../shard-1", "link"])
def test_the_shards_themselves_are_never_replaced(suite: TinySuite, shards: Shards, out: str) -> None:
    (suite.folder / "link").symlink_to(shards.folders[0])
    before = shards.lines(1)
    merged = shards.merge(out=out)
    assert merged.code == 2
    assert "would be replaced: name another folder with -o DIR." in merged.err
    assert shards.lines(1) == before


def test_shards_below_what_is_cleared_are_never_replaced(suite: TinySuite, shards: Shards) -> None:
    inside = suite.folder / "merged" / "junit" / "shard-1"
    inside.parent.mkdir(parents=True)
    (suite.folder / "merged" / ".lock").touch()
    shards.folders[0].rename(inside)
    merged = shards.merge(inside, *shards.folders[1:])
    assert merged.code == 2
    assert (inside / "run.jsonl").exists()


def test_a_folder_of_somebody_else_is_not_cleared(suite: TinySuite, shards: Shards) -> None:
    thesis = suite.write("merged/junit/thesis.txt", "mine")
    merged = shards.merge()
    assert merged.code == 2
    assert "was not written by this suite" in merged.err
    assert "name another folder with -o DIR." in merged.err
    assert thesis.read_text() == "mine"


def test_what_is_merged_again_replaces_what_was_merged_before(suite: TinySuite, shards: Shards) -> None:
    shards.merge(shards.folders[0])
    again = shards.merge()
    assert again.code == 1
    assert len(again.allure) == 9
    (suite.folder / "shard-2" / "run.jsonl").write_text("broken\n")
    assert not (shards.merge().reports / "run.jsonl").exists()


def test_a_merged_run_is_no_shard(suite: TinySuite, shards: Shards) -> None:
    shards.merge()
    again = shards.merge(suite.folder / "merged", *shards.folders, out="twice")
    assert again.code == 2
    assert "merged/run.jsonl is the record of a whole run, not of a shard" in again.err


def test_there_may_be_more_shards_than_scenarios(suite: TinySuite) -> None:
    shards = Shards(suite, "-n", "comes back", count=3)
    merged = shards.merge()
    assert merged.code == 0
    assert merged.outcomes == {"comes back": "passed"}
    idle = next(number for number in (1, 2, 3) if number != shards.of("comes back"))
    without = shards.merge(*(folder for folder in shards.folders if not folder.name.endswith(str(idle))))
    assert without.code == 0
    assert f"Note: shard {idle}/3 is missing, and had nothing to run." in without.out


def test_shards_leave_the_history_that_they_divide_by_as_it_is(suite: TinySuite) -> None:
    history = ("-D", "countersign.history=countersign.history.store", "-D", "history=sqlite:///history.db")
    suite.run(*history)
    before = (suite.folder / "history.db").read_bytes()
    shards = Shards(suite, *history)
    assert (suite.folder / "history.db").read_bytes() == before
    assert shards.merge().code == 1
    suite.run(*history)
    assert (suite.folder / "history.db").read_bytes() != before


def test_the_merged_run_is_remembered(shards: Shards) -> None:
    merged = shards.merge()
    assert shards.merge().first.run_id == merged.first.run_id
    assert expected_seconds(f"sqlite:///{merged.reports}/history.db", "staging").keys() >= {
        one.id for one in merged.planned if merged.attempts[one.name].outcome is Outcome.PASSED
    }
