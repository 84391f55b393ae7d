"""Several who call one line at the same time, and what became of their calls."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from datetime import time as clock
from statistics import fmean
from typing import TYPE_CHECKING

from countersign.adversity.race import NARROW, chance_of_meeting, volleys_needed
from countersign.evidence.exchange import said
from countersign.matchers.booking_records import without_overlap
from countersign.matchers.calls import all_answered_within, every_step_answered
from countersign.matchers.judging import judge
from countersign.people.asking import CONFIRM, OFFER
from countersign.people.patient import BOOKED, Patient, Wish
from countersign.people.ways_to_talk import elderly, in_a_hurry, step_by_step, unclear
from countersign.practice_hours import Moment
from countersign.thresholds import AtOnce, Load

if TYPE_CHECKING:
    from countersign.scenes.booking import BookingScene

_KINDS: Sequence[Callable[[Patient], None]] = (in_a_hurry, step_by_step, unclear, elderly)
_LENGTHS = (30, 45, 60)
_SECONDS_TOGETHER = 10.0
LAST_HOUR = Moment("the next open day", clock(16))
"""The last hour of a day: whoever does not get it must come on another day."""

_DAYS = ("the next open day", "the second open day", "the third open day")


class Callers:
    """Those who were gathered, and what was seen of their calls."""

    def __init__(self, scene: "BookingScene") -> None:
        self._scene = scene
        self._people: list[Patient] = []
        self._load: Load | None = None
        self._completed_share = 1.0
        self._troubles: dict[str, str] = {}
        self._took: list[float] = []
        """The seconds of each answer to what they did."""

    # ---- a busy line

    def gather_at_once(self, wanted: AtOnce) -> None:
        """Bring in so many, who talk in different ways and want the same time."""
        self._completed_share = wanted.completed
        self._people = [self._scene.patient(f"Caller {n}") for n in range(1, wanted.callers + 1)]

    def gather_for(self, load: Load) -> None:
        """Bring in the callers of such a day, each with a wish of their own; some want the same."""
        self._load, self._completed_share = load, load.completed
        self._people = [
            self._scene.patient(f"Caller {n + 1}", at=self._at(hour), wish=self._wish(n, self._at(hour)))
            for n, (hour, _) in enumerate(load.moments())
        ]

    def call_together(self) -> None:
        """All dial at the same moment, and talk on as they do."""
        ready = threading.Barrier(len(self._people))

        def talk(number: int, who: Patient) -> None:
            ready.wait(_SECONDS_TOGETHER)
            _KINDS[number % len(_KINDS)](who)

        self._all(talk)

    def call_over_the_hours(self) -> None:
        """Each dials when it is their turn."""
        assert self._load is not None
        delays = [delay for _, delay in self._load.moments()]
        begun, never = time.monotonic(), threading.Event()

        def talk(number: int, who: Patient) -> None:
            never.wait(max(0.0, begun + delays[number] - time.monotonic()))
            _KINDS[number % len(_KINDS)](who)

        self._all(talk)

    def all_answered(self, seconds: float) -> None:
        """Every step of each call was answered, and no call took longer."""
        for who in self._people:
            judge(who.name, who, every_step_answered())
            judge(who.name, who, all_answered_within(seconds))

    def enough_completed(self) -> None:
        """So many of them as the thresholds want have a booking, and no two have the same slot."""
        self._completed(self._completed_share)

    def answered_fast_enough(self) -> None:
        """The mean of all answers is below the threshold."""
        assert self._load is not None
        took = self._took
        if not took or fmean(took) >= self._load.mean_answer:
            mean = f"{fmean(took):.2f} s" if took else "nothing at all"
            raise AssertionError(
                f"The line should answer in less than {self._load.mean_answer:g} s on average, "
                f"but took {mean} over {len(took)} answers."
            )

    def _completed(self, share: float) -> None:
        """Counted in what is really there, not in what was answered."""
        books, number = self._scene.books, len(self._people)
        # Whoever stumbled on the way and was told of nothing says why; who was told of a booking, the books.
        why_not = [
            "" if not (why := books.why_not_completed(who)) else self._troubles.get(who.name) or why
            for who in self._people
        ]
        done = why_not.count("")
        self._scene.measures(f"completed bookings, {books.proof}", done / number, "share")
        if done < share * number:
            raise AssertionError(
                f"At least {share:.0%} of {number} callers should complete a booking, {books.proof}, "
                f"but {done} did: {'; '.join(filter(None, why_not))}."
            )
        if books.has_calendar:
            judge("The calendar", self._scene.calendar(), without_overlap(done))

    def _at(self, hour: int) -> datetime | None:
        """That hour of an open day, where time can be moved."""
        return self._scene.time.next_open_at(hour) if self._scene.time.has_clock else None

    def _wish(self, number: int, now: datetime | None) -> Wish:
        """A day and an hour that two want in turn, and a length."""
        wanted = Moment(_DAYS[number // 2 % len(_DAYS)], clock(9 + number // 2 % 7))
        hours, now = self._scene.time.hours, now or self._scene.time.now
        return Wish(hours.sayable(hours.find(wanted, now), now), _LENGTHS[number % len(_LENGTHS)])

    def _all(self, talk: Callable[[int, Patient], None]) -> None:
        """Everybody talks at once; who can't complete says why, and the others go on."""
        self._troubles = {}

        def one(number: int, who: Patient) -> None:
            try:
                talk(number, who)
            except AssertionError as trouble:
                self._troubles[who.name] = str(trouble)

        with ThreadPoolExecutor(len(self._people)) as threads:
            list(threads.map(one, range(len(self._people)), self._people))
        # Taken now: a booking may be proven by another call, which belongs to no busy hour.
        self._took = [seconds for who in self._people for _, seconds in who.answer_times()]

    # ---- one slot

    def two_at_confirm(self, first: str, second: str) -> None:
        """These two are asked to confirm the same."""
        self._come_to_confirm([first, second])

    def gather_at_confirm(self, number: int) -> None:
        """So many are asked to confirm the same."""
        self._come_to_confirm([f"Caller {n}" for n in range(1, number + 1)])

    def _come_to_confirm(self, names: Sequence[str]) -> None:
        """All are asked to confirm the same slot; nobody has said yes yet."""
        wish = self._scene.time.wish(LAST_HOUR, 60)
        self._people = [
            self._scene.patient(name, wish=wish, process=number) for number, name in enumerate(names)
        ]
        for who in self._people:
            who.comes_to(CONFIRM)

    def say_yes_together(self) -> None:
        """All say yes, and all is let go at the same moment."""
        together = threading.Barrier(len(self._people))
        released: list[float] = []

        def talk(_: int, who: Patient) -> None:
            def go() -> None:
                who.caller.call.hold_back(None)  # a redirect asks again, and must not wait for the others
                together.wait(_SECONDS_TOGETHER)
                released.append(time.time())

            who.caller.call.hold_back(go)
            try:
                who.says("yes")
            finally:
                who.caller.call.hold_back(None)

        self._all(talk)
        if len(released) != len(self._people):
            told = "; ".join(f"{name}: {trouble}" for name, trouble in self._troubles.items() if trouble)
            raise AssertionError(
                f"All {len(self._people)} should say yes at the same moment, but only {len(released)} came "
                f"to it: {told or 'the line did not wait for their answer'}."
            )
        self._note(released)

    def one_has_the_slot(self) -> None:
        """One is told that it is booked, and all others are offered another slot."""
        have = [who for who in self._people if who.has_appointment and who.heard_last(BOOKED)]
        others = [who for who in self._people if who.caller.asked == OFFER]
        if len(have) != 1 or len(others) != len(self._people) - 1:
            told = "; ".join(self._troubles.get(who.name) or who.caller.so_far() for who in self._people)
            raise AssertionError(
                f"One of {len(self._people)} who say yes to one slot at the same moment should have it, and "
                f"the others be offered another, but {len(have)} have it and {len(others)} are offered "
                f"another: {told}."
            )

    def others_accept(self) -> None:
        """Whoever was offered another slot takes it."""
        for who in self._people:
            if not who.has_appointment:
                who.accepts_offer()

    def _note(self, released: Sequence[float]) -> None:
        """How good the race was: what it could find, and what it might have missed."""
        spread = max(released) - min(released) if released else 0.0
        chance = chance_of_meeting(len(released), spread, NARROW)
        needed = volleys_needed(chance)
        self._scene.notes(
            said(
                "the suite",
                "the line",
                "race",
                f"{len(released)} answers let go within {spread * 1000:.2f} ms, over "
                f"{len(self._scene.base_urls)} process(es). A race that is open for {NARROW * 1000:g} ms is "
                f"met in {chance:.0%} of such volleys; to be 99.9 % sure takes "
                f"{needed or 'more than can be said'}.",
                spread=round(spread, 6),
                chance=round(chance, 4),
            )
        )
        self._scene.measures("spread of what is let go together", spread, "s")
