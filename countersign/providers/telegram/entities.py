"""Entities of a text: their measure, their order, and those that Telegram finds by itself."""

import re
from collections.abc import Callable, Iterable
from typing import Any

Entity = dict[str, Any]

_ORDER = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
_FOUND = 50
_JOINING = {"bold", "italic", "underline", "strikethrough", "spoiler"}
_SOLID = {"pre", "code", "text_link", "text_mention"}
_ENDINGS = "com|org|net|info|biz|edu|gov|io|me|app|dev|ai|co|example|test|ru|de|uk|eu|fr|ch|us|tv|xyz|link"
_PATTERNS: list[tuple[str, re.Pattern[str]]] = [
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[a-zA-Z0-9-]{1,63}\.)+[a-zA-Z]{2,63}(?![\w-])")),
    (
        "url",
        re.compile(
            rf"(?<![\w@.])(?:(?:https?|tg|ton)://[^\s<>\"«»]+|(?:[\w-]+\.)+(?:{_ENDINGS})\b(?:[/?#][^\s<>\"«»]*)?)",
            re.IGNORECASE,
        ),
    ),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])", re.ASCII),
    ),
    ("mention", re.compile(r"(?<![\w@])@[a-zA-Z0-9_]{2,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}(?!#)")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d(?:[ ()-]{0,2}\d){6,14}(?!\w)")),
]


def utf16_length(text: str) -> int:
    """How long Telegram measures a text: in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def spoken(text: str, entity: Entity) -> str:
    """The part of a text that an entity marks."""
    units = text.encode("utf-16-le")
    return units[2 * entity["offset"] : 2 * _end(entity)].decode("utf-16-le", "replace")


def in_order(entities: Iterable[Entity]) -> list[Entity]:
    """Entities as Telegram orders them: by place, the outer before the inner."""
    return sorted(entities, key=lambda e: (e["offset"], -e["length"], _ORDER.get(e["type"], _FOUND)))


def settled(entities: Iterable[Entity]) -> list[Entity]:
    """Entities in order, with equal neighbours joined and nothing left inside of code."""
    code = [e for e in entities if e["type"] in ("pre", "code")]
    kept = [e for e in entities if not any(e is not c and _inside(e, c) for c in code)]
    joined: list[Entity] = []
    open_ones: dict[str, Entity] = {}
    for entity in in_order(kept):
        before = open_ones.get(entity["type"]) if entity["type"] in _JOINING else None
        if before and entity["offset"] <= _end(before):
            before["length"] = max(_end(before), _end(entity)) - before["offset"]
            continue
        open_ones[entity["type"]] = fresh = dict(entity)
        joined.append(fresh)
    return in_order(joined)


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """The entities, and those that Telegram finds by itself where no link or code is."""
    measure = _measure(text)
    taken = [e for e in entities if e["type"] in _SOLID]
    found: list[Entity] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            end = match.end() if kind != "url" else match.start() + len(match[0].rstrip(".,:;!?)'"))
            offset = measure(match.start())
            entity = {"type": kind, "offset": offset, "length": measure(end) - offset}
            if not any(_overlap(entity, other) for other in [*taken, *found]):
                found.append(entity)
    return in_order([*entities, *found]) if found else entities


def _measure(text: str) -> Callable[[int], int]:
    if not any(character > "\uffff" for character in text):
        return lambda index: index
    return lambda index: utf16_length(text[:index])


def _end(entity: Entity) -> int:
    return int(entity["offset"] + entity["length"])


def _inside(inner: Entity, outer: Entity) -> bool:
    if inner["type"] == outer["type"] == "code" or inner["type"] in (
        "pre",
        "blockquote",
        "expandable_blockquote",
    ):
        return False
    return bool(outer["offset"] <= inner["offset"] and _end(inner) <= _end(outer))


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < _end(other) and other["offset"] < _end(one))
