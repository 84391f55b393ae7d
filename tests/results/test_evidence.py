"""What a session hands over for a scenario is in the record: all of it on failure, else the gist."""

from pathlib import Path

import pytest

from countersign.evidence.exchange import Exchange
from countersign.results.record import Attempt, Measure
from countersign.results.transcript import as_text, in_full, in_short

from .tiny_suite import TinySuite, scenario

SESSION = """
def finish(self, scenario_id):
    return Evidence(
        transcript=[
            Exchange(at=1.0, sender="Amira", receiver="the bot", channel="telegram", body="hello"),
            Exchange(at=1.5, sender="the bot", receiver="Amira", channel="telegram", body="hi", took=0.5),
            Exchange(at=2.0, sender="the shop", receiver="Amira", channel="mail", body="a code"),
        ],
        measures=[Measure(id=scenario_id, name="greeting", value=0.5, unit="s")],
    )
def close(self):
    open("closed", "w").close()
"""


def test_a_failure_keeps_every_exchange_and_a_pass_the_gist(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session(SESSION)
    suite.feature(scenario("works", "it works"), scenario("fails", "it fails"))
    attempts = suite.run().attempts
    assert [entry["body"] for entry in attempts["fails"].transcript] == ["hello", "hi", "a code"]
    assert [(entry["channel"], entry["exchanges"]) for entry in attempts["works"].transcript] == [
        ("telegram", 2),
        ("mail", 1),
    ]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_when_a_step_went_wrong_is_told(tmp_path: Path, jobs: str) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "steps/late.py",
        """
import time
from behave import step

@step("it takes {seconds:f} s")
def step_takes(context, seconds):
    time.sleep(seconds)
""",
    )
    suite.hooks("import time\ndef after_scenario(context, scenario): time.sleep(0.2)\n")
    late = scenario("late", "it takes 0.1 s", "it fails", "it takes 0.2 s")
    suite.feature(scenario("works", "it works"), late, scenario("unknown", "it is unknown"))
    attempts = suite.run("-j", jobs).attempts
    assert attempts["works"].wrong_at is None
    wrong_at = attempts["late"].wrong_at
    assert wrong_at is not None
    assert 100 <= wrong_at <= 1000 * attempts["late"].seconds - 200
    assert attempts["unknown"].wrong_at is not None


def test_what_went_wrong_before_is_not_told_of_the_attempt_that_passed(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "steps/flaky.py",
        """
from pathlib import Path
from behave import step

@step("it works the second time")
def step_works_later(context):
    before = Path("before").exists()
    Path("before").touch()
    assert before, "not the first time"
""",
    )
    suite.feature(scenario("flaky", "it works the second time"))
    first, second = [line for line in suite.run("-D", "retries=1").lines if isinstance(line, Attempt)]
    assert first.wrong_at is not None
    assert second.wrong_at is None


def test_measures_are_recorded_with_their_scenario(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session(SESSION)
    suite.feature(scenario("works", "it works"))
    run = suite.run()
    measures = [line for line in run.lines if isinstance(line, Measure)]
    assert measures == [Measure(id=run.planned[0].id, name="greeting", value=0.5, unit="s")]


def test_hooks_see_the_session_and_the_plan_of_their_scenario(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session(SESSION)
    suite.hooks(
        "def before_all(context):\n    context.session.seen = []\n"
        "def before_scenario(context, scenario):\n    context.session.seen.append(context.planned.name)\n"
        "def after_all(context):\n    open('traces', 'w').write(' '.join(context.session.seen))\n"
    )
    suite.feature(scenario("first", "it works"), scenario("second", "it works"))
    assert suite.run().code == 0
    assert suite.traces() == ["first", "second"]


def test_the_session_is_closed_whatever_happens(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session(SESSION)
    suite.hooks("def before_all(context):\n    raise ValueError('no luck')\n")
    suite.feature(scenario("works", "it works"))
    assert suite.run().code == 1
    assert (tmp_path / "closed").exists()


def test_a_transcript_reads_like_a_conversation() -> None:
    exchanges = [
        Exchange(at=1.25, sender="Amira", receiver="the bot", channel="telegram", body="two\nlines"),
        Exchange(at=2.0, sender="the bot", receiver="Amira", channel="telegram", body="x" * 500, took=0.75),
    ]
    full = as_text(in_full(exchanges))
    assert ".250 [telegram] Amira → the bot: two\n    lines" in full
    assert "the bot → Amira (after 0.750 s): xxx" in full
    short = as_text(in_short(exchanges))
    assert "first: Amira → the bot: two lines" in short
    assert len(short) < 300
