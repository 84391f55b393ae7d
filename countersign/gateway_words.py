"""The typed words of steps about a gateway: credits, tiers, models, and what goes wrong."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

import parse

from countersign.matchers.gateway_health import PARTS
from countersign.people.odd_requests import FLAWS, NO_ADDRESSES, ODD_AMOUNTS, ODD_PAGES, Flaw
from countersign.people.shop_messenger import SIGNATURES
from countersign.scenes import gateway_models, gateway_news, gateway_shop
from countersign.scenes.gateway_catalogs import CATALOGS
from countersign.scenes.gateway_doors import NO_KEYS, SAME
from countersign.scenes.referral_program import STANDS, TIERS


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@parse.with_pattern(r"\d+(?:\.\d+)? credits?")
def credits(text: str) -> Decimal:
    """An amount of credits, exactly: 12.34 credits."""
    return Decimal(text.split()[0])


@parse.with_pattern(_any_of(TIERS))
def tier(text: str) -> str:
    """The tier of an inviter: silver."""
    return text


@parse.with_pattern(_any_of(STANDS))
def stands(text: str) -> str:
    """How far an inviter has come: is one referral short of silver."""
    return text


@parse.with_pattern(_any_of(gateway_models.MODELS))
def model_wish(text: str) -> str:
    """A model of the catalog: the cheapest model."""
    return text


@parse.with_pattern(_any_of(gateway_models.TROUBLES))
def model_failure(text: str) -> str:
    """What a model does wrong with a whole answer: is overloaded."""
    return text


@parse.with_pattern(_any_of(gateway_models.BREAKS))
def stream_break(text: str) -> str:
    """How a stream ends before its end: hangs up."""
    return text


@parse.with_pattern(_any_of(FLAWS))
def request_flaw(text: str) -> Flaw:
    """What is wrong with a question to a model: without a message."""
    return FLAWS[text]


@parse.with_pattern(_any_of(ODD_AMOUNTS))
def odd_amount(text: str) -> tuple[Any, str]:
    """What nobody can buy for: 499 cents."""
    return ODD_AMOUNTS[text]


@parse.with_pattern(_any_of(ODD_PAGES))
def odd_page(text: str) -> Mapping[str, Any]:
    """A page of a list that there is not: in pages of many."""
    return ODD_PAGES[text]


@parse.with_pattern(_any_of(NO_ADDRESSES))
def no_mail_address(text: str) -> str:
    """What is wrong with something that is no e-mail address: has two @."""
    return NO_ADDRESSES[text]


@parse.with_pattern(_any_of(SAME))
def same_as(text: str) -> str:
    """What of another's somebody signs up with: the same username."""
    return text


@parse.with_pattern(_any_of(NO_KEYS))
def no_key(text: str) -> str:
    """What a stranger shows in place of a key: a key with a letter changed."""
    return text


@parse.with_pattern(_any_of(SIGNATURES))
def shop_signature(text: str) -> str:
    """How news of a purchase are signed by whoever is not the shop: a garbled signature."""
    return text


@parse.with_pattern(_any_of(gateway_news.NEWS))
def shop_news(text: str) -> str:
    """What the shop may tell that is no paid purchase: a checkout that has expired."""
    return text


@parse.with_pattern(_any_of(gateway_shop.TROUBLES))
def shop_trouble(text: str) -> str:
    """What a shop does wrong: hangs up."""
    return text


@parse.with_pattern(_any_of(CATALOGS))
def catalog_of(text: str) -> str:
    """What a catalog lists: providers."""
    return text


@parse.with_pattern(_any_of(PARTS))
def gateway_part(text: str) -> str:
    """What a gateway can lose: cache."""
    return text


GATEWAY_WORDS: dict[str, Callable[[str], Any]] = {
    "Credits": credits,
    "Tier": tier,
    "Stands": stands,
    "ModelWish": model_wish,
    "ModelFailure": model_failure,
    "StreamBreak": stream_break,
    "RequestFlaw": request_flaw,
    "OddAmount": odd_amount,
    "OddPage": odd_page,
    "NoMailAddress": no_mail_address,
    "SameAs": same_as,
    "NoKey": no_key,
    "ShopSignature": shop_signature,
    "ShopNews": shop_news,
    "ShopTrouble": shop_trouble,
    "CatalogOf": catalog_of,
    "GatewayPart": gateway_part,
}
