"""Personal data that the suite did not invent: cards, bank accounts, addresses, phone numbers."""

import re
import string

from countersign.evidence import masks
from countersign.evidence.invented import is_invented_domain, is_invented_phone
from countersign.evidence.places import ESCAPES, Place, lowered, replaced, stands_alone

_CARD = re.compile(
    r"""
    [2-6][0-9]{3}(?:
        (?P<gap>[ .+\u00a0-]|%20)[0-9]{4}(?P=gap)[0-9]{4}(?P=gap)[0-9]{4}(?:(?P=gap)[0-9]{3})?
      | (?P<space>[ .+\u00a0-]|%20)[0-9]{6}(?P=space)[0-9]{4,5}
      | [0-9]{10,15}
    )(?![0-9]|\.[0-9]|[A-Za-z])
    """,
    re.VERBOSE,
)
_ISSUERS = re.compile(r"4|5[0-9]|6|3[0689]|34|37|35|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)")
_ROUND = "0" * 9

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}(?:(?:%20|[ +\u00a0-])?[A-Z0-9]){11,30}+")
_IBAN_LENGTHS = {
    country: int(length)
    for country, length in re.findall(
        r"([A-Z]{2})([0-9]{2})",
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 "
        "EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 "
        "KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 "
        "OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 "
        "TN24 TR26 UA29 VA22 VG24 XK20 YE30",
    )
}
_LETTER_OR_GAP = re.compile(r"%20|(?P<letter>[A-Z0-9])|.", re.DOTALL)
_IBAN_DIGITS = str.maketrans({letter: str(ord(letter) - 55) for letter in string.ascii_uppercase})

_SSN = re.compile(r"[0-9]{3}-[0-9]{2}-[0-9]{4}(?![\w-])")

_AT = re.compile(r"(?:@|%40)(?P<domain>[\w-]++(?:\.[\w-]++)++)")
_DELIMITER = re.compile(r"%(?:40|3[AaDd]|2[0267Cc]|(?![0-9A-Fa-f]{2}))")
"""What separates an address in a URL from the text before it."""

_INTERNATIONAL = re.compile(
    r"(?:\+|%2[Bb])(?P<number>[1-9](?:(?:%20|[ .()+\u00a0-]{0,2})[0-9]){7,14})(?![0-9])"
)
_IN_PARENTHESES = re.compile(r"(?P<number>\([0-9]{3}\)[ ]?[0-9]{3}[ .-][0-9]{4})(?![\w-])")
_NATIONAL = re.compile(r"(?P<number>[0-9]{3}(?P<gap>[.-])[0-9]{3}(?P=gap)[0-9]{4})(?![\w-]|\.[0-9])")
_NAMED = re.compile(
    r"(?:phone|mobile|msisdn)(?:_?number)?\\?[\"']?(?:\s*[:=]\s*|%3[ad])\\?[\"']?(?P<number>[0-9]{7,15})(?![0-9])"
)
_PHONE_WORDS = ("phone", "mobile", "msisdn")
_PHONE_NAME = re.compile(r"(?:phone|mobile|msisdn)(?:_?number)?$", re.IGNORECASE)


def is_card(digits: str) -> bool:
    """Whether these digits could be a payment card: an issuer's first digits and a right check digit."""
    if not 14 <= len(digits) <= 19 or not _ISSUERS.match(digits):
        return False
    # Money in small units ends in a long row of noughts; the account number of a card does not.
    return not digits.endswith(_ROUND) and passes_luhn(digits)


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    total = sum(map(int, digits[-1::-2]))
    return (total + sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])) % 10 == 0


def is_phone_name(name: str) -> bool:
    """Whether a field of that name holds a phone number."""
    return bool(_PHONE_NAME.search(name))


def mask_personal_data(text: str) -> str:
    """The text without cards, bank accounts, and e-mail addresses and numbers that may be somebody's."""
    if "@" in text or "%40" in text:
        text = replaced(_AT, text, _email)
    text = replaced(_CARD, text, _card)
    text = replaced(_IBAN, text, _iban)
    if "-" in text:
        text = replaced(_SSN, text, _ssn)
    return _mask_phones(text)


def _mask_phones(text: str) -> str:
    if "+" in text or "%2" in text:
        text = replaced(_INTERNATIONAL, text, _free_standing_phone)
    if "(" in text:
        text = replaced(_IN_PARENTHESES, text, _free_standing_phone)
    text = replaced(_NATIONAL, text, _free_standing_phone)
    lower = lowered(text)
    return replaced(_NAMED, text, _phone, lower) if any(word in lower for word in _PHONE_WORDS) else text


def _email(text: str, found: re.Match[str], _: int) -> Place | None:
    if is_invented_domain(found["domain"]):
        return None
    at = start = found.start()
    while start > 0 and _continues_address(text, start - 1):
        start -= 1
    if text[start - 1 : start] == "%":
        start += 2  # the digits of the delimiter
    elif text[start - 1 : start] == "\\" and text[start] in ESCAPES:
        start += 1
    return (start, found.end(), masks.EMAIL) if start < at else None


def _continues_address(text: str, place: int) -> bool:
    character = text[place]
    if character == "%":
        return not _DELIMITER.match(text, place)
    return character.isalnum() or character in "_.+-"


def _card(text: str, found: re.Match[str], masked: int) -> Place | None:
    start = found.start()
    fraction = text[start - 1 : start] == "." and text[start - 2 : start - 1].isdigit()
    if fraction or not stands_alone(text, start, masked):
        return None
    digits = re.sub(r"[^0-9]", "", found[0].replace("%20", " "))
    return (start, found.end(), masks.CARD) if is_card(digits) else None


def _iban(text: str, found: re.Match[str], masked: int) -> Place | None:
    length = _IBAN_LENGTHS.get(found[0][:2])
    if length is None or not stands_alone(text, found.start(), masked):
        return None
    places = [part.start() for part in _LETTER_OR_GAP.finditer(text, *found.span()) if part["letter"]]
    if len(places) < length or text[places[length - 1] + 1 : places[length - 1] + 2].isalnum():
        return None
    account = "".join(text[place] for place in places[:length])
    valid = int((account[4:] + account[:4]).translate(_IBAN_DIGITS)) % 97 == 1
    return (found.start(), places[length - 1] + 1, masks.IBAN) if valid else None


def _ssn(text: str, found: re.Match[str], masked: int) -> Place | None:
    start = found.start()
    within = text[start - 1 : start] == "-" and text[start - 2 : start - 1].isalnum()
    if within or not stands_alone(text, start, masked):
        return None
    return start, found.end(), masks.SSN


def _free_standing_phone(text: str, found: re.Match[str], masked: int) -> Place | None:
    return _phone(text, found, masked) if stands_alone(text, found.start(), masked) else None


def _phone(_: str, found: re.Match[str], __: int) -> Place | None:
    if is_invented_phone(found["number"].replace("%20", " ")):
        return None
    return found.start("number"), found.end(), masks.PHONE
