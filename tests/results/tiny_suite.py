"""A suite of a few lines in a folder of its own, and behave itself to run it."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from behave.__main__ import main as behave

import countersign.results.allure
import countersign.results.runner  # noqa: F401  (both loaded once, not in each of the forked runs)
from countersign.results.record import Attempt, End, Journey, Line, Planned, Promise, Run, Told, read

INI = """
[behave]
paths = features
runner = countersign.results.runner:Runner
default_format = countersign.results.console:Console
tag_expression_protocol = strict
show_skipped = false
summary = false
"""

STEPS = """
from behave import step
from pathlib import Path

@step("it works")
def step_works(context):
    pass

@step("it fails")
def step_fails(context):
    assert False, "it should have worked"

@step("it breaks")
def step_breaks(context):
    raise ValueError("it broke")

@step("it leaves {name}")
def step_leaves(context, name):
    with Path("traces").open("a") as traces:
        traces.write(name + "\\n")

@step("it skips itself")
def step_skips(context):
    context.scenario.skip("not today")
"""

SESSION = """
from countersign.errors import UserError
from countersign.evidence.exchange import Exchange
from countersign.results.record import Measure, Outcome
from countersign.results.session import Decision, Evidence, NullSession, RunFacts

class Session(NullSession):
"""

LONGEST = 45.0


@dataclass(frozen=True)
class Finished:
    """A run that is over."""

    code: int | None
    out: str
    err: str
    reports: Path

    @property
    def lines(self) -> list[Line]:
        """The run record, without what the features promise."""
        lines = read(self.reports / "run.jsonl")
        return [line for line in lines if not isinstance(line, Journey | Promise | Told)]

    @property
    def planned(self) -> list[Planned]:
        return [line for line in self.lines if isinstance(line, Planned)]

    @property
    def attempts(self) -> dict[str, Attempt]:
        """Scenario name → how it ended."""
        names = {planned.id: planned.name for planned in self.planned}
        return {names[line.id]: line for line in self.lines if isinstance(line, Attempt)}

    @property
    def outcomes(self) -> dict[str, str]:
        """Scenario name → outcome."""
        return {name: attempt.outcome.value for name, attempt in self.attempts.items()}

    @property
    def first(self) -> Run:
        line = self.lines[0]
        assert isinstance(line, Run)
        return line

    @property
    def end(self) -> End:
        line = self.lines[-1]
        assert isinstance(line, End)
        return line

    @property
    def allure(self) -> dict[str, dict[str, Any]]:
        """Scenario name → Allure result; two results of one name would be an error of the test."""
        results = [json.loads(path.read_text()) for path in self.reports.glob("allure-results/*-result.json")]
        assert len({result["name"] for result in results}) == len(results)
        return {result["name"]: result for result in results}

    def junit(self, name: str) -> ElementTree.Element:
        """A JUnit file."""
        return ElementTree.parse(self.reports / "junit" / f"TEST-{name}.xml").getroot()


class TinySuite:
    """Writes the files of a suite, and runs behave in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reports = folder / "reports"
        self.write("behave.ini", INI)
        self.write("steps/common.py", STEPS)

    def write(self, path: str, text: str) -> Path:
        """A file below the suite's folder."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def feature(self, *scenarios: str, path: str = "features/shop/buying.feature") -> None:
        """A feature, its scenarios indented by nothing."""
        self.write(path, "Feature: Buying\n\n" + "\n\n".join(scenarios) + "\n")

    def hooks(self, text: str) -> None:
        self.write("environment.py", text)

    def session(self, body: str) -> None:
        """A session whose methods are in the body; it may use what `SESSION` imports."""
        indented = "".join(f"    {line}\n" for line in body.strip("\n").splitlines())
        self.write("tiny_session.py", SESSION + indented)
        self.write("behave.ini", INI + "\n[behave.userdata]\ncountersign.session = tiny_session:Session\n")

    def traces(self) -> list[str]:
        """What `it leaves …` has left."""
        traces = self.folder / "traces"
        return traces.read_text().split() if traces.exists() else []

    def run(self, *arguments: str) -> Finished:
        """behave's own main in a process of its own, forked because imports would take ten times as long."""
        process = multiprocessing.get_context("fork").Process(target=_behave, args=(self.folder, arguments))
        process.start()
        process.join(LONGEST)
        if process.exitcode is None:
            process.kill()
            raise AssertionError("behave has not ended")
        return self._finished(process.exitcode)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """The real command, left running, with a group of processes of its own as a terminal gives it."""
        with (self.folder / "out").open("w") as out, (self.folder / "err").open("w") as err:
            return subprocess.Popen(
                [sys.executable, "-m", "behave", *arguments],
                cwd=self.folder,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    def end(self, process: subprocess.Popen[bytes]) -> Finished:
        """What the command left running has come to."""
        try:
            return self._finished(process.wait(LONGEST))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # with its workers: the next tests are to find nobody
            process.wait()
            raise

    def _finished(self, code: int | None) -> Finished:
        return Finished(
            code, (self.folder / "out").read_text(), (self.folder / "err").read_text(), self.reports
        )


def until(condition: Callable[[], object]) -> None:
    """Wait for the condition; a test that waits in vain fails."""
    deadline = time.monotonic() + LONGEST
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def scenario(name: str, *steps: str, tags: str = "") -> str:
    """A scenario's Gherkin."""
    return "\n".join([tags, f"Scenario: {name}", *(f"  * {step}" for step in steps)]).strip("\n")


def _behave(folder: Path, arguments: tuple[str, ...]) -> None:
    os.chdir(folder)
    warnings.resetwarnings()
    for descriptor, name in ((1, "out"), (2, "err")):
        file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, descriptor)
        os.close(file)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (until the process ends)
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.argv = ["behave", *arguments]
    sys.exit(behave(list(arguments)))
