"""Methods about the bot itself."""

import re
from typing import Any

import msgspec

from countersign.providers.telegram.calls import Call, Handler
from countersign.providers.telegram.refusal import bad_request

_MOST_COMMANDS = 100
_LONGEST_DESCRIPTION = 256


async def get_me(call: Call) -> dict[str, Any]:
    """The bot."""
    return call.account.as_user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not call.account.bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def set_my_commands(call: Call) -> bool:
    """The menu of commands, for everybody or for some."""
    try:
        given = call.parameters.nested("commands") or []
    except msgspec.DecodeError as error:
        raise bad_request("can't parse commands JSON object") from error
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.account.commands[_audience(call)] = [_command(each) for each in given]
    return True


async def get_my_commands(call: Call) -> list[dict[str, str]]:
    """The menu of commands that was set for the same audience."""
    return call.account.commands.get(_audience(call), [])


async def delete_my_commands(call: Call) -> bool:
    """No menu for that audience."""
    call.account.commands.pop(_audience(call), None)
    return True


def _audience(call: Call) -> tuple[str, str]:
    try:
        scope = call.parameters.nested("scope") or {"type": "default"}
    except msgspec.DecodeError as error:
        raise bad_request("can't parse BotCommandScope JSON object") from error
    return msgspec.json.encode(scope, order="sorted").decode(), call.parameters.text("language_code")


def _command(given: object) -> dict[str, str]:
    wrong = "can't parse BotCommand: "
    if not isinstance(given, dict):
        raise bad_request(wrong + "expected an Object")
    for name in ("command", "description"):
        if not isinstance(given.get(name), str):
            raise bad_request(f'{wrong}Can\'t find field "{name}"')
    command = given["command"].removeprefix("/")
    if not re.fullmatch(r"[a-z0-9_]{1,32}", command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(given["description"]) <= _LONGEST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": given["description"]}


METHODS: dict[str, Handler] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
}
