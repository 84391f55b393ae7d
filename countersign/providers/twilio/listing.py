"""The list of an account's messages, page by page."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from countersign.providers.twilio.accounts import Account
from countersign.providers.twilio.errors import Refusal, not_played
from countersign.providers.twilio.messages import Message

_USUALLY, _MOST = 50, 1000
_NUMBER = re.compile(r"[0-9]{1,9}")
_UNPLAYED = ("DateSent", "DateSent<", "DateSent>")


def listed(messages: Iterable[Message], account: Account, asked: Mapping[str, str]) -> dict[str, Any]:
    """One page of the messages that are asked for, the newest first."""
    for name in _UNPLAYED:
        if asked.get(name):
            raise not_played(name.rstrip("<>"))
    size = min(_number(asked, "PageSize", _USUALLY, least=1), _MOST)
    page = _number(asked, "Page", 0, least=0)
    filters = {name: asked[name] for name in ("To", "From") if asked.get(name)}
    wanted = (message for message in messages if _fits(message, filters))
    found = list(islice(wanted, page * size, (page + 1) * size + 1))
    shown = found[:size]

    def uri(number: int) -> str:
        return f"{account.path}/Messages.json?{urlencode({**filters, 'PageSize': size, 'Page': number})}"

    return {
        "end": page * size + max(len(shown) - 1, 0),
        "first_page_uri": uri(0),
        "messages": [message.as_resource() for message in shown],
        "next_page_uri": uri(page + 1) if len(found) > size else None,
        "page": page,
        "page_size": size,
        "previous_page_uri": uri(page - 1) if page else None,
        "start": page * size,
        "uri": uri(page),
    }


def _fits(message: Message, filters: Mapping[str, str]) -> bool:
    return (
        filters.get("To", message.draft.to) == message.draft.to
        and filters.get("From", message.draft.sender) == message.draft.sender
    )


def _number(asked: Mapping[str, str], name: str, usually: int, *, least: int) -> int:
    given = asked.get(name) or str(usually)
    if not _NUMBER.fullmatch(given) or int(given) < least:
        raise Refusal(400, 20422, f"Invalid Parameter: {name}")
    return int(given)
