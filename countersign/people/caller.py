"""Someone on the phone, who answers what is asked, in whatever order it is asked."""

import re
from collections import Counter
from collections.abc import Callable, Mapping

from countersign.carrier import Call, CallOver, Number, Signing
from countersign.evidence.transcript import Transcript
from countersign.matchers.judging import quoted
from countersign.people.asking import (
    CANCEL,
    CONFIRM,
    HOW_LONG,
    NAME,
    NAME_RIGHT,
    NUMBER,
    OFFER,
    WHEN,
    Question,
    question_in,
)
from countersign.people.phone_act import PhoneAct
from countersign.phrasebook import Phrasebook
from countersign.target import Patience

MOST_REPEATS = 3
"""How often somebody gives the same answer to the same question before losing patience."""
MOST_ANSWERS = 20

_TURNS_SHOWN = 3
_LEAD_IN = re.compile(r"^(hello,? |hi,? )?(my name is|my name's|this is|i am|i'm|it is|it's) ", re.IGNORECASE)
_KEYS = {30: "1", 45: "2", 60: "3"}

Answer = Callable[[Question], None]


class Caller:
    """Someone with a phone; one call follows another, and what was heard in each is kept."""

    def __init__(
        self,
        name: str,
        number: str,
        line: Number,
        phrasebook: Phrasebook,
        transcript: Transcript,
        patience: Patience,
        *,
        signing: Signing = Signing.RIGHT,
    ) -> None:
        self.name = name
        self.number = number
        self.line = line
        self.phrasebook = phrasebook
        self.signing = signing
        self.calls: list[Call] = []
        self.acts: list[PhoneAct] = []
        self._transcript = transcript
        self._patience = patience
        self._asked: Question | None = None
        self._name_given = ""

    @property
    def subject(self) -> str:
        """Whom the virtual clock moves time for."""
        return self.number

    @property
    def call(self) -> Call:
        """The call that is under way, or was the last one."""
        if not self.calls:
            raise LookupError(f"{self.name} has not called anybody yet")
        return self.calls[-1]

    @property
    def question(self) -> Question | None:
        """What is asked just now, with the values that stand in it."""
        return None if not self.calls or self.call.over else self._asked

    @property
    def asked(self) -> str | None:
        """What is asked just now, as the phrasebook calls it."""
        return self.question.intent if self.question else None

    @property
    def heard_now(self) -> str:
        """What the line has said since this caller last did something."""
        return " ".join(self.acts[-1].sayings) if self.acts else ""

    def dial(self, said_too_early: str = "") -> None:
        """Call the line, and listen until it waits for an answer; a call that is under way ends."""
        if self.calls:
            self.call.close()
        self._asked = None
        self.calls.append(
            Call(
                self.line,
                self.number,
                signing=self.signing,
                say=self._transcript.add,
                name=self.name,
            )
        )
        self._do("a call", lambda call: call.dial(said_too_early))

    def say(self, words: str, confidence: float = 0.9) -> None:
        """Say something, and listen to what comes."""
        self._do(self._kind(), lambda call: call.speak(words, confidence))

    def press(self, digits: str) -> None:
        """Press keys, and listen to what comes."""
        self._do(self._kind(), lambda call: call.press(digits))

    def stay_silent(self) -> None:
        """Say nothing until the line speaks again."""
        self._do("silence", lambda call: call.stay_silent())

    def hang_up(self) -> None:
        """Put the receiver down."""
        if self.acts:
            self.acts[-1].is_done()
        self.call.hang_up()

    def leave(self) -> None:
        """Leave no call open."""
        for call in self.calls:
            call.close()

    def hears(self, intent: str, **values: object) -> None:
        """What was said since the last act must mean this, as the phrasebook words it."""
        if not self.phrasebook.says(intent, self.heard_now, **values):
            wording = self.phrasebook.described(intent, **values)
            raise AssertionError(
                f"{self.name} should hear that the line {intent} (words such as {wording}), "
                f"but {self.so_far()}."
            )

    def answers(
        self,
        *,
        name: str | None = None,
        time: str | None = None,
        length: int | str | None = None,
        confirm: bool | str | None = None,
        offer: bool | str | None = None,
        number: str | None = None,
        cancel: bool | str | None = None,
    ) -> None:
        """Let the conversation run, whatever the order of questions.

        It stops when the call is over, or where a question comes for which no answer is given here. That a
        name was understood is answered by comparing it with the name that was given.
        """
        self._name_given = name or self._name_given
        answers = self._answers_to(
            {
                NAME: name,
                WHEN: time,
                NUMBER: number,
                CONFIRM: _yes_or_no(confirm),
                CANCEL: _yes_or_no(cancel),
                OFFER: _yes_or_no(offer),
            },
            length,
        )
        given: Counter[str] = Counter()
        while not self.call.over and self.call.awaits is not None:
            question = self._understood()
            answer = answers.get(question.intent)
            if answer is None:
                return
            if given[question.intent] >= MOST_REPEATS or given.total() >= MOST_ANSWERS:
                raise AssertionError(
                    f"{self.name} has answered {given[question.intent]} times, but is asked again by a line "
                    f"that {question.intent}: {self.so_far()}. {self._last_turns()}"
                )
            given[question.intent] += 1
            answer(question)

    def answer_times(self) -> list[tuple[str, float]]:
        """What each thing that was done is called, and how many seconds the line took to answer it."""
        return [(f"answer to {act.kind}", act.seconds) for act in self.acts if act.seconds is not None]

    def is_taken_in(self) -> None:
        """A call waits for each answer, so the line has taken in what was done last."""

    def so_far(self) -> str:
        """What the last act led to, in words, for the sentences of a failure."""
        if not self.acts:
            return f"{self.name} has not called anybody yet"
        after = f"after {self.acts[-1].kind}"
        heard = f"heard {quoted(self.heard_now)}" if self.heard_now else "heard nothing"
        ended = f", and the call is over: {self.call.ended_by}" if self.call.over else ""
        return f"{after} {self.name} {heard}{ended}"

    def _answers_to(self, words: Mapping[str, str | None], length: int | str | None) -> dict[str, Answer]:
        answers = {intent: self._saying(said) for intent, said in words.items() if said is not None}
        if self._name_given:
            answers[NAME_RIGHT] = self._judges_name
        if length is not None:
            answers[HOW_LONG] = lambda _: self._gives_length(length)
        return answers

    def _saying(self, words: str) -> Answer:
        return lambda _: self.say(words)

    def _judges_name(self, question: Question) -> None:
        heard = " ".join(question.values.get("name", "").split()).casefold()
        self.say("yes" if heard == _name_in(self._name_given).casefold() else "no")

    def _gives_length(self, length: int | str) -> None:
        awaits = self.call.awaits
        takes_keys = getattr(awaits, "takes_keys", False)
        if isinstance(length, int) and length in _KEYS and takes_keys:
            self.press(_KEYS[length])
        else:
            self.say(f"{length} minutes" if isinstance(length, int) else length)

    def _understood(self) -> Question:
        if self._asked is None:
            raise AssertionError(
                f"{self.name} should be asked something that the phrasebook knows, but {self.so_far()}. "
                f"{self._last_turns()}"
            )
        return self._asked

    def _kind(self) -> str:
        return self._asked.calls_for if self._asked else "words"

    def _do(self, kind: str, act: Callable[[Call], None]) -> None:
        call = self.call
        if call.over:
            raise CallOver(f"{self.name} can't go on with {kind}: the call is over ({call.ended_by}).")
        if self.acts:
            self.acts[-1].is_done()
        self.acts.append(PhoneAct(kind, call))
        act(call)
        self._check_patience(self.acts[-1])
        if self.acts[-1].came_of_it:
            self._asked = question_in(self.phrasebook, self.acts[-1].sayings, before=self._asked)

    def _check_patience(self, act: PhoneAct) -> None:
        """The carrier waits as long as it always does; how long a caller should have to, the target says."""
        slowest = max((turn.seconds for turn in act.turns), default=0.0)
        if slowest > self._patience.answer:
            raise AssertionError(
                f"{self.name} should be answered within {self._patience.answer:g} s "
                f"(booking.patience.answer), but after {act.kind} the line took {slowest:.1f} s. "
                f"{self._last_turns()}"
            )

    def _last_turns(self) -> str:
        turns = [str(turn) for turn in self.call.turns[-_TURNS_SHOWN:]]
        return f"The last requests: {'; '.join(turns)}." if turns else "Nothing was asked for."


def _name_in(words: str) -> str:
    """The name in what somebody says when asked for it."""
    name = _LEAD_IN.sub("", " ".join(words.split()))
    return re.split(r"[,;.](?: |$)", name)[0].strip()


def _yes_or_no(answer: bool | str | None) -> str | None:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return answer
