"""A run under way, in whichever process: what troubles it, what interrupts it, and why it ends early."""

from typing import Any

from countersign.results.interrupts import Interrupts
from countersign.results.session import Session
from countersign.results.troubles import Troubles


class Course:
    """Shared by everyone who carries the run out."""

    def __init__(self, runner: Any) -> None:
        self.runner = runner
        self.troubles = Troubles()
        self.interrupts = Interrupts()
        self.ending = ""
        """Why the run ends early, once it does."""
        self.aborts = True
        """Whether behave itself is to stop, too; not where it only tells what happened elsewhere."""

    def end_early(self, why: str) -> None:
        """Begin nothing more; the first reason counts."""
        self.ending = self.ending or why
        if self.aborts:
            self.runner.aborted = True

    def must_end(self, session: Session) -> bool:
        """Whether nothing more must begin: there was a signal, a service has died, or somebody said so."""
        if not self.ending and (why := self.interrupts.reason or session.health()):
            self.end_early(why)
        return bool(self.ending)
