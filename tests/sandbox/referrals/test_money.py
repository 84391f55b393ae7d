"""Money to the last digit."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.sandbox.referrals.money import UNITS, as_number, in_credits, units_of, units_of_cents
from countersign.sandbox.referrals.pricing import Usage, model_in

AMOUNTS = st.integers(min_value=-(10**18), max_value=10**18)
PRICES = st.integers(min_value=0, max_value=10**10).map(lambda units: Decimal(units).scaleb(-12))
TOKENS = st.integers(min_value=0, max_value=10**7)


def listed(prompt: str, completion: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "test/model",
        "pricing": {"prompt": prompt, "completion": completion},
        "context_length": 1000,
        **more,
    }


@given(AMOUNTS)
def test_an_amount_is_told_with_all_its_digits(units: int) -> None:
    told = json.loads(msgspec.json.encode({"credits": as_number(units)}), parse_float=Decimal)["credits"]
    assert told * UNITS == units
    assert isinstance(told, Decimal)
    assert "e" not in in_credits(units).lower()


@pytest.mark.parametrize(
    ("units", "told"),
    [
        (0, "0.00"),
        (10 * UNITS, "10.00"),
        (-1, "-0.000000000001"),
        (1_500_000_000_000, "1.50"),
        (-UNITS, "-1.00"),
    ],
)
def test_an_amount_is_told_as_people_write_it(units: int, told: str) -> None:
    assert in_credits(units) == told


@given(PRICES, PRICES, TOKENS, TOKENS)
def test_a_bill_is_exact(prompt: Decimal, completion: Decimal, read: int, said: int) -> None:
    model = model_in(listed(f"{prompt:f}", f"{completion:f}"))
    assert model
    exact = read * (prompt * UNITS) + said * (completion * UNITS)
    assert model.cost(Usage(read, said)) == exact


@given(
    PRICES, PRICES, st.integers(0, 10**6), st.integers(0, 10**4), st.one_of(st.none(), st.integers(1, 10**7))
)
def test_nothing_costs_more_than_was_reserved(
    prompt: Decimal, completion: Decimal, read: int, said: int, most: int | None
) -> None:
    model = model_in(listed(f"{prompt:f}", f"{completion:f}", top_provider={"max_completion_tokens": 700}))
    assert model
    answer = Usage(read, min(said, most or 700, 700))
    assert model.cost(answer) <= model.dearest(read, most)


def test_what_is_finer_than_the_books_is_rounded_once() -> None:
    model = model_in(listed("0.0000000000004", "0.0000000000004"))
    assert model
    assert model.cost(Usage(1, 1)) == 1, "0.8 units, not twice 0"
    assert model.cost(Usage(1, 0)) == 0
    assert model.dearest(1, 1) == 1
    assert units_of(Decimal("0.0000000000005")) == 0
    assert units_of(Decimal("0.0000000000015")) == 2


def test_a_cent_buys_a_hundredth_of_a_credit() -> None:
    assert units_of_cents(1) * 100 == units_of_cents(100) == UNITS


@pytest.mark.parametrize(
    "wrong",
    [
        listed("-1", "-1"),
        listed("NaN", "0"),
        listed("Infinity", "0"),
        listed("x", "0"),
        listed("2", "0"),
        listed("0", "0", context_length=0),
        {"id": "test/model"},
        "a model",
        None,
    ],
)
def test_a_model_whose_price_is_not_known_is_not_sold(wrong: object) -> None:
    assert model_in(wrong) is None
