import re
from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.target import Target
from countersign.target_file import load_target

GOOD = """
environment = "staging"
title = "Example"

[onboarding]
base_url = "https://bot.staging.example.com"
bot_username = "example_bot"
bot_token = "${TOKEN}"
offers = ["wizard"]
"""


def load(tmp_path: Path, text: str, **environ: str) -> Target:
    (tmp_path / "targets").mkdir(exist_ok=True)
    (tmp_path / "targets" / "there.toml").write_text(text)
    return load_target("there", tmp_path / "targets", environ).target


def refused(tmp_path: Path, text: str, **environ: str) -> str:
    with pytest.raises(UserError) as caught:
        load(tmp_path, text, **environ)
    return str(caught.value)


def test_a_good_file_is_read_and_its_variables_are_filled_in(tmp_path: Path) -> None:
    target = load(tmp_path, GOOD, TOKEN="12345:abc")
    assert target.onboarding
    assert target.onboarding.bot_token == "12345:abc"
    assert (target.name, target.source, target.environment) == ("there", "targets/there.toml", "staging")


def test_what_was_filled_in_is_known_as_secret(tmp_path: Path) -> None:
    load(tmp_path, GOOD, TOKEN="12345:abc")
    loaded = load_target("there", tmp_path / "targets", {"TOKEN": "12345:abc"})
    assert loaded.secrets == ["12345:abc"]


def test_a_missing_variable_is_named_with_its_key_and_file(tmp_path: Path) -> None:
    sentence = refused(tmp_path, GOOD)
    assert "targets/there.toml" in sentence
    assert "onboarding.bot_token" in sentence
    assert "environment variable TOKEN, which is not set" in sentence


@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [
        ("base_url", "bse_url", "unknown key 'onboarding.bse_url': did you mean 'base_url'?"),
        ('"wizard"', '"magic"', "onboarding.offers[0]"),
        ('"https://bot.staging.example.com"', '"bot.staging"', "onboarding.base_url is not a URL"),
        ('"https://bot.staging.example.com"', '"https://bot:notaport/"', "onboarding.base_url is not a URL"),
        ('"${TOKEN}"', '"12345:abc"', "onboarding.bot_token is a secret and must not stand in a file"),
        ('"staging"', '"stagin"', "environment"),
        ("[onboarding]", "[onbording]", "unknown key 'onbording': did you mean 'onboarding'?"),
        ('["wizard"]', '["mailbox"]', "there is no onboarding.mail"),
        ('["wizard"]', '["clock"]', "there is no onboarding.clock"),
        ('["wizard"]', '["database"]', "there is no onboarding.database_url"),
        ('title = "Example"', "title = Example", "is not valid TOML"),
        ('title = "Example"', 'name = "other"', "unknown key 'name'"),
        ('title = "Example"', "embedded = true", 'embedded = true needs environment = "sandbox"'),
        ('bot_username = "example_bot"', "", "bot_username"),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, wrong: str, right: str, expected: str) -> None:
    assert wrong in GOOD
    sentence = refused(tmp_path, GOOD.replace(wrong, right), TOKEN="12345:abc")
    assert expected in sentence
    assert "targets/there.toml" in sentence
    assert "\n" not in sentence


def test_a_password_must_not_stand_in_a_database_url(tmp_path: Path) -> None:
    url = '\ndatabase_url = "postgresql+psycopg://reader:hunter2@db/bot"'
    assert "holds a password" in refused(tmp_path, GOOD + url, TOKEN="12345:abc")
    url = '\ndatabase_url = "postgresql+psycopg://reader:${PASSWORD}@db/bot"'
    target = load(tmp_path, GOOD + url, TOKEN="12345:abc", PASSWORD="hunter2")
    assert target.onboarding
    assert target.onboarding.database_url == "postgresql+psycopg://reader:hunter2@db/bot"


def test_an_unknown_intent_or_a_broken_pattern_is_named(tmp_path: Path) -> None:
    unknown = '\n[onboarding.says]\n"asks for the cod" = ["PIN"]'
    assert "did you mean 'asks for the code'?" in refused(tmp_path, GOOD + unknown, TOKEN="1:a")
    broken = '\n[onboarding.says]\n"asks for the code" = ["PIN("]'
    assert "is not a regular expression" in refused(tmp_path, GOOD + broken, TOKEN="1:a")


