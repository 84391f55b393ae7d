"""What Stripe says to what it refuses: a type, often a code and the parameter, and a sentence."""

import secrets
from collections.abc import Mapping
from typing import Any

_DOCS = "https://docs.stripe.com/error-codes"
_INVALID = "invalid_request_error"
_SENTENCES: Mapping[str, str] = {
    "rate_limit": "Request rate limit exceeded. Learn more about rate limits here "
    "https://docs.stripe.com/rate-limits.",
    "lock_timeout": "This object cannot be accessed right now because another API request or Stripe process "
    "is currently accessing it. If you see this error intermittently, retry the request. If you see this "
    "error frequently and are making multiple concurrent requests to a single object, make your requests "
    "serially or at a lower rate. For more details, see "
    "https://docs.stripe.com/rate-limits#object-lock-timeouts.",
}
_RETRIED = ("lock_timeout", "idempotency_key_in_use")


class Refusal(Exception):  # noqa: N818 - an answer that Stripe gives, not an error of ours
    """An answer that Stripe gives instead of doing what was asked."""

    def __init__(
        self, status: int, message: str, *, code: str | None = None, param: str | None = None, kind: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.param = param
        self.kind = kind or (_INVALID if status < 500 else "api_error")

    @property
    def should_be_retried(self) -> bool:
        """Whether Stripe asks for the same request again."""
        return self.code in _RETRIED

    def as_body(self) -> dict[str, Any]:
        """The body of the answer; what does not apply is left out."""
        told = {
            "code": self.code,
            "doc_url": f"{_DOCS}/{self.code.replace('_', '-')}" if self.code else None,
            "message": self.message,
            "param": self.param,
            "type": self.kind,
        }
        return {"error": {name: value for name, value in told.items() if value is not None}}


def missing(param: str) -> Refusal:
    """For what must be given."""
    return Refusal(400, f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown(param: str) -> Refusal:
    """For what Stripe has never heard of."""
    return Refusal(400, f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def empty(param: str) -> Refusal:
    """For what was given as nothing."""
    return Refusal(
        400,
        f"You passed an empty string for '{param}'. We assume empty values are an attempt to unset a field; "
        f"however '{param}' cannot be unset. You should remove '{param}' from your request or supply a "
        f"non-empty value.",
        code="parameter_invalid_empty",
        param=param,
    )


def not_found(what: str, which: str, param: str) -> Refusal:
    """For an object that is not there, or is another account's."""
    return Refusal(404, f"No such {what}: '{which}'", code="resource_missing", param=param)


def no_such_place(method: str, path: str) -> Refusal:
    """For a path that leads nowhere."""
    return Refusal(
        404,
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at "
        f"https://support.stripe.com/.",
    )


def refusal_as_told(status: int, code: str | None, message: str | None) -> Refusal:
    """A refusal that was ordered; what the order leaves out is as Stripe says it."""
    if status == 429 and code is None:
        code = "rate_limit"
    usual = _SENTENCES.get(code or "") or f"An unknown error occurred ({secrets.token_hex(4)})."
    return Refusal(status, message or usual, code=code)


def not_played(what: str) -> Refusal:
    """For what Stripe takes and this stand-in does not play."""
    return Refusal(501, f"this stand-in does not play {what}", code="not_played")
