"""Onboarding by a Telegram bot: how it is found, probed, and cleaned up after."""

from collections.abc import Iterator, Mapping

import httpx
import msgspec

from countersign.addresses import GROUP, Addresses
from countersign.cleanup import TELEGRAM_USER, Remover, TelegramUsers
from countersign.driving import probe_driver
from countersign.errors import UserError
from countersign.guard import check_bot
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
from countersign.people.telegram_stage import TelegramStage
from countersign.people.wire import Door, http_client, reached
from countersign.target import Control, Driver, Onboarding, Standin, Target

TELEGRAM = "https://api.telegram.org"


def why_not_applicable(section: Onboarding, asked: list[str], target: Target) -> str | None:
    """A bot is driven through a stand-in, or by a driver bot."""
    if not target.embedded and section.telegram is None and "driver" not in asked:
        return f"{target.source} names no Telegram stand-in through which the bot could be driven"
    return None


def offers(section: Onboarding) -> list[str]:
    """What the target says."""
    return list(section.offers)


def address(section: Onboarding) -> str:
    """The bot's own address; a bot that is known by its name alone is driven where it is met."""
    if section.driver and not section.base_url:
        return f"@{section.bot_username}, by a driver bot at {section.driver.url}"
    return section.base_url


def located(section: Onboarding, addresses: Addresses) -> Onboarding:
    """The sandbox's bot, behind the stand-ins."""

    def standin(url: str) -> Standin:
        return Standin(url=url, backstage_token=addresses.backstage_token)

    return msgspec.structs.replace(
        section,
        base_url=addresses.onboarding,
        bot_username=addresses.bot.username,
        bot_token=addresses.bot.token,
        webhook_secret=addresses.webhook_secret,
        telegram=standin(addresses.telegram),
        mail=standin(addresses.brevo),
        sms=standin(addresses.twilio),
        driver=Driver(token=addresses.driver.token, chat_id=GROUP, url=addresses.telegram),
        clock=Control(url=addresses.control, token=addresses.control_token),
        database_url=addresses.databases["onboarding"],
        cleanup_database_url=addresses.databases["onboarding"],
    )


def removers(section: Onboarding, target: Target, *, gone: bool) -> Mapping[str, Remover]:
    """What removes newcomers; nothing where the suite may not write."""
    users = remover_of(TelegramUsers, section, target, gone=gone)
    return {TELEGRAM_USER: users} if users else {}


def remove_marked(section: Onboarding, target: Target) -> str | None:
    """All newcomers that bear the mark."""
    users = remover_of(TelegramUsers, section, target, gone=False)
    return f"{users.remove_all_marked()} users" if users else None


def forget(section: Onboarding, entries: list[Entry]) -> None:
    """The Telegram stand-in must not keep the people of a run that died."""
    people = [int(entry.identity["telegram_id"]) for entry in entries if entry.kind == TELEGRAM_USER]
    if section.telegram is None or not people:
        return
    with http_client(section.telegram.url, token=section.telegram.backstage_token) as client:
        stage = TelegramStage(Door(client, "the Telegram stand-in"), section.bot_username)
        for telegram_id in people:
            stage.forget_user(telegram_id)


def probe(section: Onboarding, source: str) -> Iterator[str]:
    """Its health, its bot, its driver, its mail and SMS, its clock, its records."""
    if section.base_url:
        healthy(
            section.base_url,
            section.paths.health,
            "the bot",
            f"{source}: onboarding.base_url",
            "onboarding.paths.health",
        )
        yield f"onboarding: the bot at {section.base_url} is healthy"
    if section.telegram:
        yield _bot_is_known(section, section.telegram, source)
    if section.bot_token:
        yield _bot_is_the_right_one(section, section.bot_token, source)
    if section.driver and "driver" in section.offers:
        yield probe_driver(section, section.driver, source)
    if section.mail:
        yield _can_be_read("mail", "mail", section.mail, "mails?to=preflight@example.com", source)
    if section.sms:
        yield _can_be_read("SMS", "sms", section.sms, "messages?to=%2B12015550100", source)
    if section.clock:
        clock_moves(section.clock, "onboarding", f"{source}: onboarding.clock")
        yield "onboarding: the clock can be moved"
    if section.database_url:
        users = section.tables.get("users", "users")
        key = f"{source}: onboarding.database_url"
        records_can_be_read(section.database_url, users, key, "onboarding.tables")
        yield "onboarding: the records can be read"


def _bot_is_known(section: Onboarding, standin: Standin, source: str) -> str:
    where = f"{source}: onboarding.telegram"
    answer = backstage(standin, f"bots/{section.bot_username}", where)
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise UserError(
            f"{where}: the stand-in at {standin.url} knows no bot @{section.bot_username}: "
            f"correct onboarding.bot_username, or start the stand-in with that bot's token."
        )
    accepted(answer, f"{where}.backstage_token", f"the stand-in at {standin.url}")
    host = httpx.URL(str(json_object(answer, where)["webhook"].get("url") or "")).host
    if section.webhook_host and host != section.webhook_host:
        raise UserError(
            f"{source}: the bot @{section.bot_username} takes its updates at {host or 'no webhook'}, "
            f"not at {section.webhook_host} as onboarding.webhook_host says: "
            f"point the deployment at the stand-in, or correct the key."
        )
    return f"onboarding: the Telegram stand-in at {standin.url} knows @{section.bot_username}"


def _bot_is_the_right_one(section: Onboarding, token: str, source: str) -> str:
    api = section.telegram.url if section.telegram else TELEGRAM
    with http_client(api) as client:
        me = _asked(client, token, "getMe", source)
        webhook = _asked(client, token, "getWebhookInfo", source)
    check_bot(
        me, webhook, allowed=section.allowed_bots or [section.bot_username],
        webhook_host=section.webhook_host, source=source,
    )  # fmt: skip
    return f"onboarding: the bot is @{me.get('username')}, which this target may drive"


def _asked(client: httpx.Client, token: str, method: str, source: str) -> dict[str, object]:
    answer = reached(client, "GET", f"/bot{token}/{method}", f"{source}: the Bot API")
    if answer.status_code != httpx.codes.OK:
        raise UserError(
            f"{source}: the Bot API at {client.base_url} refuses onboarding.bot_token "
            f"({answer.status_code}): correct the variable that it is taken from."
        )
    result: dict[str, object] = json_object(answer, f"{source}: the Bot API at {client.base_url}")["result"]
    return result


def _can_be_read(what: str, key: str, standin: Standin, path: str, source: str) -> str:
    """That a stand-in lets what was sent through it be read."""
    where = f"{source}: onboarding.{key}"
    accepted(backstage(standin, path, where), f"{where}.backstage_token", f"the stand-in at {standin.url}")
    return f"onboarding: {what} can be read at {standin.url}"
