"""Methods by which a bot receives its updates: polling and webhooks."""

import asyncio
import ipaddress
import re
import time
from typing import Any
from urllib.parse import urlsplit

import msgspec

from countersign.providers.telegram.calls import Call, Handler, Told
from countersign.providers.telegram.delivery import Courier, Webhook, note_delivery
from countersign.providers.telegram.mailbox import Letter
from countersign.providers.telegram.refusal import ApiError, bad_request
from countersign.providers.telegram.state import Account

_LONGEST_POLL = 50
_PORTS = {80, 88, 443, 8443}
_LONGEST_SECRET = 256
_ENDINGS = {
    "other": "other getUpdates request; make sure that only one bot instance is running",
    "webhook": "setWebhook request",
}


async def get_updates(call: Call) -> list[dict[str, Any]]:
    """Hands out what waits; waits itself while there is nothing."""
    mailbox = call.account.mailbox
    if mailbox.courier:
        raise _conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    _allow(call)
    limit = call.parameters.integer("limit", 100, 1, 100)
    seconds = call.parameters.integer("timeout", 0, 0, _LONGEST_POLL)
    mailbox.end_poll("other")
    if offset := call.parameters.integer("offset"):
        mailbox.confirm_before(offset)
    letters = mailbox.hand_out(limit)
    if not letters and seconds:
        letters = await _wait(call, limit, seconds)
    await _note_delivery(letters)
    return [letter.update for letter in letters]


async def set_webhook(call: Call) -> Told:
    """Has updates brought to an address; without an address as deleteWebhook."""
    url = call.parameters.text("url")
    if not url:
        return await delete_webhook(call)
    webhook = Webhook(
        url=_checked_url(url),
        secret_token=_checked_secret(call.parameters.text("secret_token")),
        max_connections=call.parameters.integer("max_connections", 40, 1, 100),
    )
    mailbox = call.account.mailbox
    drop = call.parameters.flag("drop_pending_updates")
    if mailbox.courier and mailbox.courier.webhook == webhook and not drop:
        _allow(call)
        return Told(True, "Webhook is already set")
    await _end_webhook(call.account, drop=drop)
    mailbox.end_poll("webhook")
    _allow(call)
    mailbox.courier = Courier(call.account, webhook, call.clients, call.perform)
    for letter in mailbox.waiting():
        mailbox.courier.take(letter)
    return Told(True, "Webhook was set")


async def delete_webhook(call: Call) -> Told:
    """Back to polling."""
    was_set = call.account.mailbox.courier is not None
    await _end_webhook(call.account, drop=call.parameters.flag("drop_pending_updates"))
    return Told(True, "Webhook was deleted" if was_set else "Webhook is already deleted")


async def get_webhook_info(call: Call) -> dict[str, Any]:
    """How the webhook fares."""
    return webhook_info(call.account)


def webhook_info(account: Account) -> dict[str, Any]:
    """The `WebhookInfo` object."""
    mailbox = account.mailbox
    info: dict[str, Any] = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(mailbox.waiting()),
    }
    if courier := mailbox.courier:
        info |= {"url": courier.webhook.url, "max_connections": courier.webhook.max_connections}
        if courier.last_error:
            info["last_error_date"], info["last_error_message"] = courier.last_error
    if mailbox.allowed:
        info["allowed_updates"] = sorted(mailbox.allowed)
    return info


async def _wait(call: Call, limit: int, seconds: int) -> list[Letter]:
    hung_up = asyncio.ensure_future(call.hung_up())
    try:
        ended = await call.account.mailbox.wait_for_news(seconds, hung_up)
    finally:
        hung_up.cancel()
    if ended in _ENDINGS:
        raise _conflict(f"terminated by {_ENDINGS[ended]}")
    return call.account.mailbox.hand_out(limit) if ended else []


async def _note_delivery(letters: list[Letter]) -> None:
    now = time.time()
    for letter in letters:
        if not letter.handed_out:
            letter.handed_out = True
            await note_delivery(letter, status=None, seconds=None, at=now)


async def _end_webhook(account: Account, *, drop: bool) -> None:
    courier, account.mailbox.courier = account.mailbox.courier, None
    if courier:
        await courier.stop()
    if drop:
        account.mailbox.drop()


def _allow(call: Call) -> None:
    """Remember which kinds of updates the bot wants, if it says so."""
    try:
        wanted = call.parameters.nested("allowed_updates")
    except msgspec.DecodeError:
        return  # As the real server, which keeps to what it was told before.
    if isinstance(wanted, list):
        call.account.mailbox.allowed = {str(kind).lower() for kind in wanted}


def _checked_url(url: str) -> str:
    """The address of a webhook: https, or plain http on loopback as the official local server allows."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        port = parts.port
    except ValueError as error:
        raise bad_request("invalid webhook URL specified") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", url):
        raise bad_request("invalid webhook URL specified")
    if not _is_loopback(parts.hostname):
        if parts.scheme == "http":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if port not in (None, *_PORTS):
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    return parts.geturl()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _checked_secret(secret: str) -> str:
    if len(secret) > _LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    return secret


def _conflict(reason: str) -> ApiError:
    return ApiError(409, f"Conflict: {reason}")


METHODS: dict[str, Handler] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
