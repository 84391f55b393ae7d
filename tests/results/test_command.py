"""The `behave` command: `-j auto`, and exit code 2 where nothing could begin."""

import os
from pathlib import Path

import pytest

from countersign.results.command import main, with_jobs

from .tiny_suite import TinySuite, scenario


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        (["-j", "auto"], ["-j", "0"]),
        (["--jobs", "auto", "-k"], ["--jobs", "0", "-k"]),
        (["--parallel=auto"], ["--parallel=0"]),
        (["-jauto"], ["-j0"]),
        (["-j", "4", "auto"], ["-j", "4", "auto"]),
        (["-n", "auto", "--tags=auto"], ["-n", "auto", "--tags=auto"]),
        ([], []),
    ],
)
def test_auto_is_no_number_of_jobs_in_particular(given: list[str], understood: list[str]) -> None:
    assert list(with_jobs(given)) == understood


def test_auto_uses_more_than_one_process(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(*[scenario(str(number), "it works") for number in range(40)])
    run = suite.run(*with_jobs(["-j", "auto"]))
    assert run.code == 0
    assert run.first.jobs == min(2 * len(os.sched_getaffinity(0)), 40)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--name=("], "--name is no regular expression"),
        (["--tags=@a and"], "nothing was run, correct the command."),
    ],
)
def test_a_command_that_cant_be_understood_is_inconclusive_and_not_red(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    arguments: list[str], sentence: str,
) -> None:  # fmt: skip
    suite = TinySuite(tmp_path)
    suite.feature(scenario("works", "it works"))
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err
