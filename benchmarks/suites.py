"""Suites that are made up to be measured, commands that run them, and what really ran."""

import argparse
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

_SECONDS = 120.0
"""Longer than any run of these suites may take."""

_STEPS = """
import time
from pathlib import Path

from behave import step


@step("a moment passes")
def step_waits(context):
    \"\"\"Waits, and leaves a mark in its scenario's file.\"\"\"
    time.sleep({seconds!r})
    with Path("ran", context.scenario.name).open("a") as file:
        file.write(".")


@step("nothing happens")
def step_nothing(context):
    \"\"\"Does nothing.\"\"\"
"""


@dataclass(frozen=True)
class MadeUpSuite:
    """A suite in a folder of its own, laid out as every runner of features expects it."""

    folder: Path
    lengths: Sequence[int]
    """Of each feature, in scenarios."""
    steps: int
    """In each scenario."""
    seconds: float | None = None
    """What each step waits; none for steps that do nothing and leave no mark."""

    @property
    def size(self) -> int:
        """How many scenarios it has."""
        return sum(self.lengths)

    @property
    def serial(self) -> float:
        """Seconds that its steps wait, all together."""
        return self.size * self.steps * (self.seconds or 0.0)

    def write(self) -> "MadeUpSuite":
        """Write its files; harmless a second time."""
        folder = self.folder / "features"
        (folder / "steps").mkdir(parents=True, exist_ok=True)
        (folder / "steps" / "waiting.py").write_text(_STEPS.format(seconds=self.seconds or 0.0))
        step = "a moment passes" if self.seconds else "nothing happens"
        for number, length in enumerate(self.lengths):
            names = [f"scenario {number}-{one}" for one in range(length)]
            body = "".join(f"\n  Scenario: {name}\n" + f"    Given {step}\n" * self.steps for name in names)
            (folder / f"feature_{number}.feature").write_text(f"Feature: Feature {number}\n{body}")
        return self

    def forget(self) -> None:
        """Begin anew: nothing has run, and nothing is left of what ran before."""
        for path in self.folder.iterdir():
            if path.name != "features":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        (self.folder / "ran").mkdir()

    def not_as_planned(self) -> str:
        """What is wrong with what ran: a scenario that was left out, or a step that ran more than once."""
        if not self.seconds:
            return ""
        lengths = [file.stat().st_size for file in (self.folder / "ran").iterdir()]
        if len(lengths) != self.size:
            return f"ran {len(lengths)} of {self.size} scenarios"
        wrong = sum(length != self.steps for length in lengths)
        return f"ran {wrong} of {self.size} scenarios not once, step by step" if wrong else ""


class Taken(NamedTuple):
    """What a run has taken, in seconds."""

    seconds: float
    """From its start to its end."""
    work: float
    """Of processors, in all its processes; a busy machine changes little about it."""


def run(suite: MadeUpSuite, command: Sequence[str]) -> Taken:
    """Run the command in the suite's folder; ends this program where it goes wrong."""
    suite.forget()
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERSIGN_")}
    with (suite.folder / "said").open("w+b") as said:
        began, worked = time.perf_counter(), _work()
        with subprocess.Popen(
            command,
            cwd=suite.folder,
            env=bare,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        ) as process:
            try:
                code = process.wait(_SECONDS)
            except subprocess.TimeoutExpired:
                code = None
            taken = time.perf_counter() - began
            if code is None:
                os.killpg(process.pid, signal.SIGKILL)
    wrong = f"took longer than {_SECONDS:g} s" if code is None else suite.not_as_planned()
    if wrong or code:
        last = (suite.folder / "said").read_text(errors="replace")[-2000:]
        sys.exit(f"{' '.join(command)} {wrong or f'ended with exit code {code}'}:\n{last}")
    return Taken(taken, _work() - worked)


def _work() -> float:
    """Processor seconds of all processes that have ended under this one."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


Turn = tuple[str, MadeUpSuite, Sequence[str]]
"""A name for what is measured, the suite, and the command that runs it."""


def in_turns(turns: Sequence[Turn], rounds: int) -> dict[str, Taken]:
    """Name → medians. All take turns, so that a busy machine is unfair to none."""
    taken: dict[str, list[Taken]] = {name: [] for name, _, _ in turns}
    for number in range(rounds):
        for name, suite, command in turns:
            tell(f"round {number + 1} of {rounds}: {name}")
            taken[name].append(run(suite, command))
    tell("")
    return {
        name: Taken(median(one.seconds for one in all_of_it), median(one.work for one in all_of_it))
        for name, all_of_it in taken.items()
    }


def tell(what: str) -> None:
    """What is being done, on a line that is written over; for whoever watches."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{what}", end="", file=sys.stderr, flush=True)


def ours(jobs: int = 1) -> list[str]:
    """Our runner with the record, Allure results, JUnit, history and console."""
    runner = ["--runner", "countersign.results.runner:Runner"]
    console = ["--format", "countersign.results.console:Console"]
    history = ["--define", "countersign.history=countersign.history.store"]
    parallel = ["--jobs", str(jobs)] if jobs > 1 else []
    return [sys.executable, "-m", "behave", *runner, *console, *history, *parallel]


def bare() -> list[str]:
    """behave's own runner with its plain formatter, and no report."""
    return [sys.executable, "-m", "behave", "--runner", "behave.runner:Runner", "--format", "plain"]


def rounds_asked_for(what: str | None) -> int:
    """How often everything is to be measured, from the command line."""
    parser = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="median of N rounds, 3 by default")
    parser.add_argument("--quick", action="store_true", help="one round only; a first impression")
    given = parser.parse_args()
    if given.repeat < 1:
        parser.error("--repeat needs a number of rounds, 1 at least")
    return 1 if given.quick else int(given.repeat)


def judged(what: str, value: float, most: float | None = None, least: float | None = None) -> bool:
    """Print a value beside its goal; whether it is reached."""
    reached = (most is None or value <= most) and (least is None or value >= least)
    goal = f"at most {most:.2f}" if most is not None else f"at least {least:.2f}"
    print(f"  {what:44} {value:6.2f}, goal: {goal}{'' if reached else '   MISSED'}")
    return reached
