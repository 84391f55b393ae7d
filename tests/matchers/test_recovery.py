"""What may be said while something is broken, and how long a bot may go on writing in vain."""

from typing import cast

import pytest

from countersign.matchers.judging import judge
from countersign.matchers.recovery import admits_trouble, left_alone, refused_again
from countersign.people.conversation import Conversation
from countersign.people.telegram_stage import Act, Event, Shown
from countersign.people.telegram_user import TelegramUser, Turn
from countersign.phrasebook import phrasebook

TROUBLE = "⚠️ Technical trouble on our side."


class AsMuch:
    """As much of a user as these matchers look at."""

    def __init__(self, *texts: str, failures: int, delivered: bool) -> None:
        self.phrasebook = phrasebook("onboarding", {}, {})
        self.conversation = Conversation()
        self.since = 1
        self.turn = Turn("writing '1'", "text", Act(seq=1, update_id=1))
        self.turn.delivered_at = 2.0 if delivered else None
        self.turn.failures = [f"Telegram refused call {number}" for number in range(failures)]
        for number, text in enumerate(texts, start=2):
            shown = Shown(message_id=number, text=text)
            self.conversation.take(Event(seq=number, at=0.0, kind="sent", message=shown))

    def so_far(self) -> str:
        return "it showed this and that"


def someone(*texts: str, failures: int = 0, delivered: bool = True) -> TelegramUser:
    """A user who has just done something, and what came of it."""
    return cast(TelegramUser, AsMuch(*texts, failures=failures, delivered=delivered))


def test_trouble_that_is_told_once_is_admitted() -> None:
    assert admits_trouble().matches(someone(TROUBLE))


@pytest.mark.parametrize(
    "texts",
    [(), ("Account ready",), (TROUBLE, TROUBLE), (TROUBLE, "Account ready"), ("Welcome", TROUBLE)],
)
def test_silence_repetition_and_anything_besides_trouble_are_no_admission(texts: tuple[str, ...]) -> None:
    with pytest.raises(
        AssertionError, match=r"^Amira should be told of technical trouble once, and of nothing"
    ):
        judge("Amira", someone(*texts), admits_trouble())


@pytest.mark.parametrize(("failures", "twice"), [(0, False), (1, False), (2, True), (3, True)])
def test_an_update_that_came_again_was_refused_twice(failures: int, twice: bool) -> None:
    assert refused_again().matches(someone(failures=failures, delivered=False)) is twice


def test_a_bot_that_gives_up_soon_leaves_alone() -> None:
    assert left_alone().matches(someone(failures=2))


@pytest.mark.parametrize(("failures", "delivered"), [(5, True), (1, False), (0, False)])
def test_a_bot_that_goes_on_or_never_accepts_the_update_does_not(failures: int, delivered: bool) -> None:
    user = someone(failures=failures, delivered=delivered)
    with pytest.raises(AssertionError) as caught:
        judge("Amira", user, left_alone())
    assert "should be left alone after at most 4 calls in vain" in str(caught.value)
    assert f"{'has' if delivered else 'has not'} accepted the update and met {failures} refusals" in str(
        caught.value
    )
