"""What a run of the suite says when something is wrong around a scenario."""

from whole_suite import Suite

from countersign.results.record import Attempt, Measure, Outcome, Run, read

GREETING = """
@needs.database
Feature: A greeting
  Scenario: A newcomer is greeted
    Given Amira is new to the bot
    When she starts the bot
    Then she is greeted as a newcomer
"""
SPOILING = """
import sqlite3
from behave import then

@then("nothing of hers can be removed")
def step(context):
    url = context.session._services.addresses.databases["onboarding"]
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("DROP TABLE wallets")
    connection.close()
"""
DYING = """
import os, signal
from behave import when
from pathlib import Path

@when("somebody kills the {service} itself")
def step(context, service):
    for child in context.session._services._fleet._children:
        if child.name == service:
            os.kill(child._process.pid, signal.SIGKILL)
            child._process.wait()
"""


def attempts(suite: Suite) -> list[Attempt]:
    return [line for line in read(suite.reports / "run.jsonl") if isinstance(line, Attempt)]


def test_a_clean_up_that_fails_is_an_error_and_stays_in_the_ledger(suite: Suite) -> None:
    suite.feature(GREETING + "    And nothing of hers can be removed\n")
    suite.steps(SPOILING)
    code, output = suite.run()
    assert code == 1, output
    assert "nothing can be removed through onboarding.cleanup_database_url (no such table: wallets)" in output
    assert [attempt.outcome for attempt in attempts(suite)] == [Outcome.ERROR]
    assert len(list((suite.folder / ".countersign" / "ledger").iterdir())) == 1


def test_a_service_that_dies_is_named_and_the_rest_is_not_run(suite: Suite) -> None:
    suite.feature(
        """
Feature: A death
  Scenario: The sandbox dies
    Given Amira is new to the bot
    When somebody kills the sandbox itself

  Scenario: Somebody comes later
    Given Amira is new to the bot
    When she starts the bot
    Then she is greeted as a newcomer
"""
    )
    suite.steps(DYING)
    code, output = suite.run()
    assert code == 2, output
    assert "The sandbox process died (killed by SIGKILL)" in output
    assert attempts(suite)[1].outcome is Outcome.NOT_RUN
    assert suite.processes() == []
    assert suite.temporary_files() == []


def test_a_green_run_is_on_record_with_what_was_measured(suite: Suite) -> None:
    suite.feature(GREETING)
    code, output = suite.run("-D", "verbose")
    assert code == 0, output
    assert "▶ A newcomer is greeted" in output
    assert "Amira → the bot [telegram]  /start" in output
    lines = read(suite.reports / "run.jsonl")
    assert isinstance(lines[0], Run)
    assert (lines[0].target, lines[0].environment) == ("sandbox", "sandbox")
    measures = [line for line in lines if isinstance(line, Measure)]
    assert [(measure.name, measure.unit) for measure in measures] == [("answer to a greeting", "s")]
    assert 0 < measures[0].value < 5


def test_what_a_target_does_not_offer_is_not_applicable_and_proves_nothing(suite: Suite) -> None:
    target = suite.folder / "targets" / "sandbox.toml"
    target.write_text(target.read_text().replace('"database", ', ""))
    suite.feature(GREETING)
    code, output = suite.run()
    assert code == 2, output
    assert "needs records that can be read, which is not offered" in output
    assert [attempt.outcome for attempt in attempts(suite)] == [Outcome.NOT_APPLICABLE]


def test_a_variable_that_names_another_deployment_is_not_passed_over(suite: Suite) -> None:
    suite.feature(GREETING)
    code, output = suite.run(SMOKE_TEST_BOT_TOKEN="1:a")
    assert code == 0, output
    assert (
        "Note: SMOKE_TEST_BOT_TOKEN is set, but nothing in this run uses it: this is the sandbox." in output
    )


def test_an_unknown_target_ends_the_run_before_anything_is_tested(suite: Suite) -> None:
    suite.feature(GREETING)
    code, output = suite.run("-D", "target=nowhere")
    assert code == 2
    assert "There is no target 'nowhere'" in output
    assert "Traceback" not in output


def test_a_misspelt_option_ends_the_run(suite: Suite) -> None:
    suite.feature(GREETING)
    code, output = suite.run("-D", "targt=staging")
    assert code == 2
    assert "-D targt is not an option of this suite: did you mean -D target=…?" in output


def test_a_misspelt_need_ends_the_run(suite: Suite) -> None:
    suite.feature(GREETING.replace("@needs.database", "@needs.databse"))
    code, output = suite.run()
    assert code == 2
    assert "features/onboarding/own.feature:4: @needs.databse is no capability" in output


def test_a_line_that_is_not_there_selects_nothing(suite: Suite) -> None:
    suite.feature(GREETING)
    code, output = suite.run("features/onboarding/own.feature:9999")
    assert code == 2
    assert "own.feature has no line 9999" in output


def test_a_runner_that_is_not_ours_is_never_green(suite: Suite) -> None:
    suite.feature(GREETING)
    (suite.folder / "behave.ini").unlink()
    code, output = suite.run("features", "--tags=@nothing")
    assert code == 1
    assert "behave.ini was not found" in output


def test_a_step_with_a_yield_is_never_green(suite: Suite) -> None:
    suite.feature(GREETING + "    And nothing is done\n")
    suite.steps('from behave import then\n\n@then("nothing is done")\ndef step(context):\n    yield\n')
    code, output = suite.run()
    assert code == 1
    assert "a step with a yield in it is never run" in output


def test_a_folder_of_somebody_else_is_not_cleared(suite: Suite) -> None:
    suite.feature(GREETING)
    thesis = suite.folder / "elsewhere" / "junit" / "thesis.txt"
    thesis.parent.mkdir(parents=True)
    thesis.write_text("mine")
    code, output = suite.run("-D", "reports=elsewhere")
    assert code == 2
    assert "elsewhere/junit was not written by this suite" in output
    assert thesis.read_text() == "mine"
