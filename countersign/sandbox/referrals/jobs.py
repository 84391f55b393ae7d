"""A completion under way: what was asked, what is reserved for it, how it is told, and what it costs."""

from dataclasses import dataclass
from typing import Any

from countersign.sandbox.referrals.asked import ChatOrder
from countersign.sandbox.referrals.books import Bill, Claim
from countersign.sandbox.referrals.pricing import Model, Usage
from countersign.sandbox.referrals.provider import Delta


@dataclass(frozen=True)
class Job:
    """A completion that has been reserved."""

    claim: Claim
    order: ChatOrder
    model: Model
    headers: dict[str, str]
    """How the customer stands with the limit."""

    @property
    def id(self) -> str:
        """The name of the answer, and of its bill."""
        return self.claim.id

    @property
    def created(self) -> int:
        """When it was asked for."""
        return int(self.claim.now.timestamp())

    def told(self, text: str | None, said: Delta | None, finish_reason: str, usage: Usage) -> dict[str, Any]:
        """The answer in the schema of OpenAI."""
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if said is not None and said.tool_calls:
            message["tool_calls"] = said.tool_calls
        return {
            "id": self.id,
            "object": "chat.completion",
            "created": self.created,
            "model": self.model.id,
            "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
            "usage": usage.as_told(),
        }

    def bill(self, usage: Usage, kept: str | None, *, aborted: bool = False) -> Bill:
        """What it has cost."""
        described = f"{self.model.id}: {usage.prompt} + {usage.completion} tokens"
        details = {
            "model": self.model.id,
            **usage.as_told(),
            "stream": self.order.streamed,
            "aborted": aborted,
        }
        if aborted:
            described += ", broken off"
        return Bill(self.claim, self.model.cost(usage), described, details, kept)
