"""What is found out about a gateway before anybody uses it."""

from typing import Any

import msgspec
import pytest
from answering import answering

from countersign.errors import UserError
from countersign.journeys.referrals import offers, why_not_applicable
from countersign.preflight import probe
from countersign.services import Addresses
from countersign.session import located
from countersign.target import Control, Referrals, ReferralsPaths, Standin, Target


def gateway(addresses: Addresses, **changes: Any) -> Target:
    """A staging deployment that is in truth the embedded gateway, with changes."""
    bare = Target(environment="staging", name="staging", source="targets/t.toml", referrals=Referrals())
    target = located(bare, addresses)
    assert target.referrals
    return msgspec.structs.replace(target, referrals=msgspec.structs.replace(target.referrals, **changes))


def refusal(addresses: Addresses, **changes: Any) -> str:
    with pytest.raises(UserError) as caught:
        list(probe(gateway(addresses, **changes)))
    assert str(caught.value).startswith("targets/t.toml: ")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_everything_in_order_is_told_line_by_line(addresses: Addresses) -> None:
    lines = list(probe(gateway(addresses)))
    assert [line.split(" at ")[0] for line in lines] == [
        "referrals: the gateway",
        lines[1],
        "referrals: the backstage door of openrouter is open",
        "referrals: the backstage door of stripe is open",
        "referrals: the clock can be moved",
        "referrals: the books can be read",
    ]
    assert lines[1].startswith("referrals: the catalog lists ")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"base_url": "http://127.0.0.1:9"}, "referrals.base_url does not answer"),
        ({"paths": ReferralsPaths(health="/nowhere")}, "correct referrals.paths.health"),
        ({"paths": ReferralsPaths(models="/nowhere")}, "correct referrals.paths.models"),
        ({"model": "nobody/has-this"}, "referrals.model names 'nobody/has-this'"),
        (
            {"api_key": "gw-wrong"},
            "referrals.api_key is refused by the gateway (401)",
        ),  # pragma: allowlist secret
        ({"tables": {"payments": "bills"}}, "is the table 'bills' there (referrals.tables)"),
    ],
)
def test_what_is_wrong_ends_in_a_sentence(
    addresses: Addresses, changes: dict[str, Any], sentence: str
) -> None:
    assert sentence in refusal(addresses, **changes)


@pytest.mark.parametrize("of", ["openrouter", "stripe"])
def test_a_stand_in_must_open_its_door(addresses: Addresses, of: str) -> None:
    wrong = Standin(url=getattr(addresses, of), backstage_token="wrong" * 5)
    assert f"referrals.{of}.backstage_token is refused" in refusal(addresses, **{of: wrong})


def test_a_clock_must_open_its_door(addresses: Addresses) -> None:
    clock = Control(url=addresses.control, token="wrong" * 5)
    assert "referrals.clock.token is refused" in refusal(addresses, clock=clock)


def test_a_balance_that_is_not_there_is_no_refusal_of_the_key(addresses: Addresses) -> None:
    answers = {"/health": (200, "{}"), "/catalog/models": (200, '{"data": []}')}
    with answering(answers) as url:
        assert "correct referrals.paths.balance" in refusal(addresses, base_url=url, api_key="k")


def test_on_production_only_the_account_that_is_named_is_used() -> None:
    named, nameless = Referrals(api_key="k"), Referrals(offers=["registration"])
    production = Target(environment="production", source="targets/t.toml")
    assert why_not_applicable(named, ["account"], production) is None
    assert why_not_applicable(nameless, ["account"], production)
    staging = Target(environment="staging", source="targets/t.toml")
    assert why_not_applicable(nameless, ["account"], staging) is None
    assert offers(named) == ["account"]
    assert offers(nameless) == ["registration", "account"]
    assert offers(Referrals()) == []
