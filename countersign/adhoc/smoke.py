"""The target of a smoke test: a deployed bot, reached by a driver bot that SMOKE_TEST_… variables name."""

import re
from collections.abc import Mapping
from typing import Any

from countersign.adhoc.environment import environment
from countersign.adhoc.switches import is_on
from countersign.errors import UserError

SWITCH = "ENABLE_SMOKE_TESTS"
TOKEN = "SMOKE_TEST_BOT_TOKEN"
CHAT = "SMOKE_TEST_CHAT_ID"
BOT = "SMOKE_TEST_BOT_USERNAME"
API = "SMOKE_TEST_API_URL"

_TELEGRAM = "https://api.telegram.org"


def smoke_tables(environ: Mapping[str, str]) -> dict[str, Any] | None:
    """The tables of the target, as a file would hold them; None where no smoke test is asked for."""
    if not is_on(environ, SWITCH):
        return None
    username = _username(environ)
    return {
        "environment": environment(environ),
        "title": f"@{username}",
        "onboarding": {
            "bot_username": username,
            "offers": ["driver"],
            "driver": {
                "token": f"${{{TOKEN}}}",
                "chat_id": _chat(environ),
                "url": environ.get(API, "").strip() or _TELEGRAM,
            },
        },
    }


def _username(environ: Mapping[str, str]) -> str:
    username = environ.get(BOT, "").strip().removeprefix("@")
    if not username:
        raise UserError(
            f"{SWITCH} asks for a smoke test, but {BOT} is not set: set it to the username of the bot under "
            f"test, since a bot can't ask Telegram who else is in a group."
        )
    if not re.fullmatch(r"\w{4,32}", username, re.ASCII):
        raise UserError(f"{BOT} is no username of a bot: {username!r}; write it as in my_staging_bot.")
    return username


def _chat(environ: Mapping[str, str]) -> int:
    chat = environ.get(CHAT, "").strip()
    if not chat:
        raise UserError(
            f"{SWITCH} asks for a smoke test, but {CHAT} is not set: set it to the id of the group in which "
            f"the driver bot meets the bot under test."
        )
    if not re.fullmatch(r"-?[0-9]{1,19}", chat):
        raise UserError(f"{CHAT} must be the id of a group, a whole number like -1001234567890: {chat!r}.")
    return int(chat)
