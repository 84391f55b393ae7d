"""Two trainees, or two sessions of one, which must have nothing of each other."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from countersign.cast import Cast, Somebody
from countersign.matchers.judging import judge
from countersign.matchers.said_in_session import holds_conversation
from countersign.people.trainee import Trainee

if TYPE_CHECKING:
    from countersign.scenes.training import TrainingScene


class Pairs:
    """Those who are named together."""

    def __init__(self, scene: "TrainingScene", cast: Cast[Somebody]) -> None:
        self._scene = scene
        self._cast = cast

    def two_last(self) -> tuple[Trainee, Trainee]:
        """The two trainees of a scenario that has two."""
        one, other = self._trainees()
        return one, other

    def have_heard_only_their_own(self, *names: str) -> None:
        """Every frame was for the session it came to, and nothing lies there that nobody has asked for."""
        for name in names:
            who = self._cast.who_is(name, Trainee)
            who.chat.hears_nothing()
            strange = [frame for frame in who.chat.frames if frame.session_id not in (None, who.session.id)]
            if strange:
                raise AssertionError(
                    f"{who.name} should hear only of the session {who.session.id}, but heard of "
                    f"{strange[0].session_id}: {strange[0].words}"
                )

    def hold_what_was_said(self, *names: str) -> None:
        """What is kept of each session is what its own trainee said and heard."""
        for name in names:
            who = self._cast.who_is(name, Trainee)
            judge(who.name, who.conversation(who.kept().said), holds_conversation(who.said))

    def holds_both_sessions(self, who: Trainee) -> None:
        """What is kept of the session before, and of this one."""
        number, said = who.before
        earlier = who.desk.session(number).said
        own = [one for one in earlier if one in said or one[0] == "user"]
        judge(f"{who.name}, in the first session,", own, holds_conversation(said))
        judge(
            f"{who.name}, in the second session,",
            who.conversation(who.kept().said),
            holds_conversation(who.said),
        )

    def write_together(self, first: str, second: str, number: int) -> None:
        """So many helpful messages of each, neither waiting for the other."""
        people = [self._cast.who_is(name, Trainee) for name in (first, second)]
        with ThreadPoolExecutor(len(people)) as crowd:
            list(crowd.map(lambda who: who.rehearsal.writes_well_often(number), people))

    def two_rows_an_exchange(self) -> None:
        """Each session on record has a row for each message and each answer, in their order, and no other."""
        for who in self._trainees():
            file = self._scene.records.session(who.session.id)
            judge(who.name, file.said, holds_conversation(who.said))
            moments = [one.timestamp for one in file.messages]
            if moments != sorted(moments) or file.user_id != who.user_id:
                raise AssertionError(
                    f"The messages of {who.name} should be on record in the order of their moments, under "
                    f"their own name, but they are not: {file.described()}."
                )

    def _trainees(self) -> list[Trainee]:
        return [one for one in self._cast if isinstance(one, Trainee)]
