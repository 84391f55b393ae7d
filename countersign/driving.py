"""Whether a driver bot can drive the bot under test: set-ups that can't work are told in a sentence each."""

from countersign.errors import UserError
from countersign.people.bot_api import Account, BotApi, Refusal
from countersign.people.wire import http_client
from countersign.target import Driver, Onboarding

_MEND = (
    "make a second bot with @BotFather, add it to the group, and use its token. (A bot never gets its own "
    "messages, and while a bot runs Telegram answers a second getUpdates with 409 Conflict.)"
)
_GONE = {400, 403}


def probe_driver(onboarding: Onboarding, driver: Driver, source: str) -> str:
    """A line on what was found in order; a `UserError` for the first thing that is not."""
    where = f"{source}: onboarding.driver"
    name = onboarding.bot_username.removeprefix("@")
    if driver.token == onboarding.bot_token:
        raise _own_token(where, name)
    with http_client(driver.url) as client:
        api = BotApi(client, driver.token, where)
        me = _who(api, where)
        if me.username.lower() == name.lower():
            raise _own_token(where, name)
        _check_updates(api, me, where)
        title = _check_group(api, me, driver, where)
        if onboarding.bot_token:
            _check_other(api, int(onboarding.bot_token.partition(":")[0]), name, driver, where)
    return f"onboarding: @{me.username} can drive @{name} in the group {title!r}"


def _who(api: BotApi, where: str) -> Account:
    try:
        return api.get_me()
    except Refusal as refusal:
        raise UserError(
            f"{where}.token is refused by the Bot API ({refusal.status} {refusal.description}): "
            f"correct the variable that it is taken from."
        ) from refusal


def _own_token(where: str, name: str) -> UserError:
    return UserError(f"{where}.token is the token of @{name} itself, the bot under test: {_MEND}")


def _check_updates(api: BotApi, me: Account, where: str) -> None:
    """Whether what is said to the driver bot reaches nobody else; nothing is taken from it here."""
    if api.get_webhook_info().url:
        raise UserError(
            f"{where}.token is the token of @{me.username}, which has a webhook, so that Telegram answers "
            f"getUpdates with 409 Conflict: use a bot that is the suite's own, or remove its webhook."
        )
    try:
        api.get_updates()
    except Refusal as refusal:
        raise UserError(
            f"{where}: the updates of @{me.username} can't be taken ({refusal.status} "
            f"{refusal.description}): end the other program that uses its token."
        ) from refusal


def _check_group(api: BotApi, me: Account, driver: Driver, where: str) -> str:
    try:
        chat = api.get_chat(driver.chat_id)
        member = api.get_chat_member(driver.chat_id, me.id)
    except Refusal as refusal:
        if refusal.status not in _GONE:
            raise UserError(f"{where}.chat_id: {refusal}.") from refusal
        raise UserError(
            f"{where}.chat_id: @{me.username} finds no chat {driver.chat_id} that it is in "
            f"({refusal.description}): correct the id, or add the bot to the group."
        ) from refusal
    if chat.type not in ("group", "supergroup"):
        raise UserError(
            f"{where}.chat_id: {driver.chat_id} is no group ({chat.type}), and bots meet in groups only: "
            f"make a group with both bots, and name its id."
        )
    if not member.is_in:
        raise UserError(
            f"{where}.chat_id: @{me.username} is not in the group {chat.title!r} ({member.status}): add it."
        )
    return chat.title


def _check_other(api: BotApi, bot_id: int, name: str, driver: Driver, where: str) -> None:
    try:
        is_in = api.get_chat_member(driver.chat_id, bot_id).is_in
    except Refusal as refusal:
        if refusal.status not in _GONE:
            raise UserError(f"{where}.chat_id: {refusal}.") from refusal
        is_in = False
    if not is_in:
        raise UserError(
            f"{where}.chat_id: @{name}, the bot under test, is not in the group {driver.chat_id}: add it."
        )
