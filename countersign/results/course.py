"""A run under way, in whichever process: what troubles it, what interrupts it, and why it ends early."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from countersign.errors import UserError
from countersign.results.interrupts import Interrupts
from countersign.results.reporters import Reporters
from countersign.results.session import Session
from countersign.results.time_limit import TimeLimit
from countersign.results.troubles import Troubles


class Course:
    """Shared by everyone who carries the run out."""

    def __init__(self, runner: Any) -> None:
        self.runner = runner
        self.troubles = Troubles()
        self.interrupts = Interrupts()
        self.time_limit = TimeLimit()
        self.reporters = Reporters(runner.config, self.troubles)
        self.ending = ""
        """Why the run ends early, once it does."""
        self.aborts = True
        """Whether behave itself is to stop, too; not where it only tells what happened elsewhere."""

    def end_early(self, why: str) -> None:
        """Begin nothing more; the first reason counts."""
        self.ending = self.ending or why
        if self.aborts:
            self.runner.aborted = True

    @contextmanager
    def kept_in_order(self) -> Iterator[None]:
        """What makes it senseless to go on ends the run early, but as any other: recorded, and summed up."""
        try:
            yield
        except UserError as error:
            if self.ending:
                self.troubles.note_of_the_run(str(error))
            self.end_early(self.troubles.redact(str(error)))

    def must_end(self, session: Session) -> bool:
        """Whether nothing more must begin: there was a signal, a service has died, or somebody said so."""
        if not self.ending and (why := self.interrupts.reason or session.health()):
            self.end_early(why)
        return bool(self.ending)
