"""Referrals and credits at an AI gateway: how it is found, probed, and cleaned up after."""

from collections.abc import Iterator, Mapping

import httpx
import msgspec

from countersign.addresses import Addresses
from countersign.cleanup import CUSTOMER, Remover
from countersign.customers import Customers
from countersign.errors import UserError
from countersign.journeys.asking import (
    accepted,
    backstage,
    clock_moves,
    healthy,
    json_object,
    records_can_be_read,
)
from countersign.journeys.removing import remover_of
from countersign.ledger import Entry
from countersign.people.wire import http_client, reached
from countersign.target import Capability, Control, Referrals, Standin, Target


def why_not_applicable(section: Referrals, asked: list[str], target: Target) -> str | None:
    """On production only the account that the target names may be used; nobody is made up there."""
    if target.environment == "production" and "account" in asked and section.api_key is None:
        return "needs a test account on production, and there is no referrals.api_key"
    return None


def offers(section: Referrals) -> list[str]:
    """What the target says; where customers can be made up, or one is named, there is an account."""
    has_account = section.api_key is not None or "registration" in section.offers
    known = "account" in section.offers
    return [*section.offers, *(["account"] if has_account and not known else [])]


def address(section: Referrals) -> str:
    """Where it answers."""
    return section.base_url


def located(section: Referrals, addresses: Addresses) -> Referrals:
    """The sandbox's own; it has a cache where it is given a Redis."""
    cache: list[Capability] = ["cache"] if addresses.redis_url and "cache" not in section.offers else []
    return msgspec.structs.replace(
        section,
        offers=[*section.offers, *cache],
        base_url=addresses.referrals,
        openrouter=Standin(url=addresses.openrouter, backstage_token=addresses.backstage_token),
        stripe=Standin(url=addresses.stripe, backstage_token=addresses.backstage_token),
        webhook_secret=addresses.shop.webhook_secret,
        clock=Control(url=addresses.control, token=addresses.control_token),
        database_url=addresses.databases["referrals"],
        cleanup_database_url=addresses.databases["referrals"],
    )


def removers(section: Referrals, target: Target, *, gone: bool) -> Mapping[str, Remover]:
    """What removes customers with all that is theirs; nothing where the suite may not write."""
    customers = remover_of(Customers, section, target, gone=gone)
    return {CUSTOMER: customers} if customers else {}


def remove_marked(section: Referrals, target: Target) -> str | None:
    """All customers whose addresses bear the mark of test data."""
    customers = remover_of(Customers, section, target, gone=False)
    return f"{customers.remove_all_marked()} customers" if customers else None


def forget(_section: Referrals, _entries: list[Entry]) -> None:
    """No stand-in keeps anything of it."""


def probe(section: Referrals, source: str) -> Iterator[str]:
    """Its health, its catalog, its key, its stand-ins, its clock, its books."""
    key = f"{source}: referrals.base_url"
    healthy(section.base_url, section.paths.health, "the gateway", key, "referrals.paths.health")
    yield f"referrals: the gateway at {section.base_url} is healthy"
    yield _catalog_is_there(section, source)
    if section.api_key is not None:
        yield _key_is_accepted(section, section.api_key, source)
    for of, standin in (("openrouter", section.openrouter), ("stripe", section.stripe)):
        if standin is not None:
            where = f"{source}: referrals.{of}"
            answer = backstage(standin, "requests?whose=preflight", where)
            accepted(answer, f"{where}.backstage_token", f"the stand-in at {standin.url}")
            yield f"referrals: the backstage door of {of} is open"
    if section.clock:
        clock_moves(section.clock, "referrals", f"{source}: referrals.clock")
        yield "referrals: the clock can be moved"
    if section.database_url:
        for name in ("users", "credit_transactions", "referrals", "payments"):
            own = section.tables.get(name, name)
            records_can_be_read(
                section.database_url, own, f"{source}: referrals.database_url", "referrals.tables"
            )
        yield "referrals: the books can be read"


def _catalog_is_there(section: Referrals, source: str) -> str:
    where = f"{source}: referrals.base_url"
    with http_client(section.base_url) as client:
        answer = reached(client, "GET", section.paths.models, where)
    if not answer.is_success:
        raise UserError(
            f"{where}: {section.base_url}{section.paths.models} answers {answer.status_code} where the "
            f"catalog of models should be: correct referrals.paths.models."
        )
    listed = json_object(answer, where).get("data")
    models = (
        [str(one.get("id")) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    )
    if section.model and section.model not in models:
        raise UserError(
            f"{source}: referrals.model names {section.model!r}, which is not in the catalog: choose one of "
            f"{', '.join(models[:5]) or 'none there is'}."
        )
    return f"referrals: the catalog lists {len(models)} models"


def _key_is_accepted(section: Referrals, key: str, source: str) -> str:
    """Asked for the balance; nothing is written."""
    with http_client(section.base_url, token=key) as client:
        answer = reached(client, "GET", section.paths.balance, f"{source}: referrals.base_url")
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise UserError(
            f"{source}: referrals.api_key is refused by the gateway ({answer.status_code}): "
            f"correct the variable that it is taken from."
        )
    if not answer.is_success:
        raise UserError(
            f"{source}: {section.base_url}{section.paths.balance} answers {answer.status_code} where the "
            f"balance should be: correct referrals.paths.balance."
        )
    return "referrals: the API key is accepted"
