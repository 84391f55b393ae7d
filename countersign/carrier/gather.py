"""What a line can wait for: an answer, a message, or for the caller to be fetched from a queue."""

from dataclasses import dataclass

from countersign.carrier.markup import Element
from countersign.carrier.number import Method
from countersign.carrier.page import Page

KEYS = frozenset("0123456789*#")
AFTER_SPEECH = 1.0
"""Seconds of silence after which speech has ended, where the carrier is to find out by itself."""


@dataclass(frozen=True)
class Keyed:
    """What became of the keys that were pressed."""

    digits: str
    finished_on: str
    seconds: float
    """How long the line still waited for more."""


@dataclass(frozen=True)
class Gather:
    """Waits for keys, for speech, or for either."""

    action: str
    method: Method
    input: frozenset[str]
    timeout: float
    speech_timeout: float
    finish_on_key: str
    num_digits: int | None
    action_on_empty_result: bool
    language: str
    endless: bool = False
    """Whether what is heard meanwhile never ends."""

    @property
    def takes_speech(self) -> bool:
        """Whether it listens."""
        return "speech" in self.input

    @property
    def takes_keys(self) -> bool:
        """Whether it notices keys."""
        return "dtmf" in self.input

    @property
    def described(self) -> str:
        """What it waits for, in words."""
        return {(True, True): "speech or keys", (True, False): "speech alone"}.get(
            (self.takes_speech, self.takes_keys), "keys alone"
        )

    def keyed(self, pressed: str) -> Keyed:
        """What is taken of these keys: up to the finishing key, or as many as are wanted."""
        digits = ""
        for key in pressed:
            if key in self.finish_on_key:
                return Keyed(digits, key, 0.0)
            digits += key
            if len(digits) == self.num_digits:
                return Keyed(digits, "", 0.0)
        return Keyed(digits, "", self.timeout)


@dataclass(frozen=True)
class Record:
    """Records what the caller says; keys and silence end it."""

    action: str
    method: Method
    timeout: float
    finish_on_key: str
    max_length: int

    described = "a message after the beep"


@dataclass(frozen=True)
class Queue:
    """The caller waits in a queue until somebody comes, which nobody does here."""

    name: str
    action: str | None
    method: Method
    wait_url: str | None
    wait_method: Method

    described = "somebody who takes the call from the queue"


def gather(verb: Element, page: Page) -> Gather:
    """What the verb waits for, with the carrier's defaults."""
    timeout = _timeout(verb, page)
    spoken = verb.attributes.get("speechTimeout", "").strip()
    speech_timeout = AFTER_SPEECH if spoken == "auto" else page.whole(verb, "speechTimeout", timeout, 1)
    return Gather(
        action=page.address(verb, verb.attributes.get("action")),
        method=page.method(verb),
        input=_input(verb, page),
        timeout=timeout,
        speech_timeout=speech_timeout,
        finish_on_key=_finish_on_key(verb, page, "#"),
        num_digits=page.whole(verb, "numDigits", 0, 1) or None,
        action_on_empty_result=page.truth(verb, "actionOnEmptyResult"),
        language=verb.attributes.get("language", "en-US"),
    )


def record(verb: Element, page: Page) -> Record:
    """How the verb records, with the carrier's defaults."""
    return Record(
        action=page.address(verb, verb.attributes.get("action")),
        method=page.method(verb),
        timeout=page.whole(verb, "timeout", 5, 0),
        finish_on_key=_finish_on_key(verb, page, "1234567890*#"),
        max_length=page.whole(verb, "maxLength", 3600, 1),
    )


def queue(verb: Element, page: Page) -> Queue:
    """The queue that the verb puts the caller into."""
    action, wait = verb.attributes.get("action"), verb.attributes.get("waitUrl")
    return Queue(
        name=verb.own_text or "default",
        action=None if action is None else page.address(verb, action),
        method=page.method(verb),
        wait_url=None if wait is None else page.address(verb, wait),
        wait_method=page.method(verb, "waitUrlMethod"),
    )


def _timeout(verb: Element, page: Page) -> int:
    # With speech the carrier takes "auto" here too.
    if verb.attributes.get("timeout", "").strip() == "auto":
        return 5
    return page.whole(verb, "timeout", 5)


def _input(verb: Element, page: Page) -> frozenset[str]:
    wanted = frozenset(verb.attributes.get("input", "dtmf").split())
    if wanted and wanted <= {"dtmf", "speech"}:
        return wanted
    page.complain(verb, f"has input={verb.attributes['input'][:40]!r}; it waits for dtmf")
    return frozenset({"dtmf"})


def _finish_on_key(verb: Element, page: Page, default: str) -> str:
    given = verb.attributes.get("finishOnKey", default)
    if KEYS.issuperset(given):
        return given
    page.complain(verb, f"has finishOnKey={given[:40]!r}, which are no keys; {default} is used")
    return default
