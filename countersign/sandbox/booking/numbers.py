"""Phone numbers: shown by the carrier, or said by the caller; always as E.164."""

import re

import phonenumbers

from countersign.sandbox.booking.spoken import in_figures

# What the carrier gives where the number is withheld, restricted, blocked, unknown or unavailable.
_NOBODYS = frozenset({"+266696687", "+7378742833", "+2562533", "+8566696", "+86282452253"})
_E164 = re.compile(r"\+[1-9]\d{6,14}")
# Ranges that nobody can have: North America's 555-01XX, and what Ofcom keeps for drama.
_FICTIONAL = re.compile(r"\+1\d{3}55501\d\d|\+447700900\d{3}|\+442079460\d{3}")
_DOUBLED = re.compile(r"\b(double|triple) (\d)\b")
_LETTER_O = re.compile(r"\boh?\b(?!['’])", re.IGNORECASE)
_APART = re.compile(r"(?<=\d)[ .,()-]+(?=\d)")
_DIGITS = re.compile(r"(?<!\d)\+?\d{7,15}(?!\d)")
_PLUS = re.compile(r"\bplus (?=\d)")


def shown(caller: str) -> str | None:
    """The caller's number as the carrier shows it; None where it is withheld."""
    number = caller.strip()
    return number if _E164.fullmatch(number) and number not in _NOBODYS else None


def said(words: str, line: str) -> str | None:
    """The phone number in a sentence; one without a country code is of the line's own country."""
    text = _PLUS.sub("+", in_figures(_LETTER_O.sub("zero", words)))
    text = _DOUBLED.sub(lambda found: " ".join(found[2] * (2 if found[1] == "double" else 3)), text)
    text = _APART.sub("", text)
    for found in _DIGITS.finditer(text):
        if number := _number(found[0], line):
            return number
    return None


def fictional(number: str) -> bool:
    """Whether it can only be a tester's."""
    return bool(_FICTIONAL.fullmatch(number))


def _number(text: str, line: str) -> str | None:
    try:
        number = phonenumbers.parse(text, _region(line))
    except phonenumbers.NumberParseException:
        return None
    # A number without its area code is possible too, but only for a neighbour.
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _region(line: str) -> str:
    try:
        return phonenumbers.region_code_for_country_code(phonenumbers.parse(line).country_code or 1)
    except phonenumbers.NumberParseException:
        return "US"
