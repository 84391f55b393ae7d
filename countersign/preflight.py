"""Asks every part of a target whether it is there and is what it should be, before anything runs."""

from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
from sqlalchemy import false, literal, select, table
from sqlalchemy.exc import SQLAlchemyError

from countersign.driving import probe_driver
from countersign.errors import UserError
from countersign.guard import check_bot
from countersign.people.wire import http_client, reached
from countersign.provider_doors import probe_providers
from countersign.records.database import open_for_reading
from countersign.target import Onboarding, Standin, Target

TELEGRAM = "https://api.telegram.org"


def probe(target: Target) -> Iterator[str]:
    """A line for each thing that was found in order; a `UserError` for the first that is not."""
    if target.onboarding:
        yield from _probe_onboarding(target.onboarding, target.source)
    if target.providers:
        yield from probe_providers(target.providers, target.source)


def _probe_onboarding(onboarding: Onboarding, source: str) -> Iterator[str]:
    if onboarding.base_url:
        yield _healthy(onboarding, source)
    if onboarding.telegram:
        yield _bot_is_known(onboarding, onboarding.telegram, source)
    if onboarding.bot_token:
        yield _bot_is_the_right_one(onboarding, onboarding.bot_token, source)
    if onboarding.driver and "driver" in onboarding.offers:
        yield probe_driver(onboarding, onboarding.driver, source)
    if onboarding.mail:
        yield _can_be_read("mail", "mail", onboarding.mail, "mails?to=preflight@example.com", source)
    if onboarding.sms:
        yield _can_be_read("SMS", "sms", onboarding.sms, "messages?to=%2B12015550100", source)
    if onboarding.clock:
        with http_client(onboarding.clock.url, token=onboarding.clock.token) as client:
            answer = reached(
                client, "GET", "/clock/onboarding?subject=preflight", f"{source}: onboarding.clock"
            )
            _accepted(answer, f"{source}: onboarding.clock.token", "the clock's control port")
        yield "onboarding: the clock can be moved"
    if onboarding.database_url:
        yield _records_can_be_read(onboarding, source)


def _healthy(onboarding: Onboarding, source: str) -> str:
    where = f"{source}: onboarding.base_url"
    with http_client(onboarding.base_url) as client:
        answer = reached(client, "GET", onboarding.paths.health, where)
    if answer.status_code != httpx.codes.OK:
        raise UserError(
            f"{where}: {onboarding.base_url}{onboarding.paths.health} says that the bot is not healthy "
            f"({answer.status_code}: {answer.text[:200]}); mend the deployment, "
            f"or correct onboarding.paths.health."
        )
    return f"onboarding: the bot at {onboarding.base_url} is healthy"


def _bot_is_known(onboarding: Onboarding, standin: Standin, source: str) -> str:
    where = f"{source}: onboarding.telegram"
    with http_client(standin.url, token=standin.backstage_token) as client:
        answer = reached(client, "GET", f"/backstage/bots/{onboarding.bot_username}", where)
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise UserError(
            f"{where}: the stand-in at {standin.url} knows no bot @{onboarding.bot_username}: "
            f"correct onboarding.bot_username, or start the stand-in with that bot's token."
        )
    _accepted(answer, f"{where}.backstage_token", f"the stand-in at {standin.url}")
    host = httpx.URL(str(_object(answer, where)["webhook"].get("url") or "")).host
    if onboarding.webhook_host and host != onboarding.webhook_host:
        raise UserError(
            f"{source}: the bot @{onboarding.bot_username} takes its updates at {host or 'no webhook'}, "
            f"not at {onboarding.webhook_host} as onboarding.webhook_host says: "
            f"point the deployment at the stand-in, or correct the key."
        )
    return f"onboarding: the Telegram stand-in at {standin.url} knows @{onboarding.bot_username}"


def _bot_is_the_right_one(onboarding: Onboarding, token: str, source: str) -> str:
    api = onboarding.telegram.url if onboarding.telegram else TELEGRAM
    with http_client(api) as client:
        me = _asked(client, token, "getMe", source)
        webhook = _asked(client, token, "getWebhookInfo", source)
    check_bot(
        me, webhook, allowed=onboarding.allowed_bots or [onboarding.bot_username],
        webhook_host=onboarding.webhook_host, source=source,
    )  # fmt: skip
    return f"onboarding: the bot is @{me.get('username')}, which this target may drive"


def _asked(client: httpx.Client, token: str, method: str, source: str) -> dict[str, object]:
    answer = reached(client, "GET", f"/bot{token}/{method}", f"{source}: the Bot API")
    if answer.status_code != httpx.codes.OK:
        raise UserError(
            f"{source}: the Bot API at {client.base_url} refuses onboarding.bot_token "
            f"({answer.status_code}): correct the variable that it is taken from."
        )
    result: dict[str, object] = _object(answer, f"{source}: the Bot API at {client.base_url}")["result"]
    return result


def _object(answer: httpx.Response, whose: str) -> dict[str, Any]:
    """The JSON object that was answered; a web page is the sign of a wrong address."""
    try:
        return msgspec.json.decode(answer.content, type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise UserError(f"{whose} answers something else than JSON: is the address right?") from error


def _can_be_read(what: str, key: str, standin: Standin, path: str, source: str) -> str:
    """That a stand-in lets what was sent through it be read."""
    where = f"{source}: onboarding.{key}"
    with http_client(standin.url, token=standin.backstage_token) as client:
        answer = reached(client, "GET", f"/backstage/{path}", where)
    _accepted(answer, f"{where}.backstage_token", f"the stand-in at {standin.url}")
    return f"onboarding: {what} can be read at {standin.url}"


def _accepted(answer: httpx.Response, key: str, whose: str) -> None:
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise UserError(f"{key} is refused by {whose}: correct the variable that it is taken from.")
    if not answer.is_success:
        raise UserError(f"{key}: {whose} answers {answer.status_code}: {answer.text[:200]}.")


def _records_can_be_read(onboarding: Onboarding, source: str) -> str:
    users = onboarding.tables.get("users", "users")
    try:
        engine = open_for_reading(str(onboarding.database_url))
        with engine.connect() as connection:
            connection.execute(select(literal(1)).select_from(table(users)).where(false()))
        engine.dispose()
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise UserError(
            f"{source}: the database of onboarding.database_url can't be read ({reason}): "
            f"is it running, is the address right, and is the table {users!r} there (onboarding.tables)?"
        ) from error
    return "onboarding: the records can be read"
