"""How OpenRouter refuses: a status, the same number again, a sentence, and sometimes what lies behind it."""

from collections.abc import Mapping
from typing import Any

import msgspec

_WORDS: Mapping[int, str] = {
    400: "Bad Request",
    401: "User not found.",
    402: "Insufficient credits. Add more using https://openrouter.ai/settings/credits",
    403: "The chosen model requires moderation and your input was flagged",
    404: "Not Found",
    408: "Request timed out",
    413: "Payload too large",
    429: "Rate limit exceeded",
    500: "Internal Server Error",
    502: "Provider returned error",
    503: "There is no available model provider that meets your routing requirements",
}
_FOR_OTHERS = "Provider returned error"

NO_CREDENTIALS = "No auth credentials found"
NO_MODEL = "No models provided"
NO_INPUT = 'Input required: specify "prompt" or "messages"'


class Refusal(Exception):  # noqa: N818 - what the service answers, not an error of ours
    """A request that is not served."""

    def __init__(
        self,
        status: int,
        message: str | None = None,
        *,
        code: int | None = None,
        metadata: Mapping[str, Any] | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.status = status
        self.code = code or status
        self.message = message or usual_words(status)
        self.metadata = metadata
        self.retry_after = retry_after
        super().__init__(self.message)

    def as_error(self) -> dict[str, Any]:
        """What stands under `error`."""
        error: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.metadata is not None:
            error["metadata"] = dict(self.metadata)
        return error

    def as_body(self) -> bytes:
        """The whole answer."""
        return msgspec.json.encode({"error": self.as_error()})


def usual_words(status: int) -> str:
    """What OpenRouter says with that status, where nobody says otherwise."""
    return _WORDS.get(status, _FOR_OTHERS)
