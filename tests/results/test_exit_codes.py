"""What a run's exit code says: never green unless everything that was planned was run and passed."""

from pathlib import Path

import pytest

from .tiny_suite import TinySuite, scenario

WORKS = scenario("works", "it works")


def test_all_passed_is_green(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    run = suite.run()
    assert run.code == 0
    assert run.outcomes == {"works": "passed"}
    assert run.out.splitlines()[-1].startswith("PASSED (exit code 0)")


def test_a_failed_expectation_is_red(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS, scenario("fails", "it fails"), scenario("breaks", "it breaks"))
    run = suite.run()
    assert run.code == 1
    assert run.outcomes == {"works": "passed", "fails": "failed", "breaks": "error"}
    assert run.attempts["fails"].sentence == "it should have worked"
    assert run.attempts["breaks"].sentence == "ValueError: it broke"
    assert run.out.splitlines()[-1].startswith("FAILED (exit code 1)")


def test_a_bare_assert_is_explained_by_its_line(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "steps/bare.py", "from behave import step\n@step('bare')\ndef s(context):\n    assert 1 == 2\n"
    )
    suite.feature(scenario("fails", "bare"))
    assert suite.run().attempts["fails"].sentence == "assert 1 == 2 (steps/bare.py:4)"


@pytest.mark.parametrize("selection", ["--tags=@smok", "--name=nothing like it"])
def test_nothing_selected_is_inconclusive(tmp_path: Path, selection: str) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    run = suite.run(selection)
    assert run.code == 2
    assert f"No scenario in features matches {selection}" in run.err
    assert not (suite.reports / "run.jsonl").exists()


def test_a_scenario_without_steps_is_red_and_found_before_anything_runs(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS, scenario("is empty"))
    run = suite.run()
    assert run.code == 1
    assert run.outcomes == {"works": "passed", "is empty": "error"}
    assert list(run.attempts) == ["is empty", "works"]
    assert "is empty (error)\n    the scenario has no steps" in run.out


def test_an_undefined_step_is_red(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("unknown", "nobody knows this"))
    run = suite.run()
    assert run.code == 1
    assert run.attempts["unknown"].sentence == "no step is defined for: * nobody knows this"


def test_a_step_that_is_not_implemented_is_red(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "steps/pending.py",
        "from behave import step\nfrom behave.api.pending_step import StepNotImplementedError\n"
        "@step('pending')\ndef s(context):\n    raise StepNotImplementedError('later')\n",
    )
    suite.feature(scenario("at once", "pending"), scenario("tolerated by behave", "pending", tags="@wip"))
    run = suite.run()
    assert run.code == 1
    assert run.outcomes == {"at once": "error", "tolerated by behave": "error"}


@pytest.mark.parametrize("hook", ["before_all", "before_scenario", "after_step"])
def test_an_async_hook_is_red_and_found_before_anything_runs(tmp_path: Path, hook: str) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("works", "it leaves traces"))
    suite.hooks(f"async def {hook}(*args):\n    pass\n")
    run = suite.run()
    assert run.code == 1
    assert suite.traces() == []
    assert run.outcomes == {"works": "not run"}
    assert f"hook {hook} is an async def" in run.end.problems[0]
    assert f"hook {hook} is an async def" in run.out


@pytest.mark.parametrize(
    "hook", ["before_scenario", "after_scenario", "before_step", "after_step", "before_tag"]
)
def test_a_hook_of_a_scenario_that_fails_is_an_error_of_the_scenario(tmp_path: Path, hook: str) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("works", "it works", tags="@tagged"))
    suite.hooks(f"def {hook}(context, what):\n    raise ValueError('no luck')\n")
    run = suite.run()
    assert run.code == 1
    assert run.outcomes == {"works": "error"}
    assert f"hook {hook} failed: environment.py:2: ValueError: no luck" in run.attempts["works"].sentence
    assert run.end.problems == []


@pytest.mark.parametrize(
    ("hook", "arguments"),
    [
        ("before_all", "context"),
        ("after_all", "context"),
        ("before_feature", "context, what"),
        ("after_feature", "context, what"),
    ],
)
def test_a_hook_around_scenarios_that_fails_makes_the_run_red(
    tmp_path: Path, hook: str, arguments: str
) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    suite.hooks(f"def {hook}({arguments}):\n    raise ValueError('no luck')\n")
    run = suite.run()
    assert run.code == 1
    assert run.outcomes == {"works": "passed" if hook.startswith("after") else "not run"}
    assert run.end.problems == [f"hook {hook} failed: environment.py:2: ValueError: no luck"]
    assert run.end.problems[0] in run.out
    assert "no luck" in run.junit("countersign.run").findall("testcase/error")[0].get("message", "")


