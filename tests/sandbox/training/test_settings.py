import pytest

from countersign.errors import UserError
from countersign.sandbox.training.settings import chat_settings_from

KEY = {"COUNTERSIGN_TRAINING_MODEL_KEY": "key"}


def test_settings_come_from_the_environment() -> None:
    given = {
        **KEY,
        "COUNTERSIGN_TRAINING_MODEL_API": "https://openrouter.ai/api/v1",
        "COUNTERSIGN_TRAINING_MODEL": "openai/gpt-4o",
    }
    settings = chat_settings_from(given, "sqlite:///x.db")
    assert (settings.model_api, settings.model) == ("https://openrouter.ai/api/v1", "openai/gpt-4o")
    assert settings.database_url == "sqlite:///x.db"


def test_without_a_key_the_chat_says_which_variable_is_missing() -> None:
    with pytest.raises(UserError, match="COUNTERSIGN_TRAINING_MODEL_KEY"):
        chat_settings_from({}, "sqlite:///x.db")


@pytest.mark.parametrize("url", ["openrouter.ai", "ftp://openrouter.ai", "https://", "http://a b"])
def test_a_url_that_makes_no_sense_is_named(url: str) -> None:
    with pytest.raises(UserError, match="COUNTERSIGN_TRAINING_MODEL_API"):
        chat_settings_from({**KEY, "COUNTERSIGN_TRAINING_MODEL_API": url}, "sqlite:///x.db")
