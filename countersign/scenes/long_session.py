"""A session that takes as long as a session may, on the virtual clock."""

from datetime import timedelta
from typing import TYPE_CHECKING

from countersign.people.mischief import CHATTER
from countersign.people.trainee import Trainee

if TYPE_CHECKING:
    from countersign.scenes.training import TrainingScene

_SLACK = timedelta(minutes=1)
"""What a run may take in everybody's time."""


class LongSession:
    """Exchanges with pauses between them; no pause takes any time."""

    def __init__(self, scene: "TrainingScene") -> None:
        self._scene = scene

    def talk(self, who: Trainee) -> None:
        """As many exchanges as the thresholds want, spread over the whole length; not all of them helpful."""
        marks = self._scene.thresholds
        pause = timedelta(minutes=marks.long_session) / marks.exchanges
        for turn in range(marks.exchanges):
            self._scene.lets_time_pass(who, pause)
            if turn % 2:
                who.writes(CHATTER)
            else:
                who.rehearsal.writes_well()

    def had_room(self, who: Trainee) -> None:
        """All were answered and scored, and the session is where it was."""
        wanted = self._scene.thresholds.exchanges
        if len(who.scores) < wanted:
            raise AssertionError(
                f"{who.name} should have room for {wanted} exchanges, but only {len(who.scores)} were scored."
            )

    def is_kept_as_long(self, who: Trainee) -> None:
        """The moments on record are as far apart as the session was long."""
        file = self._scene.records.session(who.session.id)
        moments = [one.timestamp for one in file.messages]
        length = timedelta(minutes=self._scene.thresholds.long_session)
        took = max(moments) - file.created_at if moments else timedelta()
        if not length <= took <= length + _SLACK or moments != sorted(moments):
            raise AssertionError(
                f"The session of {who.name} should be on record as {length} long, its messages in the order "
                f"of their moments, but is {took} long: {', '.join(f'{one:%H:%M:%S}' for one in moments)}."
            )
