"""The training chat's HTTP server: its REST doors, its sockets, and how it starts and ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from countersign.errors import UserError
from countersign.sandbox.clock import CLOCK_TABLES, Clock
from countersign.sandbox.database import make_tables, open_database
from countersign.sandbox.training.books import Books, Offer
from countersign.sandbox.training.chat import Chat
from countersign.sandbox.training.clerks import clerks_of
from countersign.sandbox.training.customer import Customers
from countersign.sandbox.training.desk import Desk
from countersign.sandbox.training.dialogue import Dialogue
from countersign.sandbox.training.exchange import Exchanges
from countersign.sandbox.training.library import OWN, Library
from countersign.sandbox.training.models import Base
from countersign.sandbox.training.settings import PREFIX, ChatSettings


def training_app(settings: ChatSettings) -> Starlette:
    """The product as it is deployed with these settings; `state.engine` is its database."""
    engine = open_database(settings.database_url)
    house = _House(settings, engine)
    desk = house.desk
    app = Starlette(
        routes=[
            Route("/api/health", desk.health, methods=["GET"]),
            Route("/api/scenarios", desk.scenarios, methods=["GET"]),
            Route("/api/scenarios/{yaml_id}/documents", desk.documents, methods=["GET"]),
            Route("/api/scenarios/{yaml_id}/validate", desk.validate, methods=["GET"]),
            Route("/api/sessions", desk.open_session, methods=["POST"]),
            Route("/api/sessions/{session_id}", desk.session, methods=["GET"]),
            Route("/api/documents/{path:path}", desk.document, methods=["GET"]),
            WebSocketRoute("/chat/{session_id}", house.chat.attend),
        ],
        lifespan=house.live,
        exception_handlers={
            HTTPException: _explained,
            SQLAlchemyError: _in_trouble,
            TimeoutError: _in_trouble,
            Exception: _failed,
        },
    )
    # A redirect would tell more than that there is nothing.
    app.router.redirect_slashes = False
    app.state.engine = engine
    return app


class _House:
    """The running chat."""

    def __init__(self, settings: ChatSettings, engine: Engine) -> None:
        clock = Clock(engine)
        self._engine = engine
        self._library = Library(Path(settings.scenarios) if settings.scenarios else OWN)
        self._books = Books(engine, clock)
        self._customers = Customers(settings)
        self._clerks = clerks_of(engine)
        dialogue = Dialogue(self._books, Exchanges(engine, clock), self._customers, self._clerks)
        self.chat = Chat(self._books, dialogue, self._clerks)
        self.desk = Desk(self._books, self._library, self._clerks)

    @asynccontextmanager
    async def live(self, _: Starlette) -> AsyncIterator[None]:
        """Put the scenarios on the books, and close everything at the end."""
        try:
            self.chat.offers = self.desk.offers = await asyncio.to_thread(self._prepared)
            yield
        finally:
            await self._customers.close()
            # A clerk may be held up by a slow database, which others can mend meanwhile.
            await asyncio.to_thread(self._clerks.close)
            self._engine.dispose()

    def _prepared(self) -> dict[int, Offer]:
        try:
            make_tables(self._engine, [Base.metadata, CLOCK_TABLES])
            return self._books.enter_scenarios(self._library)
        except SQLAlchemyError as error:
            raise UserError(
                f"The training chat's database cannot be opened ({type(error).__name__}); "
                f"start it, or correct {PREFIX}DATABASE_URL."
            ) from error


async def _explained(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"detail": error.detail}, error.status_code, headers=error.headers)


async def _in_trouble(_: Request, __: Exception) -> Response:
    return JSONResponse({"detail": "The chat has technical trouble at the moment; try again."}, 503)


async def _failed(_: Request, __: Exception) -> Response:
    return JSONResponse({"detail": "Something went wrong on our side."}, 500)
