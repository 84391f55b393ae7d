"""The outside services themselves: each must answer where the target says, and take the credentials."""

from collections.abc import Iterator, Mapping

import httpx
import msgspec

from countersign.addresses import Addresses
from countersign.cleanup import Remover
from countersign.errors import UserError
from countersign.journeys.asking import json_object
from countersign.ledger import Entry
from countersign.people.wire import http_client, reached
from countersign.target import (
    BrevoDoor,
    Door,
    OpenRouterDoor,
    Providers,
    StripeDoor,
    Target,
    TelegramDoor,
    TwilioDoor,
)

_TEST_CREDENTIALS = 20008
"""What Twilio answers to test credentials that ask for more than to send: they are good, though."""
_RECIPIENTS: Mapping[type, str] = {TelegramDoor: "chat_id", BrevoDoor: "recipient", TwilioDoor: "recipient"}
"""What names whom a service may write to, where nobody can be made up."""


def why_not_applicable(_section: Providers, _asked: list[str], _target: Target) -> str | None:
    """Each scenario asks for the service that it is about."""
    return None


def offers(section: Providers) -> list[str]:
    """The services that are named, and what the target says of them."""
    return [*section.offers, *section.doors]


def address(section: Providers) -> str:
    """Where they are."""
    return section.base_url


def located(section: Providers, addresses: Addresses) -> Providers:
    """The stand-ins."""
    return msgspec.structs.replace(
        section,
        telegram=TelegramDoor(
            url=addresses.telegram,
            bot_token=addresses.driver.token,
            backstage_token=addresses.backstage_token,
        ),
        brevo=BrevoDoor(
            url=addresses.brevo,
            api_key=addresses.mail.key,
            sender=addresses.mail.sender,
            backstage_token=addresses.backstage_token,
        ),
        twilio=TwilioDoor(
            url=addresses.twilio,
            account=addresses.sms.account,
            auth_token=addresses.sms.token,
            sender=addresses.sms.sender,
            backstage_token=addresses.backstage_token,
        ),
        openrouter=OpenRouterDoor(
            url=addresses.openrouter,
            api_key=addresses.model.key,
            backstage_token=addresses.backstage_token,
        ),
        stripe=StripeDoor(
            url=addresses.stripe, api_key=addresses.shop.key, backstage_token=addresses.backstage_token
        ),
    )


def removers(_section: Providers, _target: Target, *, gone: bool) -> Mapping[str, Remover]:  # noqa: ARG001
    """Nothing is created that could be removed: what was sent was sent."""
    return {}


def remove_marked(_section: Providers, _target: Target) -> str | None:
    """Ditto."""
    return None


def forget(_section: Providers, _entries: list[Entry]) -> None:
    """Ditto."""


def probe(section: Providers, source: str) -> Iterator[str]:
    """A line for each service that is there."""
    if section.telegram:
        yield _telegram(section.telegram, f"{source}: providers.telegram")
        _check_staged(section, section.telegram, f"{source}: providers.telegram")
    if section.brevo:
        yield _brevo(section.brevo, f"{source}: providers.brevo")
        _check_staged(section, section.brevo, f"{source}: providers.brevo")
    if section.twilio:
        yield _twilio(section.twilio, f"{source}: providers.twilio")
        _check_staged(section, section.twilio, f"{source}: providers.twilio")
    if section.openrouter:
        yield _openrouter(section.openrouter, f"{source}: providers.openrouter")
        _check_staged(section, section.openrouter, f"{source}: providers.openrouter")
    if section.stripe:
        yield _stripe(section.stripe, f"{source}: providers.stripe")
        _check_staged(section, section.stripe, f"{source}: providers.stripe")


def _telegram(door: TelegramDoor, where: str) -> str:
    with http_client(door.url) as client:
        answer = reached(client, "GET", f"/bot{door.bot_token}/getMe", where)
    _accepted(answer, f"{where}.bot_token", "Telegram")
    name = (json_object(answer, where).get("result") or {}).get("username")
    return f"providers: Telegram at {door.url} knows the bot @{name}"


def _brevo(door: BrevoDoor, where: str) -> str:
    with http_client(door.url) as client:
        answer = reached(client, "GET", "/v3/account", where, headers={"api-key": door.api_key})
    _accepted(answer, f"{where}.api_key", "Brevo")
    json_object(answer, where)
    return f"providers: Brevo at {door.url} takes the key"


def _twilio(door: TwilioDoor, where: str) -> str:
    path = f"/2010-04-01/Accounts/{door.account}.json"
    with http_client(door.url) as client:
        answer = reached(client, "GET", path, where, auth=(door.account, door.auth_token))
    only_for_tests = answer.status_code == httpx.codes.FORBIDDEN
    if not (only_for_tests and json_object(answer, where).get("code") == _TEST_CREDENTIALS):
        _accepted(answer, f"{where}.auth_token", "Twilio")
        json_object(answer, where)
    return f"providers: Twilio at {door.url} takes the credentials"


def _openrouter(door: OpenRouterDoor, where: str) -> str:
    with http_client(door.url, token=door.api_key) as client:
        answer = reached(client, "GET", "/api/v1/key", where)
    _accepted(answer, f"{where}.api_key", "OpenRouter")
    json_object(answer, where)
    return f"providers: OpenRouter at {door.url} takes the key"


def _stripe(door: StripeDoor, where: str) -> str:
    with http_client(door.url, token=door.api_key) as client:
        answer = reached(client, "GET", "/v1/balance", where)
    _accepted(answer, f"{where}.api_key", "Stripe")
    if json_object(answer, where).get("livemode") is not False:
        raise UserError(f"{where}.api_key is not of test mode: give a key of test mode (sk_test_…).")
    return f"providers: Stripe at {door.url} takes the key"


def _check_staged(providers: Providers, door: Door, where: str) -> None:
    """What can be staged must have a backstage door; what can't may need somebody real to write to."""
    if "faults" in providers.offers and door.backstage_token is None:
        raise UserError(
            f'{where} has no backstage_token, but providers.offers names "faults": add it where this is a '
            f"stand-in, or take the offer out."
        )
    key = _RECIPIENTS.get(type(door))
    if door.backstage_token is None and key and getattr(door, key) is None:
        raise UserError(f"{where} has no {key}, so there is nobody to write to: add one.")
    if door.backstage_token is not None:
        with http_client(door.url, token=door.backstage_token) as client:
            answer = reached(client, "GET", "/backstage/", where)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise UserError(
                f"{where}.backstage_token is refused by the stand-in at {door.url}: "
                f"correct the variable that it is taken from."
            )


def _accepted(answer: httpx.Response, key: str, whose: str) -> None:
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND):
        raise UserError(
            f"{key} is refused by {whose} ({answer.status_code}): correct the variable that it is taken from."
        )
    if not answer.is_success:
        raise UserError(f"{key}: {whose} answers {answer.status_code}: {answer.text[:200]}.")
