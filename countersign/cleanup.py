"""Removes from a deployment what the suite has created there, and nothing else."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnClause,
    Connection,
    Engine,
    TableClause,
    column,
    create_engine,
    delete,
    event,
    table,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.expression import ColumnElement

from countersign.errors import UserError
from countersign.identity import TELEGRAM_IDS, Person, is_test_telegram_id
from countersign.ledger import Entry, Identity, OrphanedLedger

TELEGRAM_USER = "telegram-user"
"""The kind of entry that names somebody by `telegram_id`."""

CALLER = "caller"
"""The kind of entry that names somebody on the phone by `mobile`."""

TRAINEE = "trainee"
"""The kind of entry that names a user of the training chat by `user_id`."""

CUSTOMER = "customer"
"""The kind of entry that names a customer of the gateway by `email`."""

KINDS = (TELEGRAM_USER, CALLER, TRAINEE, CUSTOMER)
"""All kinds of entries."""

_CHILDREN = ("email_verifications", "onboarding_sessions", "wallets")
_SECONDS_TO_CONNECT = 5
_SQLSTATES_OF_GONE = {"3D000", "3F000", "42P01"}
_WORDS_OF_GONE = ("unable to open database file", "no such table", "does not exist")


def telegram_user(someone: Person) -> Entry:
    """A newcomer who is about to meet the bot."""
    identity: Identity = {"telegram_id": someone.telegram_id, "email": someone.email}
    return Entry(kind=TELEGRAM_USER, journey="onboarding", identity=identity)


def caller(number: str) -> Entry:
    """Somebody who is about to call from that number, or to say that it is theirs."""
    return Entry(kind=CALLER, journey="booking", identity={"mobile": number})


def trainee(user_id: str) -> Entry:
    """Somebody who is about to open sessions under that id."""
    return Entry(kind=TRAINEE, journey="training", identity={"user_id": user_id})


def customer(someone: Person) -> Entry:
    """Somebody who is about to sign up at the gateway."""
    return Entry(kind=CUSTOMER, journey="referrals", identity={"email": someone.email})


class NotRemovedError(Exception):
    """Why one thing was not removed, in a sentence."""


R = TypeVar("R")

Remover = Callable[[Entry], bool]
"""Removes what the entry names; False when it was not there. A `UserError` says that none can be removed."""


@dataclass
class Report:
    """What became of the entries, by their ids."""

    removed: dict[str, Entry] = field(default_factory=dict)
    missing: dict[str, Entry] = field(default_factory=dict)
    """There was nothing: never created, or removed before."""
    failed: dict[str, str] = field(default_factory=dict)
    """Why it could not be removed."""

    @property
    def settled(self) -> list[str]:
        """The entries of which nothing is left."""
        return [*self.removed, *self.missing]

    @property
    def reasons(self) -> list[str]:
        """Why something is left, each reason once."""
        return list(dict.fromkeys(self.failed.values()))


def remove(entries: Mapping[str, Entry], removers: Mapping[str, Remover]) -> Report:
    """Remove what the entries name, in their order; what fails is reported, and the others go on."""
    report = Report()
    hopeless: dict[str, str] = {}
    for entry_id, entry in entries.items():
        if entry.kind in hopeless:
            report.failed[entry_id] = hopeless[entry.kind]
            continue
        remover = removers.get(entry.kind)
        if remover is None:
            report.failed[entry_id] = f"Nothing here knows how to remove a {entry.kind}."
            continue
        try:
            done = report.removed if remover(entry) else report.missing
            done[entry_id] = entry
        except NotRemovedError as error:
            report.failed[entry_id] = str(error)
        except UserError as error:
            report.failed[entry_id] = hopeless[entry.kind] = str(error)
    return report


def settle_orphan(orphan: OrphanedLedger, removers: Mapping[str, Remover]) -> Report:
    """Remove what a dead run has left, as far as anybody may, and note in its ledger what is gone."""
    known = {entry_id: entry for entry_id, entry in orphan.entries.items() if entry.kind in removers}
    report = remove(known, removers)
    for entry_id in report.settled:
        orphan.settle(entry_id)
    return report


def gone_with_its_sandbox(_: Entry) -> bool:
    """A remover for what was in a sandbox that has ended: it took its database along."""
    return True


def open_for_cleanup(url: str, *, environment: str, source: str) -> Engine:
    """An engine that may write, but neither to production nor to a database that isn't there."""
    if environment == "production":
        raise UserError(
            f"{source}: nothing is ever removed from a production database: "
            f"take cleanup_database_url out of the file."
        )
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed, poolclass=NullPool, connect_args={"connect_timeout": _SECONDS_TO_CONNECT}
        )
    existing = parsed.set(database=f"file:{parsed.database}", query={"mode": "rw", "uri": "true"})
    engine = create_engine(existing, poolclass=NullPool, connect_args={"timeout": _SECONDS_TO_CONNECT})

    @event.listens_for(engine, "connect")
    def keep_references(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA foreign_keys = ON")

    return engine


@dataclass(frozen=True)
class Removal:
    """A deployment's database as removers use it, and what is said where something can't be removed.

    With `embedded`, a database that is no longer there has gone with its sandbox, and all that was in it.
    """

    engine: Engine
    journey: str
    source: str
    embedded: bool

    def one(self, work: Callable[[Connection], int], what: str, it: str) -> bool:
        """Remove one thing in a transaction; whether there was anything of it."""
        try:
            return self._rows(work) > 0
        except DatabaseGone:
            return True
        except IntegrityError as error:
            raise NotRemovedError(
                f"{what} can't be removed, because other rows refer to {it} ({reason_of(error)})."
            ) from error

    def all_marked(self, work: Callable[[Connection], R], nothing: R, whom: str) -> R:
        """Remove all that bears the mark in a transaction; what the work says it was."""
        try:
            return self._rows(work)
        except DatabaseGone:
            return nothing
        except IntegrityError as error:
            raise UserError(
                f"{self.source}: test {whom} can't be removed, because rows that are no test data refer to "
                f"them ({reason_of(error)}): remove or change those rows by hand."
            ) from error

    def _rows(self, work: Callable[[Connection], R]) -> R:
        with explained(self.source, self.journey, embedded=self.embedded), self.engine.begin() as connection:
            return work(connection)


def unmarked(entry: Entry) -> NotRemovedError:
    """That an entry names nobody whom the suite may remove."""
    return NotRemovedError(
        f"The {entry.kind} {entry.identity} does not bear the mark of test data, and was not touched."
    )


def table_of(
    names: Mapping[str, str], name: str, *columns: str, kinds: Mapping[str, Any] = {}
) -> tuple[TableClause, list[ColumnClause[Any]]]:
    """A table and some of its columns, under the deployment's own names."""
    own: list[ColumnClause[Any]] = [
        column(names.get(f"{name}.{one}", one), kinds.get(one)) for one in columns
    ]
    made = table(names.get(name, name), *own)
    return made, [made.c[one.name] for one in own]


class TelegramUsers:
    """Removes users of an onboarding bot with all that is theirs; only such as bear the test mark.

    `names` maps the deployment's own names of tables and columns, as in the target. With `embedded`, a
    database that is no longer there counts as cleaned: it has gone with its sandbox.
    """

    def __init__(
        self, engine: Engine, names: Mapping[str, str], *, source: str, embedded: bool = False
    ) -> None:
        self._names = names
        self._removal = Removal(engine, "onboarding", source, embedded)

    def __call__(self, entry: Entry) -> bool:
        """Remove the user that the entry names; whether there was anything of theirs."""
        telegram_id = entry.identity.get("telegram_id")
        if not isinstance(telegram_id, int) or not is_test_telegram_id(telegram_id):
            raise unmarked(entry)

        def work(connection: Connection) -> int:
            rows, _ = self._delete(connection, lambda owner: owner == telegram_id)
            return rows

        return self._removal.one(work, f"The user {telegram_id}", "it")

    def remove_all_marked(self) -> int:
        """Remove every user that bears the mark of test data, whoever has created it; how many there were."""

        def work(connection: Connection) -> int:
            _, users = self._delete(connection, is_marked)
            return users

        return self._removal.all_marked(work, 0, "users")

    def _delete(
        self, connection: Connection, chosen: Callable[[ColumnClause[int]], ColumnElement[bool]]
    ) -> tuple[int, int]:
        """Delete the chosen users, children first: how many rows that were, and how many of them users."""
        rows = 0
        for name in _CHILDREN:
            child, owner = self._table(name, "user_id")
            rows += connection.execute(delete(child).where(chosen(owner))).rowcount
        self._forget_inviters(connection, chosen)
        users, key = self._table("users", "id")
        deleted = connection.execute(delete(users).where(chosen(key))).rowcount
        return rows + deleted, deleted

    def _forget_inviters(
        self, connection: Connection, chosen: Callable[[ColumnClause[int]], ColumnElement[bool]]
    ) -> None:
        """Marked users forget that a chosen one invited them; a row without the mark is not changed."""
        inviter = self._column("users", "referred_by_id")
        users, key = self._table("users", "id", inviter)
        connection.execute(
            update(users).where(is_marked(key)).where(chosen(inviter)).values({inviter.name: None})
        )

    def _table(self, name: str, key: str, *more: ColumnClause[int]) -> tuple[TableClause, ColumnClause[int]]:
        owner = self._column(name, key)
        return table(self._names.get(name, name), owner, *more), owner

    def _column(self, of: str, name: str) -> ColumnClause[int]:
        return column(self._names.get(f"{of}.{name}", name))


class DatabaseGone(Exception):  # noqa: N818 - not an error: nothing is left
    """The database that should be cleaned is no longer there."""


@contextmanager
def explained(source: str, journey: str, *, embedded: bool) -> Iterator[None]:
    """Says in one sentence what is wrong with the database; with `embedded`, whether it is there at all."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        if embedded and _is_gone(error):
            raise DatabaseGone from error
        raise UserError(
            f"{source}: nothing can be removed through {journey}.cleanup_database_url "
            f"({reason_of(error)}): is the database running, may its user delete there, "
            f"and are its tables named right in {journey}.tables?"
        ) from error


def is_marked(telegram_id: ColumnElement[int]) -> ColumnElement[bool]:
    """That the id bears the mark of test data, in SQL."""
    return telegram_id.between(TELEGRAM_IDS.start, TELEGRAM_IDS.stop - 1)


def _is_gone(error: OperationalError | ProgrammingError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in _SQLSTATES_OF_GONE or any(words in str(error.orig) for words in _WORDS_OF_GONE)


def reason_of(error: OperationalError | ProgrammingError | IntegrityError) -> str:
    """What the database itself says, in a line."""
    return (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0].rstrip(".")
