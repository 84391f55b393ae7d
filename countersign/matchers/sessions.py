"""What a chat should tell of itself, of sessions and of documents, and how it should refuse."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.judging import quoted
from countersign.people.chat_frames import Summary
from countersign.people.personal_data import Datum
from countersign.people.session_desk import Health, Kept, Opened, Scenario
from countersign.records.training import SessionFile

if TYPE_CHECKING:
    from countersign.people.trainee import Trainee

_CLOCKS_APART = timedelta(minutes=2)
_NEAR = 0.06
"""A mean is told with one decimal."""


class Healthy(BaseMatcher[Health]):
    """Whether a chat says that it is healthy, and says so now."""

    def _matches(self, item: Health) -> bool:
        at = item.timestamp if item.timestamp.tzinfo else item.timestamp.replace(tzinfo=UTC)
        return item.status == "healthy" and abs(datetime.now(UTC) - at) < _CLOCKS_APART

    def describe_to(self, description: Description) -> None:
        description.append_text("say that it is healthy, at this very moment")

    def describe_mismatch(self, item: Health, mismatch_description: Description) -> None:
        mismatch_description.append_text(
            f"says {item.status!r} of version {item.version}, at {item.timestamp}"
        )


def healthy() -> Healthy:
    """It says so, and when."""
    return Healthy()


class NamesEveryScenario(BaseMatcher[Sequence[Scenario]]):
    """Whether all of these can be picked."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = ids

    def _matches(self, item: Sequence[Scenario]) -> bool:
        return set(self._ids) <= {one.config.id for one in item}

    def describe_to(self, description: Description) -> None:
        description.append_text(f"find {' and '.join(self._ids)} to pick")

    def describe_mismatch(self, item: Sequence[Scenario], mismatch_description: Description) -> None:
        found = ", ".join(one.config.id for one in item)
        mismatch_description.append_text(f"finds {found or 'nothing'}")


def names_every_scenario(ids: Sequence[str]) -> NamesEveryScenario:
    """All of these are there."""
    return NamesEveryScenario(ids)


