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
from countersign.sandbox.clock import Clock
from countersign.sandbox.control import Controlled, control_app
from countersign.sandbox.database import open_database
from countersign.sandbox.faults import Faults
from countersign.sandbox.onboarding.settings import PREFIX, Settings, settings_from
from countersign.sandbox.onboarding.web import onboarding_app
from countersign.sandbox.operator import Operator


def run_embedded(orders: SandboxOrders) -> None:
    """Serve the products on the sockets of the run that ordered them, until it ends."""
    apps = _apps(_embedded(orders), orders.control_token)
    serve(
        [Site(name, app, socket.socket(fileno=orders.sockets[name])) for name, app in apps.items()],
        lifeline=orders.lifeline,
        ready=partial(report_ready, orders.ready),
        on_end=partial(shutil.rmtree, orders.data_dir, ignore_errors=True),
    )


def run_alone(
    *, port: int = 8080, control_port: int = 8083, environment: Mapping[str, str] = os.environ
) -> None:
    """Serve the products on ports of their own until Ctrl-C; what they need stands in variables."""
    data_dir = tempfile.mkdtemp(prefix="countersign-sandbox-")
    try:
        settings = settings_from(environment, _defaults(port, data_dir))
        control_token = environment.get(f"{PREFIX}CONTROL_TOKEN") or secrets.token_urlsafe(24)
        ports = {"onboarding": port, "control": control_port}
        apps = _apps(settings, control_token)
        serve(
            [Site(name, app, listen(ports[name])) for name, app in apps.items()],
            lifeline=None,
            ready=partial(_say_where, settings, ports, control_token),
        )
    finally:
        shutil.rmtree(data_dir, ignore_errors=True)


def _apps(settings: Settings, control_token: str) -> dict[str, Starlette]:
    onboarding = onboarding_app(settings)
    controlled = Controlled(
        Clock(open_database(settings.database_url)),
        Faults(onboarding.state.engine),
        Operator(open_database(settings.database_url)),
    )
    return {"onboarding": onboarding, "control": control_app({"onboarding": controlled}, control_token)}


def _embedded(orders: SandboxOrders) -> Settings:
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


def _say_where(settings: Settings, ports: Mapping[str, int], control_token: str) -> None:
    print(
        f"The onboarding bot listens on http://127.0.0.1:{ports['onboarding']} "
        f"and is delivered to at {settings.webhook_url}.\n"
        f"Its clock is moved at http://127.0.0.1:{ports['control']}/clock/onboarding, and its database "
        f"spoiled at http://127.0.0.1:{ports['control']}/faults/onboarding, with the token {control_token}.\n"
        f"It speaks to Telegram at {settings.telegram_api} and to Brevo at {settings.brevo_api}. "
        "Ctrl-C ends it.",
        flush=True,
    )