def test_an_unknown_target_names_those_that_are_there(tmp_path: Path) -> None:
    load(tmp_path, GOOD, TOKEN="1:a")
    with pytest.raises(UserError, match=r"There is no target 'elsewhere'.*known targets are there"):
        load_target("elsewhere", tmp_path / "targets", {})
    with pytest.raises(UserError, match="There is no target"):
        load_target("../there", tmp_path / "targets", {})


STAGING_VARIABLES = {
    "STAGING_BOT_TOKEN": "1:a",
    "STAGING_DATABASE_URL": "sqlite:///x.db",
    "STAGING_BACKSTAGE_TOKEN": "t",
    "STAGING_LINE_ACCOUNT": f"AC{'0' * 32}",
    "STAGING_LINE_AUTH_TOKEN": "t",
    "STAGING_LINE_API_KEY": "k",
    "STAGING_LINE_DATABASE_URL": "sqlite:///y.db",
    "STAGING_CHAT_DATABASE_URL": "sqlite:///c.db",
    "STAGING_GATEWAY_DATABASE_URL": "sqlite:///g.db",
    "STAGING_GATEWAY_WEBHOOK_SECRET": "whsec_made_up",
}


def test_the_targets_that_come_with_the_suite_can_be_read() -> None:
    folder = Path(__file__).parent.parent / "targets"
    assert load_target("sandbox", folder, {}).target.embedded
    assert load_target("staging.example", folder, STAGING_VARIABLES).target.environment == "staging"
    variables = {
        "PRODUCTION_BOT_TOKEN": "1:a",
        "PRODUCTION_LINE_API_KEY": "k",
        "PRODUCTION_GATEWAY_API_KEY": "g",
    }
    production = load_target("production.example", folder, variables).target
    assert production.environment == "production"
    for target in (load_target("staging.example", folder, STAGING_VARIABLES).target, production):
        assert list(target.journeys()) == ["onboarding", "booking", "training", "referrals"]


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        ('\n[onboarding.says]\n"says the code is wrong" = ["wrong"]', "must name the value {attempts}"),
        ('\n[onboarding.says]\n"asks for the code" = [""]', "would be met by any text"),
        ('\n[onboarding.says]\n"asks for the code" = [[]]', "would be met by any text"),
        ('\n[onboarding.says]\n"asks for the code" = []', "would be met by any text"),
        ("\nanswers_within = { tap = 0 }", "answers_within.tap"),
        ("\nanswers_within = { tap = 99999 }", "answers_within.tap"),
        ('\ndatabase_url = "mysql://db/bot"', "is a mysql database"),
    ],
)
def test_what_would_prove_nothing_is_refused(tmp_path: Path, addition: str, expected: str) -> None:
    assert expected in refused(tmp_path, GOOD + addition, TOKEN="1:a")


def test_credentials_in_a_url_are_refused(tmp_path: Path) -> None:
    wrong = GOOD.replace("https://bot", "https://me:hunter2@bot")
    sentence = refused(tmp_path, wrong, TOKEN="1:a")
    assert "onboarding.base_url holds credentials" in sentence
    assert "hunter2" not in sentence


LINE = """
environment = "staging"

[booking]
base_url = "https://line.staging.example.com"
auth_token = "${SIGNING}"
api_key = "${KEY}"
offers = ["signature", "appointments"]
number = "+15005550123"
method = "POST"
time_zone = "Europe/Berlin"
hours = { opens = "08:30", closes = "18:00", days = ["Mon", "Sat"] }
paths = { voice = "/calls/begin", ready = "" }
"""
OPENED = {"SIGNING": "signing-token", "KEY": "line-key"}


def test_a_line_is_read_with_its_variables_filled_in(tmp_path: Path) -> None:
    target = load(tmp_path, LINE, **OPENED)
    assert target.booking
    assert (target.booking.auth_token, target.booking.api_key) == ("signing-token", "line-key")
    assert target.booking.voice_url == "https://line.staging.example.com/calls/begin"
    assert target.booking.hours.days == ("Mon", "Sat")
    loaded = load_target("there", tmp_path / "targets", OPENED)
    assert loaded.secrets == ["signing-token", "line-key"]


