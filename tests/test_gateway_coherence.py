from typing import Any

import msgspec
import pytest

from countersign.coherence.gateway import check_gateway
from countersign.errors import UserError
from countersign.target import Bonus, Environment, Referrals, ReferralsPaths, Standin, Target

STANDIN = Standin(url="https://standin.acme.com", backstage_token="t" * 20)
WHOLE = Referrals(
    base_url="https://gateway.acme.com",
    offers=["registration", "payments", "webhook", "model", "database"],
    stripe=STANDIN,
    openrouter=STANDIN,
    webhook_secret="whsec_x",  # pragma: allowlist secret
    database_url="sqlite:////tmp/x.db",
)


def check(environment: Environment = "staging", **changes: Any) -> None:
    section = msgspec.structs.replace(WHOLE, **changes)
    check_gateway(section, Target(environment=environment, referrals=section, source="targets/t.toml"))


def test_what_fits_together_is_fine() -> None:
    check()
    check("production", offers=["account"], api_key="k")
    check(bonus=Bonus(bronze="5", silver="5", gold="5", invited="5"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"base_url": ""}, "referrals.base_url is missing"),
        ({"stripe": None}, "there is no referrals.stripe"),
        ({"webhook_secret": None}, "there is no referrals.webhook_secret"),
        ({"openrouter": None}, "there is no referrals.openrouter"),
        ({"database_url": None}, "there is no referrals.database_url"),
        ({"offers": ["account"]}, "there is no referrals.api_key"),
        ({"offers": ["clock"]}, "there is no referrals.clock"),
        ({"offers": ["spare"]}, "only the embedded sandbox can offer"),
        ({"offers": ["wizard"]}, "nothing that a gateway offers"),
        ({"environment": "production"}, "nobody is made up on production"),
        ({"bonus": Bonus(gold="a lot")}, "referrals.bonus.gold is no amount"),
        ({"bonus": Bonus(bronze="-1")}, "referrals.bonus.bronze is no amount"),
        ({"bonus": Bonus(silver_from=30)}, "silver begins at 30"),
        ({"paths": ReferralsPaths(chat="v1/chat")}, "referrals.paths.chat must begin with a slash"),
    ],
)
def test_what_does_not_fit_ends_in_a_sentence(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence) as caught:
        check(**changes)
    assert str(caught.value).startswith("targets/t.toml: referrals.")
