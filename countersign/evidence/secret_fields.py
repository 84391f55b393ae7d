"""Secrets that betray themselves by the name of their field: in JSON, forms, headers, URLs, Python reprs."""

import re

from countersign.evidence import masks
from countersign.evidence.places import Place, lowered, replaced

# Lower case throughout: what is searched is the text in lower case.
_NAMES = (
    r"(?:pass(?:word|wd|phrase|code)|pwd|secret|token|(?:api|access|private|secret|signing|encryption)[_-]?key"
    r"|credentials?|authorization|cookie|jwt"
    r"|(?P<short>pass|auth|cvv2?|cvc|ssn|iban|social_security(?:_number)?|card_?number))"
)
_GATE = (
    "pass", "pwd", "secret", "token", "key", "credential", "auth", "cookie", "jwt", "cvv", "cvc", "ssn",
    "iban", "social_security", "card",
)  # fmt: skip

_FIELD = re.compile(
    _NAMES
    + r"""(?:
        (?P<key_quote>\\*["'])\s*(?:=>|[:=])\s*(?:[bru]{1,2}(?=["']))?     # "password": and 'password':
      | (?P<pair>["'])\s*,\s*b?(?=["'])                                    # ('password', and (b'password',
      | (?P<bare>[ \t]*[:=][ \t]*(?:[bru]{1,2}(?=["']))?)                  # password= and Password:
      | (?:%2[27])?(?P<encoded>%3[ad])(?:%20|\+)?(?P<encoded_quote>%2[27])? # %22password%22%3A%22
    )""",
    re.VERBOSE,
)
_NAMED = re.compile(_NAMES + r"$")
_OPENING = re.compile(r"(\\*)([\"'])")
_BARE_VALUE = re.compile(rf"\[[^\]\n]*\]?|(?:[^\s&\"'<>«»]|{masks.ANY})+")
_JSON_VALUE = re.compile(rf"\[[^\]\n]*\]?|(?:[^\s,}}\]&\"'<>«»]|{masks.ANY})+")
_ENCODED_VALUES = {
    "": re.compile(r"(?:(?!%2[267c]|%7d)[^\s&\"'<>«»])+", re.IGNORECASE),
    "%22": re.compile(r"(?:(?!%22)[^\s&\"'<>«»]|(?<=%5c)%22)+", re.IGNORECASE),
    "%27": re.compile(r"(?:(?!%27)[^\s&\"'<>«»]|(?<=%5c)%27)+", re.IGNORECASE),
}
_SCHEME = re.compile(r"(?:Bearer|Basic|Token|Negotiate|ApiKey)(?:\s|%20|\+)+(?=\S)", re.IGNORECASE)
_REST_OF_LINE = re.compile(r"[^\r\n\"'<>]+")
_HIDDEN = re.compile(rf"{masks.ANY}|\$\{{\w+\}}")
_EMPTY = re.compile(r"(?:null|[Nn]one|[Tt]rue|[Ff]alse|\{.*|)[,;)}\]]*")
_LIST_OF_PAIRS = re.compile(r"\(b?[\"'][\w.-]*$")


def is_secret_name(name: str) -> bool:
    """Whether a field of that name holds a secret, as those named password or refreshToken do, not tokens."""
    lower = name.lower()
    found = _NAMED.search(lower)
    return found is not None and not _part_of_a_word(lower, found)


def mask_fields(text: str) -> str:
    """The text with the value of every field masked whose name says that it is a secret."""
    lower = lowered(text)
    if not any(word in lower for word in _GATE):
        return text
    return replaced(_FIELD, text, _value, lower)


def _value(text: str, field: re.Match[str], _: int) -> Place | None:
    """Where the value of the field stands, and what to write instead; None where nothing is to hide."""
    start = field.end()
    if _part_of_a_word(text, field):
        return None
    opening = _OPENING.match(text, start)
    if field["pair"] and not _LIST_OF_PAIRS.search(text, max(0, field.start() - 60), field.start()):
        return None
    if opening and not field["encoded"]:
        return _quoted(text, opening)
    if field["encoded"]:
        return _unquoted(text, _ENCODED_VALUES[field["encoded_quote"] or ""].match(text, start), masks.SECRET)
    name = field[0]
    if field["short"] in ("pass", "auth") and field["bare"] and "=" not in name:
        return None  # "pass: 3" counts tests; "pass=…" and "pass" in quotes hide something
    scheme = _SCHEME.match(text, start) if name.startswith("authorization") else None
    if scheme:
        start = scheme.end()
    whole_line = name.startswith("cookie") or text[start : start + 7].lower() == "digest "
    pattern = _REST_OF_LINE if whole_line else _JSON_VALUE if field["key_quote"] else _BARE_VALUE
    value = pattern.match(text, start)
    return _unquoted(text, value, f'"{masks.SECRET}"' if field["key_quote"] == '"' else masks.SECRET)


def _unquoted(text: str, value: re.Match[str] | None, mask: str) -> Place | None:
    if value is None or _EMPTY.fullmatch(text, *value.span()) or _HIDDEN.fullmatch(text, *value.span()):
        return None
    return value.start(), value.end(), mask


def _part_of_a_word(text: str, found: re.Match[str]) -> bool:
    """Short names count only on their own: a compass is no pass."""
    return found["short"] is not None and text[found.start() - 1 : found.start()].isalpha()


def _quoted(text: str, opening: re.Match[str]) -> Place | None:
    start = opening.end()
    end = _closing(text, start, depth=len(opening[1]), quote=opening[2])
    if end == start or _HIDDEN.fullmatch(text, start, end):
        return None
    scheme = _SCHEME.match(text, start, end)
    return (scheme.end() if scheme else start), end, masks.SECRET


def _closing(text: str, start: int, depth: int, quote: str) -> int:
    """Where the quoted value ends; a value that was cut off ends with the text.

    A quote that was opened behind `depth` backslashes (JSON in JSON has one, in JSON again three) is closed
    behind as many, plus a multiple of twice one more: each pair is a backslash of the value.
    """
    for found in re.compile(rf"(\\*){quote}").finditer(text, start):
        surplus = len(found[1]) - depth
        if surplus >= 0 and surplus % (2 * (depth + 1)) == 0:
            return found.end() - 1 - depth
    return len(text)