def test_a_clean_up_that_fails_is_an_error_of_the_scenario(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    suite.hooks(
        "def leave():\n    raise ValueError('locked')\n"
        "def before_scenario(context, scenario):\n    context.add_cleanup(leave)\n"
    )
    run = suite.run()
    assert run.code == 1
    assert run.attempts["works"].sentence == "clean-up leave failed: environment.py:2: ValueError: locked"


def test_a_clean_up_whose_error_is_hidden_is_an_error_all_the_same(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    suite.hooks(
        "def leave():\n    raise ValueError('locked')\n"
        "def before_scenario(context, scenario):\n"
        "    context.on_cleanup_error = lambda *args: None\n    context.add_cleanup(leave)\n"
    )
    run = suite.run()
    assert run.code == 1
    assert run.attempts["works"].sentence == "the scenario ended with cleanup error"


@pytest.mark.parametrize("handled", ["", "    context.on_cleanup_error = lambda *args: None\n"])
def test_a_clean_up_of_the_run_that_fails_makes_the_run_red(tmp_path: Path, handled: str) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    suite.hooks(
        "def leave():\n    raise ValueError('locked')\n"
        f"def before_all(context):\n{handled}    context.add_cleanup(leave)\n"
    )
    run = suite.run()
    assert run.code == 1
    assert run.outcomes == {"works": "passed"}
    assert "clean-up" in run.end.problems[0]


def test_a_failure_and_a_clean_up_error_are_both_told(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("fails", "it fails"))
    suite.hooks("def after_scenario(context, scenario):\n    raise ValueError('locked')\n")
    attempt = suite.run().attempts["fails"]
    assert attempt.outcome == "failed"
    assert attempt.sentence.startswith("it should have worked\nhook after_scenario failed")


def test_a_scenario_that_skips_itself_is_not_run(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS, scenario("skips", "it works", "it skips itself", "it works"))
    run = suite.run()
    assert run.code == 2
    assert run.outcomes == {"works": "passed", "skips": "not run"}
    assert run.attempts["skips"].sentence == "skipped itself: not today"
    assert "1 not run: skipped itself: not today\n    features/shop/buying.feature:" in run.out


@pytest.mark.parametrize("hook", ["before_scenario", "after_scenario", "before_feature"])
def test_a_hook_that_skips_leaves_a_scenario_not_run(tmp_path: Path, hook: str) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    suite.hooks(f"def {hook}(context, what):\n    what.skip('closed')\n")
    run = suite.run()
    assert run.code == 2
    assert run.attempts["works"].sentence == "skipped itself: closed"


def test_manual_checks_alone_are_inconclusive(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("by hand", tags="@manual"), scenario("with words", "it works", tags="@manual"))
    run = suite.run()
    assert run.code == 2
    assert run.outcomes == {"by hand": "manual", "with words": "manual"}
    assert "2 manual: to be done by hand" in run.out


def test_what_the_gate_keeps_out_is_listed_by_reason_and_harms_nobody(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session("""
def gate(self, planned):
    if "needs.clock" in planned.tags:
        return Decision(Outcome.NOT_APPLICABLE, "needs a clock")
    return Decision(Outcome.REFUSED, "would write") if "writes" in planned.tags else None
""")
    suite.hooks("def before_feature(context, feature):\n    print('entered', feature.name)\n")
    suite.feature(
        WORKS,
        scenario("later", "it leaves later", tags="@needs.clock"),
        scenario("much later", "it leaves later", tags="@needs.clock"),
        scenario("writes", "it leaves writing", tags="@writes"),
    )
    run = suite.run()
    assert run.code == 0
    assert suite.traces() == []
    assert run.outcomes["later"] == "not applicable"
    assert run.outcomes["writes"] == "refused"
    assert "2 not applicable: needs a clock" in run.out
    assert "1 refused: would write" in run.out


def test_a_feature_of_which_nothing_may_run_is_not_entered(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session("def gate(self, planned):\n    return Decision(Outcome.NOT_APPLICABLE, 'no clock')")
    suite.hooks("def before_feature(context, feature):\n    raise ValueError('entered')\n")
    suite.feature(WORKS)
    run = suite.run()
    assert run.code == 2
    assert run.outcomes == {"works": "not applicable"}


def test_stop_does_not_hide_what_was_not_run(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("fails", "it fails"), scenario("second", "it leaves second"))
    suite.feature(scenario("third", "it leaves third"), path="features/shop/later.feature")
    run = suite.run("--stop")
    assert run.code == 1
    assert suite.traces() == []
    assert run.outcomes == {"fails": "failed", "second": "not run", "third": "not run"}
    assert "--stop" in run.end.aborted


def test_a_suite_may_abort_itself(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "steps/abort.py", "from behave import step\n@step('enough')\ndef s(c):\n    c.abort('tired')\n"
    )
    suite.feature(scenario("aborts", "enough"), scenario("second", "it leaves second"))
    run = suite.run()
    assert run.code == 2
    assert suite.traces() == []
    assert run.outcomes == {"aborts": "passed", "second": "not run"}
    assert run.end.aborted == "aborted by the suite: tired"


@pytest.mark.parametrize("way", ["sys.exit(0)", "os._exit(0)"])
def test_a_step_that_ends_the_process_is_an_error_and_the_run_goes_on(tmp_path: Path, way: str) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "steps/leave.py",
        f"from behave import step\nimport os, sys\n@step('exit')\ndef s(c):\n    {way}\n",
    )
    suite.feature(scenario("leaves", "exit"), scenario("stays", "it works"))
    run = suite.run()
    assert run.code == 1
    assert run.outcomes == {"leaves": "error", "stays": "passed"}
    assert run.attempts["leaves"].sentence == f"the step called {way}; let it fail instead"


def test_a_step_pattern_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "steps/bad.py",
        "from behave import step, use_step_matcher\nuse_step_matcher('re')\n"
        "@step('a (b')\ndef s(c):\n    pass\n",
    )
    suite.feature(WORKS)
    run = suite.run()
    assert run.code == 1
    assert "the step's pattern can't be used: ^a (b$" in run.end.problems[0]


def test_a_service_that_dies_ends_the_run(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session("""
asked = 0
def health(self):
    self.asked += 1
    return "the sandbox died; see reports/services" if self.asked > 2 else None
""")
    suite.feature(scenario("first", "it works"), scenario("second", "it leaves second"))
    run = suite.run()
    assert run.code == 2
    assert suite.traces() == []
    assert run.outcomes == {"first": "passed", "second": "not run"}
    assert "Ended early: the sandbox died; see reports/services." in run.out


SENTENCE = "targets/x.toml: base_url is missing; name it."


def test_a_session_that_cannot_open_ends_in_one_sentence(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session(f"""
def open(self):
    raise UserError({SENTENCE!r})
def close(self):
    open("closed", "w").close()
""")
    suite.feature(WORKS)
    run = suite.run()
    assert run.code == 2
    assert run.err.strip() == f"countersign: {SENTENCE}"
    assert not (suite.reports / "run.jsonl").exists()
    assert (tmp_path / "closed").exists()


def test_a_user_error_before_all_ends_in_its_sentence(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    suite.hooks(
        "from countersign.errors import UserError\n"
        f"def before_all(context):\n    raise UserError({SENTENCE!r})\n"
    )
    run = suite.run()
    assert run.code == 2
    assert run.outcomes == {"works": "not run"}
    assert f"Ended early: {SENTENCE}" in run.out
    assert "Traceback" not in run.out + run.err


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        (
            "features/shop/bad.feature",
            "Feature: x\n  Scenario: y\n    * z\n  what\n",
            "features/shop/bad.feature:4: ",
        ),
        ("steps/bad.py", "import nothing_of_that_name\n", "steps/bad.py:1: ModuleNotFoundError"),
        ("steps/bad.py", "def x(:\n", "steps/bad.py:1: SyntaxError"),
        ("environment.py", "1 / 0\n", "environment.py:1: ZeroDivisionError"),
        (
            "behave.ini",
            "[behave]\nrunner=countersign.results.runner:Runner\n[behave.userdata]\n"
            "countersign.session=nowhere:Session\n",
            "behave.ini: countersign.session = nowhere:Session",
        ),
    ],
)
def test_what_cannot_be_loaded_is_named_in_a_sentence(
    tmp_path: Path, path: str, text: str, sentence: str
) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    suite.write(path, text)
    run = suite.run()
    assert run.code == 2
    assert sentence in run.err
    assert "Traceback" not in run.out + run.err


@pytest.mark.parametrize("path", ["features/none.feature", "features/shop/nothing", "nowhere"])
def test_a_path_that_is_not_there_is_named(tmp_path: Path, path: str) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    run = suite.run(path)
    assert run.code == 2
    assert path in run.err


def test_a_suite_without_scenarios_or_steps_is_told_so(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write("features/shop/empty.feature", "Feature: Empty\n")
    run = suite.run()
    assert run.code == 2
    assert "features: there is no scenario" in run.err
    suite.write("features/shop/empty.feature", "").unlink()
    run = suite.run()
    assert run.code == 2
    assert "No feature files in" in run.err


def test_a_user_error_while_hooks_are_loaded_speaks_for_itself(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    suite.hooks(f"from countersign.errors import UserError\nraise UserError({SENTENCE!r})\n")
    run = suite.run()
    assert run.code == 2
    assert run.err.strip() == f"countersign: {SENTENCE}"


def test_a_user_error_in_a_step_is_its_sentence(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "steps/needs.py",
        "from behave import step\nfrom countersign.errors import UserError\n"
        f"@step('it needs more')\ndef s(c):\n    raise UserError({SENTENCE!r})\n",
    )
    suite.feature(scenario("needs", "it needs more"))
    attempt = suite.run().attempts["needs"]
    assert (attempt.outcome, attempt.sentence) == ("error", SENTENCE)


def test_a_user_error_in_a_hook_is_its_sentence(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    suite.hooks(
        "from countersign.errors import UserError\n"
        f"def before_scenario(context, scenario):\n    raise UserError({SENTENCE!r})\n"
    )
    assert suite.run().attempts["works"].sentence == f"hook before_scenario failed: {SENTENCE}"


def test_plain_behave_says_the_same(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    assert suite.end(suite.start("--tags=@nothing")).code == 2
    assert suite.end(suite.start()).code == 0
