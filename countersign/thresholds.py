"""What a journey must bear, as features/journeys.toml says: numbers that the owner of a journey decides."""

from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from countersign.errors import UserError

FILE = Path("features/journeys.toml")

T = TypeVar("T")

Share = Annotated[float, msgspec.Meta(gt=0, le=1)]
Seconds = Annotated[float, msgspec.Meta(gt=0, le=300)]


class Load(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many callers within some hours, and what must come of it."""

    callers: Annotated[int, msgspec.Meta(ge=1, le=500)]
    by_hour: Annotated[dict[str, Annotated[int, msgspec.Meta(ge=1)]], msgspec.Meta(min_length=1)]
    """How many of them call in each hour of the day: "10" = 3."""
    compressed_into: Annotated[float, msgspec.Meta(gt=0, le=60)]
    """The seconds that all those hours take in a run."""
    completed: Share
    """The share of callers who must have completed a booking."""
    mean_answer: Seconds
    """The seconds that an answer may take on average."""

    def __post_init__(self) -> None:
        if sum(self.by_hour.values()) != self.callers:
            raise ValueError(
                f"by_hour holds {sum(self.by_hour.values())} callers, but callers says {self.callers}"
            )
        if wrong := [hour for hour in self.by_hour if not hour.isdecimal() or int(hour) > 23]:
            raise ValueError(f"by_hour names {wrong[0]!r}, which is no hour of a day")

    def moments(self) -> list[tuple[int, float]]:
        """For each caller the hour of the day, and after how many seconds of the run the call begins."""
        hours = sorted(self.by_hour.items(), key=lambda one: int(one[0]))
        first, last = int(hours[0][0]), int(hours[-1][0]) + 1
        scale = self.compressed_into / (last - first)
        return [
            (int(hour), (int(hour) - first + number / count) * scale)
            for hour, count in hours
            for number in range(count)
        ]


class AtOnce(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many callers at the same moment, and what must come of it."""

    callers: Annotated[int, msgspec.Meta(ge=2, le=100)]
    completed: Share


class Calls(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a phone line must bear."""

    whole_call: Seconds
    """The seconds that the answers of one call may take in all."""
    one_answer: Seconds
    """The seconds that any answer may take, whatever was said."""
    at_once: AtOnce
    peak_hour: Load
    daily_pattern: Load


class Pilot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must come of it when pilot users go through every scenario at the same time."""

    completed: Share
    """The share of sessions that must have come to their end."""
    average_score: Annotated[float, msgspec.Meta(gt=0, le=100)]
    """What good trainees must have scored on average."""


class Api(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How soon a chat's REST interface must answer, when as many people ask at once as make a crowd."""

    p95: Seconds
    """Nineteen of twenty answers came sooner."""
    health: Seconds
    """Nineteen of twenty answers about the health came sooner."""
    errors: Share
    """Fewer of the answers than this share may be errors."""
    rounds: Annotated[int, msgspec.Meta(ge=1, le=100)]
    """How often each of the crowd asks everything."""
    sessions_at_once: Annotated[int, msgspec.Meta(ge=2, le=200)]
    """So many sessions are opened at the same moment."""


class Chat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a training chat must bear."""

    connect: Seconds
    """The seconds until a socket is open."""
    answer: Seconds
    """The seconds until the customer has answered, or the chat has apologised."""
    long_session: Annotated[int, msgspec.Meta(ge=1, le=240)]
    """The minutes of a long session."""
    exchanges: Annotated[int, msgspec.Meta(ge=2, le=100)]
    """The exchanges that a long session must have room for."""
    pilot: Pilot
    api: Api


def calls_of(journey: str, path: Path = FILE) -> Calls:
    """The thresholds of a journey of calls; a `UserError` where the file has none."""
    return _thresholds(journey, "calls", Calls, "the line", path)


def chat_of(journey: str, path: Path = FILE) -> Chat:
    """The thresholds of a journey that is a chat; a `UserError` where the file has none."""
    return _thresholds(journey, "chat", Chat, "the chat", path)


def _thresholds(journey: str, key: str, kind: type[T], what: str, path: Path) -> T:
    try:
        table = msgspec.toml.decode(path.read_bytes())
        return msgspec.convert(table[journey][key], kind)
    except OSError as error:
        raise UserError(
            f"{path} can't be read ({error.strerror}): run behave in the suite's folder."
        ) from error
    except KeyError as error:
        raise UserError(f"{path}: [{journey}.{key}] is missing: say there what {what} must bear.") from error
    except msgspec.MsgspecError as error:
        raise UserError(f"{path}: [{journey}.{key}] doesn't fit: {error}.") from error
