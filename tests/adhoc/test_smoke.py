from pathlib import Path
from typing import Any

import pytest

from countersign.adhoc.smoke import smoke_tables
from countersign.errors import UserError
from countersign.guard import check_target
from countersign.target_file import adhoc_target

GIVEN = {
    "ENABLE_SMOKE_TESTS": "true",
    "SMOKE_TEST_BOT_TOKEN": "123456:driver-secret",
    "SMOKE_TEST_CHAT_ID": "-1001234567890",
    "SMOKE_TEST_BOT_USERNAME": "@acme_bot",
}


def tables(**changes: str) -> dict[str, Any]:
    found = smoke_tables(GIVEN | changes)
    assert found is not None
    return found


@pytest.mark.parametrize("switch", ["", "false", "False", "0", "no"])
def test_only_who_asks_for_a_smoke_test_gets_one(switch: str) -> None:
    assert smoke_tables(GIVEN | {"ENABLE_SMOKE_TESTS": switch}) is None
    assert smoke_tables({}) is None


def test_the_target_is_production_unless_said_otherwise() -> None:
    assert tables()["environment"] == "production"
    assert tables(COUNTERSIGN_ENVIRONMENT="staging")["environment"] == "staging"


def test_the_target_holds_no_secret_before_it_is_loaded() -> None:
    assert "driver-secret" not in str(tables())
    loaded = adhoc_target(tables(), GIVEN)
    assert loaded.secrets == ["123456:driver-secret"]
    onboarding = loaded.target.onboarding
    assert onboarding
    assert onboarding.driver
    assert (onboarding.bot_username, onboarding.offers, onboarding.base_url) == ("acme_bot", ["driver"], "")
    assert (onboarding.driver.chat_id, onboarding.driver.url) == (-1001234567890, "https://api.telegram.org")
    assert loaded.target.source == "the environment variables"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ENABLE_SMOKE_TESTS", "perhaps", "ENABLE_SMOKE_TESTS must be true or false, not 'perhaps'"),
        ("SMOKE_TEST_CHAT_ID", "", "SMOKE_TEST_CHAT_ID is not set"),
        ("SMOKE_TEST_CHAT_ID", "@group", "SMOKE_TEST_CHAT_ID must be the id of a group"),
        ("SMOKE_TEST_CHAT_ID", "١٢٣", "SMOKE_TEST_CHAT_ID must be the id of a group"),
        ("SMOKE_TEST_BOT_USERNAME", "", "SMOKE_TEST_BOT_USERNAME is not set"),
        ("SMOKE_TEST_BOT_USERNAME", "https://t.me/x", "SMOKE_TEST_BOT_USERNAME is no username of a bot"),
        ("COUNTERSIGN_ENVIRONMENT", "prod", "COUNTERSIGN_ENVIRONMENT must be staging or production"),
        ("SMOKE_TEST_API_URL", "telegram", "onboarding.driver.url is not a URL"),
        ("SMOKE_TEST_BOT_TOKEN", "", "needs the environment variable SMOKE_TEST_BOT_TOKEN, which is not set"),
    ],
)
def test_what_is_wrong_is_told_with_the_variable(name: str, value: str, sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        adhoc_target(tables(**{name: value}), GIVEN | {name: value})
    assert sentence in str(caught.value)


def test_production_must_be_allowed_by_the_name_of_the_bot(tmp_path: Path) -> None:
    target = adhoc_target(tables(), GIVEN).target
    for wrong in (
        {},
        {"COUNTERSIGN_ALLOW_PRODUCTION": ""},
        {"COUNTERSIGN_ALLOW_PRODUCTION": "api.telegram.org"},
    ):
        with pytest.raises(UserError, match="if you mean it, set COUNTERSIGN_ALLOW_PRODUCTION=acme_bot"):
            check_target(target, tmp_path, wrong)
    check_target(target, tmp_path, {"COUNTERSIGN_ALLOW_PRODUCTION": "acme_bot"})
    check_target(target, tmp_path, {"COUNTERSIGN_ALLOW_PRODUCTION": "@Acme_Bot"})


def test_a_bot_that_looks_like_production_is_not_driven_as_staging(tmp_path: Path) -> None:
    asked = {"COUNTERSIGN_ENVIRONMENT": "staging", "SMOKE_TEST_BOT_USERNAME": "acme_prod_bot"}
    target = adhoc_target(tables(**asked), GIVEN).target
    with pytest.raises(UserError, match="looks like production"):
        check_target(target, tmp_path, {})


def test_a_production_bot_of_a_target_file_is_not_driven_as_staging(tmp_path: Path) -> None:
    (tmp_path / "production.toml").write_text(
        'environment = "production"\n'
        '[onboarding]\nbase_url = "https://x.acme.com"\nbot_username = "acme_bot"\n'
    )
    target = adhoc_target(tables(COUNTERSIGN_ENVIRONMENT="staging"), GIVEN).target
    with pytest.raises(UserError, match="is the production bot of"):
        check_target(target, tmp_path, {})


def test_a_base_url_may_be_missing_only_where_nothing_but_the_driver_is_offered() -> None:
    found = tables()
    found["onboarding"]["offers"] = ["driver", "wizard"]
    with pytest.raises(UserError, match=r"onboarding\.base_url is missing: add it"):
        adhoc_target(found, GIVEN)
