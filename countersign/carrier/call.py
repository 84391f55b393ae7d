"""A call, carried as the carrier would: what the caller can do on the phone, and what is heard there."""

import secrets
from collections.abc import Callable
from types import TracebackType

from countersign.carrier.dialling import DialStatus
from countersign.carrier.dialogue import Dialogue
from countersign.carrier.errand import BUDGET, Errands
from countersign.carrier.execution import HUNG_UP, CallStatus, Execution
from countersign.carrier.failures import CallOver, CarrierWarning
from countersign.carrier.gather import KEYS, Gather, Queue, Record
from countersign.carrier.number import Number
from countersign.carrier.signature import Signing
from countersign.carrier.speech import WORDS_A_SECOND, Heard
from countersign.carrier.status import StatusReports
from countersign.carrier.turn import Turn
from countersign.carrier.verbs import GoesTo
from countersign.evidence.exchange import Exchange


class Call:
    """One call, which is over when somebody hangs up; it waits for nothing but the answers of the line."""

    def __init__(
        self,
        number: Number,
        caller: str,
        *,
        signing: Signing = Signing.RIGHT,
        patience: float = BUDGET,
        say: Callable[[Exchange], None],
        name: str = "the caller",
        line: str = "the line",
        dial_status: DialStatus = "completed",
    ) -> None:
        self._number = number
        self._dialogue = Dialogue(say, name, line)
        self._errands = Errands(number, signing, patience)
        self._reports = StatusReports(number, self._errands)
        self._goes = Execution(number, caller, self._errands, self._dialogue, self._reports, dial_status)

    @property
    def sid(self) -> str:
        """By which the line knows the call."""
        return self._goes.sid

    @property
    def status(self) -> CallStatus:
        """As the carrier calls where the call is."""
        return self._goes.status

    @property
    def awaits(self) -> Gather | Record | Queue | None:
        """What the line waits for; None where the call has not begun, or is over."""
        return self._goes.awaits

    @property
    def heard(self) -> list[Heard]:
        """All that was heard, in order."""
        return self._goes.heard

    @property
    def turns(self) -> list[Turn]:
        """All documents that were asked for, in order."""
        return self._goes.turns

    @property
    def reports(self) -> list[Turn]:
        """What the status callback was told."""
        return self._reports.sent

    @property
    def warnings(self) -> list[CarrierWarning]:
        """What the carrier put up with."""
        return self._goes.warnings

    @property
    def over(self) -> bool:
        """Whether nobody is on the phone any more."""
        return self._goes.over

    @property
    def ended_by(self) -> str:
        """How it came to its end, in words; empty while it goes on."""
        return self._goes.ended_by

    @property
    def seconds(self) -> float:
        """How long the call has lasted in virtual time, apart from the line's own thinking."""
        return self._goes.seconds

    def dial(self, said_too_early: str = "") -> None:
        """Call the number, and hear what the line says until it waits for an answer or hangs up.

        What is said too early goes along with the first request: no line may take it for an answer.
        """
        if self.status != "queued":
            raise CallOver(f"The call to {self._number.number} was dialled before: make another one.")
        self._goes.report("initiated")
        self._goes.status = "ringing"
        self._goes.report("ringing")
        self._dialogue.caller(f"[calls {self._number.number}] {said_too_early}".rstrip())
        early = {"SpeechResult": said_too_early, "Confidence": "0.9"} if said_too_early else {}
        self._goes.go_to(self._number.voice_url, self._number.method, early)

    def speak(self, words: str, confidence: float = 0.9) -> None:
        """Say something, which is understood word by word, with that confidence."""
        if not 0 <= confidence <= 1:
            raise ValueError(f"a confidence is between 0 and 1, not {confidence}")
        words = words.encode("utf-8", "replace").decode()  # half a surrogate is no character
        awaits = self._open_line(f"says {words[:60]!r}")
        self._dialogue.caller(words if words.strip() else "[makes a sound that is no word]")
        self._goes.is_heard()
        match awaits:
            case Gather() if awaits.takes_speech:
                self._passes(len(words.split()) / WORDS_A_SECOND + awaits.speech_timeout)
                if words.strip():
                    self._answer(awaits, {"SpeechResult": words, "Confidence": str(confidence)})
                else:
                    self._answer_empty(awaits)
            case Record():
                self._record(awaits, len(words.split()) / WORDS_A_SECOND, "", awaits.timeout)
            case _:
                self._goes_unnoticed("speech", awaits)

    def press(self, digits: str) -> None:
        """Press these keys, one after the other."""
        if not digits or not KEYS.issuperset(digits):
            raise ValueError(f"a phone has the keys 0 to 9, * and #, and not {digits!r}")
        awaits = self._open_line(f"presses {digits}")
        self._dialogue.caller(f"[presses {digits}]")
        self._goes.is_heard()
        match awaits:
            case Gather() if awaits.takes_keys:
                keyed = awaits.keyed(digits)
                self._passes(keyed.seconds)
                if keyed.digits:
                    told = {"Digits": keyed.digits, "FinishedOnKey": keyed.finished_on}
                    self._answer(awaits, {**told, "msg": "Gather End"})
                else:
                    self._answer_empty(awaits)
            case Record() if any(key in awaits.finish_on_key for key in digits):
                self._record(awaits, 0.0, next(key for key in digits if key in awaits.finish_on_key), 0.0)
            case _:
                self._goes_unnoticed("keys", awaits)

    def stay_silent(self) -> None:
        """Say nothing until the line waits no longer; no time is spent on it."""
        awaits = self._open_line("stays silent")
        self._goes.is_heard()
        match awaits:
            case Gather():
                self._dialogue.caller(f"[silence of {awaits.timeout:g} s]")
                self._passes(float("inf") if awaits.endless else awaits.timeout)
                self._answer_empty(awaits)
            case Record():
                self._dialogue.caller(f"[silence of {awaits.timeout:g} s]")
                self._passes(awaits.timeout)
                self._fall_through()
            case Queue():
                self._dialogue.caller("[goes on waiting in the queue]")
                self._passes(60.0)
                if not self.over:
                    self._goes.listen_on()

    def hold_back(self, until: Callable[[], object] | None) -> None:
        """From now on the last byte of each request waits for this: so several callers are heard together."""
        self._errands.hold = until

    def hang_up(self) -> None:
        """Put the receiver down; nothing where nobody is on the phone."""
        if self.over or self.status == "queued":
            return
        awaits = self.awaits
        self._dialogue.caller("[hangs up]")
        self._goes.is_heard()
        self._goes.status = "completed"
        if isinstance(awaits, Record):
            self._goes.tell_of_end(GoesTo(awaits.action, awaits.method, self._recording(0.0, "hangup")))
        while self._goes.in_queue:
            step = self._goes.leave_queue("hangup")
            if step:
                self._goes.tell_of_end(step)
        self._goes.end(HUNG_UP, "completed")

    def close(self) -> None:
        """Leave nothing open."""
        self.hang_up()
        self._errands.close()

    def __enter__(self) -> "Call":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open_line(self, does: str) -> Gather | Record | Queue:
        if self.awaits is None:
            why = f"the call is over ({self.ended_by})" if self.over else "nobody has been called yet"
            raise CallOver(f"Nobody hears that the caller {does}: {why}.")
        return self.awaits

    def _passes(self, seconds: float) -> None:
        self._goes.passes(seconds)

    def _answer(self, awaits: Gather | Record, extra: dict[str, str]) -> None:
        if not self.over:
            self._goes.go_to(awaits.action, awaits.method, extra)

    def _answer_empty(self, awaits: Gather) -> None:
        if not awaits.action_on_empty_result:
            self._fall_through()
            return
        empty: dict[str, str] = {}
        if awaits.takes_speech:
            empty |= {"SpeechResult": "", "Confidence": "0.0"}
        if awaits.takes_keys:
            empty |= {"Digits": "", "FinishedOnKey": ""}
        self._answer(awaits, {**empty, "msg": "Gather End"})

    def _fall_through(self) -> None:
        if not self.over:
            self._goes.go_on()

    def _record(self, awaits: Record, seconds: float, key: str, silence: float) -> None:
        lasted = min(seconds, float(awaits.max_length))
        self._passes(lasted + silence)
        if lasted > 0:
            self._answer(awaits, self._recording(lasted, key))
        else:
            self._fall_through()

    def _recording(self, seconds: float, key: str) -> dict[str, str]:
        sid = f"RE{secrets.token_hex(16)}"
        url = f"https://api.twilio.com/2010-04-01/Accounts/{self._number.account}/Recordings/{sid}"
        length = str(max(1, round(seconds))) if seconds else "0"
        return {"RecordingUrl": url, "RecordingSid": sid, "RecordingDuration": length, "Digits": key}

    def _goes_unnoticed(self, what: str, awaits: Gather | Record | Queue) -> None:
        self._dialogue.line_does(f"does not notice {what}: it waits for {awaits.described}")
