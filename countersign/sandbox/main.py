"""Starts the sandbox's products: embedded in a run, or alone for a curious tester."""

import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec
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
from countersign.sandbox.referrals.settings import GatewaySettings, gateway_settings_from
from countersign.sandbox.referrals.web import gateway_app
from countersign.sandbox.training.settings import ChatSettings, chat_settings_from
from countersign.sandbox.training.web import training_app


class Products(msgspec.Struct, frozen=True, kw_only=True):
    """What each product is told; those that are not run are told nothing."""

    onboarding: Settings | None = None
    booking: LineSettings | None = None
    training: ChatSettings | None = None
    referrals: GatewaySettings | None = None


_MAKERS: Mapping[str, Callable[[Any], Starlette]] = {
    "onboarding": onboarding_app,
    "booking": booking_app,
    "training": training_app,
    "referrals": gateway_app,
}
_WITH_AN_OPERATOR = ("onboarding", "referrals")
PORTS = {"onboarding": 8080, "booking": 8085, "training": 8086, "referrals": 8087, "control": 8083}
"""Where they listen when they are run alone."""


def run_embedded(orders: SandboxOrders) -> None:
    """Serve the products on the sockets of the run that ordered them, until it ends."""
    products = msgspec.convert(orders, Products, from_attributes=True)
    apps = _apps(products, orders.control_token)
    serve(
        [Site(name, app, socket.socket(fileno=orders.sockets[name])) for name, app in apps.items()],
        lifeline=orders.lifeline,
        ready=partial(report_ready, orders.ready),
        on_end=partial(shutil.rmtree, orders.data_dir, ignore_errors=True),
    )


def run_alone(
    ports: Mapping[str, int] = PORTS, *, only: str = "", environment: Mapping[str, str] = os.environ
) -> None:
    """Serve the products, or only one, until Ctrl-C; what they need stands in variables."""
    data_dir = tempfile.mkdtemp(prefix="countersign-sandbox-")
    try:
        products = _products(only, ports, data_dir, environment)
        control_token = environment.get(f"{PREFIX}CONTROL_TOKEN") or secrets.token_urlsafe(24)
        apps = _apps(products, control_token)
        serve(
            [Site(name, app, listen(ports[name])) for name, app in apps.items()],
            lifeline=None,
            ready=partial(_say_where, products, ports, control_token),
        )
    finally:
        shutil.rmtree(data_dir, ignore_errors=True)


def _products(only: str, ports: Mapping[str, int], data_dir: str, environment: Mapping[str, str]) -> Products:
    """What the variables tell the products that are wanted."""
    own = {name: f"sqlite:///{data_dir}/{name}.db" for name in _MAKERS}
    at = {name: f"http://127.0.0.1:{ports.get(name)}" for name in _MAKERS}
    settings: dict[str, Callable[[], object]] = {
        "onboarding": lambda: settings_from(environment, _defaults(at["onboarding"], own["onboarding"])),
        "booking": lambda: line_settings_from(environment, own["booking"]),
        "training": lambda: chat_settings_from(environment, own["training"]),
        "referrals": lambda: gateway_settings_from(environment, own["referrals"], at["referrals"]),
    }
    told = {name: settings[name]() for name in settings if only in ("", name)}
    return Products(**told)  # type: ignore[arg-type]


def _apps(products: Products, control_token: str) -> dict[str, Starlette]:
    """The products that are told what they need, and the port that controls them."""
    apps: dict[str, Starlette] = {}
    controlled: dict[str, Controlled] = {}
    for name, make in _MAKERS.items():
        settings = getattr(products, name)
        if settings is None:
            continue
        apps[name] = make(settings)
        url = settings.database_url
        operator = Operator(open_database(url)) if name in _WITH_AN_OPERATOR else None
        controlled[name] = Controlled(Clock(open_database(url)), Faults(apps[name].state.engine), operator)
    return {**apps, "control": control_app(controlled, control_token)}


def _defaults(base_url: str, database_url: str) -> dict[str, str]:
    return {
        "webhook_url": f"{base_url}/webhook",
        "webhook_secret": secrets.token_urlsafe(24),
        "database_url": database_url,
    }


def _say_where(products: Products, ports: Mapping[str, int], control_token: str) -> None:
    at = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    told = []
    if bot := products.onboarding:
        told += [
            f"The onboarding bot listens on {at['onboarding']} and is delivered to at {bot.webhook_url}. "
            f"It speaks to Telegram at {bot.telegram_api} and to Brevo at {bot.brevo_api}."
        ]
    if line := products.booking:
        calls = "calls that are signed" if line.auth_token else "all calls, signed or not"
        told += [
            f"The phone line takes {calls} at {at['booking']}/twilio/voice: name that as PRODUCTION_TEST_URL "
            f"or as the voice URL of a number. Programs reach {at['booking']}/appointments with "
            f"X-API-Key: {line.api_key}"
        ]
    if chat := products.training:
        told += [
            f"The training chat is at {at['training']}/api/…, its sockets at /chat/…; "
            f"it asks the language model at {chat.model_api}."
        ]
    if gateway := products.referrals:
        told += [
            f"The AI gateway is at {at['referrals']}: name that as BASE_URL. It asks the language models at "
            f"{gateway.model_api} and sells through {gateway.stripe_api}."
        ]
        if gateway.missing:
            told += [
                f"It can't ask or sell until these are set, as the stand-ins or the services have them: "
                f"{', '.join(gateway.missing)}."
            ]
    run = [name for name in _MAKERS if getattr(products, name)]
    told += [
        f"The clock is moved at {at['control']}/clock/…, and a database spoiled at {at['control']}/faults/… "
        f"({', '.join(run)}), with the token {control_token}",
        "Ctrl-C ends it.",
    ]
    print("\n".join(told), flush=True)
