"""Whether what a target names of a gateway fits together."""

from decimal import Decimal, InvalidOperation

from countersign.coherence.keys import (
    NOTHING,
    ONLY_EMBEDDED,
    Needs,
    check_base_url,
    check_offers,
    check_paths,
)
from countersign.errors import UserError
from countersign.target import Bonus, Referrals, Target

_REFUSED = {"spare": ONLY_EMBEDDED, "cache": ONLY_EMBEDDED}
"""A gateway that is deployed elsewhere can't be started a second time, nor its cache be cut off."""
_REFUSED_ON_PRODUCTION = _REFUSED | dict.fromkeys(
    ("registration", "payments"),
    "but nobody is made up on production, and nothing is bought there: take it out, and name a test account "
    "as referrals.api_key.",
)
_CREDITS = ("bronze", "silver", "gold", "invited", "least_purchase")


def check_gateway(referrals: Referrals, target: Target) -> None:
    """Stop at the first key that names nothing, or needs another one that is not there."""
    section = f"{target.source}: referrals"
    _check_bonus(section, referrals.bonus)
    check_paths(section, referrals.paths)
    if target.embedded:
        return  # where it is and what opens it is known when it has started
    check_base_url(section, referrals.base_url, ", as in https://gateway.staging.example.com")
    refused = _REFUSED_ON_PRODUCTION if target.environment == "production" else _REFUSED
    check_offers(section, "a gateway", referrals.offers, _needs(referrals), refused)


def _needs(referrals: Referrals) -> Needs:
    return {
        "account": ("referrals.api_key", referrals.api_key),
        "registration": NOTHING,
        "payments": ("referrals.stripe", referrals.stripe),
        "webhook": ("referrals.webhook_secret", referrals.webhook_secret),
        "faults": ("referrals.stripe", referrals.stripe),
        "model": ("referrals.openrouter", referrals.openrouter),
        "database": ("referrals.database_url", referrals.database_url),
        "clock": ("referrals.clock", referrals.clock),
        "operator": ("referrals.clock", referrals.clock),
    }


def _check_bonus(section: str, bonus: Bonus) -> None:
    for key in _CREDITS:
        written = str(getattr(bonus, key))
        try:
            amount = Decimal(written)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or amount < 0:
            raise UserError(
                f'{section}.bonus.{key} is no amount of credits: {written!r}; write it as in "10".'
            )
    if not 0 < bonus.silver_from <= bonus.gold_from:
        raise UserError(
            f"{section}.bonus: silver begins at {bonus.silver_from} completed referrals and gold "
            f"at {bonus.gold_from}: correct one of them."
        )
