"""A deployed bot that is known by SMOKE_TEST_… variables alone: green when it is well, red when it is not."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from meeting import LANDING, Answer, Meeting, greeter
from whole_suite import ROOT, Suite, wait_until

from countersign.results.record import Attempt, Measure, Outcome, Run, read
from countersign.services import Addresses

FEATURE = "deployed_bot.feature"
START = "answers a start with the screen"
FIRST = "📧 Step 1/3 🟦⬜⬜\n\nEnter your email address\n\nWe'll send you a 6-digit verification code."
LAST = "📋 Step 3/3 🟦🟦🟦\n\nFinal Step - Accept Terms"
HEALTHY = "The deployed bot is healthy"
TARGET = """
environment = "staging"
[onboarding]
bot_username = "{bot}"
offers = ["driver"]
patience = {{ answer = {answer}, quiet = {quiet} }}
answers_within = {{ greeting = 0.5, text = 0.9 }}
[onboarding.driver]
token = "${{DRIVER_TOKEN}}"
chat_id = {group}
url = "{url}"
"""


@pytest.fixture
def smoke(suite: Suite) -> Suite:
    """A suite with the features and steps of a deployed bot, and no others."""
    for module in (suite.folder / "steps").glob("*.py"):
        if module.name != "deployed_bot.py":
            module.unlink()
    shutil.copy(ROOT / "features" / "onboarding" / FEATURE, suite.folder / "features" / "onboarding")
    return suite


@pytest.fixture
def meeting(addresses: Addresses) -> Meeting:
    return Meeting(addresses)


def attempts(suite: Suite) -> list[Attempt]:
    return [line for line in read(suite.reports / "run.jsonl") if isinstance(line, Attempt)]


def assert_without_secrets(suite: Suite) -> None:
    for path in suite.reports.rglob("*"):
        assert path.is_dir() or b"driver-secret" not in path.read_bytes(), path


def run_patiently(
    smoke: Suite, meeting: Meeting, *names: str, answer: float = 1.0, quiet: float = 0.4
) -> tuple[int, str]:
    """Run by a target file, which sets how long is waited."""
    target = TARGET.format(bot=meeting.bot, group=meeting.group, url=meeting.url, answer=answer, quiet=quiet)
    (smoke.folder / "targets" / "smoke.toml").write_text(target)
    chosen = [part for name in names for part in ("-n", name)]
    return smoke.run("-D", "target=smoke", *chosen, DRIVER_TOKEN=meeting.driver_token)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


@contextmanager
def alone(*arguments: str, ready: str, **environ: str) -> Iterator[None]:
    """A `countersign` command that serves until the block ends."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERSIGN_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "countersign", *arguments],
        env={**bare, **environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: process.poll() is not None or _answers(ready), f"{arguments[0]} answers")
        assert process.poll() is None, f"{arguments[0]} ended with {process.returncode}"
        yield
    finally:
        process.terminate()
        process.wait(10)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False, timeout=2.0).status_code < httpx.codes.INTERNAL_SERVER_ERROR
    except httpx.TransportError:
        return False


def test_a_deployed_bot_that_only_variables_name_is_tested_under_flood_limits(
    smoke: Suite, tmp_path: Path
) -> None:
    telegram, mail, sms, model, shop, bot, control = (free_port() for _ in range(7))
    url, group = f"http://127.0.0.1:{telegram}", "-1004000000077"
    ports = ["--telegram-port", str(telegram), "--mail-port", str(mail), "--sms-port", str(sms)]
    ports += ["--model-port", str(model), "--stripe-port", str(shop)]
    tokens = {"BOT_TOKEN": "4711:deployed-secret", "DRIVER_TOKEN": "4712:driver-secret", "GROUP": group}
    providers = {f"COUNTERSIGN_PROVIDERS_{name}": value for name, value in tokens.items()}
    sandbox = {
        "BOT_TOKEN": "4711:deployed-secret",
        "TELEGRAM_API": url,
        "BREVO_API": f"http://127.0.0.1:{mail}/v3",
        "BREVO_KEY": "key",
        "ALLOWED_GROUPS": group,
    }
    variables = {
        "ENABLE_SMOKE_TESTS": "true",
        "COUNTERSIGN_ENVIRONMENT": "staging",
        "SMOKE_TEST_BOT_TOKEN": "4712:driver-secret",
        "SMOKE_TEST_CHAT_ID": group,
        "SMOKE_TEST_BOT_USERNAME": "countersign_bot",
        "SMOKE_TEST_API_URL": url,
    }
    served = {f"COUNTERSIGN_SANDBOX_{name}": value for name, value in sandbox.items()}
    with (
        alone("providers", *ports, ready=url, TMPDIR=str(tmp_path), **providers),
        alone(
            "sandbox", "--only", "onboarding", "--port", str(bot), "--control-port", str(control),
            ready=f"http://127.0.0.1:{bot}/health", TMPDIR=str(tmp_path), **served,
        ),
    ):  # fmt: skip
        code, output = smoke.run("-n", START, "-n", HEALTHY, **variables)
    assert code == 0, output
    first = "Testing @countersign_bot (staging, the environment variables): onboarding at @countersign_bot"
    assert first in output
    lines = read(smoke.reports / "run.jsonl")
    assert isinstance(lines[0], Run)
    assert lines[0].environment == "staging"
    measured = {line.name: line.value for line in lines if isinstance(line, Measure)}
    assert measured["messages answered"] == 1.0
    assert measured["phases of use that went well"] == 1.0
    assert 0 < measured["answer to the driver bot's greeting"] < 5
    answers = {line.name for line in lines if isinstance(line, Measure) and line.answer}
    assert answers == {f"answer to the driver bot's {kind}" for kind in ("greeting", "text")}
    assert_without_secrets(smoke)


