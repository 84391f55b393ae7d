from pathlib import Path
from typing import Any

import pytest

from countersign.adhoc.described import described_target
from countersign.adhoc.line import line_secrets, line_tables
from countersign.errors import UserError
from countersign.guard import check_target
from countersign.target import Booking, Target
from countersign.target_file import Loaded

LINE = {"PRODUCTION_TEST_URL": "https://line.acme.com"}
STAGING = LINE | {"COUNTERSIGN_ENVIRONMENT": "staging"}
SMOKE = {
    "ENABLE_SMOKE_TESTS": "true",
    "SMOKE_TEST_BOT_TOKEN": "123456:driver-secret",
    "SMOKE_TEST_CHAT_ID": "-1001234567890",
    "SMOKE_TEST_BOT_USERNAME": "@acme_bot",
}
PASSWORD = "hunter22"  # pragma: allowlist secret
OPENS = "line-key"
ACCOUNT = "AC" + "0" * 31 + "1"


def described(environ: dict[str, str]) -> Loaded:
    loaded = described_target(environ)
    assert loaded
    return loaded


def booking(**environ: str) -> Booking:
    section = described(LINE | environ).target.booking
    assert section
    return section


def refused(environ: dict[str, str]) -> str:
    with pytest.raises(UserError) as caught:
        described_target(environ)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("environ", [{}, {"PRODUCTION_TEST_URL": " "}, {"PRODUCTION_API_KEY": "k"}])
def test_without_a_url_no_line_is_described(environ: dict[str, str]) -> None:
    assert line_tables(environ) is None
    assert described_target(environ) is None


@pytest.mark.parametrize("name", ["PRODUCTION_TEST_URL", "FUNCTION_URL"])
def test_either_variable_names_the_line(name: str) -> None:
    target = described({name: "https://line.acme.com/"}).target
    assert target.booking
    assert target.booking.voice_url == "https://line.acme.com/twilio/voice"
    assert (target.source, target.name) == ("the environment variables", "adhoc-line.acme.com")
    assert target.title == "line.acme.com"
    assert list(target.journeys()) == ["booking"]


def test_both_variables_may_say_the_same_and_nothing_else() -> None:
    same = {"FUNCTION_URL": "https://line.acme.com/"}
    assert booking(**same).base_url == "https://line.acme.com"
    assert "two different lines" in refused(LINE | {"FUNCTION_URL": "https://other.acme.com"})


@pytest.mark.parametrize(
    ("url", "base", "voice", "health"),
    [
        ("https://a.com", "https://a.com", "/twilio/voice", "/healthz"),
        ("https://a.com/twilio/voice", "https://a.com", "/twilio/voice", "/healthz"),
        ("https://a.com/twilio/voice/", "https://a.com", "/twilio/voice", "/healthz"),
        ("https://a.com/v2/twilio/voice", "https://a.com/v2", "/twilio/voice", "/healthz"),
        ("https://eu-acme.cloudfunctions.net/voice", "https://eu-acme.cloudfunctions.net", "/voice", ""),
        ("https://a.com/api/call?code=abcdefgh", "https://a.com", "/api/call?code=abcdefgh", ""),
        ("https://a.com/twilio/voice?code=abcdefgh", "https://a.com", "/twilio/voice?code=abcdefgh", ""),
    ],
)
def test_a_path_is_where_calls_begin(url: str, base: str, voice: str, health: str) -> None:
    section = booking(PRODUCTION_TEST_URL=url)
    paths = section.paths
    assert (section.base_url, paths.voice, paths.health) == (base, voice, health)
    assert (bool(paths.ready), bool(paths.appointments)) == (bool(health), bool(health))


def test_the_target_is_production_unless_said_otherwise(tmp_path: Path) -> None:
    target = described(LINE).target
    assert target.environment == "production"
    assert described(STAGING).target.environment == "staging"
    with pytest.raises(UserError, match=r"if you mean it, set COUNTERSIGN_ALLOW_PRODUCTION=line\.acme\.com"):
        check_target(target, tmp_path, {})
    check_target(target, tmp_path, {"COUNTERSIGN_ALLOW_PRODUCTION": "line.acme.com"})


def test_without_a_key_or_a_token_nothing_is_offered() -> None:
    section = booking()
    assert (section.offers, section.api_key, section.auth_token) == ([], None, None)
    assert section.patience.answer == Booking().patience.answer


def test_a_key_opens_the_appointments_and_a_token_signs() -> None:
    given = {
        "PRODUCTION_API_KEY": OPENS,
        "TWILIO_AUTH_TOKEN": "signing-token",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_PHONE_NUMBER": "+15005550123",
        "PRODUCTION_TEST_TIMEOUT": "30",
    }
    loaded = described(LINE | given)
    section = loaded.target.booking
    assert section
    assert section.offers == ["appointments", "signature"]
    assert (section.api_key, section.auth_token) == ("line-key", "signing-token")
    assert (section.account, section.number) == (ACCOUNT, "+15005550123")
    assert section.patience.answer == 30
    assert loaded.secrets == ["line-key", "signing-token"]
    assert "line-key" not in str(line_tables(LINE | given))


