"""Deployments of the sandbox's products that belong to one scenario, and so may be broken."""

import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from countersign.addresses import Addresses, Bot
from countersign.adversity.troubles import DatabaseTroubles
from countersign.errors import UserError
from countersign.fleet import Fleet
from countersign.hosting import SandboxOrders, address_of, listen
from countersign.nursery import Nursery
from countersign.people.wire import Door, http_client
from countersign.services import masking
from countersign.target import Control, Onboarding


@dataclass(frozen=True)
class Spare:
    """A bot of its own, as one process or several, behind one database of its own."""

    bot: Bot
    base_urls: list[str]
    controls: list[str]
    addresses: Addresses
    troubles: DatabaseTroubles

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

    def __init__(
        self, addresses: Addresses, nursery: Nursery, redact: Callable[[str], str], log_dir: Path
    ) -> None:
        self._addresses = addresses
        self._nursery = nursery
        self._redact = redact
        self._log_dir = log_dir

    @contextmanager
    def deployment(self, *, processes: int = 1, maintenance: bool = False) -> Iterator[Spare]:
        """A deployment of so many processes, until the block ends."""
        mark = secrets.token_hex(4)
        bot = Bot.new(f"countersign_spare_{mark}_bot")
        with ExitStack() as leave:
            data_dir = tempfile.mkdtemp(prefix="countersign-spare-")
            leave.callback(shutil.rmtree, data_dir, ignore_errors=True)
            database_url = leave.enter_context(_database(self._addresses.database_url, data_dir, mark))
            addresses = msgspec.structs.replace(self._addresses, bot=bot, database_url=database_url)
            self._register(bot)
            fleet = Fleet(masking([*addresses.secrets], self._redact))
            leave.callback(fleet.stop, at_once=True)
            sites = [self._launch(fleet, addresses, data_dir, n, maintenance) for n in range(processes)]
            fleet.complete()
            fleet.wait_until_ready()
            controls = [control for _, control in sites]
            doors = [
                Door(leave.enter_context(http_client(url, token=addresses.control_token)), "the spare")
                for url in controls
            ]
            yield Spare(bot, [url for url, _ in sites], controls, addresses, DatabaseTroubles(doors))

    def _register(self, bot: Bot) -> None:
        with http_client(self._addresses.telegram, token=self._addresses.backstage_token) as client:
            order = {"token": bot.token, "username": bot.username, "first_name": "Spare"}
            Door(client, "the Telegram stand-in").ask("POST", "/backstage/bots", json=order)

    def _launch(
        self, fleet: Fleet, addresses: Addresses, data_dir: str, number: int, maintenance: bool
    ) -> tuple[str, str]:
        """One process; its own base URL and that of its control port."""
        with listen() as product, listen() as control:
            own = msgspec.structs.replace(
                addresses, onboarding=address_of(product), control=address_of(control)
            )
            # Each process removes its own folder when it ends; the database is shared.
            told = own.for_sandbox(f"{data_dir}/{number}")

            def orders(sockets: dict[str, int], lifeline: int, ready: int) -> SandboxOrders:
                return msgspec.structs.replace(
                    told(sockets, lifeline, ready), allowed_groups=[], maintenance=maintenance
                )

            descriptors = {"onboarding": product.fileno(), "control": control.fileno()}
            name = f"spare-{addresses.bot.username}-{number}"
            fleet.launch(name, self._nursery.fork, descriptors, orders, self._log_dir / f"{name}.log")
            return own.onboarding, own.control


@contextmanager
def _database(shared: str, data_dir: str, mark: str) -> Iterator[str]:
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
    schema = f"countersign_spare_{mark}"
    driver = url if "+" in url.drivername else url.set(drivername="postgresql+psycopg")
    engine = create_engine(driver, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 5})
    try:
        _carry_out(engine, f"CREATE SCHEMA {schema}")
        own = url.update_query_dict({"options": f"-csearch_path={schema}"})
        try:
            yield own.render_as_string(hide_password=False)
        finally:
            _carry_out(engine, f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    finally:
        engine.dispose()


def _carry_out(engine: Engine, statement: str) -> None:
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise UserError(
            f"The database of COUNTERSIGN_SANDBOX_DATABASE_URL takes no schema for a deployment of a "
            f"scenario's own ({reason}): is it running, and may its user create schemas?"
        ) from error
