"""Starts the stand-ins: embedded in a run, or alone for a bot that is pointed at them."""

import os
import socket
from collections.abc import Callable, Mapping
from functools import partial

import msgspec
from starlette.applications import Starlette

from countersign.hosting import ProvidersOrders, Site, listen, report_ready, serve
from countersign.providers.brevo import brevo_app
from countersign.providers.credentials import (
    new_bot_token,
    new_brevo_key,
    new_openrouter_key,
    new_stripe_key,
    new_token,
    new_twilio_account,
)
from countersign.providers.openrouter import openrouter_app
from countersign.providers.stripe import stripe_app
from countersign.providers.telegram import Bot, Group, telegram_app
from countersign.providers.twilio import Account, twilio_app

PREFIX = "COUNTERSIGN_PROVIDERS_"
_TITLE = "Countersign: where the bots meet"


class Accounts(msgspec.Struct, frozen=True, kw_only=True):
    """Who may use the stand-ins, and with what credentials."""

    backstage_token: str
    bot: Bot
    driver: Bot
    group: int
    brevo_key: str
    twilio: Account
    openrouter_key: str
    stripe_key: str


def run_embedded(orders: ProvidersOrders) -> None:
    """Serve the stand-ins on the sockets of the run that ordered them, until it ends."""
    accounts = Accounts(
        backstage_token=orders.backstage_token,
        bot=_bot(orders.bot_token, orders.bot_username),
        driver=_driver(orders.driver_token, orders.driver_username),
        group=orders.group,
        brevo_key=orders.brevo_key,
        twilio=Account(
            sid=orders.twilio_account, auth_token=orders.twilio_token, numbers=[orders.twilio_from]
        ),
        openrouter_key=orders.openrouter_key,
        stripe_key=orders.stripe_key,
    )
    apps = _apps(accounts, flood_limits=False)
    serve(
        [Site(name, app, socket.socket(fileno=orders.sockets[name])) for name, app in apps.items()],
        lifeline=orders.lifeline,
        ready=partial(report_ready, orders.ready),
    )


def run_alone(
    *,
    telegram_port: int = 8081,
    brevo_port: int = 8082,
    twilio_port: int = 8084,
    openrouter_port: int = 8088,
    stripe_port: int = 8089,
    host: str = "127.0.0.1",
    mail_events_after: float = 0.0,
    sms_delivered_after: float = 0.0,
    environment: Mapping[str, str] = os.environ,
) -> None:
    """Serve the stand-ins on ports of their own until Ctrl-C, with the flood limits of the real services.

    Brevo tells what became of a mail, and an SMS arrives, so many seconds later, as it is in truth.
    """

    def given(name: str, otherwise: str) -> str:
        return environment.get(f"{PREFIX}{name}") or otherwise

    accounts = _accounts(given)
    apps = _apps(
        accounts,
        flood_limits=True,
        mail_events_after=mail_events_after,
        sms_delivered_after=sms_delivered_after,
    )
    ports = {
        "telegram": telegram_port,
        "brevo": brevo_port,
        "twilio": twilio_port,
        "openrouter": openrouter_port,
        "stripe": stripe_port,
    }
    serve(
        [Site(name, app, listen(ports[name], host)) for name, app in apps.items()],
        lifeline=None,
        ready=partial(_say_where, f"http://{host}", ports, accounts),
    )


def _accounts(given: Callable[[str, str], str]) -> Accounts:
    """What stands in variables, and fresh credentials for the rest."""
    sid, token = new_twilio_account()
    return Accounts(
        backstage_token=given("BACKSTAGE_TOKEN", new_token()),
        bot=_bot(given("BOT_TOKEN", new_bot_token()), given("BOT_USERNAME", "countersign_bot")),
        driver=_driver(
            given("DRIVER_TOKEN", new_bot_token()), given("DRIVER_USERNAME", "countersign_driver_bot")
        ),
        group=int(given("GROUP", "-1004000000001")),
        brevo_key=given("BREVO_KEY", new_brevo_key()),
        twilio=Account(
            sid=given("TWILIO_ACCOUNT", sid),
            auth_token=given("TWILIO_TOKEN", token),
            numbers=[given("TWILIO_FROM", "+15005550006")],
        ),
        openrouter_key=given("OPENROUTER_KEY", new_openrouter_key()),
        stripe_key=given("STRIPE_KEY", new_stripe_key()),
    )


