"""What a developer lets a bot send: texts that are taken, texts that are not, and words with marks."""

from collections.abc import Mapping
from html import escape
from typing import Any

LONGEST = 4096
BEFORE = "👋🏽 Tomorrow: "
"""Stands before marked words: emoji that are longer in UTF-16 than in letters."""
NOBODY = 3_999_999_999_999_999
"""An id that Telegram gave to nobody, and that nobody is played with."""

SIGNS: Mapping[str, str] = {"letters": "a", "emoji": "😀"}

UNSENDABLE: Mapping[str, Mapping[str, Any]] = {
    "an empty text": {"text": ""},
    "no text at all": {},
    "nothing but blanks": {"text": " \n  "},
    "a text of 4097 letters": {"text": "a" * (LONGEST + 1)},
    "a text of 4097 emoji": {"text": "😀" * (LONGEST + 1)},
    "a text in a markup that does not exist": {"text": "Hello", "parse_mode": "RTF"},
    "a text to somebody who does not exist": {"text": "Hello", "chat_id": NOBODY},
    "a text to nobody": {"text": "Hello", "chat_id": ""},
    "an answer to a message that never was": {
        "text": "Hello",
        "reply_parameters": {"message_id": 2**31 - 1},
    },
    # Marked up in HTML, wrongly.
    "a bold word that never ends": {"text": "a <b>bold word", "parse_mode": "HTML"},
    "an unknown tag behind an accent": {"text": "é <sup>2</sup>", "parse_mode": "HTML"},
    "an end without a beginning": {"text": "bold</b>", "parse_mode": "HTML"},
    "tags that cross": {"text": "😀<b>one <i>two</b></i>", "parse_mode": "HTML"},
    "a tag that is cut off": {"text": "see <a href", "parse_mode": "HTML"},
    # Keyboards.
    "a button that says more than 64 bytes": {"text": "Choose", "reply_markup": {"inline_keyboard": [[
        {"text": "Yes", "callback_data": "x" * 65}]]}},
    "a button that says 33 letters of two bytes": {"text": "Choose", "reply_markup": {"inline_keyboard": [[
        {"text": "Yes", "callback_data": "é" * 33}]]}},
    "a button that says nothing": {"text": "Choose", "reply_markup": {"inline_keyboard": [[
        {"text": "Yes", "callback_data": ""}]]}},
    "a button without words": {"text": "Choose", "reply_markup": {"inline_keyboard": [[
        {"callback_data": "yes"}]]}},
    "a keyboard that is none": {"text": "Choose", "reply_markup": "[yes]]"},
}  # fmt: skip
"""By what the features call them: what is given to sendMessage beside the chat."""

_TAGS: Mapping[str, tuple[str, str]] = {
    "bold": ("<b>", "</b>"),
    "italic": ("<em>", "</em>"),
    "underlined": ("<u>", "</u>"),
    "struck out": ("<del>", "</del>"),
    "a spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
    "code": ("<code>", "</code>"),
    "preformatted": ("<pre>", "</pre>"),
    "a quotation": ("<blockquote>", "</blockquote>"),
    "a link": ('<a href="https://example.com/terms">', "</a>"),
}

STYLES: Mapping[str, str] = {
    "bold": "bold",
    "italic": "italic",
    "underlined": "underline",
    "struck out": "strikethrough",
    "a spoiler": "spoiler",
    "code": "code",
    "preformatted": "pre",
    "a quotation": "blockquote",
}
"""Telegram's names of styles, by what the features call them."""


def by_tags(words: str, style: str) -> dict[str, Any]:
    """The words behind emoji, marked in HTML."""
    begin, end = _TAGS[style]
    return {"text": f"{BEFORE}{begin}{escape(words)}{end} &amp; on", "parse_mode": "HTML"}


def by_place(words: str, style: str) -> dict[str, Any]:
    """The same, marked by the place of the words in UTF-16 units."""
    entity = {"type": STYLES[style], "offset": utf16(BEFORE), "length": utf16(words)}
    return {"text": f"{BEFORE}{words} & on", "entities": [entity]}


def utf16(text: str) -> int:
    """How long a text is in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
