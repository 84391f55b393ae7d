"""Chat completions: asked, reserved, passed on, billed, and answered."""

import secrets
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from countersign.sandbox.referrals.accounts import subject
from countersign.sandbox.referrals.answers import RefusedError, answer
from countersign.sandbox.referrals.asked import ChatOrder, read
from countersign.sandbox.referrals.books import Bill, Claim, answer_kept
from countersign.sandbox.referrals.cashier import Cashier
from countersign.sandbox.referrals.catalog import Catalog
from countersign.sandbox.referrals.entrance import Entrance, Visit
from countersign.sandbox.referrals.jobs import Job
from countersign.sandbox.referrals.provider import Piece, Provider
from countersign.sandbox.referrals.streaming import Stream, retold

_LONGEST_IDEMPOTENCY_KEY = 255
_REPLAYED = {"Idempotent-Replayed": "true"}


class Completions:
    """The door at which completions are asked for."""

    def __init__(self, entrance: Entrance, catalog: Catalog, provider: Provider, cashier: Cashier) -> None:
        self._entrance = entrance
        self._catalog = catalog
        self._provider = provider
        self._cashier = cashier

    async def ask(self, request: Request) -> Response:
        """Answer a chat; every answer tells how the customer stands with the limit."""
        visit = await self._entrance.let_ask(request)
        try:
            return await self._answered(request, visit)
        except RefusedError as error:
            error.headers = {**visit.headers, **error.headers}
            raise

    async def _answered(self, request: Request, visit: Visit) -> Response:
        order, fingerprint = await read(request)
        model = await self._catalog.find(order.model)
        account = visit.account
        claim = Claim(
            id=f"chatcmpl-{secrets.token_hex(16)}",
            user_id=account.id,
            most=model.dearest(order.prompt_at_most, order.most_tokens),
            now=account.now,
            fingerprint=fingerprint,
            idempotency_key=_idempotency_key(request),
        )
        earlier = await self._cashier.reserve(claim)
        if earlier is not None:
            return _again(earlier, order, visit)
        job = Job(claim, order, model, visit.headers)
        return await self._streamed(job) if order.streamed else await self._whole(job)

    async def _whole(self, job: Job) -> Response:
        try:
            piece = await self._provider.complete(_for_provider(job))
            body, bill = _billed(job, piece)
            await self._cashier.settle(bill)
        except BaseException:
            # Nothing was given, so nothing is taken; after a settlement there is nothing left to release.
            self._cashier.release(job.claim)
            raise
        return answer(body, headers=job.headers)

    async def _streamed(self, job: Job) -> Response:
        stream = Stream(job, self._provider, self._cashier)
        await stream.open(_for_provider(job))
        return stream


def _for_provider(job: Job) -> dict[str, Any]:
    return job.order.for_provider(subject(job.claim.user_id))


def _billed(job: Job, piece: Piece) -> tuple[dict[str, Any], Bill]:
    choice, usage = piece.choices[0], piece.used
    assert choice.message is not None, "the answer has been read as a whole one"
    assert usage is not None, "the answer has been read as a whole one"
    said = choice.message
    text = said.content if said.content is not None or said.tool_calls else ""
    body = job.told(text, said, choice.finish_reason or "stop", usage)
    return body, job.bill(usage, answer_kept(body))


def _again(kept: str, order: ChatOrder, visit: Visit) -> Response:
    """What a repeated request is answered with: the same, without asking or billing anything."""
    body = msgspec.json.decode(kept)
    headers = {**visit.headers, **_REPLAYED}
    return retold(body, headers) if order.streamed else answer(body, headers=headers)


def _idempotency_key(request: Request) -> str | None:
    given = request.headers.get("idempotency-key")
    if given is None:
        return None
    if not (0 < len(given) <= _LONGEST_IDEMPOTENCY_KEY and given.isascii() and given.isprintable()):
        raise RefusedError(
            400,
            f"Idempotency-Key must be 1 to {_LONGEST_IDEMPOTENCY_KEY} printable characters.",
            "invalid",
            param="Idempotency-Key",
        )
    return given
