"""Data that trainees write down: nobody's, of the right shape, and found again however they are written."""

import pytest

from countersign.evidence.personal_data import passes_luhn
from countersign.people.personal_data import HARMLESS, KINDS, Datum, new_datum


@pytest.mark.parametrize("kind", KINDS)
def test_a_datum_is_found_in_what_tells_it_and_in_nothing_else(kind: str) -> None:
    datum = new_datum(kind)
    assert datum.is_in(f"noted {datum.text} for you")
    assert datum.is_in(datum.text.upper())
    assert not datum.is_in(f"noted {datum.mask} for you")
    assert not any(datum.is_in(text) for text in HARMLESS.values())
    assert new_datum(kind).text != datum.text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "card" in kind])
def test_a_card_passes_for_one(kind: str) -> None:
    digits = "".join(filter(str.isdigit, new_datum(kind).text))
    assert len(digits) in (15, 16)
    assert passes_luhn(digits)


@pytest.mark.parametrize("told", ["4111111111111111", "4111-1111-1111-1111", "4111 1111\n1111 1111"])
def test_a_number_is_found_however_its_digits_are_parted(told: str) -> None:
    assert Datum("a card number", "4111 1111 1111 1111", "{{CARD}}").is_in(f"card {told}.")
