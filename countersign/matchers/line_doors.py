"""What the practice's programs, and whoever watches over the line, should be answered."""

from datetime import datetime
from typing import TYPE_CHECKING

import httpx
import msgspec
from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

if TYPE_CHECKING:
    from countersign.people.practice_program import PracticeProgram


class Answered(BaseMatcher["PracticeProgram"]):
    """Whether the request was answered with that status."""

    def __init__(self, should: str, *statuses: int) -> None:
        self._should = should
        self._statuses = statuses

    def _matches(self, item: "PracticeProgram") -> bool:
        return item.answer.status_code in self._statuses

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._should} ({' or '.join(map(str, self._statuses))})")

    def describe_mismatch(self, item: "PracticeProgram", mismatch_description: Description) -> None:
        answer = item.answer
        mismatch_description.append_text(f"the line answered {answer.status_code}: {answer.text[:200]!r}")


def accepted() -> Answered:
    """What was ordered is made."""
    return Answered("have the appointment made", 201)


def refused_as_unknown() -> Answered:
    """Nobody without the key is told anything."""
    return Answered("be refused for want of the right key", 401)


def refused_as_there_already() -> Answered:
    """Nothing is made twice."""
    return Answered("be told that this appointment is there already", 409)


def refused_as_taken() -> Answered:
    """Somebody else comes then."""
    return Answered("be told that the time is taken", 409)


def refused_as_impossible() -> Answered:
    """Nobody can come then."""
    return Answered("be told that nobody can come then", 422)


def refused_as_nonsense() -> Answered:
    """There is no such moment."""
    return Answered("be told that there is no such moment", 422)


class Finds(BaseMatcher["PracticeProgram"]):
    """Whether the program was told of exactly one booked appointment, that one."""

    def __init__(self, start: datetime, minutes: int) -> None:
        self._start = start
        self._minutes = minutes

    def _matches(self, item: "PracticeProgram") -> bool:
        booked = [(one.starts_at, one.minutes) for one in item.found() if one.is_booked]
        return item.answer.status_code == httpx.codes.OK and booked == [(self._start, self._minutes)]

    def describe_to(self, description: Description) -> None:
        description.append_text(f"find one appointment, {self._start:%Y-%m-%d %H:%M %Z}, {self._minutes} min")

    def describe_mismatch(self, item: "PracticeProgram", mismatch_description: Description) -> None:
        found = "; ".join(one.described() for one in item.found()) or "none"
        mismatch_description.append_text(f"it finds {found}")


def finds(start: datetime, minutes: int) -> Finds:
    """That one, and no other."""
    return Finds(start, minutes)


class SaysOfItself(BaseMatcher[httpx.Response]):
    """Whether the line's report has that status, and that word on its database where one is wanted."""

    def __init__(self, should: str, status: int, database: str | None) -> None:
        self._should = should
        self._status = status
        self._database = database

    def _matches(self, item: httpx.Response) -> bool:
        if item.status_code != self._status:
            return False
        return self._database is None or _told(item).get("db") == self._database

    def describe_to(self, description: Description) -> None:
        description.append_text(self._should)

    def describe_mismatch(self, item: httpx.Response, mismatch_description: Description) -> None:
        mismatch_description.append_text(f"it says {item.status_code}: {item.text[:200]!r}")


def runs() -> SaysOfItself:
    """The process is there."""
    return SaysOfItself("say that it runs (200)", 200, None)


def is_ready() -> SaysOfItself:
    """It could book now."""
    return SaysOfItself("say that it is ready (200), with its database", 200, "ok")


def lost_its_database() -> SaysOfItself:
    """It could not."""
    return SaysOfItself("say that it is not ready, for want of its database (503)", 503, None)


def _told(answer: httpx.Response) -> dict[str, object]:
    try:
        return msgspec.json.decode(answer.content, type=dict[str, object])
    except msgspec.MsgspecError:
        return {}
