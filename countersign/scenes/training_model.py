"""The language model behind the chat: what it is sent, what it is made to say, and how it fails."""

from collections.abc import Sequence

from countersign.adversity.model import ModelTrouble
from countersign.evidence.exchange import said
from countersign.matchers.judging import quoted
from countersign.people.model_stage import ModelCall, ModelStage
from countersign.people.trainee import Trainee
from countersign.scenes.surroundings import Surroundings

_SECONDS = 5.0
_INSTRUCTIONS = ("system", "developer")


class TrainingModel:
    """Directed for one session, so that no other notices."""

    def __init__(self, stage: ModelStage, around: Surroundings) -> None:
        self._stage = stage
        self._around = around
        self._directed: set[str] = set()

    def is_in_trouble(self, who: Trainee, trouble: ModelTrouble) -> None:
        """From now on, until it works again, for this session alone."""
        self._directs(who)
        self._stage.script(who.subject, {**trouble, "repeat": True})

    def works_again(self, who: Trainee) -> None:
        """The trouble is over."""
        self._stage.is_itself(who.subject)

    def says(self, who: Trainee, *words: str) -> None:
        """Let the customer's next answers be these words."""
        self._directs(who)
        self._stage.says(who.subject, *words)

    def thinks(self, who: Trainee) -> None:
        """Hold the next answer back until it is released."""
        self._directs(who)
        self._stage.script(who.subject, {"hold_after": 0})

    def is_thinking(self, who: Trainee) -> ModelCall:
        """The call whose answer is held back, once it has come."""
        return self._stage.held(who.subject, _SECONDS)

    def calls_of(self, who: Trainee) -> Sequence[ModelCall]:
        """All that the model was asked for this session; there must be something."""
        calls = self._stage.requests(who.subject)
        if not calls:
            raise AssertionError(
                f"The model should have been asked for {who.name}, in the name of {who.subject!r}, but it "
                f"was asked nothing."
            )
        return calls

    def conversation(self, who: Trainee) -> list[tuple[str, str]]:
        """The conversation that the model was sent last, without its instructions: role and words."""
        return [(role, words) for role, words in self._told(who) if role not in _INSTRUCTIONS]

    def was_told_whom_to_play(self, who: Trainee) -> None:
        """Instructions come first."""
        first, *_ = self._told(who)
        role, words = first
        if role not in _INSTRUCTIONS or not words.strip():
            raise AssertionError(
                f"The model should be told first whom to play for {who.name}, but the first that it is "
                f"sent is {role!r} {quoted(words)}."
            )

    def heard_only(self, who: Trainee, other: Trainee, word: str) -> None:
        """The word was sent for the one, and never for the other."""
        if not any(word in call.text for call in self.calls_of(who)):
            raise AssertionError(f"The model should hear of {word!r} for {who.name}, but does not.")
        for call in self.calls_of(other):
            if word in call.text:
                raise AssertionError(
                    f"The model should hear nothing of {word!r} for {other.name}, since {who.name} said it, "
                    f"but was sent {quoted(call.text)}."
                )

    def _told(self, who: Trainee) -> list[tuple[str, str]]:
        last = self.calls_of(who)[-1]
        told = [(str(one.get("role")), str(one.get("content"))) for one in last.messages]
        gist = " ⏎ ".join(f"{role}: {words}" for role, words in told)
        self._around.transcript.add(said("the chat", "the model", "model", gist))
        return told

    def _directs(self, who: Trainee) -> None:
        if who.subject not in self._directed:
            self._directed.add(who.subject)
            self._around.leave.callback(self._stage.is_itself, who.subject)
