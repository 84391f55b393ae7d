"""Takes a message from the trainee to its score: it is kept, answered and evaluated."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from countersign.sandbox.clerks import Clerks
from countersign.sandbox.training import coaching
from countersign.sandbox.training.books import Books, Offer, Practice
from countersign.sandbox.training.customer import APOLOGY, AwayError, Customers, Said
from countersign.sandbox.training.exchange import (
    SECONDS_OF_A_TURN,
    Begun,
    Ended,
    Exchanges,
    RefusedError,
    Turn,
)
from countersign.sandbox.training.frames import Complaint
from countersign.sandbox.training.masking import masked
from countersign.sandbox.training.mouthpiece import Mouthpiece
from countersign.sandbox.training.scoring import Evaluation, evaluate
from countersign.sandbox.training.summary import Summary

TROUBLE = Complaint("unavailable", "The chat has technical trouble at the moment; please send that again.")
_UNANSWERED = Complaint("unanswered", "Your message is kept, but its answer is not; please go on.")
_BUSY = Complaint("busy", "This session is busy in another window; please send that again.")
_SECONDS_TO_GET_A_TURN = 8.0
_SECONDS_BETWEEN_TRIES = 0.02

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """One socket of a session, and what the session is about."""

    session: Practice
    offer: Offer
    mouth: Mouthpiece


class Dialogue:
    """The course of the conversation, for all sockets of this process."""

    def __init__(self, books: Books, exchanges: Exchanges, customers: Customers, clerks: Clerks) -> None:
        self._books = books
        self._exchanges = exchanges
        self._customers = customers
        self._clerks = clerks

    async def written(self, place: Place, content: str) -> None:
        """The trainee writes; nobody else may in this session until it is answered."""
        turn, content = Turn(place.session.id), masked(content)
        begun = await self._once_it_is_our_turn(
            lambda: self._clerks.write(lambda wanted: self._exchanges.begin(turn, content, wanted))
        )
        place.mouth.say("message_received", begun.at, "Message received.", message_id=begun.message_id)
        scenario = place.offer.scenario
        async with self._lasting(turn):
            answer, evaluation = await self._answered(place, begun, content)
            try:
                ended = await self._clerks.write(
                    lambda wanted: self._exchanges.end(
                        turn, begun, content, answer, evaluation, scenario, wanted
                    )
                )
            except (SQLAlchemyError, TimeoutError) as error:
                _log.warning("An answer could not be kept: %s", type(error).__name__)
                raise RefusedError(_UNANSWERED) from error
        _tell(place, begun, ended, answer, evaluation)

    async def introduce(self, place: Place) -> None:
        """Say where the session stands, with all that was said so far."""
        session, said = await self._once_it_is_our_turn(
            lambda: self._clerks.read(lambda _: self._exchanges.settled(place.session.id))
        )
        now = await self._clerks.read(lambda _: self._books.now(session.id))
        metadata = {
            "scenario": place.offer.told(),
            "session": session.told(),
            "messages": [message.told() for message in said],
        }
        content = f"{place.offer.scenario.title}: this session is {session.status}."
        place.mouth.say("session_info", now, content, metadata)

    async def _answered(self, place: Place, begun: Begun, content: str) -> tuple[str, Evaluation | None]:
        said = [Said(m.role, m.content) for m in begun.said if "unavailable" not in m.metadata]
        try:
            answer = await self._customers.answer(
                place.offer.scenario, place.session.id, [*said, Said("user", content)]
            )
        except AwayError:
            return APOLOGY, None
        return answer, evaluate(place.offer.scenario, content)

    async def _once_it_is_our_turn(self, attempt: Callable[[], Awaitable[T | None]]) -> T:
        """Try until no other process is in the middle of an exchange of this session."""
        give_up = asyncio.get_running_loop().time() + _SECONDS_TO_GET_A_TURN
        while (got := await attempt()) is None:
            if asyncio.get_running_loop().time() > give_up:
                raise RefusedError(_BUSY)
            await asyncio.sleep(_SECONDS_BETWEEN_TRIES)
        return got

    @asynccontextmanager
    async def _lasting(self, turn: Turn) -> AsyncIterator[None]:
        """Keep the turn while the customer thinks."""
        renewing = asyncio.create_task(self._renew(turn))
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.wait([renewing])

    async def _renew(self, turn: Turn) -> None:
        while True:
            await asyncio.sleep(SECONDS_OF_A_TURN / 3)
            try:
                await self._clerks.write(lambda _: self._exchanges.renew(turn))
            except (SQLAlchemyError, TimeoutError) as error:
                _log.warning("A turn could not be renewed: %s", type(error).__name__)


def _tell(place: Place, begun: Begun, ended: Ended, answer: str, evaluation: Evaluation | None) -> None:
    """Say what came of it: the answer, the score, and the summary where that was the end."""
    scenario, mouth = place.offer.scenario, place.mouth
    about: dict[str, object] = {"in_reply_to": begun.message_id}
    if evaluation is None:
        mouth.say(
            "assistant_message", ended.at, answer, about | {"unavailable": True}, message_id=ended.message_id
        )
        return
    mouth.say(
        "assistant_message",
        ended.at,
        answer,
        about | {"from": scenario.customer},
        message_id=ended.message_id,
    )
    mouth.say(
        "evaluation_feedback",
        ended.at,
        coaching.verdict(evaluation),
        {
            "keyword_matches": msgspec.to_builtins(evaluation.keyword_matches),
            "quality_scores": msgspec.to_builtins(evaluation.quality_scores),
            "objectives_met": ended.objectives_met,
        },
        message_id=begun.message_id,
        score=evaluation.score,
        suggestions=coaching.suggestions(scenario, evaluation),
    )
    if ended.summary:
        mouth.say(
            "session_complete", ended.at, _farewell(ended.summary), summary=msgspec.to_builtins(ended.summary)
        )


def _farewell(summary: Summary) -> str:
    return (
        f"The session is complete: {summary.exchanges} exchanges in {summary.minutes:g} minutes, "
        f"{summary.average_score:g} points on average."
    )
