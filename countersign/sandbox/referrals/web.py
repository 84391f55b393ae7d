"""The gateway's HTTP server: what is behind which door, from its start to its end."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countersign.errors import UserError
from countersign.sandbox.clock import CLOCK_TABLES
from countersign.sandbox.database import make_tables, open_database
from countersign.sandbox.referrals import books
from countersign.sandbox.referrals.answers import RefusedError, answer, refusal
from countersign.sandbox.referrals.cashier import Cashier
from countersign.sandbox.referrals.catalog import Catalog
from countersign.sandbox.referrals.clerks import Clerks
from countersign.sandbox.referrals.completions import Completions
from countersign.sandbox.referrals.desk import Desk
from countersign.sandbox.referrals.entrance import Entrance
from countersign.sandbox.referrals.health import examine
from countersign.sandbox.referrals.limits import Limits
from countersign.sandbox.referrals.models import Base, Hits
from countersign.sandbox.referrals.provider import Provider
from countersign.sandbox.referrals.reading import page
from countersign.sandbox.referrals.settings import PREFIX, GatewaySettings
from countersign.sandbox.referrals.shop import Shop
from countersign.sandbox.referrals.webhook import Webhook

_SECONDS_BETWEEN_SWEEPS = 600.0
_HITS_ARE_KEPT = timedelta(hours=1)

_log = logging.getLogger(__name__)


def gateway_app(settings: GatewaySettings) -> Starlette:
    """The product as it is deployed with these settings; `state.engine` is its database."""
    engine = open_database(settings.database_url)
    gateway = Gateway(settings, engine)
    app = Starlette(
        routes=gateway.routes(), lifespan=gateway.live, exception_handlers={RefusedError: refusal}
    )
    app.state.engine = engine
    return app


class Gateway:
    """The running gateway: its parts, and what its doors answer."""

    def __init__(self, settings: GatewaySettings, engine: Engine) -> None:
        self._engine = engine
        self._clerks = Clerks(engine)
        self._limits = Limits(self._clerks, settings.redis_url)
        self._provider = Provider(settings)
        self._shop = Shop(settings)
        self._cashier = Cashier(self._clerks)
        self._catalog = Catalog(self._provider)
        entrance = Entrance(settings, self._clerks, self._limits)
        self._desk = Desk(settings, entrance, self._clerks, self._shop)
        self._completions = Completions(entrance, self._catalog, self._provider, self._cashier)
        self._webhook = Webhook(settings, self._clerks)

    def routes(self) -> list[Route]:
        """All doors; some have a second address, where such gateways have them in the field."""
        desk = self._desk
        return [
            Route("/health", self.health, methods=["GET"]),
            Route("/catalog/models", self.models, methods=["GET"]),
            Route("/v1/models", self.models, methods=["GET"]),
            Route("/catalog/providers", self.providers, methods=["GET"]),
            Route("/v1/provider", self.providers, methods=["GET"]),
            Route("/auth/register", desk.register, methods=["POST"]),
            Route("/user/balance", desk.balance, methods=["GET"]),
            Route("/user/credit-transactions", desk.transactions, methods=["GET"]),
            Route("/user/api-keys", desk.keys, methods=["GET"]),
            Route("/user/api-keys", desk.make_key, methods=["POST"]),
            Route("/user/api-keys/{key_id}", desk.delete_key, methods=["DELETE"]),
            Route("/v1/chat/completions", self._completions.ask, methods=["POST"]),
            Route("/referral/link", desk.link, methods=["GET"]),
            Route("/referral/stats", desk.stats, methods=["GET"]),
            Route("/referral/apply", desk.take_code, methods=["POST"]),
            Route("/sign-up", desk.sign_up_page, methods=["GET"]),
            Route("/checkout-session", desk.checkout, methods=["POST"]),
            Route("/api/stripe/checkout-session", desk.checkout, methods=["POST"]),
            Route("/checkout/{outcome}", desk.after_checkout, methods=["GET"]),
            Route("/stripe/webhook", self._webhook.take, methods=["POST"]),
            Route("/api/stripe/webhook", self._webhook.take, methods=["POST"]),
        ]

    @asynccontextmanager
    async def live(self, _: Starlette) -> AsyncIterator[None]:
        """Make the tables, clear up now and then, and bring everything to its end."""
        sweeping = None
        try:
            await asyncio.to_thread(self._prepare_database)
            sweeping = asyncio.create_task(self._sweep())
            yield
        finally:
            if sweeping:
                sweeping.cancel()
            await self._cashier.close()
            await self._provider.close()
            await self._shop.close()
            await self._limits.close()
            # A clerk may be held up by a slow database, which others can mend meanwhile.
            await asyncio.to_thread(self._clerks.close)
            self._engine.dispose()

    async def health(self, _: Request) -> Response:
        """Say whether the gateway can do its work at this moment."""
        found = await examine(self._engine, self._limits)
        return answer(found, 200 if found["status"] == "healthy" else 503)

    async def models(self, request: Request) -> Response:
        """Which models can be asked."""
        limit, offset = page(request, usual=100)
        return _listed(await self._catalog.models(), limit, offset)

    async def providers(self, request: Request) -> Response:
        """Who runs them."""
        limit, offset = page(request, usual=100)
        return _listed(await self._catalog.providers(), limit, offset)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_SWEEPS)
            try:
                await self._clerks.write(_forget_old)
            except RefusedError as error:
                _log.warning("What is old could not be cleared up: %s", error)

    def _prepare_database(self) -> None:
        try:
            make_tables(self._engine, [Base.metadata, CLOCK_TABLES])
            with Session(self._engine) as db, db.begin():
                _forget_old(db)
        except SQLAlchemyError as error:
            raise UserError(
                f"The gateway's database cannot be opened ({type(error).__name__}); "
                f"start it, or correct {PREFIX}DATABASE_URL."
            ) from error


def _listed(found: list[dict[str, object]], limit: int, offset: int) -> Response:
    return answer({"data": found[offset : offset + limit], "total": len(found)})


def _forget_old(db: Session) -> None:
    now = datetime.now(UTC)
    books.forget_old(db, now)
    db.execute(delete(Hits).where(Hits.until < now - _HITS_ARE_KEPT))
