from decimal import Decimal
from typing import Any

import pytest

from countersign.people.amounts import amount_in, has_float_noise, in_credits, plain, read_exactly


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("10", "10"),
        ("10.00", "10"),
        ('"0.00000345"', "0.00000345"),
        ("-0.000000000001", "-0.000000000001"),
        ("1e-05", "0.00001"),
        ("9007199254740993", "9007199254740993"),
    ],
)
def test_an_amount_is_read_as_it_was_written(written: str, amount: str) -> None:
    assert amount_in(read_exactly(written), "The balance") == Decimal(amount)


@pytest.mark.parametrize("written", ["0.30000000000000004", "9.999999999999998", '"4.9999747999999995"'])
def test_what_has_been_through_a_float_is_found_out(written: str) -> None:
    with pytest.raises(AssertionError, match=r"The balance should be exact, .* binary float"):
        amount_in(read_exactly(written), "The balance")


@pytest.mark.parametrize("value", [None, True, [], 0.5, "ten", "NaN", "Infinity", ""])
def test_what_is_no_amount_is_refused(value: Any) -> None:
    with pytest.raises(AssertionError, match="The balance should be an amount of credits"):
        amount_in(value, "The balance")


def test_trailing_noughts_are_no_noise() -> None:
    assert not has_float_noise(Decimal("10.0000000000000000"))
    assert has_float_noise(Decimal("10.0000000000000001"))


def test_amounts_are_written_as_people_do() -> None:
    assert [plain(Decimal(one)) for one in ("1E+1", "10.50", "0.00004", "-0.10", "0", "0.0")] == [
        "10", "10.5", "0.00004", "-0.1", "0", "0",
    ]  # fmt: skip
    assert in_credits(Decimal(1)) == "1 credit"
    assert in_credits(Decimal("0.50")) == "0.5 credits"
