from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.errors import UserError
from countersign.thresholds import Load, calls_of, chat_of

GOOD = """
[booking]
title = "Booking calls"

[booking.calls]
whole_call = 15.0
one_answer = 5.0

[booking.calls.at_once]
callers = 2
completed = 1.0

[booking.calls.peak_hour]
callers = 4
by_hour = { 10 = 4 }
compressed_into = 2.0
completed = 0.9
mean_answer = 3.0

[booking.calls.daily_pattern]
callers = 3
by_hour = { 9 = 2, 16 = 1 }
compressed_into = 8.0
completed = 0.95
mean_answer = 2.0
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "journeys.toml"
    path.write_text(text)
    return path


def test_the_suite_itself_keeps_the_marks_that_testers_ask_for() -> None:
    calls = calls_of("booking", Path(__file__).parent.parent / "features" / "journeys.toml")
    peak, day = calls.peak_hour, calls.daily_pattern
    assert calls.whole_call <= 15
    assert (calls.at_once.callers, calls.at_once.completed) == (3, 1.0)
    assert (peak.callers, day.callers) == (10, 15)
    assert peak.completed >= 0.9
    assert peak.mean_answer <= 3
    assert day.completed >= 0.95
    assert day.mean_answer <= 2


def test_the_suite_itself_keeps_the_marks_of_the_training_chat() -> None:
    chat = chat_of("training", Path(__file__).parent.parent / "features" / "journeys.toml")
    assert (chat.connect, chat.answer) == (1, 3)
    assert (chat.long_session, chat.exchanges) == (30, 8)
    assert (chat.pilot.completed, chat.pilot.average_score) == (0.8, 75)
    assert (chat.api.p95, chat.api.health, chat.api.errors, chat.api.sessions_at_once) == (3, 1, 0.05, 100)


def test_a_chat_without_marks_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"journeys\.toml: \[training\.chat\] is missing: say there what the chat"
    ):
        chat_of("training", written(tmp_path, GOOD))


def test_an_hour_passes_in_a_moment(tmp_path: Path) -> None:
    calls = calls_of("booking", written(tmp_path, GOOD))
    assert calls.peak_hour.moments() == [(10, 0.0), (10, 0.5), (10, 1.0), (10, 1.5)]
    assert calls.daily_pattern.moments() == [(9, 0.0), (9, 0.5), (16, 7.0)]


@given(st.dictionaries(st.integers(0, 23).map(str), st.integers(1, 20), min_size=1))
def test_everybody_calls_within_their_hour_and_in_order(by_hour: dict[str, int]) -> None:
    load = Load(
        callers=sum(by_hour.values()), by_hour=by_hour, compressed_into=10.0, completed=0.9, mean_answer=1.0
    )
    moments = load.moments()
    assert len(moments) == load.callers
    assert moments == sorted(moments)
    assert all(0 <= delay < load.compressed_into for _, delay in moments)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("callers = 3", "callers = 5", "by_hour holds 3 callers, but callers says 5"),
        ("16 = 1", "24 = 1", "by_hour names '24', which is no hour of a day"),
        ("mean_answer = 2.0", "mean_answer = 0", r"Expected `float` > 0"),
        ("completed = 0.95", "completed = 95", r"Expected `float` <= 1"),
        ("callers = 2", "callers = 1", r"Expected `int` >= 2 - at `\$.at_once.callers`"),
        ("one_answer = 5.0", "", "missing required field `one_answer`"),
        (
            "[booking.calls.daily_pattern]",
            "[booking.calls.day]",
            "unknown field `day`|missing required field",
        ),
        ("[booking]", "[booking", r"doesn't fit"),
    ],
)
def test_what_does_not_fit_is_named_with_its_file(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(UserError, match=sentence) as trouble:
        calls_of("booking", path)
    assert str(path) in str(trouble.value)


def test_a_journey_without_thresholds_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"\[training.calls\] is missing: say there"):
        calls_of("training", written(tmp_path, GOOD))
    with pytest.raises(UserError, match=r"nowhere.toml can't be read .* in the suite's folder"):
        calls_of("booking", tmp_path / "nowhere.toml")
