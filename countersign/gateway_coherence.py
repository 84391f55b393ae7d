"""Whether what a target names of a gateway fits together."""

from decimal import Decimal, InvalidOperation

import msgspec

from countersign.errors import UserError
from countersign.target import Bonus, Referrals, Target

_ONLY_EMBEDDED = ("spare", "cache")
"""A gateway that is deployed elsewhere can't be started a second time, nor its cache be cut off."""
_NEVER_ON_PRODUCTION = ("registration", "payments")
_CREDITS = ("bronze", "silver", "gold", "invited", "least_purchase")


def check_gateway(referrals: Referrals, target: Target) -> None:
    """Stop at the first key that names nothing, or needs another one that is not there."""
    source = target.source
    _check_bonus(referrals.bonus, source)
    _check_paths(referrals, source)
    if target.embedded:
        return  # where it is and what opens it is known when it has started
    if not referrals.base_url:
        raise UserError(
            f"{source}: referrals.base_url is missing: add it, as in https://gateway.staging.example.com."
        )
    _check_offers(referrals, source, production=target.environment == "production")


def _check_offers(referrals: Referrals, source: str, *, production: bool) -> None:
    needs: dict[str, tuple[str, object]] = {
        "account": ("api_key", referrals.api_key),
        "registration": ("", True),
        "payments": ("stripe", referrals.stripe),
        "webhook": ("webhook_secret", referrals.webhook_secret),
        "faults": ("stripe", referrals.stripe),
        "model": ("openrouter", referrals.openrouter),
        "database": ("database_url", referrals.database_url),
        "clock": ("clock", referrals.clock),
        "operator": ("clock", referrals.clock),
    }
    for offer in referrals.offers:
        where = f"{source}: referrals.offers names {offer!r}"
        if offer in _ONLY_EMBEDDED:
            raise UserError(f"{where}, which only the embedded sandbox can offer: take it out.")
        if offer not in needs:
            raise UserError(
                f"{where}, which is nothing that a gateway offers: take it out, or choose of "
                f"{', '.join(needs)}."
            )
        if production and offer in _NEVER_ON_PRODUCTION:
            raise UserError(
                f"{where}, but nobody is made up on production, and nothing is bought there: "
                f"take it out, and name a test account as referrals.api_key."
            )
        key, given = needs[offer]
        if not given:
            raise UserError(
                f"{where}, but there is no referrals.{key}: add it, or take {offer!r} out of the offers."
            )


def _check_bonus(bonus: Bonus, source: str) -> None:
    for key in _CREDITS:
        written = str(getattr(bonus, key))
        try:
            amount = Decimal(written)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or amount < 0:
            raise UserError(
                f'{source}: referrals.bonus.{key} is no amount of credits: {written!r}; write it as in "10".'
            )
    if not 0 < bonus.silver_from <= bonus.gold_from:
        raise UserError(
            f"{source}: referrals.bonus: silver begins at {bonus.silver_from} completed referrals and gold "
            f"at {bonus.gold_from}: correct one of them."
        )


def _check_paths(referrals: Referrals, source: str) -> None:
    for key, path in msgspec.structs.asdict(referrals.paths).items():
        if not path.startswith("/"):
            raise UserError(
                f"{source}: referrals.paths.{key} must begin with a slash: {path!r}; write it as in /{path}."
            )
