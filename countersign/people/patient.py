"""Somebody who wants an appointment, and calls a phone line for it as often as it takes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from countersign.carrier import Turn
from countersign.matchers.judging import quoted
from countersign.people.asking import CANCEL, CONFIRM, HOW_LONG, NAME, NAME_RIGHT, NUMBER, OFFER, WHEN
from countersign.people.caller import Caller
from countersign.phrasebook import Phrasebook

BOOKED = "says it is booked"
MOVED = "says it is moved"

_SURNAMES = {"Amira": "Haddad", "Bruno": "Keller", "John": "Smith", "Sarah": "Johnson", "Miguel": "Santos",
             "Oliver": "Bennett", "Nadia": "Petrova", "Walter": "Hughes"}  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What somebody wants: a time, in the words that they say it in, and a length in minutes."""

    words: str
    minutes: int


class Patient:
    """Calls, answers what is asked, and remembers what was agreed."""

    def __init__(self, caller: Caller, number: str, wish: Wish, *, about_to_book: Callable[[], None]) -> None:
        self.caller = caller
        self.about_to_book = about_to_book
        """Is told before anything can be booked under their number."""
        self.number = number
        """Their own, also where the carrier does not show it."""
        self.full_name = f"{caller.name} {_SURNAMES.get(caller.name, 'Countersign')}"
        self.wish = wish
        self.number_said = ""
        """Another number than their own, where they have said one."""
        self._agreed: str | None = None
        self._words = (0, "")
        """What was said last by itself, and which of their acts that was."""

    @property
    def name(self) -> str:
        """As the features call them."""
        return self.caller.name

    @property
    def agreed(self) -> str:
        """When the appointment is, in the words that the line said when it booked or moved it."""
        if self._agreed is None:
            raise AssertionError(f"{self.name} should have an appointment, but {self.so_far()}.")
        return self._agreed

    @property
    def has_appointment(self) -> bool:
        """Whether the line has said so."""
        return self._agreed is not None

    @property
    def phrasebook(self) -> Phrasebook:
        """How the line words what it means."""
        return self.caller.phrasebook

    @property
    def asked(self) -> str | None:
        """The question that is open."""
        return self.caller.asked

    @property
    def seconds_of_answers(self) -> list[float]:
        """How long the line took for each answer of the last call."""
        return [turn.seconds for turn in self.turns]

    def so_far(self) -> str:
        """What was done last, and what came of it, for the sentences of a failure."""
        told, acts = self.caller.so_far(), self.caller.acts
        number, words = self._words
        if acts and number == len(acts):
            return told.replace(f"after {acts[-1].kind} ", f"after saying {quoted(words)} ", 1)
        return told

    @property
    def turns(self) -> Sequence[Turn]:
        """What the line was asked in the last call."""
        return self.caller.call.turns

    @property
    def all_turns(self) -> Sequence[Turn]:
        """What the line was asked in whatever call."""
        return [turn for call in self.caller.calls for turn in call.turns]

    @property
    def line_hung_up(self) -> bool:
        """Whether the last call is over because the line had nothing more to say."""
        return self.caller.call.ended_by in ("hangup by the line", "end of the document")

    @property
    def heard_in_all(self) -> list[str]:
        """All that was said to them, in whatever call."""
        return [one.text for call in self.caller.calls for one in call.heard if one.kind == "say"]

    def heard_last(self, intent: str, **values: object) -> bool:
        """Whether what was said since they did something means this, with these values or with any."""
        return self.phrasebook.reads(intent, self.caller.heard_now, **values) is not None

    def answer_times(self) -> Iterable[tuple[str, float]]:
        """What they were answered, and how long that took in seconds."""
        return self.caller.answer_times()

    def is_taken_in(self) -> None:
        """A call waits for each answer."""

    # ---- one thing after the other

    def calls(self, said_too_early: str = "") -> None:
        """Dial the number."""
        self.caller.dial(said_too_early)

    def says(self, words: str) -> None:
        """Say this, whatever was asked."""
        if self.asked == CONFIRM:
            self.about_to_book()
        self._words = (len(self.caller.acts) + 1, words)
        self.caller.say(words)
        self._notes()

    def presses(self, key: int) -> None:
        """Press one key."""
        self.caller.press(str(key))
        self._notes()

    def is_silent(self, turns: int = 1) -> None:
        """Say nothing for so many turns."""
        for _ in range(turns):
            self.caller.stay_silent()

    def hangs_up(self) -> None:
        """Put the receiver down."""
        self.caller.hang_up()

    # ---- answers

    def comes_to(self, intent: str, name: str | None = None) -> None:
        """Call, unless that was done, and answer until that question is open."""
        self.full_name = name or self.full_name
        if not self.caller.calls:
            self.calls()
        before = {NAME: 0, NAME_RIGHT: 1, NUMBER: 2, WHEN: 3, HOW_LONG: 4, CONFIRM: 5}[intent]
        if before > 0 and self.asked == NAME:
            self.says(f"My name is {self.full_name}")
        if before > 1:
            self.caller.answers(
                name=self.full_name,
                number=self._own_number if before > 2 else None,
                time=self.wish.words if before > 3 else None,
                offer=True if before > 3 else None,
                length=self.wish.minutes if before > 4 else None,
            )
        self._expects(intent)

    def comes_to_confirm(self, wish: Wish) -> None:
        """Call, and answer until only the last yes is missing."""
        self.wish = wish
        self.comes_to(CONFIRM)

    def comes_to_offer(self, words: str) -> None:
        """Call, and ask for a time that nobody can have, until another one is offered."""
        self.comes_to(WHEN)
        self.says(words)
        self._expects(OFFER)

    def introduces(self, name: str, words: str) -> None:
        """Say these words, which mean that name."""
        self.full_name = name
        self.says(words)

    def introduces_with_number(self, name: str, number: str, spelled: Callable[[str], str]) -> None:
        """Say in one sentence who they are, and that number, in that way."""
        self.number_said = number
        self.introduces(name, f"I'm {name}, my number is {spelled(number)}")

    def gives_name(self, name: str) -> None:
        """Say the name when asked, and yes when it is read back."""
        self.full_name = name
        self._expects(NAME)
        self.caller.answers(name=f"My name is {name}")

    def gives_number(self) -> None:
        """Say the own number, when asked for it."""
        self._expects(NUMBER)
        self.says(self._own_number)

    def asks_for(self, words: str, minutes: int | None = None) -> None:
        """Name the time when asked when, and the length when asked how long."""
        self.wish = Wish(words, minutes or self.wish.minutes)
        self._expects(WHEN)
        self.says(words)
        if minutes and self.asked == HOW_LONG:
            self.caller.answers(length=minutes)

    def confirms(self) -> None:
        """Say yes to the last question."""
        self._expects(CONFIRM)
        self.says("yes")

    def accepts_offer(self, minutes: int | None = None) -> None:
        """Say yes to the slot that is offered, and go on to the end."""
        self.wish = replace(self.wish, minutes=minutes or self.wish.minutes)
        self._expects(OFFER)
        self.says("yes")
        self.goes_on()

    def goes_on(self) -> None:
        """Answer whatever is asked, until the line has booked."""
        self.about_to_book()
        self.caller.answers(
            name=f"My name is {self.full_name}",
            time=self.wish.words,
            length=self.wish.minutes,
            offer=True,
            confirm=True,
            number=self._own_number,
        )
        self._notes()
        self.must_have_booked()

    def must_have_booked(self) -> None:
        """The line has said so in its last words."""
        self._must(BOOKED, "told that it is booked")

    def answers_once(self, say: Callable[[str], str] = str) -> None:
        """Give the answer to the question that is open, and to no other; `say` is their way to say it."""
        right = "yes" if self.heard_last(NAME_RIGHT, name=self.full_name) else "no"
        answers = {
            NAME: f"My name is {self.full_name}",
            NAME_RIGHT: right,
            NUMBER: self._own_number,
            WHEN: self.wish.words,
            OFFER: "yes",
            HOW_LONG: f"{self.wish.minutes} minutes",
            CONFIRM: "yes",
            CANCEL: "yes",
        }
        asked = self.asked
        if asked not in answers:
            raise AssertionError(f"{self.name} should be asked something, but {self.so_far()}.")
        self.says(say(answers[asked]))

    # ---- whole calls

    def books(self, wish: Wish | None = None) -> None:
        """Call, and answer whatever is asked."""
        self.wish = wish or self.wish
        self.calls()
        self.goes_on()

    def wants_moved(self, words: str) -> None:
        """Call, and ask for the appointment to be moved to that time, until asked to confirm it."""
        self.wish = replace(self.wish, words=words)
        self.calls()
        self.says("I want to reschedule my appointment")
        self.caller.answers(time=words, offer=True)
        self._expects(CONFIRM)

    def moves(self, words: str) -> None:
        """Call, ask for the appointment to be moved to that time, and say yes to it."""
        self.wants_moved(words)
        self.says("yes")
        self._must(MOVED, "told that it is moved")

    def wants_cancelled(self) -> None:
        """Call, and ask for the appointment to be cancelled, until asked whether that is meant."""
        self.calls()
        self.says("I want to cancel my appointment")
        self._expects(CANCEL)

    def cancels(self, answer: str = "yes") -> None:
        """Call, ask for the appointment to be cancelled, and answer when asked whether that is meant."""
        self.wants_cancelled()
        self.says(answer)

    @property
    def _own_number(self) -> str:
        return f"my number is {self.number}"

    def _expects(self, intent: str) -> None:
        if self.asked != intent:
            wording = self.phrasebook.described(intent)
            raise AssertionError(
                f"{self.name} should be on the phone with a line that {intent} (words such as {wording}), "
                f"but {self.so_far()}."
            )

    def _must(self, intent: str, what: str) -> None:
        if not self.heard_last(intent):
            wording = self.phrasebook.described(intent)
            raise AssertionError(
                f"{self.name} should be {what} (words such as {wording}), but {self.so_far()}."
            )

    def _notes(self) -> None:
        """Remember what was agreed, where the line has just said so."""
        for intent in (BOOKED, MOVED):
            if told := self.phrasebook.reads(intent, self.caller.heard_now):
                self._agreed = told["when"]
