"""Secrets and other people's data, planted wherever a run can see them, never reach its reports."""

import json

from whole_suite import Suite

PLANTED = {
    "a Telegram bot token": "7123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1",
    "a bearer token": "Authorization: Bearer tok-4f9a8b7c6d5e4f3a2b1c",
    "an API key": "xkeysib-0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9-AbCdEfGhIjKlMnOp",
    "another API key": "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",
    "a password": '{"password": "correct-horse-battery"}',
    "a database password": "postgresql://reader:tr0ub4dor-and-3@db.internal/bot",
    "a card": "4111 1111 1111 1111",
    "an e-mail address": "jane.doe@some-company.com",
    "a phone number": "+14155552671",
    "a JWT": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
}
SOUGHT = {
    **PLANTED,
    "a bearer token": "tok-4f9a8b7c6d5e4f3a2b1c",
    "a password": "correct-horse-battery",
    "a database password": "tr0ub4dor-and-3",
}
FEATURE = """
Feature: Planting
  Scenario Outline: Secrets are planted in <channel>
    Given Amira is new to the bot
    When secrets are planted in <channel>

    Examples:
      | channel        |
      | the chat       |
      | a transcript   |
      | what is said   |
      | the log        |
      | a failure      |
      | an error       |
      | an attachment  |
      | a clean-up     |
"""
STEPS = """
import json, logging, sys
import allure
from behave import when
from countersign.evidence.exchange import said

PLANTED = list(json.load(open("planted.json")).values())

def explode(text):
    raise RuntimeError(text)

@when("secrets are planted in {channel}")
def step(context, channel):
    everything = " | ".join(PLANTED)
    if channel == "the chat":
        context.world.who("she").user.writes(everything)
        context.world.who("she").user.lets_the_bot_finish()
    elif channel == "a transcript":
        for text in PLANTED:
            told = said("Amira", "the bot", "http", text, headers={"x": text}, parts=[text])
            context.world.transcript.add(told)
    elif channel == "what is said":
        print(everything)
        print(everything, file=sys.stderr)
    elif channel == "the log":
        logging.getLogger("own").error(everything)
    elif channel == "an error":
        explode(everything)
    elif channel == "an attachment":
        allure.attach(everything, "planted", allure.attachment_type.TEXT)
    elif channel == "a clean-up":
        context.add_cleanup(explode, everything)
    assert channel == "a clean-up", everything
"""


def test_nothing_that_was_planted_is_in_the_reports(suite: Suite) -> None:
    (suite.folder / "planted.json").write_text(json.dumps(PLANTED))
    suite.feature(FEATURE)
    suite.steps(STEPS)
    code, output = suite.run(
        "-f", "json", "-o", "reports/behave.json", "-f", "plain", "-o", "reports/plain.txt"
    )
    assert code == 1, output
    assert "8 scenarios" in output
    written = [path for path in suite.reports.rglob("*") if path.is_file()]
    assert len(written) > 10
    for path in written:
        text = path.read_bytes()
        for kind, secret in SOUGHT.items():
            assert secret.encode() not in text, f"{kind} is in {path.relative_to(suite.folder)}"
            assert json.dumps(secret)[1:-1].encode() not in text, (
                f"{kind} is in {path.relative_to(suite.folder)}"
            )
