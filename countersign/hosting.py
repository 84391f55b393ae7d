"""Serves stand-ins and products, each on a socket of its own, and knows what a run orders of them."""

import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec

from countersign.errors import UserError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

# Whoever only starts services reads this module too: the server itself is imported when it is needed.

ORDERS_VARIABLE = "COUNTERSIGN_EMBEDDED"
BACKLOG = 2048


class ProvidersOrders(msgspec.Struct, frozen=True, kw_only=True):
    """What a run tells the process that plays the outside services."""

    sockets: dict[str, int]
    """Descriptors of listening sockets, by the names of the services."""
    lifeline: int
    """Descriptor of a pipe that reaches its end when the run does."""
    ready: int
    """Descriptor to write a line to when everything is served."""
    backstage_token: str
    bot_token: str
    bot_username: str
    driver_token: str
    driver_username: str
    group: int
    """The id of a group in which the driver bot meets the bot."""
    brevo_key: str
    twilio_account: str
    twilio_token: str
    twilio_from: str
    openrouter_key: str
    stripe_key: str


class BotOrders(msgspec.Struct, frozen=True, kw_only=True):
    """What the onboarding bot is told."""

    telegram_api: str
    bot_token: str
    bot_username: str
    webhook_url: str
    webhook_secret: str
    brevo_api: str
    brevo_key: str
    mail_sender: str = "no-reply@countersign.example"
    twilio_api: str = ""
    twilio_account: str = ""
    twilio_token: str = ""
    twilio_from: str = ""
    allowed_groups: list[int] = []
    maintenance: bool = False
    database_url: str


class LineOrders(msgspec.Struct, frozen=True, kw_only=True):
    """What the phone line is told."""

    account: str
    auth_token: str
    """What the carrier signs with."""
    api_key: str
    database_url: str


class ChatOrders(msgspec.Struct, frozen=True, kw_only=True):
    """What the training chat is told."""

    model_api: str
    """The base URL of the language model, as OpenRouter has it."""
    model_key: str
    database_url: str


class GatewayOrders(msgspec.Struct, frozen=True, kw_only=True):
    """What the AI gateway is told."""

    public_url: str
    """Where its customers reach it: what its links begin with."""
    model_api: str
    model_key: str
    stripe_api: str
    stripe_key: str
    stripe_webhook_secret: str
    redis_url: str = ""
    """Where requests are counted; in the database where there is none."""
    seconds_to_answer: float = 3.0
    """How long a model may take: a stand-in that takes longer does so on purpose."""
    database_url: str


class SandboxOrders(msgspec.Struct, frozen=True, kw_only=True):
    """What a run tells the process that runs the products."""

    sockets: dict[str, int]
    """Descriptors of listening sockets, by the names of the products, and "control"."""
    lifeline: int
    """Descriptor of a pipe that reaches its end when the run does."""
    ready: int
    """Descriptor to write a line to when everything is served."""
    control_token: str
    onboarding: BotOrders | None = None
    booking: LineOrders | None = None
    training: ChatOrders | None = None
    referrals: GatewayOrders | None = None
    data_dir: str
    """A folder that is the products' own and is removed at their end."""


Orders = TypeVar("Orders", ProvidersOrders, SandboxOrders)


def orders_from_environment(kind: type[Orders]) -> Orders:
    """The orders of the run that started this process; they don't stay in the environment."""
    written = os.environ.pop(ORDERS_VARIABLE, None)
    if written is None:
        raise UserError(
            f"--embedded is for services that a run starts, and {ORDERS_VARIABLE} is not set: "
            f"leave the option out."
        )
    try:
        return msgspec.json.decode(written, type=kind)
    except msgspec.MsgspecError as error:
        raise UserError(f"{ORDERS_VARIABLE} does not hold what a run writes there: {error}.") from error


@dataclass(frozen=True)
class Site:
    """An app and the listening socket on which it is served."""

    name: str
    app: "ASGIApp"
    sock: socket.socket


def listen(port: int = 0, host: str = "127.0.0.1") -> socket.socket:
    """A listening socket on that port, or on a free one for 0."""
    if not 0 <= port <= 65535:
        raise UserError(f"Port {port} is none: choose one from 1 to 65535.")
    try:
        return socket.create_server((host, port), backlog=BACKLOG)
    except OSError as error:
        raise UserError(
            f"Port {port} of {host} can't be listened on ({error.strerror}): "
            f"end what is using it, or choose another port."
        ) from error


def held_port(host: str = "127.0.0.1") -> socket.socket:
    """A free port that stays ours, whoever listens on it and whether anybody does."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # so that `listen` can have it beside us
    held.bind((host, 0))
    return held


def report_ready(descriptor: int) -> None:
    """Tell the run that started this process that everything is served."""
    with os.fdopen(descriptor, "wb") as report:
        report.write(b"ready\n")


def address_of(sock: socket.socket) -> str:
    """The base URL of what is served on a socket."""
    host, port = sock.getsockname()[:2]
    return f"http://{host}:{port}"


def serve(
    sites: Sequence[Site],
    *,
    lifeline: int | None,
    ready: Callable[[], None],
    on_end: Callable[[], None] = lambda: None,
) -> None:
    """Serve all sites until SIGINT, SIGTERM or the end of the lifeline; `on_end` runs however it ends."""
    from countersign.serving import serve_all

    serve_all(sites, lifeline, ready, on_end)
