"""The phone line's HTTP server: the carrier's webhooks, the practice's own programs, and its health."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
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
from countersign.sandbox.clerks import Clerks, Wanted
from countersign.sandbox.clerks import Hours as WorkingHours
from countersign.sandbox.clock import CLOCK_TABLES, Clock
from countersign.sandbox.database import make_tables, open_database
from countersign.sandbox.probing import database_answers

_AT_WORK = WorkingHours(to_work=9.0, to_commit=4.0, writers=16, readers=1)
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
        self._clerks = Clerks(engine, _AT_WORK)
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
            await asyncio.to_thread(self._clerks.close)
            self._engine.dispose()

    async def begin(self, request: Request) -> Response:
        """Answer a call."""
        if self._preparation is None:
            # Reading the first date takes half a second: enough time while the caller is asked for the name.
            loop = asyncio.get_running_loop()
            self._preparation = loop.run_in_executor(None, prepare)
        return await self._answer(request, lambda asked, wanted: self._switchboard.begin(asked.ring, wanted))

    async def collect(self, request: Request) -> Response:
        """Take what the caller has said or pressed."""
        return await self._answer(
            request, lambda asked, wanted: self._switchboard.go_on(asked.ring, asked.heard, wanted)
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

    async def _answer(self, request: Request, work: Callable[[Webhook, Wanted], Answer]) -> Response:
        try:
            asked = await read(request, self._settings, self._signatures)
        except RefusedError as refusal:
            return _document(answers.rejection(), refusal.status)
        self._sweep()
        try:
            answer = await self._clerks.write(lambda wanted: work(asked, wanted))
        except (SQLAlchemyError, TimeoutError) as error:
            # Anything but a well-formed document with a 200 would have the carrier read out an error.
            _log.warning("A turn of a call could not be worked on: %r", error)
            answer = goodbye(texts.TROUBLE)
        return _document(answers.document(answer))

    def _sweep(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._swept_at > _SECONDS_BETWEEN_SWEEPS:
            self._swept_at = now
            self._clerks.write_later(self._switchboard.forget_old)

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
