"""Starts the stand-ins: embedded in a run, or alone for a bot that is pointed at them."""

import os
import socket
from collections.abc import Mapping
from functools import partial

from starlette.applications import Starlette

from countersign.hosting import ProvidersOrders, Site, listen, report_ready, serve
from countersign.providers.brevo import brevo_app
from countersign.providers.credentials import new_bot_token, new_brevo_key, new_token
from countersign.providers.telegram import Bot, telegram_app

PREFIX = "COUNTERSIGN_PROVIDERS_"


def run_embedded(orders: ProvidersOrders) -> None:
    """Serve the stand-ins on the sockets of the run that ordered them, until it ends."""
    bot = Bot(token=orders.bot_token, username=orders.bot_username, first_name="Countersign")
    apps = _apps(orders.backstage_token, bot, orders.brevo_key, flood_limits=False)
    serve(
        [Site(name, app, socket.socket(fileno=orders.sockets[name])) for name, app in apps.items()],
        lifeline=orders.lifeline,
        ready=partial(report_ready, orders.ready),
    )


def run_alone(
    *,
    telegram_port: int = 8081,
    brevo_port: int = 8082,
    host: str = "127.0.0.1",
    environment: Mapping[str, str] = os.environ,
) -> None:
    """Serve the stand-ins on ports of their own until Ctrl-C, with the flood limits of the real services."""

    def given(name: str, otherwise: str) -> str:
        return environment.get(f"{PREFIX}{name}") or otherwise

    backstage_token = given("BACKSTAGE_TOKEN", new_token())
    brevo_key = given("BREVO_KEY", new_brevo_key())
    bot = Bot(
        token=given("BOT_TOKEN", new_bot_token()),
        username=given("BOT_USERNAME", "countersign_bot"),
        first_name="Countersign",
    )
    apps = _apps(backstage_token, bot, brevo_key, flood_limits=True)
    ports = {"telegram": telegram_port, "brevo": brevo_port}
    serve(
        [Site(name, app, listen(ports[name], host)) for name, app in apps.items()],
        lifeline=None,
        ready=partial(_say_where, f"http://{host}", ports, bot, brevo_key, backstage_token),
    )


def _apps(backstage_token: str, bot: Bot, brevo_key: str, *, flood_limits: bool) -> dict[str, Starlette]:
    return {
        "telegram": telegram_app(backstage_token=backstage_token, bots=[bot], flood_limits=flood_limits),
        "brevo": brevo_app(backstage_token=backstage_token, api_keys=[brevo_key], flood_limits=flood_limits),
    }


def _say_where(host: str, ports: Mapping[str, int], bot: Bot, brevo_key: str, backstage_token: str) -> None:
    telegram, brevo = (f"{host}:{ports[name]}" for name in ("telegram", "brevo"))
    print(
        f"Telegram  {telegram}      Bot API at {telegram}/bot<token>/<method>\n"
        f"Brevo     {brevo}/v3\n"
        f"\n"
        f"bot token        {bot.token}  (@{bot.username})\n"
        f"Brevo key        {brevo_key}\n"
        f"backstage token  {backstage_token}\n"
        f"\n"
        f"Point your bot at {telegram} instead of https://api.telegram.org, for example\n"
        f'    ApplicationBuilder().token(TOKEN).base_url("{telegram}/bot")\n'
        f"and its mail at {brevo}/v3 instead of https://api.brevo.com/v3. The target file takes both\n"
        f"addresses and the backstage token. To keep what is made new at each start, set\n"
        f"{PREFIX}BOT_TOKEN, _BOT_USERNAME, _BREVO_KEY and _BACKSTAGE_TOKEN.\n"
        f"Ctrl-C ends it.",
        flush=True,
    )
