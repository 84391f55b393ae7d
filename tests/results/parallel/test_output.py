"""What steps print, attach and leave behind in workers: told in its turn, whatever it is."""

import subprocess
import sys
from pathlib import Path

import pytest
from behave.formatter.base import Formatter

from ..tiny_suite import LONGEST, TinySuite, scenario


class Odd(Formatter):  # type: ignore[misc]
    """Fails over the first step that has ended."""

    def result(self, step: object) -> None:  # noqa: ARG002
        raise ZeroDivisionError("too odd")


ODD = f"{__name__}:Odd"

STEPS = r"""
import os
import subprocess
import sys
from behave import step

@step("it prints {count:d} lines")
def step_prints(context, count):
    for number in range(count):
        print(f"line {number} of {context.scenario.name}")

@step("it prints bytes that are no UTF-8")
def step_bytes(context):
    sys.stdout.flush()
    os.write(1, b"no \xff UTF-8\n")

@step("a program prints")
def step_program(context):
    sys.stdout.flush()
    subprocess.run(["echo", "a program printed for", context.scenario.name], check=True)

@step("it fails over half a character")
def step_half(context):
    print("printed \udcff")
    assert False, "failed over \udcff"

@step("it passes over half a character")
def step_half_passes(context):
    context.attach("text/plain", "attached \udcff")

@step("it attaches {what}")
def step_attaches(context):
    context.attach("text/plain", 5)
"""

JOBS = pytest.mark.parametrize("jobs", ["1", "2"])


def suite_that_prints(folder: Path, *steps: str) -> TinySuite:
    suite = TinySuite(folder)
    suite.write("steps/prints.py", STEPS)
    suite.feature(*[scenario(name, *steps) for name in ("first", "second", "third")])
    return suite


def test_what_is_printed_stands_before_its_scenario(tmp_path: Path) -> None:
    suite = suite_that_prints(tmp_path, "it prints 3 lines", "a program prints")
    out = suite.run("-j", "2", "--no-capture").out
    told = [line for line in out.splitlines() if "first" in line or "second" in line or "third" in line]
    assert [line.split()[-3 if "✓" in line else -1] for line in told] == [
        name for name in ("first", "second", "third") for _ in range(5)
    ]


def test_megabytes_are_printed_and_recorded(tmp_path: Path) -> None:
    suite = suite_that_prints(tmp_path, "it prints 60000 lines")
    run = suite.run("-j", "2", "--no-capture")
    assert run.code == 0
    assert run.out.count("line 59999 of") == 3
    suite = suite_that_prints(tmp_path, "it prints 60000 lines", "it fails")
    run = suite.run("-j", "2")
    assert run.code == 1
    assert "line 59999 of third" in run.attempts["third"].output


@JOBS
def test_bytes_that_are_no_text_do_no_harm(tmp_path: Path, jobs: str) -> None:
    suite = suite_that_prints(tmp_path, "it prints bytes that are no UTF-8")
    with (tmp_path / "raw").open("wb") as out:
        subprocess.run([sys.executable, "-m", "behave", "-j", jobs], cwd=tmp_path, stdout=out, check=True)
    assert suite.reports.exists()
    assert (tmp_path / "raw").read_bytes().count(b" UTF-8\n") == 3


@JOBS
def test_half_a_character_is_told_as_far_as_it_can_be(tmp_path: Path, jobs: str) -> None:
    suite = suite_that_prints(tmp_path, "it passes over half a character", "it fails over half a character")
    run = suite.run("-j", jobs, "-f", "plain", "-o", "told", "-f", "countersign.results.console:Console")
    assert run.code == 1
    assert set(run.outcomes.values()) == {"failed"}, run.err
    assert run.attempts["first"].sentence == r"failed over \udcff"
    assert r"printed \udcff" in run.attempts["first"].output
    assert run.end.problems == []


@JOBS
@pytest.mark.parametrize("what", ["5", "'a text'"])
def test_what_a_formatter_cant_take_is_the_steps_error(tmp_path: Path, jobs: str, what: str) -> None:
    run = suite_that_prints(tmp_path, f"it attaches {what}").run("-j", jobs, "-f", "json")
    assert run.code == 1, run.err
    assert set(run.outcomes.values()) == {"error"}


@JOBS
def test_output_that_nobody_reads_any_more_ends_the_run(tmp_path: Path, jobs: str) -> None:
    suite_that_prints(tmp_path, "it prints 3000 lines")
    process = subprocess.Popen(
        [sys.executable, "-m", "behave", "--no-capture", "-j", jobs],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(LONGEST) == 2
    assert process.stderr
    with process.stderr as errors:
        assert errors.read() == "countersign: the output was closed before the run had ended\n"


@JOBS
def test_a_disk_that_is_full_is_never_green_and_said_in_a_sentence(tmp_path: Path, jobs: str) -> None:
    suite = suite_that_prints(tmp_path, "it works")
    run = suite.run("-j", jobs, "-f", "json", "-o", "/dev/full")
    assert run.code == 1
    assert "formatter JSONFormatter failed" in run.out
    with Path("/dev/full").open("w") as full:
        behave = str(Path(sys.executable).with_name("behave"))
        ended = subprocess.run(
            [behave, "-j", jobs], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True,
            timeout=LONGEST, check=False,
        )  # fmt: skip
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert "no space left" in ended.stderr


@JOBS
def test_a_formatter_that_fails_is_done_without_and_the_run_is_red(tmp_path: Path, jobs: str) -> None:
    suite = suite_that_prints(tmp_path, "it works")
    run = suite.run("-j", jobs, "-f", ODD, "-f", "countersign.results.console:Console")
    assert run.code == 1
    assert run.outcomes == {"first": "passed", "second": "passed", "third": "passed"}
    [problem] = run.end.problems
    assert problem.startswith("formatter Odd failed, what it writes is not complete: ")
    assert problem.endswith("test_output.py:17: ZeroDivisionError: too odd")
    assert run.out.count("✓") == 3


@JOBS
def test_a_record_that_cant_grow_ends_the_run(tmp_path: Path, jobs: str) -> None:
    suite = suite_that_prints(tmp_path, "it prints 1000 lines", "it fails")
    suite.session("""
def open(self):
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
    return RunFacts()
""")
    run = suite.run("-j", jobs, "-D", "allure=off", "-f", "null")
    assert run.code == 2
    assert "run.jsonl: the run record can't be written" in run.err
    assert len(run.planned) == 3
    assert run.err.count("\n") == 1


def test_a_long_conversation_arrives(tmp_path: Path) -> None:
    suite = suite_that_prints(tmp_path, "it fails")
    suite.session("""
def finish(self, scenario_id):
    said = Exchange(at=0.0, channel="telegram", sender="bot", receiver="Amira", body="x" * 8000)
    return Evidence(transcript=[said] * 2_000)
""")
    run = suite.run("-j", "2", "-D", "allure=off", "-f", "null")
    assert run.code == 1, run.err
    assert [len(attempt.transcript) for attempt in run.attempts.values()] == [2_000] * 3
