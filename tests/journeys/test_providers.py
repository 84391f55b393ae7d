from typing import Any

import msgspec
import pytest
from answering import answering

from countersign.errors import UserError
from countersign.journeys.providers import probe
from countersign.services import Addresses
from countersign.session import located
from countersign.target import Capability, Providers, Target

SOURCE = "targets/live.toml"


def providers(addresses: Addresses, *offers: Capability, **changes: dict[str, Any]) -> Providers:
    bare = Target(environment="sandbox", providers=Providers(offers=list(offers)))
    section = located(bare, addresses).providers
    assert section
    doors = {
        name: msgspec.structs.replace(getattr(section, name), **change) for name, change in changes.items()
    }
    return msgspec.structs.replace(section, **doors)


def refusal(section: Providers) -> str:
    with pytest.raises(UserError) as caught:
        list(probe(section, SOURCE))
    assert str(caught.value).startswith(f"{SOURCE}: providers.")
    return str(caught.value)


def test_each_service_that_is_there_is_told(addresses: Addresses) -> None:
    lines = list(probe(providers(addresses, "faults"), SOURCE))
    assert [line.split()[1] for line in lines] == ["Telegram", "Brevo", "Twilio", "OpenRouter", "Stripe"]


def test_what_is_not_named_is_not_asked(addresses: Addresses) -> None:
    only = msgspec.structs.replace(
        providers(addresses), telegram=None, brevo=None, openrouter=None, stripe=None
    )
    assert len(list(probe(only, SOURCE))) == 1
    assert only.doors == ["twilio"]


@pytest.mark.parametrize(
    ("service", "key", "wrong"),
    [
        ("telegram", "bot_token", "123456:wrong-and-secret"),
        ("brevo", "api_key", "wrong-and-secret"),
        ("twilio", "auth_token", "wrong-and-secret"),
        ("openrouter", "api_key", "wrong-and-secret"),
        ("stripe", "api_key", "wrong-and-secret"),
        ("telegram", "backstage_token", "wrong-and-secret"),
        ("brevo", "backstage_token", "wrong-and-secret"),
        ("twilio", "backstage_token", "wrong-and-secret"),
        ("openrouter", "backstage_token", "wrong-and-secret"),
        ("stripe", "backstage_token", "wrong-and-secret"),
    ],
)
def test_credentials_that_are_refused(addresses: Addresses, service: str, key: str, wrong: str) -> None:
    sentence = refusal(providers(addresses, **{service: {key: wrong}}))
    assert f"providers.{service}.{key} is refused" in sentence
    assert "wrong-and-secret" not in sentence


@pytest.mark.parametrize("service", ["telegram", "brevo", "twilio", "openrouter", "stripe"])
def test_a_service_that_does_not_answer(addresses: Addresses, service: str) -> None:
    sentence = refusal(providers(addresses, **{service: {"url": "http://127.0.0.1:9"}}))
    assert f"providers.{service} does not answer at http://127.0.0.1:9" in sentence


@pytest.mark.parametrize(
    ("service", "key"), [("telegram", "chat_id"), ("brevo", "recipient"), ("twilio", "recipient")]
)
def test_a_real_service_needs_somebody_to_write_to(addresses: Addresses, service: str, key: str) -> None:
    sentence = refusal(providers(addresses, **{service: {"backstage_token": None}}))
    assert f"providers.{service} has no {key}" in sentence


def test_a_key_of_live_mode_is_found_out_by_what_stripe_says_of_it(addresses: Addresses) -> None:
    with answering({"/v1/balance": (200, '{"object": "balance", "livemode": true}')}) as url:
        sentence = refusal(providers(addresses, stripe={"url": url}))
    assert "providers.stripe.api_key is not of test mode" in sentence


def test_only_a_stand_in_can_stage_faults(addresses: Addresses) -> None:
    alone = providers(addresses, "faults", brevo={"backstage_token": None, "recipient": "a@example.com"})
    assert 'providers.brevo has no backstage_token, but providers.offers names "faults"' in refusal(alone)