def test_a_switch_that_is_off_leaves_the_sandbox_to_be_tested(smoke: Suite, meeting: Meeting) -> None:
    code, output = smoke.run("-n", "Telegram says", **meeting.variables(ENABLE_SMOKE_TESTS="false"))
    assert code == 0, output
    assert "Testing the embedded sandbox" in output
    assert "is set, but nothing in this run uses it: this is the sandbox" in output


def test_a_target_that_is_named_wins_over_the_variables(smoke: Suite, meeting: Meeting) -> None:
    code, output = smoke.run("-D", "target=sandbox", "-n", "Telegram says", **meeting.variables())
    assert code == 0, output
    assert "Testing the embedded sandbox" in output


def test_the_bots_own_token_is_explained_and_nothing_is_tested(smoke: Suite, meeting: Meeting) -> None:
    code, output = smoke.run(**meeting.variables(SMOKE_TEST_BOT_TOKEN=meeting.bot_token))
    assert code == 2, output
    assert f"is the token of @{meeting.bot} itself, the bot under test" in output
    assert "a second getUpdates with 409 Conflict" in output
    assert "deployed-secret" not in output
    assert "Traceback" not in output


def test_production_is_not_driven_without_being_named(smoke: Suite, meeting: Meeting) -> None:
    code, output = smoke.run(**meeting.variables(COUNTERSIGN_ENVIRONMENT=""))
    assert code == 2, output
    assert f"if you mean it, set COUNTERSIGN_ALLOW_PRODUCTION={meeting.bot}" in output


def test_on_production_no_address_is_written_and_the_rest_is_tested(smoke: Suite, meeting: Meeting) -> None:
    allowed = {"COUNTERSIGN_ENVIRONMENT": "production", "COUNTERSIGN_ALLOW_PRODUCTION": meeting.bot}
    with meeting.answering(greeter):
        code, output = smoke.run("-n", "good address", "-n", START, **meeting.variables(**allowed))
    assert code == 0, output
    assert sorted(attempt.outcome for attempt in attempts(smoke)) == [Outcome.PASSED, Outcome.REFUSED]


def test_a_silent_bot_is_red_and_told_what_to_look_into(smoke: Suite, meeting: Meeting) -> None:
    code, output = run_patiently(smoke, meeting, START)
    assert code == 1, output
    assert f"after writing «/start@{meeting.bot}» it answered nothing: is it running?" in output
    assert "Bot-to-Bot Communication Mode is switched on for both bots" in output
    assert "driver-secret" not in output
    assert_without_secrets(smoke)


def broken(text: str) -> list[tuple[str, list[str]]]:
    """A bot that answers in words that nobody knows."""
    return [(f"Error 17 on {text[:5]}", [])]


def two_screens(_: str) -> list[tuple[str, list[str]]]:
    """A bot that shows two steps at once."""
    return [LANDING, (FIRST, [])]


def without_button(_: str) -> list[tuple[str, list[str]]]:
    """A bot whose landing page leads nowhere."""
    return [(LANDING[0], ["Learn more"])]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (broken, "should show exactly one screen that the phrasebook knows"),
        (two_screens, "should show exactly one screen that the phrasebook knows"),
        (without_button, "'Get Started' can't be found: after writing"),
    ],
)
def test_a_bot_that_answers_something_else_is_red(
    smoke: Suite, meeting: Meeting, answer: Answer, sentence: str
) -> None:
    with meeting.answering(answer):
        code, output = run_patiently(smoke, meeting, START)
    assert code == 1, output
    assert sentence in output


class Forgetful:
    """A bot that forgets where somebody was as soon as they write anything but /start."""

    def __init__(self) -> None:
        self.step = 0

    def __call__(self, text: str) -> list[tuple[str, list[str]]]:
        """Skips a step after each text."""
        if not text.startswith("/start"):
            self.step += 1
            return [("❌ That doesn't look like a valid email address.", [])]
        return [LANDING] if self.step == 0 else [(LAST, [])]


