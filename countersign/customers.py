"""Removes from a gateway's database whom the suite has played; only who bears the mark of test data."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnClause,
    Connection,
    Engine,
    TableClause,
    column,
    delete,
    func,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.expression import ColumnElement, Select

from countersign.cleanup import DatabaseGone, NotRemovedError, explained, reason_of
from countersign.errors import UserError
from countersign.identity import EMAIL_DOMAIN, is_test_email
from countersign.ledger import Entry

_CHILDREN = ("credit_transactions", "payments", "api_keys")


class Customers:
    """Removes customers with their money, keys and referrals, children first; only marked addresses.

    `names` maps the deployment's own names of tables and columns. With `embedded`, a database that is no
    longer there has gone with its sandbox.
    """

    def __init__(
        self, engine: Engine, names: Mapping[str, str], *, source: str, embedded: bool = False
    ) -> None:
        self._engine = engine
        self._names = names
        self._source = source
        self._embedded = embedded
        self._users, (self._id, self._email, self._inviter) = self._table(
            "users", "id", "email", "referred_by"
        )

    def __call__(self, entry: Entry) -> bool:
        """Remove the customer that the entry names; whether there was one."""
        email = entry.identity.get("email")
        if not isinstance(email, str) or not is_test_email(email):
            raise NotRemovedError(
                f"The {entry.kind} {entry.identity} does not bear the mark of test data, and was not touched."
            )
        try:
            return self._remove(func.lower(self._email) == email.lower()) > 0
        except DatabaseGone:
            return True
        except IntegrityError as error:
            raise NotRemovedError(
                f"The customer {email} can't be removed, because other rows refer to it ({reason_of(error)})."
            ) from error

    def remove_all_marked(self) -> int:
        """Remove every customer whose address bears the mark; how many there were."""
        try:
            return self._remove(self._is_marked())
        except DatabaseGone:
            return 0
        except IntegrityError as error:
            raise UserError(
                f"{self._source}: test customers can't be removed, because rows that are no test data refer "
                f"to them ({reason_of(error)}): remove or change those rows by hand."
            ) from error

    def _remove(self, chosen: ColumnElement[bool]) -> int:
        with explained(self._source, "referrals", embedded=self._embedded), self._engine.begin() as door:
            theirs = select(self._id).select_from(self._users).where(chosen)
            self._remove_referrals(door, theirs)
            for name in _CHILDREN:
                child, (owner,) = self._table(name, "user_id")
                door.execute(delete(child).where(owner.in_(theirs)))
            # Marked customers forget that a chosen one invited them; a row without the mark is not changed.
            invited = update(self._users).where(self._is_marked(), self._inviter.in_(theirs))
            door.execute(invited.values({self._inviter.name: None}))
            return door.execute(delete(self._users).where(chosen)).rowcount

    def _remove_referrals(self, door: Connection, theirs: "Select[Any]") -> None:
        """Of those whom the suite plays on both sides; any other is left, and stands in the way."""
        referrals, (inviter, invited) = self._table("referrals", "referrer_id", "referred_user_id")
        marked = select(self._id).select_from(self._users).where(self._is_marked())
        door.execute(
            delete(referrals).where(
                or_(inviter.in_(theirs), invited.in_(theirs)), inviter.in_(marked), invited.in_(marked)
            )
        )

    def _is_marked(self) -> ColumnElement[bool]:
        return func.lower(self._email).endswith(f"@{EMAIL_DOMAIN}", autoescape=True)

    def _table(self, name: str, *columns: str) -> tuple[TableClause, list[ColumnClause[Any]]]:
        """A table and some of its columns, under the deployment's own names."""
        own: list[ColumnClause[Any]] = [column(self._names.get(f"{name}.{one}", one)) for one in columns]
        made = table(self._names.get(name, name), *own)
        return made, [made.c[one.name] for one in own]
