"""What a deployment of the gateway is told from outside."""

import re
from collections.abc import Mapping
from typing import Annotated

import msgspec

from countersign.errors import UserError

PREFIX = "COUNTERSIGN_GATEWAY_"
VERSION = "1.0.0"

Count = Annotated[int, msgspec.Meta(ge=1)]
Seconds = Annotated[float, msgspec.Meta(gt=0, le=600)]


class GatewaySettings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the gateway needs in order to run."""

    database_url: str
    public_url: str
    """Where its customers reach it: what its links begin with."""
    model_api: str
    """The base URL of the language models, as in https://openrouter.ai/api/v1."""
    model_key: str
    stripe_api: str
    stripe_key: str
    stripe_webhook_secret: str
    """What Stripe signs its events with; without it every event is refused."""
    redis_url: str = ""
    """Where requests are counted; in the database where there is none."""
    requests_a_minute: Count = 20
    """How many completions one key may ask for."""
    requests_a_minute_and_address: Count = 60
    """How many completions one address may ask for, whatever keys it shows."""
    sign_ups_an_hour: Count = 3
    """How many accounts one address may ask for."""
    seconds_to_answer: Seconds = 60.0
    """How long a language model may take until its answer, or the first word of a stream, is there."""
    behind_proxy: bool = False
    """Whether the last address in X-Forwarded-For can be believed: a proxy of one's own writes it."""

    @property
    def missing(self) -> list[str]:
        """The variables without which no model answers, or nothing can be sold."""
        needed = ("model_key", "stripe_key", "stripe_webhook_secret")
        return [f"{PREFIX}{name.upper()}" for name in needed if not getattr(self, name)]


def gateway_settings_from(
    environment: Mapping[str, str], database_url: str, public_url: str
) -> GatewaySettings:
    """The settings that stand in COUNTERSIGN_GATEWAY_… variables."""
    names = GatewaySettings.__struct_fields__
    given = {name: environment.get(f"{PREFIX}{name.upper()}", "") for name in names}
    known = {
        "model_api": "http://127.0.0.1:8088/api/v1",
        "model_key": "",
        "stripe_api": "http://127.0.0.1:8089",
        "stripe_key": "",
        "stripe_webhook_secret": "",
        "database_url": database_url,
        "public_url": public_url,
    }
    known |= {name: value for name, value in given.items() if value}
    try:
        return msgspec.convert(known, GatewaySettings, strict=False)
    except msgspec.ValidationError as error:
        field = re.search(r"`\$\.(\w+)`", str(error))
        wrong = f"{PREFIX}{field[1].upper()} cannot be used: {error}" if field else str(error)
        raise UserError(f"The AI gateway cannot start: {wrong}.") from error
