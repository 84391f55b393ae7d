"""Several trainees at the same time, and what became of their sessions."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import fmean
from typing import TYPE_CHECKING

import msgspec

from countersign.adversity.race import Post, let_go_together
from countersign.matchers.judging import judge
from countersign.matchers.said_in_session import holds_conversation
from countersign.people.chat import CONNECTION
from countersign.people.trainee import Trainee
from countersign.quantiles import p95
from countersign.thresholds import Chat

if TYPE_CHECKING:
    from countersign.scenes.training import TrainingScene

_SECONDS_TOGETHER = 20.0
_CREATED = (200, 201)


class _Opened(msgspec.Struct, frozen=True):
    id: int


class Pilots:
    """Those who were gathered, and what was seen of them."""

    def __init__(self, scene: "TrainingScene", users: int) -> None:
        self._scene = scene
        self._number = users
        self._people: list[Trainee] = []
        self._sessions: list[tuple[str, bool]] = []
        """Whose session of which scenario, and whether it came to its end."""
        self._scores: list[float] = []
        self._troubles: list[str] = []
        self._ids: list[int] = []
        self._statuses: list[int] = []
        self._lock = threading.Lock()

    def gather(self, number: int | None = None) -> None:
        """Bring in as many as the tester said, or so many."""
        self._people = [self._scene.trainee(f"Pilot {n + 1}") for n in range(number or self._number)]

    # ---- sessions

    def rehearse_everything(self) -> None:
        """Each goes through all scenarios of the pilot, one after the other, all of them at the same time."""

        def rehearse(_: int, who: Trainee) -> None:
            for yaml_id in self._scene.scenario_ids:
                ended = False
                try:
                    who.comes_to_session(yaml_id)
                    who.rehearsal.goes_on_to_the_end()
                    ended = who.completion is not None
                    who.chat.leaves()
                except AssertionError as error:
                    self._is_troubled(str(error))
                with self._lock:
                    self._sessions.append((f"{who.name} in {yaml_id}", ended))
                    self._scores += who.scores

        self._all(rehearse)

    def talk_at_once(self, exchanges: int) -> None:
        """All come to sessions of their own and exchange so many messages; who fails says why."""

        def talk(number: int, who: Trainee) -> None:
            ids = self._scene.scenario_ids
            who.comes_to_session(ids[number % len(ids)])
            for _ in range(exchanges):
                who.rehearsal.writes_well()

        self._all(talk, must=True)

    def enough_completed(self) -> None:
        """So many sessions as the thresholds want have come to their end."""
        share = self._scene.thresholds.pilot.completed
        ended = [name for name, completed in self._sessions if completed]
        unended = [name for name, completed in self._sessions if not completed]
        self._scene.measures("sessions completed", len(ended) / max(len(self._sessions), 1), "share")
        if not self._sessions or len(ended) < share * len(self._sessions):
            why = f": {self._troubles[0]}" if self._troubles else ", though nothing else went wrong"
            raise AssertionError(
                f"At least {share:.0%} of the {len(self._sessions)} sessions should have come to their end, "
                f"but {len(ended)} have; {', '.join(unended[:3])} and others did not{why}"
            )

    def scored_well(self) -> None:
        """Good trainees are told that they are good."""
        wanted = self._scene.thresholds.pilot.average_score
        average = fmean(self._scores) if self._scores else 0.0
        self._scene.measures("average score", average, "points")
        if average < wanted:
            raise AssertionError(
                f"Good trainees should score {wanted:g} on average, but the {len(self._scores)} messages of "
                f"the pilot scored {average:.1f}."
            )

    def each_has_own_session(self) -> None:
        """What is kept of each session is what its own trainee said, in its order, and nothing else."""
        for who in self._people:
            kept = who.kept()
            judge(
                f"In the session of {who.name} one", who.conversation(kept.said), holds_conversation(who.said)
            )
            if kept.user_id != who.user_id:
                raise AssertionError(
                    f"The session {kept.id} should be one of {who.user_id}, but is of {kept.user_id}."
                )

    def were_served_in_time(self) -> None:
        """Each connection and each answer came as soon as the thresholds want."""
        served_in_time(self._people, self._scene.thresholds)

    # ---- over HTTP

    def open_sessions_at_once(self, who: Trainee) -> None:
        """As many orders for a session as the thresholds want, which reach the chat together."""
        number, self._people = self._scene.thresholds.api.sessions_at_once, [who]
        section = self._scene.section
        who.is_about_to_open()
        order = msgspec.json.encode({"scenario_id": who.scenario.id, "user_id": who.user_id})
        post = Post(
            f"{section.base_url}{section.paths.sessions}", order, {"Content-Type": "application/json"}
        )
        volley = let_go_together([post] * number, seconds=_SECONDS_TOGETHER)
        for arrival in volley.arrivals:
            if arrival.status in _CREATED:
                self._ids.append(msgspec.json.decode(arrival.body, type=_Opened).id)
            else:
                status = f"{arrival.status}: " if arrival.status else ""
                self._is_troubled(f"{status}{arrival.body[:160]}")

    def got_ids_of_their_own(self) -> None:
        """No order was lost, and no two got the same session."""
        number, (who,) = self._scene.thresholds.api.sessions_at_once, self._people
        if self._troubles or len(set(self._ids)) != number:
            why = f"; {len(self._troubles)} were not opened, the first because of {self._troubles[0]!r}"
            raise AssertionError(
                f"{number} sessions that are opened at once should get {number} ids, but got "
                f"{len(set(self._ids))}{why if self._troubles else ''}."
            )
        wrong = [one for one in self._ids if who.desk.session(one).user_id != who.user_id]
        if wrong:
            raise AssertionError(f"The session {wrong[0]} should be one of {who.name}, but it is not.")

    def ask_everything(self) -> None:
        """Each asks for all that the interface has, in several rounds, all of them at the same time."""
        rounds = self._scene.thresholds.api.rounds

        def ask(number: int, who: Trainee) -> None:
            who.picks(self._scene.scenario_ids[number % len(self._scene.scenario_ids)])
            for _ in range(rounds):
                who.asks_for_everything()

        self._all(ask, must=True)
        self._statuses = [status for who in self._people for status in who.desk.statuses]

    def were_answered_in_time(self) -> None:
        """Nineteen of twenty answers came as soon as the thresholds want, and hardly any was an error."""
        api = self._scene.thresholds.api
        for what, most in (("health", api.health), ("answer over HTTP", api.p95)):
            times = [seconds for who in self._people for seconds in who.times_of(what)]
            slow = p95(times) if times else 0.0
            self._scene.measures(what, slow, "s, 95th of 100 in the crowd")
            if not times or slow >= most:
                raise AssertionError(
                    f"Nineteen of twenty should take less than {most:g} s ({what}), but of {len(times)} the "
                    f"95th of 100 took {slow:.2f} s."
                )
        errors = [status for status in self._statuses if status >= 400]
        if not self._statuses or len(errors) >= api.errors * len(self._statuses):
            raise AssertionError(
                f"Less than {api.errors:.0%} of the answers should be errors, but of {len(self._statuses)} "
                f"there were {len(errors)}: {errors[:5]}."
            )

    # ---- together

    def _all(self, deed: Callable[[int, Trainee], None], *, must: bool = False) -> None:
        """Each does it in a thread of their own, and all begin at the same moment."""
        ready = threading.Barrier(len(self._people))

        def one(number: int, who: Trainee) -> str:
            ready.wait(_SECONDS_TOGETHER)
            try:
                deed(number, who)
            except AssertionError as error:
                return str(error)
            return ""

        with ThreadPoolExecutor(len(self._people)) as crowd:
            troubles: Sequence[str] = list(crowd.map(one, range(len(self._people)), self._people))
        for trouble in filter(None, troubles):
            self._is_troubled(trouble)
        if must and self._troubles:
            count = len(self._troubles)
            raise AssertionError(
                f"All {len(self._people)} should be served at once, but {count} were not: {self._troubles[0]}"
            )

    def _is_troubled(self, why: str) -> None:
        with self._lock:
            self._troubles.append(why)


def served_in_time(people: Sequence[Trainee], marks: Chat) -> None:
    """Each of them was connected, and had each answer, as soon as the thresholds want."""
    for what, most in ((CONNECTION, marks.connect), ("answer of the customer", marks.answer)):
        for who in people:
            times = who.times_of(what)
            if not times or max(times) >= most:
                took = f"took {max(times):.2f} s" if times else "never came"
                raise AssertionError(
                    f"Each {what} should take less than {most:g} s, with {len(people)} at once, but one of "
                    f"{who.name} {took}."
                )