def test_a_bot_that_skips_a_step_is_red(smoke: Suite, meeting: Meeting) -> None:
    with meeting.answering(Forgetful()):
        code, output = run_patiently(smoke, meeting, "An address that is none")
    assert code == 1, output
    assert "should still be where it was and show what 'greets a newcomer'" in output
    assert "Final Step - Accept Terms" in output


def test_a_bot_that_takes_anything_for_an_address_is_red(smoke: Suite, meeting: Meeting) -> None:
    def credulous(text: str) -> list[tuple[str, list[str]]]:
        return [("🔐 Step 2/3 🟦🟦⬜\n\nCode sent to: nobody", [])] if "@@" in text else [LANDING]

    with meeting.answering(credulous):
        code, output = run_patiently(smoke, meeting, "An address that is none")
    assert code == 1, output
    assert "should answer with what 'says the address is wrong' or 'greets a newcomer'" in output


def test_a_slow_bot_is_red(smoke: Suite, meeting: Meeting) -> None:
    meeting.fails(bot=meeting.bot, method="sendMessage", delay=0.8)
    with meeting.answering(greeter):
        code, output = run_patiently(smoke, meeting, "a start in the time promised", answer=3.0)
    assert code == 1, output
    assert "should answer within 0.5 s, but after writing" in output


def test_a_slow_way_to_telegram_is_a_high_issue(smoke: Suite, meeting: Meeting) -> None:
    meeting.fails(bot=meeting.driver, method="getMe", delay=3.1, times=2)  # one for the look before the run
    with meeting.answering(greeter):
        code, output = run_patiently(smoke, meeting, HEALTHY)
    assert code == 1, output
    assert "should be healthy and without a high or critical issue, but it has grade A, healthy" in output
    assert "the worst issue is HIGH: getMe took 3.1 s, more than 3 s" in output


MENU = [
    *("🤝 Create New Trade", "📋 My Trades", "➕ Add Funds"),
    *("🎁 Invite Friends", "🎧 Support", "⚙️ Settings & Help"),
]
ADDRESS = (FIRST, ["❓ Why Email?", "⏭️ Skip for Now", "❌ Cancel"])
CODE = ("🔐 Step 2/3 🟦🟦⬜\n\nCode sent to: you", ["🔄 Resend Code", "📧 Change Email", "❌ Cancel Setup"])
TERMS = (LAST, ["✅ Accept Terms & Complete Setup", "📋 Read Terms", "❌ Decline"])


class Steady:
    """A bot with one user, who stands at a certain screen; an address leads from the first step on."""

    def __init__(self, screen: tuple[str, list[str]]) -> None:
        self.screen = screen

    def __call__(self, text: str) -> list[tuple[str, list[str]]]:
        """Refuses in the words of the step."""
        if text.startswith("/") or self.screen not in (ADDRESS, CODE):
            return [self.screen]
        if self.screen is CODE:
            return [("🔢 A verification code has exactly 6 digits.", [])]
        if text.isdigit():
            return [("🔢 That looks like a verification code.", [])]
        if "@" not in text or "@@" in text:
            return [("❌ That doesn't look like a valid email address.", [])]
        self.screen = CODE
        return [("📧 Email received!", []), CODE]


@pytest.mark.parametrize(
    "screen", [ADDRESS, TERMS, ("🏠 Welcome to Acme!", MENU)], ids=["address", "terms", "menu"]
)
def test_wherever_the_account_stands_a_good_bot_is_green(
    smoke: Suite, meeting: Meeting, screen: tuple[str, list[str]]
) -> None:
    with meeting.answering(Steady(screen)):
        code, output = run_patiently(smoke, meeting, quiet=0.1)
    assert code == 0, output
    assert {attempt.outcome for attempt in attempts(smoke)} == {Outcome.PASSED}


def test_a_bot_that_drowns_in_a_burst_has_a_high_issue(smoke: Suite, meeting: Meeting) -> None:
    def overwhelmed(text: str) -> list[tuple[str, list[str]]]:
        return [] if text in ("Is it free of charge?", "Thank you!") else greeter(text)

    with meeting.answering(overwhelmed):
        code, output = run_patiently(smoke, meeting, HEALTHY, "five different")
    assert code == 1, output
    assert "should answer at least 80% of 5 messages at once, but it answered 3" in output
    assert "the worst issue is HIGH: only 3 of 5 messages at once were answered" in output


def test_limits_beyond_all_patience_make_the_run_inconclusive(smoke: Suite, meeting: Meeting) -> None:
    meeting.fails(bot=meeting.driver, method="sendMessage", status=429, retry_after=300, times=9)
    with meeting.answering(greeter):
        code, output = run_patiently(smoke, meeting, START)
    assert code == 2, output
    [attempt] = attempts(smoke)
    assert attempt.outcome is Outcome.NOT_RUN
    assert "not drivable now: Telegram's flood limits" in attempt.sentence
