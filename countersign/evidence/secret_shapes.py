"""Secrets that betray themselves by their shape: tokens, keys, credentials in URLs."""

import base64
import binascii
import re
from typing import NamedTuple

from countersign.evidence import masks
from countersign.evidence.places import Place, replaced, stands_alone


class _Shape(NamedTuple):
    """A pattern, the words without which it can't match (to save the search), and what to write instead."""

    words: tuple[str, ...]
    pattern: re.Pattern[str]
    mask: str
    alone: bool = False
    """Whether it must begin a word."""


_SHAPES = (
    _Shape(
        ("PRIVATE KEY-----",),
        re.compile(
            r"-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----.*?"
            r"(?:-----END (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----|\Z)",
            re.DOTALL,
        ),
        masks.PRIVATE_KEY,
    ),
    _Shape(
        ("://",),
        re.compile(r"://(?!«)[^\s/\"'<>]*@"),
        f"://{masks.CREDENTIALS}@",
    ),
    _Shape(
        # Drivers accept a password that holds a slash.
        ("://",),
        re.compile(r"://(?<=(?:sql|opg|ndb|dis|iss|mqp|qps)://)[^\s:/@«]*:[^\s@\"'<>]*@"),
        f"://{masks.CREDENTIALS}@",
    ),
    _Shape(
        ("eyJ",),
        re.compile(
            r"eyJ(?:(?<![\w-]eyJ)|(?<=\\[nrt]eyJ)|(?<=%[0-9A-Fa-f]{2}eyJ))"
            r"[\w-]{5,}+\.[\w-]*+\.[\w-]*+(?:\.[\w-]++){0,2}",
            re.ASCII,
        ),
        masks.TOKEN,
    ),
    _Shape(
        ("/bot",),
        re.compile(r"/bot[0-9]++(?::|%3[Aa])[^\s/\"'<>«]++"),
        f"/bot{masks.TELEGRAM_TOKEN}",
    ),
    _Shape(
        (":", "%3A", "%3a"),
        re.compile(r"[0-9]{5,20}+(?::|%3[Aa])[A-Za-z0-9_-]{30,}+"),
        masks.TELEGRAM_TOKEN,
    ),
    _Shape(
        ("earer",),
        re.compile(
            r"(?<=\bbearer)(?:\s|%20|\+)+"
            r"(?!(?:token|auth|authentication|authorization|scheme|header|credentials?)\b)"
            r"[A-Za-z0-9._~+/=-]{6,}+",
            re.IGNORECASE,
        ),
        f" {masks.SECRET}",
    ),
    _Shape(
        # An account or key of Twilio is an id; what follows it in the credentials is not.
        ("AC", "SK"),
        re.compile(r"(?<=(?:AC|SK)[0-9a-f]{32}(?::|\|))[^\s@\"'<>«]{6,}+"),
        masks.SECRET,
    ),
    _Shape(
        (
            "sk-", "xkeysib-", "xsmtpsib-", "whsec_", "k_live_", "k_test_", "AKIA", "ASIA", "gh", "xox",
            "glpat-", "AIza", "SG.",
        ),
        re.compile(
            r"""
              sk-(?=[\w-]{32}|[\w-]*[0-9])[\w-]{16,}+
            | x(?:keysib|smtpsib)-[\w-]{8,}+
            | whsec_[\w+/=-]{8,}+
            | [sr]k_(?:live|test)_\w{8,}+
            | (?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])
            | gh[pousr]_\w{20,}+ | github_pat_\w{20,}+
            | xox[abeoprs]-[\w-]{10,}+ | glpat-[\w-]{16,}+
            | AIza[\w-]{35} | SG\.[\w-]{16,}+\.[\w-]{16,}+
            """,
            re.VERBOSE | re.ASCII,
        ),
        masks.KEY,
        alone=True,
    ),
)  # fmt: skip

_BASIC = re.compile(r"\bBasic\s+(?P<given>[A-Za-z0-9+/_-]{6,}+={0,2})", re.IGNORECASE)


def mask_shapes(text: str) -> str:
    """The text without what looks like a token, a key or credentials."""
    for shape in _SHAPES:
        if any(word in text for word in shape.words):
            text = _mask(text, shape)
    return replaced(_BASIC, text, _credentials) if "asic " in text.lower() else text


def _mask(text: str, shape: _Shape) -> str:
    def look(text: str, found: re.Match[str], masked: int) -> Place | None:
        if shape.alone and not stands_alone(text, found.start(), masked):
            return None
        return found.start(), found.end(), shape.mask

    return replaced(shape.pattern, text, look)


def _credentials(_: str, found: re.Match[str], __: int) -> Place | None:
    """`Basic` is a word of every text; what follows it in a header is user, colon and password in base64."""
    given = found["given"]
    try:
        plain = base64.urlsafe_b64decode(given.replace("+", "-").replace("/", "_") + "=" * (-len(given) % 4))
    except (binascii.Error, ValueError):
        return None
    return (found.start("given"), found.end(), masks.SECRET) if b":" in plain else None
