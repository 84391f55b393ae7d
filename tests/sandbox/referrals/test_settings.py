"""What the gateway is told from outside."""

import pytest

from countersign.errors import UserError
from countersign.sandbox.referrals.settings import gateway_settings_from

OWN = ("sqlite:///gateway.db", "http://127.0.0.1:8087")


def test_what_variables_say_is_taken() -> None:
    told = {
        "COUNTERSIGN_GATEWAY_STRIPE_KEY": "a key",
        "COUNTERSIGN_GATEWAY_REQUESTS_A_MINUTE": "7",
        "COUNTERSIGN_GATEWAY_SECONDS_TO_ANSWER": "1.5",
        "COUNTERSIGN_GATEWAY_BEHIND_PROXY": "true",
        "COUNTERSIGN_GATEWAY_PUBLIC_URL": "",
    }
    settings = gateway_settings_from(told, *OWN)
    assert (settings.database_url, settings.public_url) == OWN
    assert (settings.stripe_key, settings.requests_a_minute) == ("a key", 7)
    assert (settings.seconds_to_answer, settings.behind_proxy) == (1.5, True)
    assert settings.redis_url == ""
    assert settings.missing == [
        "COUNTERSIGN_GATEWAY_MODEL_KEY",
        "COUNTERSIGN_GATEWAY_STRIPE_WEBHOOK_SECRET",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REQUESTS_A_MINUTE", "many"),
        ("SIGN_UPS_AN_HOUR", "0"),
        ("SECONDS_TO_ANSWER", "-1"),
        ("BEHIND_PROXY", "maybe"),
    ],
)
def test_what_can_not_be_is_named(name: str, value: str) -> None:
    with pytest.raises(UserError, match=f"COUNTERSIGN_GATEWAY_{name} cannot be used"):
        gateway_settings_from({f"COUNTERSIGN_GATEWAY_{name}": value}, *OWN)
