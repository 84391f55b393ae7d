"""`parse_mode=HTML`: from marked-up text to plain text with entities, refusing what Telegram refuses."""

import re
from dataclasses import dataclass, field

from countersign.providers.telegram.entities import Entity, in_order, utf16_length
from countersign.providers.telegram.links import LinkError, checked_link, mentioned_user

_PLAIN_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS = {*_PLAIN_TAGS, "a", "pre", "code", "blockquote", "tg-emoji"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,8})|([a-zA-Z]+));?")
_PLAIN = re.compile(r"[^<&]+")
_SPACE = re.compile(r"[ \t\r\n\v\0]*")
_NAME = re.compile(r"[^ \t\r\n\v\0>]*")
_ATTRIBUTE = re.compile(r"[^ \t\r\n\v\0=>/\"']*")
_TOKEN = re.compile(r"[0-9A-Za-z.-]*")
_ARGUMENTS = {
    "a": "href",
    "code": "class",
    "span": "class",
    "tg-emoji": "emoji-id",
    "blockquote": "expandable",
}


class MarkupError(ValueError):
    """Marked-up text that Telegram doesn't take, with the reason it gives."""


@dataclass
class _Open:
    """A tag that waits for its end."""

    name: str
    attributes: dict[str, str]
    offset: int
    """In UTF-16 code units of the plain text."""
    begin: int
    """In pieces of the plain text."""

    @property
    def argument(self) -> str:
        return self.attributes.get(_ARGUMENTS.get(self.name, ""), "")


@dataclass
class _Parser:
    text: str
    at: int = 0
    plain: list[str] = field(default_factory=list)
    length: int = 0
    open_tags: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    languages: dict[int, str] = field(default_factory=dict)
    """The language of a code entity (by identity): it counts only where a `pre` wraps the whole of it."""

    def parse(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "<":
                self._tag()
            elif character == "&":
                self._take(self._reference() or self._one())
            else:
                self._take(self._match(_PLAIN))
        if self.open_tags:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.open_tags[-1].name}"')
        return "".join(self.plain), in_order(self.entities)

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self._peek() == "/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        name = self._match(_NAME).lower()
        if not self._peek():
            raise self._malformed("Unclosed start tag", begin)
        if name not in _TAGS:
            raise self._malformed(f'Unsupported start tag "{name}"', begin)
        attributes: dict[str, str] = {}
        while True:
            self._match(_SPACE)
            if not self._peek():
                raise self._malformed(f'Unclosed start tag "{name}"', begin)
            if self._peek() == ">":
                break
            attribute, value = self._attribute(name, begin)
            attributes[attribute] = value
        self.at += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._malformed('Tag "span" must have class "tg-spoiler"', begin)
        self.open_tags.append(_Open(name, attributes, self.length, len(self.plain)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._match(_ATTRIBUTE)
        if not name:
            raise self._malformed(f'Empty attribute name in the tag "{tag}"', begin)
        self._match(_SPACE)
        if self._peek() != "=":
            return name, ""
        self.at += 1
        self._match(_SPACE)
        if not self._peek():
            raise self._malformed(f'Unclosed start tag "{tag}"', begin)
        value = self._quoted(begin) if self._peek() in "\"'" else self._token()
        if not self._peek():
            raise self._malformed("Unclosed start tag", begin)
        return name, value

    def _token(self) -> str:
        begin = self.at
        token = self._match(_TOKEN)
        if self._peek() not in set(" \t\r\n\v\0>"):
            raise self._malformed("Unexpected end of name token", begin)
        return token.lower()

    def _quoted(self, begin: int) -> str:
        quote = self._one()
        value: list[str] = []
        while (character := self._peek()) != quote:
            if not character:
                raise self._malformed("Unclosed start tag", begin)
            value.append((character == "&" and self._reference()) or self._one())
        self.at += 1
        return "".join(value)

    def _end_tag(self, begin: int) -> None:
        if not self.open_tags:
            raise self._malformed("Unexpected end tag", begin)
        self.at += 1
        name = self._match(_NAME).lower()
        self._match(_SPACE)
        if self._peek() != ">":
            raise self._malformed("Unclosed end tag", begin)
        self.at += 1
        tag = self.open_tags[-1]
        if name and name != tag.name:
            raise self._malformed(
                "Unmatched end tag", begin, f', expected "</{tag.name}>", found "</{name}>"'
            )
        self.open_tags.pop()
        if self.length > tag.offset:
            self._close(tag)

    def _close(self, tag: _Open) -> None:
        span: Entity = {"offset": tag.offset, "length": self.length - tag.offset}
        if tag.name in _PLAIN_TAGS:
            self._add(_PLAIN_TAGS[tag.name], span)
        elif tag.name == "blockquote":
            self._add("expandable_blockquote" if "expandable" in tag.attributes else "blockquote", span)
        elif tag.name == "tg-emoji":
            if not re.fullmatch(r"[1-9][0-9]{0,18}", tag.argument):
                raise MarkupError("Invalid custom emoji identifier specified")
            self._add("custom_emoji", span | {"custom_emoji_id": tag.argument})
        elif tag.name == "a":
            self._close_link(tag, span)
        else:
            self._close_code(tag, span)

    def _close_link(self, tag: _Open, span: Entity) -> None:
        link = tag.argument or "".join(self.plain[tag.begin :])
        if user := mentioned_user(link):
            self._add("text_mention", span | {"user": {"id": user}})
            return
        try:
            self._add("text_link", span | {"url": checked_link(link)})
        except LinkError:
            return  # Telegram shows the text without a link.

    def _close_code(self, tag: _Open, span: Entity) -> None:
        inner = self.entities[-1] if self.entities else {}
        same = inner.get("offset") == span["offset"] and inner.get("length") == span["length"]
        language = tag.argument.removeprefix("language-") if tag.argument.startswith("language-") else ""
        if tag.name == "pre" and same and inner.get("type") == "code" and id(inner) in self.languages:
            inner.update(type="pre", language=self.languages[id(inner)])
        elif tag.name == "code" and same and inner.get("type") == "pre" and language:
            inner["language"] = language
        else:
            self._add(tag.name, span)
            if language:
                self.languages[id(self.entities[-1])] = language

    def _add(self, kind: str, span: Entity) -> None:
        self.entities.append({"type": kind, **span})

    def _take(self, text: str) -> None:
        self.plain.append(text)
        self.length += utf16_length(text)

    def _reference(self) -> str:
        """The character that is meant by a reference at this place; nothing where it is none."""
        match = _REFERENCE.match(self.text, self.at)
        if not match:
            return ""
        hexadecimal, decimal, name = match.groups()
        code = int(hexadecimal, 16) if hexadecimal else int(decimal or 0)
        character = _NAMED.get(name, "") if name else chr(code) if 0 < code < 0x10FFFF else ""
        if "\ud800" <= character <= "\udfff":
            raise MarkupError(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
                "surrogate code units"
            )
        if character:
            self.at = match.end()
        return character

    def _one(self) -> str:
        self.at += 1
        return self.text[self.at - 1]

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        assert match is not None, "every pattern but that of plain text matches nothing as well"
        self.at = match.end()
        return match[0]

    def _malformed(self, what: str, begin: int, rest: str = "") -> MarkupError:
        return MarkupError(f"{what} at byte offset {len(self.text[:begin].encode())}{rest}")


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """The plain text and its entities; `MarkupError` with Telegram's own words where it can't be parsed."""
    return _Parser(text).parse()
