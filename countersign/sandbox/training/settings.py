"""What a deployment of the training chat is told from outside."""

import re
from collections.abc import Mapping

import msgspec

from countersign.errors import UserError

PREFIX = "COUNTERSIGN_TRAINING_"
VERSION = "1.0.0"


class ChatSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the chat needs in order to run."""

    database_url: str
    model_api: str
    """The base URL of the language model, as in https://openrouter.ai/api/v1."""
    model_key: str
    model: str = "openai/gpt-4o-mini"
    """Which model plays the customer."""
    scenarios: str = ""
    """A folder of one's own scenarios; the chat's own where there is none."""

    def __post_init__(self) -> None:
        if not re.match(r"https?://[^/?#\s]+(/[^?#\s]*)?$", self.model_api):
            raise ValueError(f"{PREFIX}MODEL_API is no URL; write one like https://openrouter.ai/api/v1")


def chat_settings_from(environment: Mapping[str, str], database_url: str) -> ChatSettings:
    """The settings that stand in COUNTERSIGN_TRAINING_… variables."""
    given = {name: environment.get(f"{PREFIX}{name.upper()}", "") for name in ChatSettings.__struct_fields__}
    known = {"model_api": "http://127.0.0.1:8088/api/v1", "database_url": database_url}
    known |= {name: value for name, value in given.items() if value}
    if "model_key" not in known:
        raise UserError(
            f"The training chat cannot start: set {PREFIX}MODEL_KEY to a key that the language model at "
            f"{known['model_api']} takes (`countersign providers` says the one of its stand-in)."
        )
    try:
        return msgspec.convert(known, ChatSettings)
    except msgspec.ValidationError as error:
        raise UserError(f"The training chat cannot start: {error}.") from error