@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [
        ('base_url = "https://line.staging.example.com"', "", "booking.base_url is missing: add it"),
        ('auth_token = "${SIGNING}"', "", "names 'signature', but there is no booking.auth_token"),
        ('api_key = "${KEY}"', "", "names 'appointments', but there is no booking.api_key"),
        ('"signature"', '"database"', "names 'database', but there is no booking.database_url"),
        ('"signature"', '"clock"', "names 'clock', but there is no booking.clock"),
        ('"signature"', '"spare"', "names 'spare', which only the embedded sandbox can offer: take it out"),
        ('"signature"', '"faults"', "names 'faults', which only the embedded sandbox can offer"),
        ('"signature"', '"mailbox"', "names 'mailbox', which is nothing that a phone line offers"),
        ('"${KEY}"', '"line-key"', "booking.api_key is a secret and must not stand in a file"),
        ('"${SIGNING}"', '"abc"', "booking.auth_token is a secret and must not stand in a file"),
        ("+15005550123", "555 0123", "booking.number is no number in international form"),
        ('number = "+15005550123"', 'account = "ACME"', "booking.account is no account"),
        ('"POST"', '"PUT"', "booking.method"),
        ("Europe/Berlin", "Berlin", "booking.time_zone is no time zone: 'Berlin'"),
        ("Europe/Berlin", "../etc/passwd", "booking.time_zone is no time zone"),
        ("08:30", "8.30", "booking.hours.opens is no time of day: '8.30'"),
        ("18:00", "24:00", "booking.hours.closes is no time of day"),
        ("18:00", "08:30", "the practice opens at 08:30 and closes at 08:30"),
        ('"Mon", "Sat"', '"Mon", "Mon"', "booking.hours.days must name each day once"),
        ('["Mon", "Sat"]', "[]", "booking.hours.days must name each day once"),
        ('"Sat"', '"Caturday"', "booking.hours.days"),
        ("/calls/begin", "calls/begin", "booking.paths.voice must begin with a slash"),
        ('ready = ""', 'appointments = ""', "booking.paths.appointments is empty"),
        ("[booking]", "[booking]\nreplicas = ['line2']", "booking.replicas[0] is not a URL"),
        ("[booking]", "[booking]\nfallback_url = 'later'", "booking.fallback_url is not a URL"),
    ],
)
def test_each_mistake_about_a_line_is_named(tmp_path: Path, wrong: str, right: str, expected: str) -> None:
    assert wrong in LINE
    sentence = refused(tmp_path, LINE.replace(wrong, right), **OPENED)
    assert expected in sentence
    assert "targets/there.toml" in sentence
    assert "\n" not in sentence


def test_the_words_of_a_line_are_checked_too(tmp_path: Path) -> None:
    unknown = '\n[booking.says]\n"asks whn" = ["When"]'
    assert "did you mean 'asks when'?" in refused(tmp_path, LINE + unknown, **OPENED)
    broken = '\n[booking.says]\n"asks when" = ["When("]'
    assert "booking.says.'asks when' holds" in refused(tmp_path, LINE + broken, **OPENED)
    blank = '\n[booking.says]\n"asks to confirm" = ["Should I\\\\?"]'
    assert "must name the value" in refused(tmp_path, LINE + blank, **OPENED)


def test_further_processes_may_stand_in_variables(tmp_path: Path) -> None:
    target = load(
        tmp_path,
        LINE.replace("[booking]", '[booking]\nreplicas = ["${SECOND}"]'),
        SECOND="https://line2.staging.example.com",
        **OPENED,
    )
    assert target.booking
    assert target.booking.replicas == ["https://line2.staging.example.com"]


def test_the_page_about_lines_words_things_as_they_can_be_read(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "pointing-at-your-line.md").read_text()
    [example] = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    target = load(tmp_path, LINE + example, **OPENED)
    assert target.booking
    assert list(target.booking.says) == ["asks for the name", "asks to confirm"]
