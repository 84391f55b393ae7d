"""How it feels to use a deployed bot: what was measured, what would annoy a user, and a grade. No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from statistics import fmean

ENOUGH = 10
"""A grade from fewer answers is told to be one."""

SLOW_IDENTITY = 3.0
SLOW_START = 5.0
SLOW_EMAIL = 8.0
LOAD_TO_ANSWER = 0.8
PHASES_TO_PASS = 0.75
HEALTHY_SUCCESS, HEALTHY_MEAN = 0.9, 2.0
_GRADES = (("A", 0.95, 1.0), ("B", 0.9, 2.0), ("C", 0.8, 3.0))


class Severity(IntEnum):
    """How bad an issue is."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


@dataclass(frozen=True)
class Issue:
    """Something that would annoy a user."""

    severity: Severity
    sentence: str

    def __str__(self) -> str:
        return f"{self.severity.name}: {self.sentence}"


@dataclass
class Experience:
    """What was seen of a bot; issues, health and grade follow from it."""

    identity: float | None = None
    """Seconds that `getMe` took."""
    start: float | None = None
    """Seconds until the answer to /start."""
    email: float | None = None
    """Seconds until the answer to a text at the step where an address is asked for."""
    answers: list[float | None] = field(default_factory=list)
    """Seconds that each answer took; None where none came."""
    burst: tuple[int, int] | None = None
    """How many of so many messages at once were answered."""
    phases: dict[str, bool] = field(default_factory=dict)
    """What a user goes through, and whether it went well; see `PHASES`."""

    @property
    def success(self) -> float:
        """The share of messages that were answered."""
        return len(self._times) / len(self.answers) if self.answers else 0.0

    @property
    def mean(self) -> float | None:
        """Seconds that an answer took on average."""
        return fmean(self._times) if self._times else None

    @property
    def healthy(self) -> bool:
        """HEALTHY: more than 90 % answered, in less than 2 seconds on average."""
        return self.success > HEALTHY_SUCCESS and self.mean is not None and self.mean < HEALTHY_MEAN

    @property
    def grade(self) -> str:
        """A to D, by how much was answered and how fast."""
        mean = self.mean
        if mean is not None:
            for grade, success, seconds in _GRADES:
                if self.success > success and mean < seconds:
                    return grade
        return "D"

    @property
    def lifecycle(self) -> float:
        """The share of phases that went well."""
        return sum(self.phases.values()) / len(self.phases) if self.phases else 0.0

    def issues(self) -> list[Issue]:
        """What would annoy a user, the worst first."""
        return sorted([*self._slow(), *self._failed()], key=lambda issue: -issue.severity)

    def told(self) -> str:
        """The grade and the numbers, in a sentence."""
        health = "healthy" if self.healthy else "not healthy"
        few = f", from too few answers to rely on ({len(self._times)})" if len(self._times) < ENOUGH else ""
        mean = f"{self.mean:.2f} s on average" if self.mean is not None else "never"
        return (
            f"grade {self.grade}{few}, {health}: {len(self._times)} of {len(self.answers)} messages "
            f"answered, {mean}, {sum(self.phases.values())} of {len(self.phases)} phases passed"
        )

    @property
    def _times(self) -> list[float]:
        return [took for took in self.answers if took is not None]

    def _slow(self) -> Iterator[Issue]:
        slow = (
            (self.identity, SLOW_IDENTITY, Severity.HIGH, "getMe"),
            (self.start, SLOW_START, Severity.MEDIUM, "the answer to /start"),
            (self.email, SLOW_EMAIL, Severity.HIGH, "the answer at the e-mail step"),
        )
        for took, limit, severity, what in slow:
            if took is not None and took > limit:
                yield Issue(severity, f"{what} took {took:.1f} s, more than {limit:g} s")

    def _failed(self) -> Iterator[Issue]:
        if self.burst is not None:
            answered, of = self.burst
            if answered < LOAD_TO_ANSWER * of:
                yield Issue(Severity.HIGH, f"only {answered} of {of} messages at once were answered")
        for phase, (severity, sentence) in PHASES.items():
            if severity is not None and self.phases.get(phase) is False:
                yield Issue(severity, sentence)
        if self.phases and self.lifecycle < PHASES_TO_PASS:
            passed = sum(self.phases.values())
            yield Issue(Severity.HIGH, f"only {passed} of {len(self.phases)} phases of use went well")


SESSION = "session creation"
KEPT = "session kept between steps"
RESUMED = "resuming an interrupted flow"
RECOVERED = "recovery from nonsense"
VALIDATED = "validation of an address"
HELPED = "help"
IDENTIFIED = "identity"
LOADED = "several messages at once"

PHASES: dict[str, tuple[Severity | None, str]] = {
    IDENTIFIED: (None, "Telegram does not say in time who the bot is"),
    SESSION: (Severity.CRITICAL, "/start leads to no screen of a session"),
    KEPT: (Severity.HIGH, "a session is lost between two steps"),
    HELPED: (None, "a request for help is not answered"),
    VALIDATED: (Severity.LOW, "an address that is none is not refused"),
    RESUMED: (Severity.MEDIUM, "an interrupted flow is not resumed by /start"),
    RECOVERED: (Severity.HIGH, "nonsense is not recovered from"),
    LOADED: (None, "several messages at once are not answered"),
}
"""What a user goes through, and the issue where that does not go well; some have measures of their own."""
