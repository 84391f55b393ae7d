"""Starts the sandbox's products: embedded in a run, or alone for a curious tester."""

import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Mapping
from functools import partial

from starlette.applications import Starlette

from countersign.hosting import SandboxOrders, Site, listen, report_ready, serve
from countersign.sandbox.booking.settings import LineSettings, line_settings_from
from countersign.sandbox.booking.web import booking_app
from countersign.sandbox.clock import Clock
from countersign.sandbox.control import Controlled, control_app
from countersign.sandbox.database import open_database
from countersign.sandbox.faults import Faults
from countersign.sandbox.onboarding.settings import PREFIX, Settings, settings_from
from countersign.sandbox.onboarding.web import onboarding_app
from countersign.sandbox.operator import Operator


def run_embedded(orders: SandboxOrders) -> None:
    """Serve the products on the sockets of the run that ordered them, until it ends."""
    apps = _apps(_bot(orders), _line(orders), orders.control_token)
    serve(
        [Site(name, app, socket.socket(fileno=orders.sockets[name])) for name, app in apps.items()],
        lifeline=orders.lifeline,
        ready=partial(report_ready, orders.ready),
        on_end=partial(shutil.rmtree, orders.data_dir, ignore_errors=True),
    )


def run_alone(
    *,
    port: int = 8080,
    booking_port: int = 8085,
    control_port: int = 8083,
    only: str = "",
    environment: Mapping[str, str] = os.environ,
) -> None:
    """Serve the products, or only one, until Ctrl-C; what they need stands in variables."""
    data_dir = tempfile.mkdtemp(prefix="countersign-sandbox-")
    try:
        bot = settings_from(environment, _defaults(port, data_dir)) if only != "booking" else None
        own_calendar = f"sqlite:///{data_dir}/booking.db"
        line = line_settings_from(environment, own_calendar) if only != "onboarding" else None
        control_token = environment.get(f"{PREFIX}CONTROL_TOKEN") or secrets.token_urlsafe(24)
        ports = {"onboarding": port, "booking": booking_port, "control": control_port}
        apps = _apps(bot, line, control_token)
        serve(
            [Site(name, app, listen(ports[name])) for name, app in apps.items()],
            lifeline=None,
            ready=partial(_say_where, bot, line, ports, control_token),
        )
    finally:
        shutil.rmtree(data_dir, ignore_errors=True)


def _apps(bot: Settings | None, line: LineSettings | None, control_token: str) -> dict[str, Starlette]:
    """The products that are told what they need, and the port that controls them."""
    apps: dict[str, Starlette] = {}
    controlled: dict[str, Controlled] = {}
    if bot:
        apps["onboarding"] = onboarding_app(bot)
        controlled["onboarding"] = Controlled(
            Clock(open_database(bot.database_url)),
            Faults(apps["onboarding"].state.engine),
            Operator(open_database(bot.database_url)),
        )
    if line:
        apps["booking"] = booking_app(line)
        controlled["booking"] = Controlled(
            Clock(open_database(line.database_url)), Faults(apps["booking"].state.engine)
        )
    return {**apps, "control": control_app(controlled, control_token)}


def _line(orders: SandboxOrders) -> LineSettings:
    return LineSettings(
        account=orders.booking_account,
        auth_token=orders.booking_token,
        api_key=orders.booking_api_key,
        database_url=orders.booking_database_url,
    )


def _bot(orders: SandboxOrders) -> Settings:
    return Settings(
        bot_token=orders.bot_token,
        telegram_api=orders.telegram_api,
        webhook_url=orders.webhook_url,
        webhook_secret=orders.webhook_secret,
        brevo_api=orders.brevo_api,
        brevo_key=orders.brevo_key,
        mail_sender=orders.mail_sender,
        twilio_api=orders.twilio_api,
        twilio_account=orders.twilio_account,
        twilio_token=orders.twilio_token,
        twilio_from=orders.twilio_from,
        allowed_groups=orders.allowed_groups,
        maintenance=orders.maintenance,
        database_url=orders.database_url,
    )


def _defaults(port: int, data_dir: str) -> dict[str, str]:
    return {
        "webhook_url": f"http://127.0.0.1:{port}/webhook",
        "webhook_secret": secrets.token_urlsafe(24),
        "database_url": f"sqlite:///{data_dir}/onboarding.db",
    }


def _say_where(
    bot: Settings | None, line: LineSettings | None, ports: Mapping[str, int], control_token: str
) -> None:
    at = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    told = []
    if bot:
        told += [
            f"The onboarding bot listens on {at['onboarding']} and is delivered to at {bot.webhook_url}. "
            f"It speaks to Telegram at {bot.telegram_api} and to Brevo at {bot.brevo_api}."
        ]
    if line:
        calls = "calls that are signed" if line.auth_token else "all calls, signed or not"
        told += [
            f"The phone line takes {calls} at {at['booking']}/twilio/voice: name that as PRODUCTION_TEST_URL "
            f"or as the voice URL of a number. Programs reach {at['booking']}/appointments with "
            f"X-API-Key: {line.api_key}"
        ]
    products = [name for name, told_of in (("onboarding", bot), ("booking", line)) if told_of]
    told += [
        f"The clock is moved at {at['control']}/clock/…, and a database spoiled at {at['control']}/faults/… "
        f"({', '.join(products)}), with the token {control_token}",
        "Ctrl-C ends it.",
    ]
    print("\n".join(told), flush=True)
