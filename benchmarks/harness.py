"""What the harness costs: bare behave and ours, with all reports on, side by side on idle scenarios.

    python benchmarks/harness.py [--scenarios 200] [--repetitions 5]

Ends with exit code 1 where ours costs more than 3 ms a scenario on top of behave.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

MOST = 0.003
"""Seconds a scenario that the harness may cost, start-up included."""

FEATURES = 10

STEPS = """
from behave import step


@step("nothing happens")
def step_nothing(context):
    \"\"\"Does nothing.\"\"\"
"""

BARE = ["--runner", "behave.runner:Runner", "--format", "plain"]
OURS = ["--runner", "countersign.results.runner:Runner", "--format", "countersign.results.console:Console"]


def main() -> int:
    """Measure, print, judge."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        suite = Path(folder)
        _write_suite(suite, options.scenarios)
        taken = _interleaved(suite, options.repetitions)
    bare, ours = median(taken["bare"]), median(taken["ours"])
    cost = (ours - bare) / options.scenarios
    print(f"{options.scenarios} scenarios of 3 empty steps, median of {options.repetitions} interleaved runs")
    print(f"bare behave       {bare:7.3f} s")
    print(f"with all reports  {ours:7.3f} s   {ours / bare:.2f} times as long")
    print(f"the harness costs {cost * 1000:7.2f} ms a scenario, of {MOST * 1000:.0f} allowed")
    return 0 if cost <= MOST else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures what the harness costs on top of behave.")
    parser.add_argument("--scenarios", type=int, default=200)
    parser.add_argument("--repetitions", type=int, default=5)
    return parser.parse_args()


def _write_suite(suite: Path, scenarios: int) -> None:
    (suite / "features" / "idle").mkdir(parents=True)
    (suite / "steps").mkdir()
    (suite / "steps" / "idle.py").write_text(STEPS)
    for number in range(FEATURES):
        numbers = range(number, scenarios, FEATURES)
        body = "".join(f"\n  Scenario: idle {one}\n" + "    Given nothing happens\n" * 3 for one in numbers)
        (suite / "features" / "idle" / f"idle_{number}.feature").write_text(f"Feature: Idle {number}\n{body}")


def _interleaved(suite: Path, repetitions: int) -> dict[str, list[float]]:
    """The two take turns, so that a busy machine is unfair to neither; the first turn warms up."""
    taken: dict[str, list[float]] = {"bare": [], "ours": []}
    for repetition in range(repetitions + 1):
        for name, arguments in (("bare", BARE), ("ours", OURS)):
            seconds = _run(suite, arguments)
            if repetition:
                taken[name].append(seconds)
    return taken


def _run(suite: Path, arguments: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "behave", *arguments], cwd=suite, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
