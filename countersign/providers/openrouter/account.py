"""What the OpenRouter stand-in knows: who may ask, what can be asked, what was asked, what is answered."""

import hmac
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from countersign.providers.openrouter.calls import Call, Calls
from countersign.providers.openrouter.catalog import Catalog
from countersign.providers.openrouter.generation import Generation
from countersign.providers.openrouter.refusals import NO_CREDENTIALS, Refusal
from countersign.providers.openrouter.scripts import Scripts

CREDITS = 100.0
"""What was paid in, in US dollars."""


class Account:
    """One account at OpenRouter with all that happens to it."""

    def __init__(self, api_keys: Iterable[str]) -> None:
        self.keys = set(api_keys)
        self.catalog = Catalog()
        self.scripts = Scripts()
        self.calls = Calls()
        self.spent = Decimal(0)

    def admit(self, authorization: str | None) -> str:
        """The key that somebody shows, if it is one of the account's."""
        scheme, _, key = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise Refusal(401, NO_CREDENTIALS)
        key = key.strip()
        if not any(hmac.compare_digest(key.encode(), known.encode()) for known in self.keys):
            raise Refusal(401)
        return key

    def charge(self, call: Call, said: Generation, chunks: int) -> None:
        """Write down what a call has cost, of which so many chunks were heard."""
        call.usage = said.usage_of(chunks)
        self.spent += said.cost_of(chunks)

    def as_key(self, key: str) -> dict[str, Any]:
        """The key as the API shows it, without what is secret in it."""
        return {
            "label": f"{key[:12]}...{key[-3:]}",
            "limit": None,
            "limit_reset": None,
            "limit_remaining": None,
            "usage": float(self.spent),
            "is_free_tier": False,
            "is_provisioning_key": False,
            "rate_limit": {"requests": -1, "interval": "10s"},
        }

    def as_credits(self) -> dict[str, Any]:
        """What was paid in, and what of it is spent."""
        return {"total_credits": CREDITS, "total_usage": float(self.spent)}

    def as_generation(self, id: str) -> dict[str, Any]:
        """One answer that was given, with what it cost."""
        call = self.calls.find(id)
        if call is None or call.usage is None:
            raise Refusal(404, f"Generation {id} not found")
        return {
            "id": call.id,
            "total_cost": call.usage["cost"],
            "usage": call.usage["cost"],
            "model": call.model,
            "provider_name": call.provider,
            "streamed": call.stream,
            "cancelled": call.end == "left",
            "finish_reason": call.finish_reason,
            "native_finish_reason": call.finish_reason,
            "tokens_prompt": call.usage["prompt_tokens"],
            "tokens_completion": call.usage["completion_tokens"],
            "native_tokens_prompt": call.usage["prompt_tokens"],
            "native_tokens_completion": call.usage["completion_tokens"],
            "external_user": call.whose or None,
            "is_byok": False,
            "upstream_id": None,
        }
