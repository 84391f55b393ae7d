"""Removes from a phone line's database who the suite has called as; only what is flagged as test data."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Engine,
    delete,
    func,
    select,
    true,
    update,
)
from sqlalchemy.sql.expression import ColumnElement

from countersign.cleanup import Removal, table_of, unmarked
from countersign.evidence.invented import is_invented_phone
from countersign.ledger import Entry


class Callers:
    """Removes callers with their appointments, children first; only numbers that are reserved for fiction.

    A product that is deployed somewhere need not know whom the suite plays: what a caller of the ledger has
    booked is flagged here first, and then what is flagged goes. `names` maps the deployment's own names of
    tables and columns. With `embedded`, a database that is no longer there has gone with its sandbox.
    """

    def __init__(
        self, engine: Engine, names: Mapping[str, str], *, source: str, embedded: bool = False
    ) -> None:
        self._removal = Removal(engine, "booking", source, embedded)
        self._users, (self._id, self._mobile) = table_of(names, "users", "id", "mobile")
        self._appointments, (self._owner, self._flag) = table_of(
            names, "appointments", "user_id", "is_test_data", kinds={"is_test_data": Boolean()}
        )

    def __call__(self, entry: Entry) -> bool:
        """Remove the caller that the entry names; whether there was anything of theirs."""
        mobile = entry.identity.get("mobile")
        if not isinstance(mobile, str) or not is_test_mobile(mobile):
            raise unmarked(entry)

        def work(door: Connection) -> int:
            own = self._owner.in_(select(self._id).where(self._mobile == mobile))
            door.execute(update(self._appointments).where(own).values({self._flag.name: True}))
            rows = door.execute(delete(self._appointments).where(own).where(self._flag == true())).rowcount
            return rows + self._remove_idle(door, self._mobile == mobile)

        return self._removal.one(work, f"The caller {mobile}", "them")

    def remove_all_marked(self) -> tuple[int, int]:
        """Remove all appointments that are flagged, and test callers who have no other; how many of each."""

        def work(door: Connection) -> tuple[int, int]:
            flagged = door.execute(delete(self._appointments).where(self._flag == true())).rowcount
            return flagged, self._remove_idle(door)

        return self._removal.all_marked(work, (0, 0), "callers")

    def _remove_idle(self, door: Connection, *chosen: ColumnElement[bool]) -> int:
        """Remove test callers who have no appointment (left), of those who are chosen or of all."""
        found = select(self._id, self._mobile).select_from(self._users).where(self._is_idle(), *chosen)
        ids = [row[0] for row in door.execute(found) if is_test_mobile(str(row[1]))]
        return sum(
            door.execute(delete(self._users).where(self._id.in_(some))).rowcount for some in _portions(ids)
        )

    def _is_idle(self) -> ColumnElement[bool]:
        has_one = select(func.count()).select_from(self._appointments).where(self._owner == self._id)
        return has_one.correlate(self._users).scalar_subquery() == 0


def is_test_mobile(mobile: str) -> bool:
    """Whether the number is one in international form that is reserved for fiction."""
    return bool(re.fullmatch(r"\+[1-9][0-9]{6,14}", mobile, re.ASCII)) and is_invented_phone(mobile)


def _portions(ids: Sequence[Any], size: int = 500) -> list[Sequence[Any]]:
    """A statement takes only so many values."""
    return [ids[start : start + size] for start in range(0, len(ids), size)]
