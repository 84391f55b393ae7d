"""Hooks in workers: what fails in them comes to the same as without workers."""

from pathlib import Path

import pytest

from ..tiny_suite import Finished, TinySuite, scenario

RULE = "Rule: all is well\n\n" + scenario("ruled", "it works")


def hooked_suite(folder: Path, hooks: str) -> TinySuite:
    suite = TinySuite(folder)
    suite.hooks(hooks)
    suite.feature(*[scenario(f"scenario {number}", "it works", tags="@odd") for number in range(4)], RULE)
    suite.feature(scenario("elsewhere", "it works"), path="features/shop/selling.feature")
    return suite


def come_to_the_same(folder: Path, hooks: str, *options: str) -> Finished:
    alone = hooked_suite(folder / "1", hooks).run("-j", "1", *options)
    together = hooked_suite(folder / "3", hooks).run("-j", "3", *options)
    assert together.code == alone.code
    assert together.outcomes == alone.outcomes
    sentences = {name: attempt.sentence for name, attempt in alone.attempts.items()}
    assert {name: attempt.sentence for name, attempt in together.attempts.items()} == sentences
    assert together.end.problems == alone.end.problems
    assert together.end.aborted == alone.end.aborted
    return together


EVERY_HOOK = pytest.mark.parametrize(
    "hook",
    [
        "before_all(context)",
        "before_feature(context, feature)",
        "before_rule(context, rule)",
        "before_tag(context, tag)",
        "before_scenario(context, scenario)",
        "before_step(context, step)",
        "after_step(context, step)",
        "after_scenario(context, scenario)",
        "after_tag(context, tag)",
        "after_rule(context, rule)",
        "after_feature(context, feature)",
        "after_all(context)",
    ],
)


@EVERY_HOOK
def test_a_hook_that_fails_is_red(tmp_path: Path, hook: str) -> None:
    run = come_to_the_same(tmp_path, f"def {hook}:\n    raise LookupError('nothing there')\n")
    assert run.code == 1


@EVERY_HOOK
def test_a_hook_that_calls_sys_exit_ends_the_run_and_is_never_green(tmp_path: Path, hook: str) -> None:
    for jobs in ("1", "3"):
        run = hooked_suite(tmp_path / jobs, f"def {hook}:\n    raise SystemExit(0)\n").run("-j", jobs)
        assert run.code in (1, 2)
        assert "SystemExit" in run.end.aborted
        assert len(run.attempts) == 6


@pytest.mark.parametrize("layer", ["before_all", "before_feature", "before_scenario", "before_step"])
def test_a_clean_up_that_fails_is_red(tmp_path: Path, layer: str) -> None:
    argument = "" if layer == "before_all" else ", statement"
    run = come_to_the_same(
        tmp_path,
        f"def lose():\n    raise OSError('lost')\n"
        f"def {layer}(context{argument}):\n    context.add_cleanup(lose)\n",
    )
    assert run.code == 1
    assert "clean-up lose failed: environment.py:2: OSError: lost" in run.out


@pytest.mark.parametrize("layer", ["feature", "rule"])
def test_a_hook_may_skip_what_is_in_its_hands(tmp_path: Path, layer: str) -> None:
    run = come_to_the_same(tmp_path, f"def before_{layer}(context, it):\n    it.skip('closed today')\n")
    assert run.code == 2
    assert run.outcomes["ruled"] == "not run"


def test_a_process_that_a_hook_forks_off_and_that_goes_on_reports_nothing(tmp_path: Path) -> None:
    run = hooked_suite(tmp_path, "import os\ndef after_feature(context, feature):\n    os.fork()\n").run(
        "-j", "3"
    )
    assert run.code == 0
    assert len(run.lines) == 2 * 6 + 2


def test_a_users_error_before_all_refuses_the_run_once(tmp_path: Path) -> None:
    run = come_to_the_same(
        tmp_path,
        "from countersign.errors import UserError\n"
        "def before_all(context):\n    raise UserError('SHOP_URL is not set: set it')\n",
    )
    assert run.code == 2
    assert set(run.outcomes.values()) == {"not run"}
    assert run.out.count("Ended early: SHOP_URL is not set: set it") == 1


def test_before_all_and_after_all_run_once_in_each_worker_and_around_its_scenarios(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.hooks("""
import os
def note(what):
    with open(f"notes-{os.getpid()}", "a") as notes:
        notes.write(what + "\\n")
def before_all(context):
    note("before_all")
def before_feature(context, feature):
    note("before_feature")
def before_scenario(context, scenario):
    note("scenario")
def after_feature(context, feature):
    note("after_feature")
def after_all(context):
    note("after_all")
""")
    suite.write(
        "steps/meet.py",
        """
import os, time
from behave import step
@step("all meet")
def step_meet(context):
    open(f"here-{os.getpid()}", "w").close()
    while len([name for name in os.listdir() if name.startswith("here-")]) < 3:
        time.sleep(0.01)
""",
    )
    suite.feature(*[scenario(f"scenario {number}", "all meet") for number in range(9)])
    assert suite.run("-j", "3").code == 0
    notes = [path.read_text().split() for path in tmp_path.glob("notes-*")]
    assert len(notes) == 3
    for lines in notes:
        assert (lines[0], lines[-1]) == ("before_all", "after_all")
        assert lines[1:-1] == ["before_feature", "scenario", "after_feature"] * (len(lines[1:-1]) // 3)
    assert sum(lines.count("scenario") for lines in notes) == 9


def test_a_session_opens_once_and_closes_in_each_process(tmp_path: Path) -> None:
    suite = hooked_suite(tmp_path, "")
    suite.session("""
def open(self):
    with open("sessions", "a") as sessions:
        sessions.write("opened ")
    return RunFacts()
def close(self):
    with open("sessions", "a") as sessions:
        sessions.write("closed ")
""")
    assert suite.run("-j", "3").code == 0
    assert (tmp_path / "sessions").read_text().split() == ["opened", *["closed"] * 4]
