"""What our runner costs on top of behave: behave's own runner and ours, side by side on idle scenarios.

Ours writes all its reports: run record, Allure results, JUnit, history, console; behave's own has its plain
formatter and no report. Neither has workers. The three suites, one scenario, many scenarios of one step, and
as many of eleven, tell start-up, scenarios and steps apart. What is judged is the processor's time, since
nothing waits here and others may be at work on the machine. Exits with 1 where a goal is missed.

    .venv/bin/python benchmarks/harness.py [--quick] [--repeat N]
"""

import sys
import tempfile
from pathlib import Path

from suites import MadeUpSuite, Taken, bare, in_turns, judged, ours, rounds_asked_for

LENGTHS = (20,) * 20
"""Of the features, in scenarios."""
FEW_STEPS, MANY_STEPS = 1, 11
MOST_A_STEP, MOST_A_SCENARIO = 0.2, 1.0
"""Milliseconds."""


def main() -> int:
    """Measure, print, and say whether the goals are reached."""
    rounds = rounds_asked_for(__doc__)
    with tempfile.TemporaryDirectory(prefix="countersign-benchmark-") as folder:
        suites = {
            "one scenario": MadeUpSuite(Path(folder) / "one", (1,), FEW_STEPS),
            "few steps": MadeUpSuite(Path(folder) / "few", LENGTHS, FEW_STEPS),
            "many steps": MadeUpSuite(Path(folder) / "many", LENGTHS, MANY_STEPS),
        }
        turns = [
            (f"{name}, {whose}", suite.write(), command)
            for name, suite in suites.items()
            for whose, command in {"behave": bare(), "ours": ours()}.items()
        ]
        taken = in_turns(turns, rounds)
    print(f"Idle scenarios; {suites['few steps'].size} of them where there are many; median of {rounds}")
    cost = {}
    for name, suite in suites.items():
        behave, own = taken[f"{name}, behave"], taken[f"{name}, ours"]
        cost[name] = (own.work - behave.work) * 1000
        print(f"  {suite.size:3} × {suite.steps:2} steps   behave {_told(behave)}   ours {_told(own)}")
    many = suites["many steps"]
    a_step = (cost["many steps"] - cost["few steps"]) / (many.size * (MANY_STEPS - FEW_STEPS))
    a_scenario = (cost["few steps"] - cost["one scenario"]) / (many.size - 1) - a_step * FEW_STEPS
    print(f"  ours costs {cost['one scenario']:.0f} ms at the start")
    reached = [
        judged("ours costs, in ms a scenario", a_scenario, most=MOST_A_SCENARIO),
        judged("ours costs, in ms a step", a_step, most=MOST_A_STEP),
    ]
    return 0 if all(reached) else 1


def _told(taken: Taken) -> str:
    return f"{taken.work:5.2f} s of work in {taken.seconds:5.2f} s"


if __name__ == "__main__":
    sys.exit(main())
