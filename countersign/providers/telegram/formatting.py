"""The text of a message as a bot hands it in: parsed, trimmed, and with all its entities."""

import msgspec

from countersign.providers.telegram.entities import Entity, in_order, settled, utf16_length, with_found
from countersign.providers.telegram.html import MarkupError, parse_html
from countersign.providers.telegram.links import LinkError, checked_link
from countersign.providers.telegram.parameters import Parameters
from countersign.providers.telegram.refusal import bad_request

LONGEST_TEXT = 4096
_GIVEN = {
    *(
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "blockquote",
        "expandable_blockquote",
    ),
    *("pre", "text_link", "text_mention", "custom_emoji"),
}
_FOUND = {
    *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"),
}
_EXTRAS = ("language", "url", "user", "custom_emoji_id")


def formatted_text(parameters: Parameters, *, too_long: str) -> tuple[str, list[Entity]]:
    """Text and entities of a message that is to be sent or edited."""
    text = parameters.text("text")
    if not text:
        raise bad_request("message text is empty")
    mode = parameters.text("parse_mode").lower()
    if mode in ("", "none"):
        entities = _given_entities(parameters)
    elif mode == "html":
        try:
            text, entities = parse_html(text)
        except MarkupError as error:
            raise bad_request(f"can't parse entities: {error}") from error
    elif mode in ("markdown", "markdownv2"):
        raise bad_request("this stand-in parses no Markdown; use parse_mode HTML")
    else:
        raise bad_request("unsupported parse_mode")
    text, entities = _trimmed(text, settled(entities))
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > LONGEST_TEXT:
        raise bad_request(too_long)
    return text, with_found(text, entities)


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without blanks at the end, nor at the beginning as far as no entity begins there."""
    text = text.rstrip(" \n\t\r")
    first = min((e["offset"] for e in entities), default=len(text))
    lead = 0
    while lead < min(first, len(text)) and text[lead] in " \n":
        lead += 1
    end = utf16_length(text)
    kept = []
    for entity in entities:
        length = min(entity["offset"] + entity["length"], end) - entity["offset"]
        if length > 0:
            kept.append(entity | {"offset": entity["offset"] - lead, "length": length})
    return text[lead:], kept


def _given_entities(parameters: Parameters) -> list[Entity]:
    try:
        given = parameters.nested("entities")
    except msgspec.DecodeError:
        return []  # As the real server: entities that are no JSON count as none.
    if not isinstance(given, list):
        return []
    return in_order(entity for each in given if (entity := _given_entity(each)))


def _given_entity(given: object) -> Entity | None:
    if not isinstance(given, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    for name in ("offset", "length"):
        if not isinstance(given.get(name), int):
            raise bad_request(f'can\'t parse MessageEntity: Field "{name}" must be of type Number')
    kind = given.get("type")
    if kind in _FOUND:
        return None
    if kind not in _GIVEN:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    entity = {"type": kind, "offset": given["offset"], "length": given["length"]}
    entity.update((name, given[name]) for name in _EXTRAS if name in given)
    if kind == "text_link":
        url = str(given.get("url", ""))
        try:
            entity["url"] = checked_link(url)
        except LinkError as error:
            raise bad_request(f"entity URL '{url}' is invalid: {error}") from error
    return entity
