"""A scenario that is stuck is an error of the step that it is stuck in, and the others are run."""

from pathlib import Path

import pytest

from countersign.results.options import Options
from countersign.results.parallel import crew

from .tiny_suite import Finished, TinySuite, scenario

STEPS = """
import signal
import time
from pathlib import Path
from behave import step

@step("it waits for ever")
def step_waits(context):
    time.sleep(60)

@step("it waits for ever, whatever happens")
def step_waits_stubbornly(context):
    while True:
        try:
            time.sleep(60)
        except Exception:
            pass

@step("it hears nothing")
def step_deaf(context):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    time.sleep(60)

@step("it is stuck once")
def step_once(context):
    if not Path("tried").exists():
        Path("tried").touch()
        time.sleep(60)
"""

CLEANS_UP = """
def before_scenario(context, scenario):
    context.add_cleanup(lambda: open("left", "a").write(scenario.name))
"""

JOBS = pytest.mark.parametrize("jobs", ["1", "2"])


def stuck_suite(folder: Path, step: str) -> TinySuite:
    suite = TinySuite(folder)
    suite.write("steps/stuck.py", STEPS)
    suite.hooks(CLEANS_UP)
    suite.feature(
        scenario("stuck", "it works", step, "it leaves more"),
        *[scenario(str(n), "it works") for n in range(4)],
    )
    return suite


def only_that_is_red(suite: TinySuite, run: Finished) -> None:
    assert run.code == 1
    assert run.outcomes == {"stuck": "error", **dict.fromkeys("0123", "passed")}
    assert suite.traces() == []
    assert run.allure["stuck"]["status"] == "broken"


@JOBS
def test_a_step_that_never_ends_is_an_error_and_cleaned_up(tmp_path: Path, jobs: str) -> None:
    suite = stuck_suite(tmp_path, "it waits for ever")
    run = suite.run("-j", jobs, "-D", "scenario_timeout=1")
    only_that_is_red(suite, run)
    stuck = run.attempts["stuck"]
    assert stuck.sentence == (
        "in the step “* it waits for ever” the scenario was stuck: it had not ended after 1 s "
        "(-D scenario_timeout)"
    )
    assert [one.status for one in stuck.steps] == ["passed", "error", "skipped"]
    assert "steps/stuck.py" in stuck.steps[1].error
    assert "stuck" in (tmp_path / "left").read_text()
    assert run.first.jobs == int(jobs)


@JOBS
@pytest.mark.parametrize("step", ["it waits for ever, whatever happens", "it hears nothing"])
def test_what_does_not_react_is_ended_from_outside_and_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: str, step: str
) -> None:
    monkeypatch.setattr(crew, "_SECONDS_TO_CLEAN_UP", 0.2)
    suite = stuck_suite(tmp_path, step)
    run = suite.run("-j", jobs, "-D", "scenario_timeout=1")
    only_that_is_red(suite, run)
    assert run.attempts["stuck"].sentence == (
        f"in the step “* {step}” the process that ran the scenario was killed, since the scenario was stuck: "
        "it had not ended after 1 s (-D scenario_timeout)"
    )


def test_what_is_stuck_once_is_flaky(tmp_path: Path) -> None:
    suite = stuck_suite(tmp_path, "it is stuck once")
    run = suite.run("-j", "2", "-D", "scenario_timeout=1", "-D", "retries=1")
    assert run.code == 2
    assert run.end.counts == {"passed": 4, "flaky": 1}


def test_scenarios_have_their_time_each(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    moment = "import time\nfrom behave import step\n@step('a moment')\ndef s(c):\n    time.sleep(0.4)\n"
    suite.write("steps/moment.py", moment)
    suite.feature(*[scenario(str(n), "a moment") for n in range(5)])
    assert suite.run("-D", "scenario_timeout=1.5").code == 0


@pytest.mark.parametrize("value", ["0", "-1", "soon", "inf", "1e9", "2m"])
def test_a_limit_that_is_none_is_refused(tmp_path: Path, value: str) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("works", "it works"))
    run = suite.run("-D", f"scenario_timeout={value}")
    assert run.code == 2
    assert run.err == (
        f"countersign: -D scenario_timeout={value} is no number of seconds; write scenario_timeout=120, "
        "or scenario_timeout=off.\n"
    )


def test_there_is_none_unless_it_is_asked_for() -> None:
    assert Options.of({}).scenario_timeout is None
    assert Options.of({"scenario_timeout": "off"}).scenario_timeout is None
    assert Options.of({"scenario_timeout": "1.5"}).scenario_timeout == 1.5
