"""Removes from a training chat's database whom the suite has played; only who bears the mark of test data."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnClause, Connection, Engine, TableClause, column, delete, select, table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.expression import ColumnElement

from countersign.cleanup import DatabaseGone, NotRemovedError, explained, reason_of
from countersign.errors import UserError
from countersign.identity import USER_IDS, is_test_user_id
from countersign.ledger import Entry


class Trainees:
    """Removes a user's sessions with their messages, children first; scenarios are nobody's and stay.

    `names` maps the deployment's own names of tables and columns. With `embedded`, a database that is no
    longer there has gone with its sandbox.
    """

    def __init__(
        self, engine: Engine, names: Mapping[str, str], *, source: str, embedded: bool = False
    ) -> None:
        self._engine = engine
        self._source = source
        self._embedded = embedded
        self._sessions, (self._id, self._user) = _table(names, "sessions", "id", "user_id")
        self._messages, (self._session,) = _table(names, "messages", "session_id")

    def __call__(self, entry: Entry) -> bool:
        """Remove what the user of the entry has left; whether there was anything."""
        user_id = entry.identity.get("user_id")
        if not isinstance(user_id, str) or not is_test_user_id(user_id):
            raise NotRemovedError(
                f"The {entry.kind} {entry.identity} does not bear the mark of test data, and was not touched."
            )
        try:
            return self._remove(self._user == user_id) > 0
        except DatabaseGone:
            return True
        except IntegrityError as error:
            raise NotRemovedError(
                f"The sessions of {user_id} can't be removed, because other rows refer to them "
                f"({reason_of(error)})."
            ) from error

    def remove_all_marked(self) -> int:
        """Remove all sessions of users who bear the mark; how many there were."""
        try:
            return self._remove(self._user.startswith(USER_IDS, autoescape=True))
        except DatabaseGone:
            return 0
        except IntegrityError as error:
            raise UserError(
                f"{self._source}: test sessions can't be removed, because rows that are no test data refer "
                f"to them ({reason_of(error)}): remove or change those rows by hand."
            ) from error

    def _remove(self, chosen: ColumnElement[bool]) -> int:
        with explained(self._source, "training", embedded=self._embedded), self._engine.begin() as door:
            return self._delete(door, chosen)

    def _delete(self, door: Connection, chosen: ColumnElement[bool]) -> int:
        theirs = select(self._id).select_from(self._sessions).where(chosen)
        door.execute(delete(self._messages).where(self._session.in_(theirs)))
        return door.execute(delete(self._sessions).where(chosen)).rowcount


def _table(names: Mapping[str, str], name: str, *columns: str) -> tuple[TableClause, list[ColumnClause[Any]]]:
    """A table and some of its columns, under the deployment's own names."""
    own: list[ColumnClause[Any]] = [column(names.get(f"{name}.{one}", one)) for one in columns]
    made = table(names.get(name, name), *own)
    return made, [made.c[one.name] for one in own]
