"""Asks each outside service that a target names whether it answers there and takes the credentials."""

from collections.abc import Iterator
from typing import Any

import httpx
import msgspec

from countersign.errors import UserError
from countersign.people.wire import http_client, reached
from countersign.target import BrevoDoor, Providers, TelegramDoor, TwilioDoor

_TEST_CREDENTIALS = 20008
"""What Twilio answers to test credentials that ask for more than to send: they are good, though."""


def probe_providers(providers: Providers, source: str) -> Iterator[str]:
    """A line for each service that is there; a `UserError` for the first that is not."""
    if providers.telegram:
        yield _telegram(providers.telegram, f"{source}: providers.telegram")
        _check_staged(providers, providers.telegram, f"{source}: providers.telegram")
    if providers.brevo:
        yield _brevo(providers.brevo, f"{source}: providers.brevo")
        _check_staged(providers, providers.brevo, f"{source}: providers.brevo")
    if providers.twilio:
        yield _twilio(providers.twilio, f"{source}: providers.twilio")
        _check_staged(providers, providers.twilio, f"{source}: providers.twilio")


def _telegram(door: TelegramDoor, where: str) -> str:
    with http_client(door.url) as client:
        answer = reached(client, "GET", f"/bot{door.bot_token}/getMe", where)
    _accepted(answer, f"{where}.bot_token", "Telegram")
    name = (_object(answer, where).get("result") or {}).get("username")
    return f"providers: Telegram at {door.url} knows the bot @{name}"


def _brevo(door: BrevoDoor, where: str) -> str:
    with http_client(door.url) as client:
        answer = reached(client, "GET", "/v3/account", where, headers={"api-key": door.api_key})
    _accepted(answer, f"{where}.api_key", "Brevo")
    _object(answer, where)
    return f"providers: Brevo at {door.url} takes the key"


def _twilio(door: TwilioDoor, where: str) -> str:
    path = f"/2010-04-01/Accounts/{door.account}.json"
    with http_client(door.url) as client:
        answer = reached(client, "GET", path, where, auth=(door.account, door.auth_token))
    only_for_tests = answer.status_code == httpx.codes.FORBIDDEN
    if not (only_for_tests and _object(answer, where).get("code") == _TEST_CREDENTIALS):
        _accepted(answer, f"{where}.auth_token", "Twilio")
        _object(answer, where)
    return f"providers: Twilio at {door.url} takes the credentials"


def _check_staged(providers: Providers, door: TelegramDoor | BrevoDoor | TwilioDoor, where: str) -> None:
    """What can be staged must have a backstage door; what can't needs somebody real to write to."""
    if "faults" in providers.offers and door.backstage_token is None:
        raise UserError(
            f'{where} has no backstage_token, but providers.offers names "faults": add it where this is a '
            f"stand-in, or take the offer out."
        )
    recipient = door.chat_id if isinstance(door, TelegramDoor) else door.recipient
    if door.backstage_token is None and recipient is None:
        key = "chat_id" if isinstance(door, TelegramDoor) else "recipient"
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


def _object(answer: httpx.Response, where: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(answer.content, type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise UserError(f"{where} answers something else than JSON: is the address right?") from error
