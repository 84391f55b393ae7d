"""The phone line's HTTP server: the carrier's webhooks, the practice's own programs, and its health."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from countersign.errors import UserError
from countersign.sandbox.booking import answers, health, texts
from countersign.sandbox.booking.answers import COLLECT, Answer, goodbye
from countersign.sandbox.booking.days import prepare
from countersign.sandbox.booking.hours import Hours
from countersign.sandbox.booking.models import Base
from countersign.sandbox.booking.programs import Programs
from countersign.sandbox.booking.settings import PREFIX, LineSettings
from countersign.sandbox.booking.signature import Signatures
from countersign.sandbox.booking.switchboard import Switchboard
from countersign.sandbox.booking.webhook import RefusedError, Webhook, read
from countersign.sandbox.clock import CLOCK_TABLES, Clock
from countersign.sandbox.database import make_tables, open_database
from countersign.sandbox.probing import database_answers
from countersign.sandbox.turns import AbandonedError, Turn

_CLERKS = 16
_SECONDS_TO_WORK = 9.0
_SECONDS_TO_COMMIT = 4.0
"""Together well below the 15 s that the carrier waits."""
_SECONDS_BETWEEN_SWEEPS = 600.0
_OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})

_log = logging.getLogger(__name__)


def booking_app(settings: LineSettings) -> Starlette:
    """The line as it is deployed with these settings; `state.engine` is its database."""
    engine = open_database(settings.database_url)
    line = Line(settings, engine)
    programs = Programs(settings, engine, line.hours)
    app = Starlette(
        routes=[
            Route("/twilio/voice", line.begin, methods=["POST", "GET"]),
            Route(COLLECT, line.collect, methods=["POST", "GET"]),
            Route("/twilio/voice/status", line.status, methods=["POST", "GET"]),
            Route("/appointments", programs.find, methods=["GET"]),
            Route("/appointments", programs.make, methods=["POST"]),
            Route("/healthz", _healthy, methods=["GET"]),
            Route("/readyz", line.ready, methods=["GET"]),
        ],
        lifespan=line.live,
    )
    app.state.engine = engine
    return app


class Line:
    """The running line, and what its doors answer."""

    def __init__(self, settings: LineSettings, engine: Engine) -> None:
        self._settings = settings
        self._engine = engine
        self.hours = Hours(ZoneInfo(settings.time_zone))
        self._signatures = Signatures(settings)
        self._switchboard = Switchboard(engine, Clock(engine), self.hours)
        # SQLite takes one writer at a time: queueing for one thread beats waiting for its lock.
        self._clerks = ThreadPoolExecutor(1 if engine.dialect.name == "sqlite" else _CLERKS)
        self._preparation: asyncio.Future[object] | None = None
        self._swept_at = 0.0

    @asynccontextmanager
    async def live(self, _: Starlette) -> AsyncIterator[None]:
        """Open the calendar, and close everything at the end."""
        try:
            await asyncio.to_thread(self._prepare_database)
            self._swept_at = asyncio.get_running_loop().time()
            yield
        finally:
            # A clerk may be held up by a slow database, which others can mend meanwhile.
            await asyncio.to_thread(self._clerks.shutdown, cancel_futures=True)
            self._engine.dispose()

    async def begin(self, request: Request) -> Response:
        """Answer a call."""
        if self._preparation is None:
            # Reading the first date takes half a second: enough time while the caller is asked for the name.
            loop = asyncio.get_running_loop()
            self._preparation = loop.run_in_executor(None, prepare)
        return await self._answer(request, lambda asked, turn: self._switchboard.begin(asked.ring, turn))

    async def collect(self, request: Request) -> Response:
        """Take what the caller has said or pressed."""
        return await self._answer(
            request, lambda asked, turn: self._switchboard.go_on(asked.ring, asked.heard, turn)
        )

    async def status(self, request: Request) -> Response:
        """Hear from the carrier how a call goes on; one that is over is forgotten."""
        try:
            asked = await read(request, self._settings, self._signatures)
        except RefusedError as refusal:
            return _document(answers.rejection(), refusal.status)
        if asked.status in _OVER:
            try:
                await asyncio.to_thread(self._switchboard.forget, asked.ring.sid)
            except SQLAlchemyError as error:
                _log.warning("A call that is over could not be forgotten: %r", error)
        return Response(status_code=204)

    async def ready(self, _: Request) -> Response:
        """Say whether the line can book at this moment."""
        answers_now = await database_answers(self._engine, health.work)
        return JSONResponse({"db": "ok" if answers_now else "away"}, status_code=200 if answers_now else 503)

    async def _answer(self, request: Request, work: Callable[[Webhook, Turn], Answer]) -> Response:
        try:
            asked = await read(request, self._settings, self._signatures)
        except RefusedError as refusal:
            return _document(answers.rejection(), refusal.status)
        turn = Turn()
        try:
            answer = await self._worked_on(turn, lambda: work(asked, turn))
        except (SQLAlchemyError, TimeoutError) as error:
            # Anything but a well-formed document with a 200 would have the carrier read out an error.
            _log.warning("A turn of a call could not be worked on: %r", error)
            answer = goodbye(texts.TROUBLE)
        return _document(answers.document(answer))

    async def _worked_on(self, turn: Turn, work: Callable[[], Answer]) -> Answer:
        """The turn's answer; one that takes too long is given up, unless it is already being committed."""
        loop = asyncio.get_running_loop()
        self._sweep(loop)
        future = loop.run_in_executor(self._clerks, work)
        await asyncio.wait([future], timeout=_SECONDS_TO_WORK)
        if not future.done() and not turn.abandon():
            await asyncio.wait([future], timeout=_SECONDS_TO_COMMIT)
        if future.done():
            return future.result()
        future.add_done_callback(_let_go)
        raise TimeoutError("the database is too slow")

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        if loop.time() - self._swept_at > _SECONDS_BETWEEN_SWEEPS:
            self._swept_at = loop.time()
            loop.run_in_executor(self._clerks, self._switchboard.forget_old).add_done_callback(_let_go)

    def _prepare_database(self) -> None:
        try:
            make_tables(self._engine, [Base.metadata, CLOCK_TABLES])
            self._switchboard.forget_old()
        except SQLAlchemyError as error:
            raise UserError(
                f"The phone line's database cannot be opened ({type(error).__name__}); "
                f"start it, or correct {PREFIX}DATABASE_URL."
            ) from error


async def _healthy(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _document(twiml: str, status: int = 200) -> Response:
    return Response(twiml, status, media_type="application/xml")


def _let_go(future: asyncio.Future[Any]) -> None:
    """Nobody waits for it any more; what went wrong is still worth a line."""
    error = None if future.cancelled() else future.exception()
    if error is not None and not isinstance(error, AbandonedError):
        _log.warning("A turn that nobody waited for came to grief: %r", error)
