"""Executes the documents of a call, one after the other, until the line waits or the call is over."""

import secrets
from collections.abc import Mapping
from typing import Literal

from countersign.carrier import dialling
from countersign.carrier.dialling import DialStatus
from countersign.carrier.dialogue import Dialogue
from countersign.carrier.errand import Errands
from countersign.carrier.failures import CallFailed, CarrierWarning
from countersign.carrier.gather import Gather, Queue, Record
from countersign.carrier.number import Method, Number
from countersign.carrier.page import Page
from countersign.carrier.parameters import standard_parameters
from countersign.carrier.queues import Waiting
from countersign.carrier.requests import Requests
from countersign.carrier.speech import Heard
from countersign.carrier.status import StatusReports
from countersign.carrier.turn import Turn
from countersign.carrier.verbs import (
    Dials,
    Ends,
    Enqueues,
    GoesTo,
    Hears,
    Ignored,
    Leaves,
    Outcome,
    Waits,
    perform,
)

CallStatus = Literal[
    "queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"
]

LONGEST_CALL = 4 * 3600.0
"""Seconds after which the carrier ends any call."""

HUNG_UP = "the caller hung up"
_TOLD = {
    "hangup by the line": "hangs up",
    "end of the document": "hangs up: its document has ended",
}


class Execution:
    """Where a call is: the document in execution, what it waits for, and all that has happened."""

    def __init__(
        self,
        number: Number,
        caller: str,
        errands: Errands,
        dialogue: Dialogue,
        reports: StatusReports,
        dial_status: DialStatus,
    ) -> None:
        self.sid = f"CA{secrets.token_hex(16)}"
        self.status: CallStatus = "queued"
        self.awaits: Gather | Record | Queue | None = None
        self.heard: list[Heard] = []
        self.warnings: list[CarrierWarning] = []
        self.over = False
        self.ended_by = ""
        self.seconds = 0.0
        self._number = number
        self._caller = caller
        self._errands = errands
        self._requests = Requests(number, errands, self.warnings)
        self._dialogue = dialogue
        self._reports = reports
        self._dial_status: DialStatus = dial_status
        self._page: Page | None = None
        self._queues: list[Waiting] = []
        self._told_turns = 0
        self._told_heard = 0

    @property
    def turns(self) -> list[Turn]:
        """All documents that were asked for, in order."""
        return self._requests.turns

    def is_heard(self) -> None:
        """The caller does something: what comes from now on is an answer to that."""
        self._requests.begin_anew()
        self._told_turns = len(self.turns)
        self._told_heard = len(self.heard)

    def passes(self, seconds: float) -> None:
        """So much virtual time goes by; the carrier ends a call that lasts too long."""
        self.seconds = min(self.seconds + seconds, LONGEST_CALL)
        if self.seconds >= LONGEST_CALL and not self.over:
            self.end("the carrier's limit of four hours", "completed")

    def report(self, event: Literal["initiated", "ringing"]) -> None:
        """Tell the status callback, where it wants to know."""
        self._reports.tell(event, self._parameters(), self.seconds, self.warnings)

    def go_to(self, url: str, method: Method, extra: Mapping[str, str]) -> None:
        """Ask for a document, and execute what it leads to."""
        self._run(GoesTo(url, method, extra))

    def go_on(self) -> None:
        """Nothing came of the verb that waited: the next one follows."""
        self._run(None)

    def listen_on(self) -> None:
        """The caller stays in the queue, and hears once more what is to be heard there."""
        step = self._waiting_document()
        if step is not None:
            self._run(step)

    def leave_queue(self, result: str) -> GoesTo | None:
        """The caller leaves the queue: what the line wants to be told of that, if it does."""
        waiting = self._queues.pop()
        self._page = waiting.page
        return waiting.left(result, self.seconds)

    def tell_of_end(self, step: GoesTo) -> None:
        """Ask for a document that nobody hears any more."""
        self._requests.in_vain(step, self._parameters())

    @property
    def in_queue(self) -> bool:
        """Whether the caller has been put into a queue and has not left it."""
        return bool(self._queues)

    def end(self, how: str, status: CallStatus) -> None:
        """The call is over."""
        self._tell()
        self.over, self.ended_by, self.status, self.awaits = True, how, status, None
        if how != HUNG_UP:
            self._dialogue.line_does(_TOLD.get(how, how))
        self._reports.tell("completed", self._parameters(), self.seconds, self.warnings)
        self._errands.close()

    def _run(self, step: GoesTo | None) -> None:
        self.awaits = None
        while not self._rests():
            try:
                if step is not None:
                    self._page = self._requests.document(step, self._parameters())
                step = self._next()
            except CallFailed as failure:
                step = self._fall_back(failure)
        self._tell()

    def _rests(self) -> bool:
        return self.over or self.awaits is not None

    def _next(self) -> GoesTo | None:
        """Execute one verb; where it leads, if it leads elsewhere."""
        page = self._page
        assert page is not None
        verb = page.next_verb()
        if verb is None:
            return self._document_ends()
        first = self.status == "ringing"
        outcome = perform(verb, page, first=first)
        if isinstance(outcome, Ignored):
            return None  # it answers no call either: a Reject that follows is the first verb
        page.done.append(verb.name)
        if first and not (isinstance(outcome, Ends) and outcome.status != "completed"):
            self.status = "in-progress"
            self._reports.tell("answered", self._parameters(), self.seconds, self.warnings)
        return self._take(outcome)

    def _take(self, outcome: Outcome) -> GoesTo | None:
        match outcome:
            case Hears(heard):
                self._hear(heard)
            case Waits(awaits, heard):
                self._hear(heard, prompt=True)
                self.awaits = None if self.over else awaits
            case GoesTo():
                return outcome
            case Ends(how, status):
                self.end(how, status)
            case Dials():
                return self._dial(outcome)
            case Enqueues(queue, heard):
                return self._enqueue(queue, heard)
            case Leaves():
                return self.leave_queue("leave") if self.in_queue else None
        return None

    def _document_ends(self) -> GoesTo | None:
        if self.in_queue:
            self.awaits = self._queues[-1].queue
        else:
            self.end("end of the document", "completed")
        return None

    def _hear(self, heard: tuple[Heard, ...], *, prompt: bool = False) -> None:
        self.heard.extend(heard)
        for one in heard:
            # A prompt that never ends can be interrupted; anything else lasts as long as a call can.
            endless = 0.0 if prompt else LONGEST_CALL
            self.passes(one.seconds * one.times if one.times else endless)
            if self.over:
                return

    def _dial(self, dials: Dials) -> GoesTo | None:
        self._hear((dials.heard,))
        self.passes(dialling.seconds_of(dials, self._dial_status))
        return dialling.after(dials, self._dial_status)

    def _enqueue(self, queue: Queue, heard: Heard) -> GoesTo | None:
        assert self._page is not None
        self._hear((heard,))
        self._queues.append(Waiting(queue, self._page, self.seconds))
        return self._waiting_document()

    def _waiting_document(self) -> GoesTo | None:
        waiting = self._queues[-1]
        step = waiting.document(self.seconds)
        if step is None:
            self.awaits = waiting.queue
        return step

    def _parameters(self) -> dict[str, str]:
        return standard_parameters(self.sid, self._number, self._caller, self.status)

    def _fall_back(self, failure: CallFailed) -> GoesTo:
        """Ask the fallback; where there is none, the call fails."""
        step = self._requests.fallback(failure)
        if step is None:
            self.end(f"failure {failure.sentence}", "failed")
            raise failure
        return step

    def _tell(self) -> None:
        """Let the transcript know what was heard since the caller did something."""
        turns, heard = self.turns[self._told_turns :], self.heard[self._told_heard :]
        self._dialogue.line(heard, turns)
        self._told_turns, self._told_heard = len(self.turns), len(self.heard)
