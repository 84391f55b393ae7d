"""Deployments of the sandbox's products that belong to one scenario, and so may be broken."""

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from countersign.addresses import Addresses, Bot
from countersign.adversity.troubles import DatabaseTroubles
from countersign.errors import UserError
from countersign.evidence.redaction import Redactor
from countersign.fleet import Fleet
from countersign.hosting import SandboxOrders, address_of, listen
from countersign.nursery import Nursery
from countersign.people.wire import Door, http_client
from countersign.services import database_of, masking
from countersign.target import Booking, Control, Onboarding

_FOLDERS = "countersign-spare-"
_SCHEMAS = "countersign_spare_"
_OF_THE_LINE = "_booking"
"""How the name ends of the schema in which the phone line keeps its tables, beside the bot's."""


@dataclass(frozen=True)
class Spare:
    """A bot of its own, as one process or several, behind one database of its own."""

    bot: Bot
    base_urls: list[str]
    line_urls: list[str]
    controls: list[str]
    addresses: Addresses
    troubles: DatabaseTroubles
    """Of the bot's database."""
    line_troubles: DatabaseTroubles
    """Of the phone line's."""

    def line_instead_of(self, booking: Booking) -> Booking:
        """The section of the phone line, with this deployment in place of the shared one."""
        return msgspec.structs.replace(
            booking,
            base_url=self.line_urls[0],
            replicas=self.line_urls[1:],
            clock=Control(url=self.controls[0], token=self.addresses.control_token),
            database_url=self.addresses.booking_database_url,
            cleanup_database_url=self.addresses.booking_database_url,
        )

    def instead_of(self, onboarding: Onboarding) -> Onboarding:
        """The section of the target, with this deployment in place of the shared one."""
        return msgspec.structs.replace(
            onboarding,
            base_url=self.base_urls[0],
            replicas=self.base_urls[1:],
            bot_username=self.bot.username,
            bot_token=self.bot.token,
            clock=Control(url=self.controls[0], token=self.addresses.control_token),
            database_url=self.addresses.database_url,
            cleanup_database_url=self.addresses.database_url,
        )


class Spares:
    """Starts deployments beside the shared one; they talk to the same stand-ins."""

    def __init__(self, addresses: Addresses, nursery: Nursery, redactor: Redactor, log_dir: Path) -> None:
        self._addresses = addresses
        self._nursery = nursery
        self._redactor = redactor
        self._log_dir = log_dir

    @contextmanager
    def deployment(self, *, processes: int = 1, maintenance: bool = False) -> Iterator[Spare]:
        """A deployment of so many processes, until the block ends."""
        bot = Bot.new(f"countersign_spare_{secrets.token_hex(4)}_bot")
        with ExitStack() as leave:
            data_dir = tempfile.mkdtemp(prefix=f"{_FOLDERS}{os.getpid()}-")
            leave.callback(shutil.rmtree, data_dir, ignore_errors=True)
            database_url = leave.enter_context(_database(self._addresses.database_url, data_dir))
            addresses = msgspec.structs.replace(
                self._addresses,
                bot=bot,
                database_url=database_url,
                booking_database_url=database_of("booking", database_url, data_dir),
            )
            self._redactor.learn(bot.token)
            self._register(bot)
            fleet = Fleet(masking(addresses.secrets, self._redactor))
            leave.callback(fleet.stop, at_once=True)
            sites = [self._launch(fleet, addresses, data_dir, n, maintenance) for n in range(processes)]
            fleet.complete()
            fleet.wait_until_ready()
            controls = [site.control for site in sites]
            doors = [
                Door(leave.enter_context(http_client(url, token=addresses.control_token)), "the spare")
                for url in controls
            ]
            yield Spare(
                bot,
                [site.onboarding for site in sites],
                [site.booking for site in sites],
                controls,
                addresses,
                DatabaseTroubles(doors, "onboarding"),
                DatabaseTroubles(doors, "booking"),
            )

    def _register(self, bot: Bot) -> None:
        with http_client(self._addresses.telegram, token=self._addresses.backstage_token) as client:
            order = {"token": bot.token, "username": bot.username, "first_name": "Spare"}
            Door(client, "the Telegram stand-in").ask("POST", "/backstage/bots", json=order)

    def _launch(
        self, fleet: Fleet, addresses: Addresses, data_dir: str, number: int, maintenance: bool
    ) -> Addresses:
        """One process, and where it can be reached."""
        with listen() as bot, listen() as line, listen() as control:
            own = msgspec.structs.replace(
                addresses, onboarding=address_of(bot), booking=address_of(line), control=address_of(control)
            )
            # Each process removes its own folder when it ends; the database is shared.
            told = own.for_sandbox(f"{data_dir}/{number}")

            def orders(sockets: dict[str, int], lifeline: int, ready: int) -> SandboxOrders:
                return msgspec.structs.replace(
                    told(sockets, lifeline, ready), allowed_groups=[], maintenance=maintenance
                )

            descriptors = {
                "onboarding": bot.fileno(),
                "booking": line.fileno(),
                "control": control.fileno(),
            }
            name = f"spare-{addresses.bot.username}-{number}"
            fleet.launch(name, self._nursery.fork, descriptors, orders, self._log_dir / f"{name}.log")
            return own


@contextmanager
def _database(shared: str, data_dir: str) -> Iterator[str]:
    """A database of its own: a file, or a schema where the shared one is on a server."""
    url = make_url(shared)
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{data_dir}/onboarding.db"
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
            for one in (schema, f"{schema}{_OF_THE_LINE}"):
                _carry_out(engine, f"DROP SCHEMA IF EXISTS {one} CASCADE")
    finally:
        engine.dispose()


def sweep(shared: str) -> list[str]:
    """Remove what deployments of runs that were killed have left on this machine; a sentence on it."""
    everywhere = Path(tempfile.gettempdir()).glob(f"{_FOLDERS}*")
    folders = [folder for folder in everywhere if _is_orphan(folder.name)]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    url = make_url(shared)
    schemas = [] if url.get_backend_name() == "sqlite" else _orphaned_schemas(url)
    left = len(folders) + len({schema.removesuffix(_OF_THE_LINE) for schema in schemas})
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
