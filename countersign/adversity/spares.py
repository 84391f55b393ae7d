"""Deployments of the sandbox's products that belong to one scenario, and so may be broken."""

import os
import re
import secrets
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from countersign.addresses import Addresses, Bot
from countersign.adversity.relay import Relay
from countersign.adversity.troubles import DatabaseTroubles
from countersign.errors import UserError
from countersign.evidence.redaction import Redactor
from countersign.fleet import Fleet
from countersign.hosting import SandboxOrders, address_of, held_port, listen
from countersign.nursery import Nursery
from countersign.people.wire import Door, http_client
from countersign.services import masking
from countersign.target import Booking, Control, Onboarding, Referrals, Training

_REDIS_PORT = 6379
_FOLDERS = "countersign-spare-"
_SCHEMAS = "countersign_spare_"

Section = TypeVar("Section", Onboarding, Booking, Training, Referrals)


@dataclass(frozen=True)
class Spare:
    """A product of a scenario's own, as one process or several, behind one database of its own."""

    product: str
    processes: list["Spared"]
    addresses: Addresses
    troubles: DatabaseTroubles
    """Of its database."""
    cache: Relay | None = None
    """The way to its Redis, where the run has one and the product counts there: it can be cut and mended."""

    @property
    def base_urls(self) -> list[str]:
        """Where its processes are reached."""
        return [process.base_url for process in self.processes]

    @property
    def database_url(self) -> str:
        """Its own database."""
        return self.addresses.databases[self.product]

    def instead_of(self, section: Section) -> Section:
        """The section of the target, with this deployment in place of the shared one."""
        own = msgspec.structs.replace(
            section,
            base_url=self.base_urls[0],
            replicas=self.base_urls[1:],
            clock=Control(url=self.processes[0].control, token=self.addresses.control_token),
            database_url=self.database_url,
            cleanup_database_url=self.database_url,
        )
        if isinstance(own, Onboarding):
            bot = self.addresses.bot
            return msgspec.structs.replace(own, bot_username=bot.username, bot_token=bot.token)
        return own


class Spared:
    """One process of a deployment; it can be killed or ended, and started again at the same address."""

    def __init__(self, product: str, launch: "Callable[[Mapping[str, socket.socket]], Fleet]") -> None:
        self._launch = launch
        with ExitStack() as undo:
            self._held = {site: undo.enter_context(held_port()) for site in (product, "control")}
            self.base_url = address_of(self._held[product])
            self.control = address_of(self._held["control"])
            self._fleet: Fleet | None = None
            undo.pop_all()

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        with ExitStack() as handed_over:
            ports = {site: held.getsockname()[1] for site, held in self._held.items()}
            sockets = {site: handed_over.enter_context(listen(port)) for site, port in ports.items()}
            self._fleet = self._launch(sockets)
            self._fleet.complete()
        self._fleet.wait_until_ready()

    def kill(self) -> None:
        """Let it die at once, without a farewell, as a machine that loses its power."""
        self._stop(at_once=True)

    def end(self) -> None:
        """Ask it to end in good order, as an operator who deploys a new version."""
        self._stop(at_once=False)

    def close(self) -> None:
        """End it for good."""
        self.kill()
        for held in self._held.values():
            held.close()

    def _stop(self, *, at_once: bool) -> None:
        if self._fleet is not None:
            self._fleet.stop(at_once=at_once)
            self._fleet = None