def _bot(token: str, username: str) -> Bot:
    """The bot under test: it takes part in a group of bots."""
    return Bot(token=token, username=username, first_name="Countersign", privacy=False, bot_to_bot=True)


def _driver(token: str, username: str) -> Bot:
    """The bot that talks to it there."""
    return Bot(token=token, username=username, first_name="Driver", privacy=False, bot_to_bot=True)


def _apps(
    accounts: Accounts,
    *,
    flood_limits: bool,
    mail_events_after: float = 0.0,
    sms_delivered_after: float = 0.0,
) -> dict[str, Starlette]:
    backstage_token = accounts.backstage_token
    bots = [accounts.bot, accounts.driver]
    group = Group(id=accounts.group, title=_TITLE, kind="supergroup", bots=[bot.username for bot in bots])
    return {
        "telegram": telegram_app(
            backstage_token=backstage_token, bots=bots, groups=[group], flood_limits=flood_limits
        ),
        "brevo": brevo_app(
            backstage_token=backstage_token,
            api_keys=[accounts.brevo_key],
            events_after=mail_events_after,
            flood_limits=flood_limits,
        ),
        "twilio": twilio_app(
            backstage_token=backstage_token,
            accounts=[accounts.twilio],
            delivered_after=sms_delivered_after,
            flood_limits=flood_limits,
        ),
        "openrouter": openrouter_app(backstage_token=backstage_token, api_keys=[accounts.openrouter_key]),
        "stripe": stripe_app(backstage_token=backstage_token, api_keys=[accounts.stripe_key]),
    }


def _say_where(host: str, ports: Mapping[str, int], accounts: Accounts) -> None:
    telegram, brevo, twilio = (f"{host}:{ports[name]}" for name in ("telegram", "brevo", "twilio"))
    openrouter, stripe = (f"{host}:{ports[name]}" for name in ("openrouter", "stripe"))
    bot, driver = accounts.bot, accounts.driver
    print(
        f"Telegram  {telegram}      Bot API at {telegram}/bot<token>/<method>\n"
        f"Brevo     {brevo}/v3\n"
        f"Twilio    {twilio}\n"
        f"OpenRouter {openrouter}/api/v1\n"
        f"Stripe    {stripe}\n"
        f"\n"
        f"bot token        {bot.token}  (@{bot.username})\n"
        f"driver token     {driver.token}  (@{driver.username}, which meets the bot in {accounts.group})\n"
        f"Brevo key        {accounts.brevo_key}\n"
        f"Twilio account   {accounts.twilio.sid}, token {accounts.twilio.auth_token}, "
        f"number {accounts.twilio.numbers[0]}\n"
        f"OpenRouter key   {accounts.openrouter_key}\n"
        f"Stripe key       {accounts.stripe_key}\n"
        f"backstage token  {accounts.backstage_token}\n"
        f"\n"
        f"Point your bot at {telegram} instead of https://api.telegram.org, for example\n"
        f'    ApplicationBuilder().token(TOKEN).base_url("{telegram}/bot")\n'
        f"its mail at {brevo}/v3 instead of https://api.brevo.com/v3, and its SMS at {twilio}\n"
        f"instead of https://api.twilio.com. The target file takes the addresses and the backstage token.\n"
        f"To keep what is made new at each start, set {PREFIX}BOT_TOKEN, _BOT_USERNAME, _DRIVER_TOKEN,\n"
        f"_DRIVER_USERNAME, _GROUP, _BREVO_KEY, _TWILIO_ACCOUNT, _TWILIO_TOKEN, _TWILIO_FROM,\n"
        f"_OPENROUTER_KEY, _STRIPE_KEY and _BACKSTAGE_TOKEN. Ctrl-C ends it.",
        flush=True,
    )
