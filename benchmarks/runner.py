"""How much faster our runner makes a suite that waits: beside behave itself and other parallel runners.

Made-up suites, run in turns: 80 scenarios of 5 steps that wait 50 ms, and 200 scenarios that wait 0.1 s. The
features of the first are as unlike in length as those of a real suite; it is measured again with features
that share out evenly, which is the best that can happen to runners that hand out features.

Ours writes all its reports: run record, Allure results, JUnit, history, console. The sequential run is
behave's own runner with its plain formatter. Every scenario leaves marks of its steps, which are counted
after each run: a runner that leaves one out, or runs one twice, ends the benchmark. Exits with 1 where a
goal is missed, and with 2 where the others can't be had, so that nothing was compared with them.

    .venv/bin/python benchmarks/runner.py [--quick] [--repeat N]

What our runner costs on top of behave without workers is measured by `benchmarks/harness.py`.
"""

import sys
import tempfile
from pathlib import Path

from peers import home_of_peers, peers
from suites import MadeUpSuite, Taken, bare, in_turns, judged, ours, rounds_asked_for

WORKERS, MANY_WORKERS, FEW_WORKERS = 16, 32, 8
UNLIKE = (13, 10, 8, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1)
"""How many scenarios the features of a suite have."""
FASTER_THAN_BEHAVE = {WORKERS: 10.0, MANY_WORKERS: 13.0}
FASTER_THAN_BEHAVEX = 1.5
MOST_OF_IDEAL = 1.25
"""Times what the waiting takes with as many workers, and one start-up."""


def main() -> int:
    """Measure, print, and say whether the goals are reached."""
    rounds = rounds_asked_for(__doc__)
    home = home_of_peers()
    with tempfile.TemporaryDirectory(prefix="countersign-benchmark-") as folder:
        reached = [speed_up(Path(folder), rounds, home), ideal(Path(folder), rounds, home)]
        if home:
            best_case_of_others(Path(folder), rounds, home)
    if not all(reached):
        return 1
    if not home:
        print("Inconclusive: the other runners were not measured.")
    return 0 if home else 2


def speed_up(folder: Path, rounds: int, home: Path | None) -> bool:
    """A suite of short steps, against behave and BehaveX."""
    suite = MadeUpSuite(folder / "steps", UNLIKE, steps=5, seconds=0.05).write()
    sequential = "behave, its own runner, sequential"
    commands = {
        sequential: bare(),
        **{_ours(jobs): ours(jobs) for jobs in FASTER_THAN_BEHAVE},
        **(peers(home, WORKERS) if home else {}),
    }
    taken = _seconds(in_turns([(name, suite, command) for name, command in commands.items()], rounds))
    _print(suite, taken, rounds, sequential)
    reached = [
        judged(f"{_ours(jobs)}: times behave's speed", taken[sequential] / taken[_ours(jobs)], least=least)
        for jobs, least in FASTER_THAN_BEHAVE.items()
    ]
    if home:
        better = min(seconds for name, seconds in taken.items() if name.startswith("BehaveX"))
        ratio = better / taken[_ours(WORKERS)]
        reached.append(judged("times the speed of BehaveX at its better", ratio, least=FASTER_THAN_BEHAVEX))
    return all(reached)


def best_case_of_others(folder: Path, rounds: int, home: Path) -> None:
    """The same with features that share out evenly, beside those who hand out features; without a goal."""
    suite = MadeUpSuite(folder / "even", (5,) * WORKERS, steps=5, seconds=0.05).write()
    others = {name: command for name, command in peers(home, WORKERS).items() if "by feature" in name}
    commands = {_ours(WORKERS): ours(WORKERS), **others}
    taken = _seconds(in_turns([(name, suite, command) for name, command in commands.items()], rounds))
    _print(suite, taken, rounds, _ours(WORKERS))


def ideal(folder: Path, rounds: int, home: Path | None) -> bool:
    """A suite of short scenarios, against what the waiting itself takes with so many workers."""
    suite = MadeUpSuite(folder / "scenarios", (5,) * 40, steps=1, seconds=0.1).write()
    single = MadeUpSuite(folder / "single", (1,), steps=1).write()
    start = "our runner, one empty scenario"
    name = _ours(FEW_WORKERS)
    turns = [
        (start, single, ours()),
        (name, suite, ours(FEW_WORKERS)),
        *((peer, suite, command) for peer, command in (peers(home, FEW_WORKERS) if home else {}).items()),
    ]
    taken = _seconds(in_turns(turns, rounds))
    floor = suite.serial / FEW_WORKERS + taken[start]
    _print(suite, taken, rounds, name)
    print(f"  the waiting alone, with {FEW_WORKERS} workers, and one start-up: {floor:.2f} s")
    return judged(f"{name}: times that", taken[name] / floor, most=MOST_OF_IDEAL)


def _ours(jobs: int) -> str:
    return f"ours, {jobs} workers"


def _seconds(taken: dict[str, Taken]) -> dict[str, float]:
    return {name: one.seconds for name, one in taken.items()}


def _print(suite: MadeUpSuite, taken: dict[str, float], rounds: int, measure: str) -> None:
    print(
        f"\n{suite.size} scenarios in {len(suite.lengths)} features, {suite.steps} steps of "
        f"{suite.seconds or 0:g} s each, {suite.serial:g} s in all; median of {rounds}, each of which ran all"
    )
    for name, seconds in taken.items():
        print(f"  {name:44} {seconds:6.2f} s   {taken[measure] / seconds:5.2f} × {measure.partition(',')[0]}")


if __name__ == "__main__":
    sys.exit(main())
