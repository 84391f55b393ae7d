"""Masks what may neither be kept nor passed on: account numbers, cards, e-mails, social-security numbers."""

import re
import unicodedata
from collections.abc import Iterator

ACCOUNT, CARD, EMAIL, SSN = "{{ACCOUNT}}", "{{CARD}}", "{{EMAIL}}", "{{SSN}}"

_LOOKALIKES = {"А": "A", "а": "a", "С": "C", "с": "c", "Α": "A", "−": "-", "·": ".", "•": "."}
_LOCAL = r"[^\s@<>()\[\]{},;:\"\\]{1,64}"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_TLD = r"(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,40})"
_EMAIL = re.compile(
    rf"{_LOCAL}\s{{0,2}}@\s{{0,2}}(?:{_LABEL}\.)+{_TLD}(?![\w-])"
    rf"|{_LOCAL}@(?:{_LABEL}\s*\n?\s*\.\s*\n?\s*)?(?:{_LABEL}\.)*{_LABEL}\s*\.\s*{_TLD}(?![\w-])"
    rf"|{_LOCAL}@\[?\d{{1,3}}(?:\.\d{{1,3}}){{3}}\]?",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"(?<![^\W_])A\s?C[\s\-_:#.]{0,3}\d(?:[\s\-.]?\d){5}\d{0,6}(?!\d)", re.IGNORECASE)
_SSN = re.compile(r"(?<!\d)(?<!\d-)(?!000)\d{3}[\s\-./]{1,3}(?!00)\d{2}[\s\-./]{1,3}(?!0000)\d{4}(?!-?\d)")
_NAMED_SSN = re.compile(
    r"(?:\bssn|social[\s-]security(?:[\s-](?:number|no|num))?)\b[\s\w:#.,']{0,12}?(\d{9})(?!\d)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<!\d)\d(?:[\s\-._/]{0,3}\d){11,}(?!\d)")
_LENGTHS = range(13, 20)
_BRANDS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})$"  # Visa
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}$"  # Mastercard
    r"|3[47]\d{13}$"  # American Express
    r"|(?:6011|65\d\d|64[4-9]\d)\d{12,15}$"  # Discover
    r"|35(?:2[89]|[3-8]\d)\d{12,15}$"  # JCB
    r"|3(?:0[0-5]|095|[689]\d)\d{11,16}$"  # Diners Club
    r"|62\d{14,17}$"  # UnionPay
    r"|(?:50|5[6-9]|6[0-9])\d{11,17}$"  # Maestro
)


def masked(text: str) -> str:
    """The text with a placeholder for each of them, however it is written."""
    folded, origins = _folded(text)
    spans = sorted(_spans(folded))
    parts, at = [], 0
    for start, end, placeholder in spans:
        first, last = origins[start], origins[end - 1] + 1
        if first < at:
            continue
        parts += [text[at:first], placeholder]
        at = last
    return "".join([*parts, text[at:]])


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it would be read: any script's digits, wide letters and dashes plain, nothing invisible."""
    folded: list[str] = []
    origins: list[int] = []
    for at, char in enumerate(text):
        for plain in _plain(char):
            folded.append(plain)
            origins.append(at)
    return "".join(folded), origins


def _plain(char: str) -> str:
    if char.isascii():
        return char
    if unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return ""
    if unicodedata.category(char) == "Pd":
        return "-"
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    return "".join(_LOOKALIKES.get(c, c) for c in unicodedata.normalize("NFKC", char))


def _spans(folded: str) -> Iterator[tuple[int, int, str]]:
    """What is to be masked, and by what; where two overlap, what begins first counts."""
    for found in _EMAIL.finditer(folded):
        yield found.start(), found.end(), EMAIL
    for found in _ACCOUNT.finditer(folded):
        yield found.start(), found.end(), ACCOUNT
    for found in _DIGITS.finditer(folded):
        yield from ((start, end, CARD) for start, end in _cards(folded, found.start(), found.end()))
    for found in _SSN.finditer(folded):
        yield found.start(), found.end(), SSN
    for found in _NAMED_SSN.finditer(folded):
        yield found.start(1), found.end(1), SSN


def _cards(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The card numbers among digits that stand together; each consists of whole groups."""
    groups = [(m.start(), m.end()) for m in re.compile(r"\d+").finditer(folded, start, end)]
    first = 0
    while first < len(groups):
        digits = ""
        for last in range(first, len(groups)):
            digits += folded[slice(*groups[last])]
            if len(digits) > _LENGTHS[-1]:
                break
            if (
                _is_card(digits, groups[first : last + 1])
                and folded[groups[first][0] - 1 : groups[first][0]] != "+"
            ):
                yield groups[first][0], groups[last][1]
                first = last
                break
        first += 1


def _is_card(digits: str, groups: list[tuple[int, int]]) -> bool:
    if len(digits) not in _LENGTHS or not _passes_luhn(digits):
        return False
    in_fours = len(digits) == 16 and {end - start for start, end in groups} in ({16}, {4})
    return in_fours or _BRANDS.match(digits) is not None


def _passes_luhn(digits: str) -> bool:
    total = 0
    for at, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if at % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
