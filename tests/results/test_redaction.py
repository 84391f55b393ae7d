"""No secret reaches the disk, whichever way it is said."""

import base64
import json
from pathlib import Path

import pytest

from countersign.results import run_lines

from .tiny_suite import TinySuite, scenario

SECRET = "sk-live-0123456789"

SESSION = f"""
SECRET = "{SECRET}"
def open(self):
    return RunFacts(target="shop {SECRET}", first_line="Testing")
def redact(self, text):
    return text.replace("{SECRET}", "***")
def finish(self, scenario_id):
    told = Exchange(at=1.0, sender="Amira", receiver="the bot", channel="http", body="{SECRET}",
                    detail={{"headers": [{{"x-key": "Bearer {SECRET}"}}]}})
    return Evidence(transcript=[told])
"""

STEPS = """
import allure
import logging
from behave import step
from tiny_session import Session

@step("it tells all")
def step_tells(context):
    print("printed", Session.SECRET)
    logging.getLogger("shop").error("logged " + Session.SECRET)
    with allure.step("paid with " + Session.SECRET):
        pass
    allure.attach("attached " + Session.SECRET, "note", allure.attachment_type.TEXT)

@step("it fails with a secret")
def step_fails(context):
    assert False, "expected no " + Session.SECRET

@step("it breaks with a secret")
def step_breaks(context):
    raise KeyError(Session.SECRET)
"""


def talkative(folder: Path) -> TinySuite:
    suite = TinySuite(folder)
    suite.session(SESSION)
    suite.write("steps/talkative.py", STEPS)
    return suite


def written(folder: Path) -> str:
    """All that a run leaves."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return "\n".join(path.read_text() for path in files if path.name != "tiny_session.py")


@pytest.mark.parametrize("how", ["it fails with a secret", "it breaks with a secret"])
def test_a_failed_step_tells_no_formatter_a_secret(tmp_path: Path, how: str) -> None:
    suite = talkative(tmp_path)
    suite.feature(scenario("tells", "it tells all", how))
    formats = [part for name in ("json", "plain", "pretty", "progress3") for part in ("-f", name, "-o", name)]
    run = suite.run(*formats, "-f", "countersign.results.console:Console", "-o", "console", "--junit")
    assert run.code == 1
    assert SECRET not in written(tmp_path)
    assert "***" in run.attempts["tells"].sentence
    assert "***" in run.attempts["tells"].output
    assert run.attempts["tells"].transcript[0]["detail"]["headers"] == [{"x-key": "Bearer ***"}]
    assert run.first.target == "shop ***"


def test_a_redacted_failure_is_still_a_failure(tmp_path: Path) -> None:
    suite = talkative(tmp_path)
    suite.feature(scenario("fails", "it fails with a secret"), scenario("breaks", "it breaks with a secret"))
    run = suite.run("-f", "json", "-o", "results.json")
    assert run.outcomes == {"fails": "failed", "breaks": "error"}
    assert run.attempts["breaks"].sentence == "KeyError: '***'"
    steps = json.loads((tmp_path / "results.json").read_text())[0]["elements"][0]["steps"]
    assert steps[0]["result"]["error_message"] == "ASSERT FAILED: expected no ***"


@pytest.mark.parametrize(
    "hook", ["before_all", "before_feature", "before_scenario", "after_step", "after_all"]
)
def test_a_failed_hook_tells_no_secret(tmp_path: Path, hook: str) -> None:
    suite = talkative(tmp_path)
    suite.hooks(
        f"from tiny_session import Session\ndef {hook}(*args):\n    raise ValueError(Session.SECRET)\n"
    )
    suite.feature(scenario("works", "it works"))
    assert suite.run("--junit").code == 1
    assert SECRET not in written(tmp_path)


def test_a_failed_clean_up_tells_no_secret(tmp_path: Path) -> None:
    suite = talkative(tmp_path)
    suite.hooks(
        "from tiny_session import Session\ndef leave():\n    raise ValueError(Session.SECRET)\n"
        "def before_scenario(context, scenario):\n    context.add_cleanup(leave)\n"
    )
    suite.feature(scenario("works", "it works"))
    run = suite.run()
    assert run.attempts["works"].sentence.endswith("ValueError: ***")
    assert SECRET not in written(tmp_path)


def test_the_command_line_keeps_its_secrets(tmp_path: Path) -> None:
    suite = talkative(tmp_path)
    suite.feature(scenario("works", "it works"))
    command = suite.run("-D", "api_token=hush", "-D", f"note={SECRET}", "-D", "allure=off").first.command
    assert command == ["behave", "-Dapi_token=***", "-Dnote=***", "-Dallure=off"]


def test_a_file_that_a_step_attaches_is_redacted_unless_it_is_no_text(tmp_path: Path) -> None:
    suite = talkative(tmp_path)
    picture = base64.b64encode(b"\xff\xd8" + SECRET.encode()).decode()
    suite.write(
        "steps/files.py",
        "import allure, base64\nfrom behave import step\n@step('it attaches files')\ndef s(c):\n"
        f"    open('note.txt', 'w').write('{SECRET}')\n"
        f"    open('picture.jpg', 'wb').write(base64.b64decode('{picture}'))\n"
        "    allure.attach.file('note.txt', 'note', allure.attachment_type.TEXT)\n"
        "    allure.attach.file('picture.jpg', 'picture', allure.attachment_type.JPG)\n",
    )
    suite.feature(scenario("attaches", "it attaches files"))
    suite.run()
    folder = suite.reports / "allure-results"
    assert "***" in [path.read_text() for path in folder.glob("*-attachment.txt")]
    assert [path.read_bytes()[:2] for path in folder.glob("*-attachment.jpg")] == [b"\xff\xd8"]


def test_no_password_of_a_command_is_written_down() -> None:
    given = [
        "-Dapi_token=abc",
        "history=postgresql://amira:hidden@host/db",
        "history=postgresql://host/db?user=x&password=hidden&y=1",
        "http://127.0.0.1:8080/x",
    ]
    assert list(run_lines._discreet(given)) == [
        "-Dapi_token=***",
        "history=postgresql://amira:***@host/db",
        "history=postgresql://host/db?user=x&password=***&y=1",
        "http://127.0.0.1:8080/x",
    ]
