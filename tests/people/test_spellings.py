import re

import pytest

from countersign.identity import person
from countersign.people.spellings import ADDRESSES, CARELESS, CODES, NO_ADDRESSES, NO_CODES

ADDRESS = person("Amira").email


def lengths(address: str) -> tuple[int, int]:
    local, _, domain = address.rpartition("@")
    return len(local), len(domain)


def test_the_longest_addresses_are_as_long_as_they_say() -> None:
    assert lengths(ADDRESSES["has 64 letters before the @"](ADDRESS))[0] == 64
    assert lengths(NO_ADDRESSES["with 65 letters before the @"](ADDRESS))[0] == 65
    assert lengths(ADDRESSES["has 253 letters after the @"](ADDRESS))[1] == 253
    assert lengths(NO_ADDRESSES["with 254 letters after the @"](ADDRESS))[1] == 254


@pytest.mark.parametrize("how", [*ADDRESSES, *NO_ADDRESSES])
def test_a_long_domain_is_wrong_for_its_length_alone(how: str) -> None:
    written = {**ADDRESSES, **NO_ADDRESSES}[how](ADDRESS)
    domain = written.rpartition("@")[2]
    if "letters after the @" in how:
        assert all(0 < len(label) <= 63 for label in domain.split("."))


@pytest.mark.parametrize("how", CARELESS)
def test_a_careless_address_is_the_same_one(how: str) -> None:
    written = CARELESS[how](ADDRESS)
    assert written != ADDRESS
    assert written.strip().removeprefix("@").lower() == ADDRESS


@pytest.mark.parametrize("how", CODES)
def test_a_code_is_the_same_however_it_is_written(how: str) -> None:
    assert CODES[how]("012345") != "012345"
    assert re.sub(r"[\s-]", "", CODES[how]("012345")) == "012345"


@pytest.mark.parametrize("how", NO_CODES)
def test_what_is_no_code_has_not_six_plain_digits(how: str) -> None:
    assert not re.fullmatch(r"[0-9]{6}", re.sub(r"[\s-]", "", NO_CODES[how]("012345")))
