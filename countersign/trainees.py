"""Removes from a training chat's database whom the suite has played; only who bears the mark of test data."""

from collections.abc import Mapping

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.sql.expression import ColumnElement

from countersign.cleanup import Removal, table_of, unmarked
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
        self._removal = Removal(engine, "training", source, embedded)
        self._sessions, (self._id, self._user) = table_of(names, "sessions", "id", "user_id")
        self._messages, (self._session,) = table_of(names, "messages", "session_id")

    def __call__(self, entry: Entry) -> bool:
        """Remove what the user of the entry has left; whether there was anything."""
        user_id = entry.identity.get("user_id")
        if not isinstance(user_id, str) or not is_test_user_id(user_id):
            raise unmarked(entry)
        chosen = self._user == user_id
        return self._removal.one(
            lambda door: self._delete(door, chosen), f"The sessions of {user_id}", "them"
        )

    def remove_all_marked(self) -> int:
        """Remove all sessions of users who bear the mark; how many there were."""
        chosen = self._user.startswith(USER_IDS, autoescape=True)
        return self._removal.all_marked(lambda door: self._delete(door, chosen), 0, "sessions")

    def _delete(self, door: Connection, chosen: ColumnElement[bool]) -> int:
        theirs = select(self._id).select_from(self._sessions).where(chosen)
        door.execute(delete(self._messages).where(self._session.in_(theirs)))
        return door.execute(delete(self._sessions).where(chosen)).rowcount