def test_a_function_that_only_answers_calls_offers_no_appointments() -> None:
    section = booking(PRODUCTION_TEST_URL="https://a.com/voice", PRODUCTION_API_KEY=OPENS)
    assert (section.offers, section.api_key) == ([], "line-key")


def test_a_key_in_the_query_is_a_secret() -> None:
    url = "https://a.com/voice?code=abcdefgh%3D%3D&name=line"
    assert line_secrets({"FUNCTION_URL": url}) == ["abcdefgh==", "line"]
    assert described({"FUNCTION_URL": url}).secrets == ["abcdefgh==", "line"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PRODUCTION_TEST_URL", "line.acme.com", "PRODUCTION_TEST_URL is not a URL with http:// or https://"),
        ("PRODUCTION_TEST_URL", "https://", "PRODUCTION_TEST_URL is not a URL"),
        (
            "PRODUCTION_TEST_URL",
            f"https://me:{PASSWORD}@a.com",
            "PRODUCTION_TEST_URL holds credentials",
        ),
        ("PRODUCTION_TEST_URL", "https://a.com/voice#x", "PRODUCTION_TEST_URL has a fragment"),
        ("PRODUCTION_TEST_URL", "https://a.com?x=1", "PRODUCTION_TEST_URL has a query, but no path"),
        ("PRODUCTION_TEST_TIMEOUT", "soon", "PRODUCTION_TEST_TIMEOUT=soon is no number of seconds up to 300"),
        ("PRODUCTION_TEST_TIMEOUT", "0", "is no number of seconds"),
        ("PRODUCTION_TEST_TIMEOUT", "-5", "is no number of seconds"),
        ("PRODUCTION_TEST_TIMEOUT", "nan", "is no number of seconds"),
        ("PRODUCTION_TEST_TIMEOUT", "30000", "is no number of seconds"),
        ("COUNTERSIGN_ENVIRONMENT", "prod", "COUNTERSIGN_ENVIRONMENT must be staging or production"),
        ("TWILIO_ACCOUNT_SID", "ACME", "TWILIO_ACCOUNT_SID must be AC with 32 hexadecimal digits"),
        ("TWILIO_PHONE_NUMBER", "555 1234", "TWILIO_PHONE_NUMBER must be a number in international form"),
    ],
)
def test_what_is_wrong_is_told_with_the_variable(name: str, value: str, sentence: str) -> None:
    said = refused(LINE | {name: value})
    assert sentence in said
    assert PASSWORD not in said


def test_a_key_is_not_sent_where_anybody_can_read_it() -> None:
    url = {"PRODUCTION_TEST_URL": "http://line.acme.com", "PRODUCTION_API_KEY": OPENS}
    assert "would have PRODUCTION_API_KEY sent over http" in refused(url)
    assert booking(PRODUCTION_TEST_URL="http://line.acme.com").base_url == "http://line.acme.com"
    local = booking(**url | {"PRODUCTION_TEST_URL": "http://localhost:8085"})
    assert local.api_key == OPENS


def both(**environ: str) -> Target:
    return described(SMOKE | LINE | environ).target


def test_a_bot_and_a_line_make_one_target(tmp_path: Path) -> None:
    target = both()
    assert list(target.journeys()) == ["onboarding", "booking"]
    assert target.title == "@acme_bot and line.acme.com"
    assert target.environment == "production"
    assert both(COUNTERSIGN_ENVIRONMENT="staging").environment == "staging"
    for one in ("acme_bot", "line.acme.com"):
        with pytest.raises(UserError, match=r"COUNTERSIGN_ALLOW_PRODUCTION=acme_bot,line\.acme\.com"):
            check_target(target, tmp_path, {"COUNTERSIGN_ALLOW_PRODUCTION": one})
    check_target(target, tmp_path, {"COUNTERSIGN_ALLOW_PRODUCTION": "acme_bot,line.acme.com"})


@pytest.mark.parametrize("url", ["https://line.prod.acme.com", "https://x.amazonaws.com/prod/voice"])
def test_a_line_that_looks_like_production_is_not_called_as_staging(tmp_path: Path, url: str) -> None:
    target = described(STAGING | {"PRODUCTION_TEST_URL": url}).target
    with pytest.raises(UserError, match=r"looks like production .*COUNTERSIGN_ENVIRONMENT says staging"):
        check_target(target, tmp_path, {})


def test_the_production_of_a_target_file_is_not_called_as_staging(tmp_path: Path) -> None:
    (tmp_path / "production.toml").write_text(
        'environment = "production"\n[booking]\nbase_url = "https://line.acme.com"\n'
    )
    with pytest.raises(
        UserError, match=r"booking\.base_url points at line\.acme\.com, which is the production"
    ):
        check_target(described(STAGING).target, tmp_path, {})


def test_another_line_has_another_name_so_that_nothing_of_it_is_mixed_up() -> None:
    names: list[Any] = [
        described({"FUNCTION_URL": f"https://{host}.acme.com/voice"}).target.name for host in ("a", "b")
    ]
    assert names == ["adhoc-a.acme.com", "adhoc-b.acme.com"]