class IsOpenedAs(BaseMatcher[Kept]):
    """Whether a session is active, and what it was when it was opened."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    def _matches(self, item: Kept) -> bool:
        own = self._opened
        same = (item.id, item.scenario_id, item.user_id) == (own.id, own.scenario_id, own.user_id)
        return same and item.created_at == own.created_at and item.status == "active" and not item.summed_up

    def describe_to(self, description: Description) -> None:
        description.append_text(f"find the session {self._opened.id} active and as it was opened")

    def describe_mismatch(self, item: Kept, mismatch_description: Description) -> None:
        mismatch_description.append_text(
            f"it is {item.status!r}, of {item.user_id} and the scenario {item.scenario_id}, opened "
            f"{item.created_at}, summed up as {item.summed_up}"
        )


def is_opened_as(opened: Opened) -> IsOpenedAs:
    """Active, and the same."""
    return IsOpenedAs(opened)


class SummedUpTruly(BaseMatcher[Summary]):
    """Whether a summary tells how many messages were scored, their mean, and what to make of it."""

    def __init__(self, scores: Sequence[float]) -> None:
        self._scores = scores

    def _matches(self, item: Summary) -> bool:
        near = abs(item.average_score - sum(self._scores) / len(self._scores)) < _NEAR
        return item.exchanges == len(self._scores) and near and bool(item.strengths and item.improvements)

    def describe_to(self, description: Description) -> None:
        mean = sum(self._scores) / len(self._scores)
        description.append_text(
            f"find {len(self._scores)} exchanges with {mean:.1f} of 100 on average in the summary, with "
            f"strengths and with what to improve"
        )

    def describe_mismatch(self, item: Summary, mismatch_description: Description) -> None:
        mismatch_description.append_text(f"it tells {item.described()}")


def summed_up_truly(scores: Sequence[float]) -> SummedUpTruly:
    """The summary fits the scores."""
    return SummedUpTruly(scores)


class CompletedWith(BaseMatcher[Kept]):
    """Whether a session is told as completed, with the summary that was told at its end."""

    def __init__(self, summary: Summary) -> None:
        self._summary = summary

    def _matches(self, item: Kept) -> bool:
        done = item.status == "completed" and item.completed_at is not None
        return done and _is_same(item.summed_up, self._summary)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"find the session completed, with the summary: {self._summary.described()}")

    def describe_mismatch(self, item: Kept, mismatch_description: Description) -> None:
        mismatch_description.append_text(
            f"it is {item.status!r}, completed at {item.completed_at}, summed up as {item.summed_up}"
        )


def completed_with(summary: Summary) -> CompletedWith:
    """Completed, and summed up in the same way."""
    return CompletedWith(summary)


class KeptAsCompleted(BaseMatcher[SessionFile]):
    """Whether a session is on record as completed, with its moment and its summary."""

    def __init__(self, summary: Summary) -> None:
        self._summary = summary

    def _matches(self, item: SessionFile) -> bool:
        when = item.completed_at is not None and item.completed_at >= item.created_at
        return item.status == "completed" and when and _is_same(item.data.get("summary"), self._summary)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"be on record as completed, with the summary: {self._summary.described()}")

    def describe_mismatch(self, item: SessionFile, mismatch_description: Description) -> None:
        mismatch_description.append_text(
            f"the session is {item.status!r}, completed at {item.completed_at}, with {dict(item.data)}"
        )


def kept_as_completed(summary: Summary) -> KeptAsCompleted:
    """The records say so."""
    return KeptAsCompleted(summary)


class RefusedBecause(BaseMatcher["Trainee"]):
    """Whether the one refusal that comes says that this is the reason."""

    def __init__(self, intent: str) -> None:
        self._intent = intent
        self._wording = ""

    def _matches(self, item: "Trainee") -> bool:
        self._wording = item.phrasebook.described(self._intent)
        return item.phrasebook.says(self._intent, item.is_refused().content)

    def describe_to(self, description: Description) -> None:
        reason = self._intent.removeprefix("says ")
        description.append_text(f"be refused because {reason} (words such as {self._wording})")

    def describe_mismatch(self, item: "Trainee", mismatch_description: Description) -> None:
        refusal = item.refusal
        mismatch_description.append_text(f"hears {quoted(refusal.content) if refusal else 'nothing'}")


def refused_because(intent: str) -> RefusedBecause:
    """One refusal, with this reason."""
    return RefusedBecause(intent)


class ReadsPlainly(BaseMatcher["Trainee"]):
    """Whether what was refused or apologised for last tells nothing of what is inside the chat."""

    def _matches(self, item: "Trainee") -> bool:
        return not item.phrasebook.says("shows what is inside", item.last_excuse)

    def describe_to(self, description: Description) -> None:
        description.append_text("be told nothing of what is inside the chat")

    def describe_mismatch(self, item: "Trainee", mismatch_description: Description) -> None:
        mismatch_description.append_text(f"is told {quoted(item.last_excuse)}")


def reads_plainly() -> ReadsPlainly:
    """No names of files, errors or programs."""
    return ReadsPlainly()


class IsShownPdf(BaseMatcher[httpx.Response]):
    """Whether an answer is a whole PDF, to be shown in its place."""

    def _matches(self, item: httpx.Response) -> bool:
        kind = item.headers.get("content-type", "").partition(";")[0]
        inline = item.headers.get("content-disposition", "inline").startswith("inline")
        whole = item.content.startswith(b"%PDF-") and b"%%EOF" in item.content[-1024:]
        return item.status_code == httpx.codes.OK and kind == "application/pdf" and inline and whole

    def describe_to(self, description: Description) -> None:
        description.append_text("be a whole PDF that is shown in its place")

    def describe_mismatch(self, item: httpx.Response, mismatch_description: Description) -> None:
        mismatch_description.append_text(_described(item))


def is_shown_pdf() -> IsShownPdf:
    """A true PDF, inline."""
    return IsShownPdf()


class IsPlainText(BaseMatcher[httpx.Response]):
    """Whether an answer is text that every browser shows."""

    def _matches(self, item: httpx.Response) -> bool:
        kind = item.headers.get("content-type", "")
        return item.status_code == httpx.codes.OK and kind.startswith("text/") and bool(item.text.strip())

    def describe_to(self, description: Description) -> None:
        description.append_text("be text")

    def describe_mismatch(self, item: httpx.Response, mismatch_description: Description) -> None:
        mismatch_description.append_text(_described(item))


def is_plain_text() -> IsPlainText:
    """Text, and not empty."""
    return IsPlainText()


class KeptMasked(BaseMatcher[Sequence[str]]):
    """Whether texts have a message with masks in the places of personal data, and nothing of those."""

    def __init__(self, words: str, data: Sequence[Datum]) -> None:
        self._words = words
        self._data = data

    def _matches(self, item: Sequence[str]) -> bool:
        return not self._leak(item) and any(self._words in text for text in item)

    def _leak(self, texts: Sequence[str]) -> str:
        leaks = (
            f"{datum.what} stands there unmasked"
            for datum in self._data
            for text in texts
            if datum.is_in(text)
        )
        return next(leaks, "")

    def describe_to(self, description: Description) -> None:
        description.append_text(f"find {quoted(self._words)}, and nothing of what is masked in it")

    def describe_mismatch(self, item: Sequence[str], mismatch_description: Description) -> None:
        seen = quoted(item[-1]) if item else "nothing at all"
        mismatch_description.append_text(
            self._leak(item) or f"the masked message is not there, the last is {seen}"
        )


def kept_masked(words: str, data: Sequence[Datum]) -> KeptMasked:
    """The masked words, and nothing of the data."""
    return KeptMasked(words, data)


class Begins(BaseMatcher[Sequence[tuple[str, str]]]):
    """Whether somebody has said anything."""

    def __init__(self, who: str) -> None:
        self._who = who

    def _matches(self, item: Sequence[tuple[str, str]]) -> bool:
        return any(who == self._who and words.strip() for who, words in item)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"hear {self._who} begin the conversation")


def has_begun(who: str) -> Begins:
    """Somebody has said something."""
    return Begins(who)


def _is_same(told: Any, summary: Summary) -> bool:
    try:
        return msgspec.convert(told, Summary) == summary
    except msgspec.ValidationError:
        return False


def _described(answer: httpx.Response) -> str:
    kind, place = answer.headers.get("content-type"), answer.headers.get("content-disposition")
    return f"the chat answers {answer.status_code} with {len(answer.content)} bytes of {kind} ({place})"
