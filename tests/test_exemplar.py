"""What people are shown who don't read patterns."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.exemplar import exemplar


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("Email received", "Email received"),
        ("You have {attempts} attempts? remaining", "You have {attempts} attempts remaining"),
        ("code (has )?expired", "code expired"),
        ("I heard {name}\\. Is that (correct|right)\\?", "I heard {name}. Is that correct?"),
        ("Friends: {friends}(?!\\d|[.,]\\d)", "Friends: {friends}"),
        ("did(n('|’)t| not) (understand|catch) (that|it)", "didn't understand that"),
        ("(not|no|in)( ?valid| well-formed)? ?JSON", "not JSON"),
        ("Welcome back,? {first_name}[.!]", "Welcome back, {first_name}."),
        ("out of order|not available", "out of order"),
        ("say yes .*\\bor no\\b", "say yes …or no"),
        ("^sent to: {address}\\s+", "sent to: {address} "),
        ("🔒 \\(locked\\)", "🔒 (locked)"),
    ],
)
def test_a_pattern_is_shown_as_a_text_that_it_takes(pattern: str, text: str) -> None:
    assert exemplar(pattern) == text


@pytest.mark.parametrize(
    "pattern", ["bonus: .*\\d", "(?P<code>[0-9]{6})", "a{2,3}b+", "((nested|deep) (and )?){2}"]
)
def test_what_is_not_found_is_shown_as_it_is(pattern: str) -> None:
    assert exemplar(pattern) == pattern


@pytest.mark.filterwarnings("ignore:Possible (nested set|set difference|set union):FutureWarning")
@settings(max_examples=300)
@given(st.text(alphabet="ab .,?*+|()[]!\\\\{}^$", max_size=12))
def test_whatever_is_shown_is_taken_or_the_pattern(pattern: str) -> None:
    try:
        taken = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    except re.error:
        return
    shown = exemplar(pattern)
    plain = re.sub(r"\\([^\w\s])", r"\1", pattern)
    assert shown == plain or taken.search(shown)
