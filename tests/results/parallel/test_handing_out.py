"""Who runs what, and when: longest first, `@exclusive` with nobody else at work."""

from pathlib import Path

from countersign.results.record import Attempt

from ..tiny_suite import TinySuite, scenario

STEPS = """
import time
from behave import step

@step("it takes a moment")
def step_moment(context):
    time.sleep(0.05)
"""


def test_exclusive_scenarios_run_at_the_end_and_alone_even_when_run_again(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write("steps/moment.py", STEPS)
    suite.hooks("import time\ndef before_all(context):\n    time.sleep(0.05)\n")
    suite.feature(
        *[
            scenario(f"exclusive {one}", "it takes a moment", "it fails", tags="@exclusive")
            for one in range(3)
        ],
        *[scenario(f"shared {number}", "it takes a moment") for number in range(6)],
        scenario("shared and failing", "it takes a moment", "it fails"),
    )
    run = suite.run("-j", "3", "-D", "retries=1")
    names = {planned.id: planned.name for planned in run.planned}
    attempts = [line for line in run.lines if isinstance(line, Attempt)]
    exclusive = [one for one in attempts if names[one.id].startswith("exclusive")]
    assert len(exclusive) == 6
    for one in exclusive:
        assert not [other for other in attempts if other is not one and _overlap(one, other)]
    shared = [one for one in attempts if names[one.id].startswith("shared") and one.attempt == 1]
    assert max(map(_end, shared)) < min(one.started_at for one in exclusive)
    assert any(_overlap(one, other) for one in shared for other in shared if one is not other)


def _end(attempt: Attempt) -> float:
    return attempt.started_at + attempt.seconds


def _overlap(one: Attempt, other: Attempt) -> bool:
    return one.started_at < _end(other) and other.started_at < _end(one)


def test_what_took_longest_before_is_begun_first_and_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "tiny_history.py",
        """
class Insights:
    def lines(self):
        return []
def expected_seconds(url, target):
    import json, pathlib
    return json.loads(pathlib.Path("expected").read_text())
def prepare():
    pass
def remember(url, read):
    import json, pathlib
    usual = {p.id: float(p.name.split()[1]) for p in read.planned}
    pathlib.Path("expected").write_text(json.dumps(usual))
    return Insights()
""",
    )
    suite.write("expected", "{}")
    with (tmp_path / "behave.ini").open("a") as ini:
        ini.write("\n[behave.userdata]\ncountersign.history = tiny_history\n")
    suite.write("steps/moment.py", STEPS)
    suite.feature(*[scenario(f"lasts {n}", "it takes a moment") for n in (1, 5, 3, 2, 4)])
    suite.end(suite.start("-j", "1"))
    run = suite.end(suite.start("-j", "2"))
    assert run.code == 0, run.err
    began = sorted(run.attempts, key=lambda name: run.attempts[name].started_at)
    assert {*began[:2]} == {"lasts 5", "lasts 4"}
    assert {*began[2:4]} == {"lasts 3", "lasts 2"}
    told = [line.split()[2] for line in run.out.splitlines() if "✓" in line]
    assert told == ["1", "5", "3", "2", "4"]


def test_no_more_processes_than_scenarios(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("one", "it works"), scenario("two", "it works"))
    assert suite.run("-j", "9").first.jobs == 2
    assert suite.run("-j", "9", "--name=one").first.jobs == 1
