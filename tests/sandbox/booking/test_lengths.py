import pytest

from countersign.sandbox.booking.lengths import length_in


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("half an hour", 30),
        ("a half hour", 30),
        ("I think half an hour is enough", 30),
        ("thirty minutes please", 30),
        ("30 min", 30),
        ("one", 30),
        ("forty-five", 45),
        ("45-minute", 45),
        ("yes forty five, forty-five minutes", 45),
        ("three quarters of an hour", 45),
        ("2", 45),
        ("sixty", 60),
        ("an hour", 60),
        ("1 hour", 60),
        ("sixty minutes, an hour", 60),
        ("press 3", 60),
    ],
)
def test_a_length_is_understood(words: str, minutes: int) -> None:
    assert length_in(words) == minutes


@pytest.mark.parametrize(
    "words",
    [
        *("", "as long as it takes", "seven hundred hours", "90 minutes", "an hour and a half", "two hours"),
        *(
            "forty five or sixty",
            "twenty",
            "4155550123",
            "0",
            "the longest",
            "9" * 5000,
            "quarter of an hour",
        ),
    ],
)
def test_what_cannot_be_booked_is_no_length(words: str) -> None:
    assert length_in(words) is None
