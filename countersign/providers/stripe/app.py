"""Stripe's API as products see it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from countersign.providers.backstage import backstage
from countersign.providers.stripe.counter import Counter
from countersign.providers.stripe.desk import Desk
from countersign.providers.stripe.shop import Shop
from countersign.providers.stripe.stage import Stage


def stripe_app(*, backstage_token: str, api_keys: Sequence[str], retry_pause: float = 0.1) -> Starlette:
    """The stand-in; what a webhook does not take comes again after that pause, then after twice as long, …"""
    shop = Shop(api_keys, retry_pause)
    desk = Desk(shop)
    counter = Counter(shop)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await shop.webhooks.aclose()

    sessions = "/v1/checkout/sessions"
    app = Starlette(
        routes=[
            Route(sessions, desk.serves(counter.create), methods=["POST"]),
            Route(f"{sessions}/{{session}}", desk.serves(counter.session), methods=["GET"]),
            Route(f"{sessions}/{{session}}/line_items", desk.serves(counter.line_items), methods=["GET"]),
            Route(f"{sessions}/{{session}}/expire", desk.serves(counter.expire), methods=["POST"]),
            Route("/v1/events", desk.serves(counter.events), methods=["GET"]),
            Route("/v1/events/{event}", desk.serves(counter.event), methods=["GET"]),
            Route("/v1/balance", desk.serves(counter.balance), methods=["GET"]),
            backstage(Stage(shop).routes(), backstage_token),
        ],
        exception_handlers={HTTPException: desk.turn_away},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # Stripe doesn't: a client that adds one gets its 404.
    return app
