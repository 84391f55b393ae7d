"""What a deployment of the bot is told from outside."""

from collections.abc import Mapping
from typing import Any

import msgspec

from countersign.errors import UserError

PREFIX = "COUNTERSIGN_SANDBOX_"
VERSION = "1.0.0"


class House(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot says about itself."""

    brand: str = "Countersign"
    bonus: str = "5.00 USD"
    """What an invited newcomer is promised."""
    support: str = "support@countersign.example"
    bot_username: str = ""
    sms_from: str = ""
    """The number that SMS come from; empty where none are sent."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the bot needs in order to run."""

    bot_token: str
    telegram_api: str
    webhook_url: str
    webhook_secret: str
    brevo_api: str
    brevo_key: str
    database_url: str
    mail_sender: str = "no-reply@countersign.example"
    house: House = House()
    version: str = VERSION
    allowed_groups: list[int] = []
    maintenance: bool = False
    twilio_api: str = ""
    twilio_account: str = ""
    twilio_token: str = ""
    twilio_from: str = ""

    def __post_init__(self) -> None:
        given = {name: getattr(self, name) for name in _FOR_SMS}
        missing = [f"{PREFIX}{name.upper()} ({_FOR_SMS[name]})" for name, value in given.items() if not value]
        if 0 < len(missing) < len(_FOR_SMS):
            raise UserError(
                f"The sandbox's bot cannot send SMS: set {', '.join(missing)} too, or leave all of "
                f"{PREFIX}TWILIO_… out."
            )


_FOR_SMS = {
    "twilio_api": "the base URL of Twilio, as in https://api.twilio.com",
    "twilio_account": "the account's SID",
    "twilio_token": "the account's token",
    "twilio_from": "the number that SMS come from, as in +15005550006",
}


_NEEDED = {
    "bot_token": "the token of the bot",
    "telegram_api": "the base URL of the Bot API, as in http://127.0.0.1:8081",
    "webhook_url": "where Telegram reaches this bot, as in http://127.0.0.1:8080/webhook",
    "webhook_secret": "the secret that Telegram sends along",
    "brevo_api": "the base URL of Brevo, as in http://127.0.0.1:8082/v3",
    "brevo_key": "the key for Brevo",
    "database_url": "sqlite:///path/to/file.db or postgresql+psycopg://…",
}


def settings_from(environment: Mapping[str, str], defaults: Mapping[str, str]) -> Settings:
    """The settings that stand in COUNTERSIGN_SANDBOX_… variables."""
    given = {**defaults, **_given(environment)}
    missing = [f"{PREFIX}{name.upper()} ({what})" for name, what in _NEEDED.items() if not given.get(name)]
    if missing:
        raise UserError(f"The sandbox's bot cannot start: set {', '.join(missing)}.")
    house = {name: given.pop(name) for name in House.__struct_fields__ if name in given}
    return Settings(**{name: _read(name, value) for name, value in given.items()}, house=House(**house))


def _read(name: str, written: str) -> Any:
    kind = next(field.type for field in msgspec.structs.fields(Settings) if field.name == name)
    value = [part.strip() for part in written.split(",")] if kind == list[int] else written
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        raise UserError(f"{PREFIX}{name.upper()} does not hold what it should: {error}.") from error


def _given(environment: Mapping[str, str]) -> dict[str, str]:
    fields = {*Settings.__struct_fields__, *House.__struct_fields__} - {"house"}
    found = {name: environment.get(f"{PREFIX}{name.upper()}", "") for name in fields}
    return {name: value for name, value in found.items() if value}
