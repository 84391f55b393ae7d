"""What a developer expects of a service's answer, whichever service it is."""

from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.provider_refusals import is_body_of, refusal

if TYPE_CHECKING:
    from countersign.people.provider_answers import Answer


def listed(words: str) -> list[str]:
    """The words of a list such as "one, two"."""
    return [word.strip() for word in words.split(",")]


def numbers(words: str) -> list[int]:
    """The numbers of a list such as "500, 25"."""
    return [int(word) for word in listed(words)]


class OfAnswer(BaseMatcher["Answer"]):
    """What matchers of an answer share: the mismatch tells what was answered to what."""

    def describe_mismatch(self, item: "Answer", mismatch_description: Description) -> None:
        mismatch_description.append_text(item.described())


class IsRefused(OfAnswer):
    """Whether the call was refused with the very status, code and words of a reason, and nothing else."""

    def __init__(self, service: str, reason: str) -> None:
        self._service = service
        self._reason = reason
        self._refusal = refusal(service, reason)

    def _matches(self, item: "Answer") -> bool:
        return (
            item.service == self._service
            and item.status == self._refusal.status
            and is_body_of(self._service, self._refusal, item.body)
        )

    def describe_to(self, description: Description) -> None:
        refused = self._refusal
        code = f", code {refused.code}" if refused.code is not None else ""
        description.append_text(
            f"refuse the call because {self._reason} ({refused.status}{code}, «{refused.text}»)"
        )


def is_refused(service: str, reason: str) -> IsRefused:
    """The call was refused for that reason, in the service's own words."""
    return IsRefused(service, reason)


class IsAnswered(OfAnswer):
    """Whether the call was answered with that status."""

    def __init__(self, status: int) -> None:
        self._status = status

    def _matches(self, item: "Answer") -> bool:
        return item.status == self._status and (item.service != "Telegram" or item.body.get("ok") is True)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"do what it was asked ({self._status})")


def is_done() -> IsAnswered:
    """The call was performed."""
    return IsAnswered(200)


class MustWait(OfAnswer):
    """Whether Telegram tells to wait so many seconds, in words, in the answer and in its header."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds

    def _matches(self, item: "Answer") -> bool:
        expected = {
            "ok": False,
            "error_code": 429,
            "description": f"Too Many Requests: retry after {self._seconds}",
            "parameters": {"retry_after": self._seconds},
        }
        return (
            item.status == 429
            and item.body == expected
            and item.headers.get("retry-after") == str(self._seconds)
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"tell to wait {self._seconds} s (429, in its words, its parameters and its header Retry-After)"
        )

    def describe_mismatch(self, item: "Answer", mismatch_description: Description) -> None:
        header = item.headers.get("retry-after", "absent")
        mismatch_description.append_text(f"{item.described()}, with the header Retry-After {header}")


def must_wait(seconds: int) -> MustWait:
    """Telegram tells to wait."""
    return MustWait(seconds)
