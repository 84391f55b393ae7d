"""One middle and one slow end, whoever shows them."""

import pytest

from countersign.quantiles import p50, p95


@pytest.mark.parametrize(
    ("values", "middle", "slow"),
    [
        ([3.0], 3.0, 3.0),
        ([1.0, 2.0], 1.5, 2.0),
        (list(range(1, 101)), 50.5, 95.0),
        ([5.0] * 19 + [9.0], 5.0, 5.0),
    ],
)
def test_quantiles(values: list[float], middle: float, slow: float) -> None:
    assert (p50(values), p95(values)) == (middle, slow)