class Spares:
    """Starts deployments beside the shared one; they talk to the same stand-ins."""

    def __init__(self, addresses: Addresses, nursery: Nursery, redactor: Redactor, log_dir: Path) -> None:
        self._addresses = addresses
        self._nursery = nursery
        self._redactor = redactor
        self._log_dir = log_dir

    @contextmanager
    def deployment(self, product: str, *, processes: int = 1, maintenance: bool = False) -> Iterator[Spare]:
        """A deployment of that product, of so many processes, until the block ends."""
        mark = secrets.token_hex(4)
        with ExitStack() as leave:
            data_dir = tempfile.mkdtemp(prefix=f"{_FOLDERS}{os.getpid()}-")
            leave.callback(shutil.rmtree, data_dir, ignore_errors=True)
            database_url = leave.enter_context(
                _database(self._addresses.databases["onboarding"], f"{data_dir}/{product}.db")
            )
            addresses = msgspec.structs.replace(
                self._addresses, databases={**self._addresses.databases, product: database_url}
            )
            if product == "onboarding":
                addresses = msgspec.structs.replace(
                    addresses, bot=self._registered(f"countersign_spare_{mark}_bot")
                )
            cache = leave.enter_context(_way_to(addresses.redis_url)) if self._has_cache(product) else None
            if cache is not None:
                addresses = msgspec.structs.replace(
                    addresses, redis_url=_through(addresses.redis_url, cache.port)
                )
            launches = [
                partial(
                    self._launched, addresses, f"{data_dir}/{number}", f"spare-{mark}-{number}", maintenance
                )
                for number in range(processes)
            ]
            spared = [Spared(product, partial(launch, product)) for launch in launches]
            for one in spared:
                leave.callback(one.close)
            for one in spared:
                one.start()
            doors = [
                Door(
                    leave.enter_context(http_client(one.control, token=addresses.control_token)), "the spare"
                )
                for one in spared
            ]
            yield Spare(product, spared, addresses, DatabaseTroubles(doors, product), cache)

    def _has_cache(self, product: str) -> bool:
        """Only the gateway counts in Redis."""
        return product == "referrals" and bool(self._addresses.redis_url)

    def _registered(self, username: str) -> Bot:
        """A bot that the Telegram stand-in knows."""
        bot = Bot.new(username)
        self._redactor.learn(bot.token)
        with http_client(self._addresses.telegram, token=self._addresses.backstage_token) as client:
            order = {"token": bot.token, "username": bot.username, "first_name": "Spare"}
            Door(client, "the Telegram stand-in").ask("POST", "/backstage/bots", json=order)
        return bot

    def _launched(
        self,
        addresses: Addresses,
        data_dir: str,
        name: str,
        maintenance: bool,
        product: str,
        sockets: Mapping[str, socket.socket],
    ) -> Fleet:
        """One process, not ready yet; it removes its own folder when it ends, the database is shared."""
        own = msgspec.structs.replace(addresses, **{product: address_of(sockets[product])})
        told = own.for_sandbox(data_dir, [product])

        def orders(descriptors: dict[str, int], lifeline: int, ready: int) -> SandboxOrders:
            given = told(descriptors, lifeline, ready)
            if given.onboarding is None:
                return given
            bot = msgspec.structs.replace(given.onboarding, allowed_groups=[], maintenance=maintenance)
            return msgspec.structs.replace(given, onboarding=bot)

        fleet = Fleet(masking(addresses.secrets, self._redactor))
        descriptors = {site: sock.fileno() for site, sock in sockets.items()}
        fleet.launch(name, self._nursery.fork, descriptors, orders, self._log_dir / f"{name}.log")
        return fleet


@contextmanager
def _database(shared: str, file: str) -> Iterator[str]:
    """A database of its own: a file, or a schema where the shared one is on a server."""
    url = make_url(shared)
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{file}"
        return
    if url.query.get("options"):
        raise UserError(
            "The sandbox's database URL sets options of its own, so that no schema can be made for a "
            "deployment beside it: take `options` out of COUNTERSIGN_SANDBOX_DATABASE_URL."
        )
    schema = f"{_SCHEMAS}{os.getpid()}_{secrets.token_hex(4)}"
    engine = _server(url)
    try:
        _carry_out(engine, f"CREATE SCHEMA {schema}")
        own = url.update_query_dict({"options": f"-csearch_path={schema}"})
        try:
            yield own.render_as_string(hide_password=False)
        finally:
            _carry_out(engine, f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    finally:
        engine.dispose()


def _through(url: str, port: int) -> str:
    """The URL of a server, reached by another port of this machine."""
    parts = urlsplit(url)
    credentials, at, _ = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{credentials}{at}127.0.0.1:{port}").geturl()


def _way_to(redis_url: str) -> Relay:
    parts = urlsplit(redis_url)
    return Relay(parts.hostname or "127.0.0.1", parts.port or _REDIS_PORT)


def sweep(shared: str) -> list[str]:
    """Remove what deployments of runs that were killed have left on this machine; a sentence on it."""
    everywhere = Path(tempfile.gettempdir()).glob(f"{_FOLDERS}*")
    folders = [folder for folder in everywhere if _is_orphan(folder.name)]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    url = make_url(shared)
    schemas = [] if url.get_backend_name() == "sqlite" else _orphaned_schemas(url)
    left = len(folders) + len(schemas)
    what = "a deployment of its own" if left == 1 else f"{left} deployments of its own"
    return [f"Cleaned up after a run that died: {what}."] if left else []


def _orphaned_schemas(url: URL) -> list[str]:
    engine = _server(url)
    asked = text("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, :mark)")
    try:
        with engine.connect() as connection:
            found = connection.scalars(asked, {"mark": _SCHEMAS})
            orphans = [name for name in found if _is_orphan(name)]
        for name in orphans:
            _carry_out(engine, f"DROP SCHEMA IF EXISTS {name} CASCADE")
    finally:
        engine.dispose()
    return orphans


def _is_orphan(name: str) -> bool:
    """Whether the run that made it, on this machine, is no more."""
    made_by = re.search(r"spare[-_](\d+)[-_]", name)
    if made_by is None:
        return False
    try:
        os.kill(int(made_by[1]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # it is somebody else's, and there
    return False


def _server(url: URL) -> Engine:
    limits = {"connect_timeout": 5, "options": "-c lock_timeout=5s -c statement_timeout=15s"}
    return create_engine(url, isolation_level="AUTOCOMMIT", connect_args=limits)


def _carry_out(engine: Engine, statement: str) -> None:
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise UserError(
            f"The database of COUNTERSIGN_SANDBOX_DATABASE_URL can't make or drop the schema of a deployment "
            f"of a scenario's own ({reason}): is it running, and may its user create schemas?"
        ) from error
