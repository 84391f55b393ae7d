"""Removes from a gateway's database whom the suite has played; only who bears the mark of test data."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.sql.expression import ColumnElement, Select

from countersign.cleanup import Removal, table_of, unmarked
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
        self._names = names
        self._removal = Removal(engine, "referrals", source, embedded)
        self._users, (self._id, self._email, self._inviter) = table_of(
            names, "users", "id", "email", "referred_by"
        )

    def __call__(self, entry: Entry) -> bool:
        """Remove the customer that the entry names; whether there was one."""
        email = entry.identity.get("email")
        if not isinstance(email, str) or not is_test_email(email):
            raise unmarked(entry)
        chosen = func.lower(self._email) == email.lower()
        return self._removal.one(lambda door: self._delete(door, chosen), f"The customer {email}", "it")

    def remove_all_marked(self) -> int:
        """Remove every customer whose address bears the mark; how many there were."""
        return self._removal.all_marked(lambda door: self._delete(door, self._is_marked()), 0, "customers")

    def _delete(self, door: Connection, chosen: ColumnElement[bool]) -> int:
        theirs = select(self._id).select_from(self._users).where(chosen)
        self._remove_referrals(door, theirs)
        for name in _CHILDREN:
            child, (owner,) = table_of(self._names, name, "user_id")
            door.execute(delete(child).where(owner.in_(theirs)))
        # Marked customers forget that a chosen one invited them; a row without the mark is not changed.
        invited = update(self._users).where(self._is_marked(), self._inviter.in_(theirs))
        door.execute(invited.values({self._inviter.name: None}))
        return door.execute(delete(self._users).where(chosen)).rowcount

    def _remove_referrals(self, door: Connection, theirs: "Select[Any]") -> None:
        """Of those whom the suite plays on both sides; any other is left, and stands in the way."""
        referrals, (inviter, invited) = table_of(self._names, "referrals", "referrer_id", "referred_user_id")
        marked = select(self._id).select_from(self._users).where(self._is_marked())
        door.execute(
            delete(referrals).where(
                or_(inviter.in_(theirs), invited.in_(theirs)), inviter.in_(marked), invited.in_(marked)
            )
        )

    def _is_marked(self) -> ColumnElement[bool]:
        return func.lower(self._email).endswith(f"@{EMAIL_DOMAIN}", autoescape=True)
