"""The Telegram stand-in as one web application."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from countersign.errors import UserError
from countersign.providers.backstage import backstage
from countersign.providers.telegram.delivery import Clients
from countersign.providers.telegram.groups import Group
from countersign.providers.telegram.stage import Stage
from countersign.providers.telegram.state import Bot, Network
from countersign.providers.telegram.switchboard import Switchboard
from countersign.providers.telegram.transport import Transport, unknown_place


def telegram_app(
    *, backstage_token: str, bots: Sequence[Bot], groups: Sequence[Group] = (), flood_limits: bool = False
) -> Starlette:
    """A server that speaks the Bot API for these bots in these groups, and for those registered backstage."""
    network = Network(flood_limits=flood_limits)
    for bot in bots:
        if not network.register(bot):
            raise UserError(f"Two bots share the username {bot.username} or its token; give each its own.")
    for group in groups:
        network.found(group)
    clients = Clients()
    stage = Stage(network)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await stage.aclose()
        couriers = [account.mailbox.courier for account in network.accounts]
        await asyncio.gather(*(courier.stop() for courier in couriers if courier))
        await clients.aclose()

    return Starlette(
        routes=[
            backstage(stage.routes, backstage_token),
            *Transport(network, Switchboard(network, clients)).routes,
        ],
        exception_handlers={HTTPException: unknown_place},
        lifespan=lifespan,
    )
