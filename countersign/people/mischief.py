"""What a trainee does whose program has a fault, or who is in a hurry: and what the chat makes of it."""

from typing import TYPE_CHECKING

from countersign.matchers.judging import quoted
from countersign.people.bad_frames import BAD_FRAMES, BadFrame
from countersign.people.chat_frames import ErrorFrame, EvaluationFeedback
from countersign.people.socket import ABNORMAL

if TYPE_CHECKING:
    from countersign.people.trainee import Trainee

CHATTER = "My grandmother makes the best apple pie in town, with a little cinnamon and a lot of love."
"""What leads to no end of a session."""

FAREWELLS = {
    "without a farewell": ABNORMAL,
    "as one that will be back": 1012,
    "for a frame that is too large": 1009,
}
"""How a chat ends a connection, as the features say it, and with which code."""

ACCEPTABLE = 70
_LONGEST_WAIT = 60
_MEBIBYTE = 1024 * 1024


class Mischief:
    """Does what no well-behaved trainee does."""

    def __init__(self, trainee: "Trainee") -> None:
        self._trainee = trainee
        self._bad: BadFrame | None = None
        self._refusals = 0
        self.seconds_to_wait = 0
        """What was said last to somebody who was in a hurry."""

    @property
    def bad(self) -> BadFrame:
        """What was sent last."""
        if self._bad is None:
            raise LookupError(f"{self._trainee.name} has sent nothing bad yet")
        return self._bad

    # ---- bad frames

    def sends(self, bad: BadFrame) -> None:
        """What no program should send."""
        self._bad = bad
        self._trainee.chat.sends_raw(bad.frame, f"[{bad.shown}]")

    def sends_everything_bad(self) -> None:
        """All that no program should send, and wait for the refusal of each."""
        for bad in BAD_FRAMES.values():
            self.sends(bad)
            self._trainee.hears_refusal()
            self._refusals += 1

    def was_refused_each_time(self) -> None:
        """As many refusals as bad frames, and nothing else."""
        self._trainee.chat.hears_nothing()
        if self._refusals != len(BAD_FRAMES):
            raise AssertionError(
                f"{self._trainee.name} should be refused {len(BAD_FRAMES)} times, but was "
                f"{self._refusals} times."
            )

    def sends_nothing(self, nothing: str) -> None:
        """A message that says nothing."""
        self._trainee.chat.sends({"type": "user_message", "content": nothing}, "[writes nothing]")

    def is_not_praised(self) -> None:
        """Refused, or scored as not acceptable: what says nothing is never told to be good."""
        chat = self._trainee.chat
        first = chat.hears_next("error", "message_received")
        if isinstance(first, ErrorFrame):
            chat.hears_nothing()
            return
        _, scored = chat.hears("assistant_message", "evaluation_feedback")
        if isinstance(scored, EvaluationFeedback) and scored.score >= ACCEPTABLE:
            raise AssertionError(
                f"{self._trainee.name} wrote nothing, which is not acceptable, but it was scored "
                f"{scored.score:g}: {quoted(scored.words)}."
            )

    def sends_large_frame(self, mebibytes: int) -> None:
        """More than any message has; the chat may end the connection before all of it is out."""
        self._trainee.chat.sends_at_last(
            "x" * (mebibytes * _MEBIBYTE), f"[sends {mebibytes} MiB in one frame]"
        )

    def is_dismissed(self, farewell: str) -> None:
        """The chat has ended the connection, with the code that says so."""
        closed = self._trainee.chat.is_dismissed()
        if closed.code != FAREWELLS[farewell]:
            raise AssertionError(
                f"{self._trainee.name} should be dismissed {farewell} ({FAREWELLS[farewell]}), but "
                f"{closed.described()}."
            )

    # ---- in a hurry

    def chatters(self, number: int) -> None:
        """So many messages, one after the other, which lead nowhere."""
        for _ in range(number):
            self._trainee.writes(CHATTER)

    def is_told_to_wait(self) -> None:
        """One refusal, with the seconds to wait: not more than a minute."""
        refusal = self._trainee.is_refused()
        told = self._trainee.phrasebook.reads("says so many seconds to wait", refusal.content)
        seconds = told["seconds"].strip() if told else ""
        if not (seconds.isdecimal() and 1 <= int(seconds) <= _LONGEST_WAIT):
            wording = self._trainee.phrasebook.described("says so many seconds to wait")
            raise AssertionError(
                f"{self._trainee.name} should be told to wait some seconds, a minute at most (words such as "
                f"{wording}), but is told {quoted(refusal.content)}."
            )
        self.seconds_to_wait = int(seconds)
