"""What must have become of an account, to the last digit."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.people.account_view import BONUS, PURCHASE, USAGE, AccountView, Change
from countersign.people.amounts import in_credits
from countersign.records.referrals import Books


class ChangedBy(BaseMatcher[Change]):
    """Whether the account has changed by exactly these, one transaction each, and by nothing else."""

    def __init__(self, should: str, changes: Sequence[tuple[str, Decimal]]) -> None:
        self._should = should
        self._changes = Counter(changes)

    def _matches(self, item: Change) -> bool:
        happened = Counter((one.meaning, one.amount) for one in item.new)
        return happened == self._changes and item.by == sum(
            (amount * times for (_, amount), times in self._changes.items()), Decimal(0)
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(self._should)

    def describe_mismatch(self, item: Change, mismatch_description: Description) -> None:
        mismatch_description.append_text(item.described())


def _counted(amounts: Sequence[Decimal]) -> str:
    """As in "10 credits and 2 times 25 credits"."""
    told = Counter(amounts).items()
    return " and ".join(
        in_credits(amount) if number == 1 else f"{number} times {in_credits(amount)}"
        for amount, number in told
    )


def billed(*amounts: Decimal) -> ChangedBy:
    """Exactly these bills."""
    told = _counted(amounts)
    return ChangedBy(
        f"be billed exactly {told}, by one {USAGE} transaction each",
        [(USAGE, -amount) for amount in amounts],
    )


def not_billed(because: str) -> ChangedBy:
    """Nothing has changed."""
    return ChangedBy(f"not be billed, nor the balance touched, {because}", [])


def untouched() -> ChangedBy:
    """Nothing has changed."""
    return ChangedBy("have neither gained nor lost a credit, nor have a new transaction", [])


def paid_bonuses(*amounts: Decimal) -> ChangedBy:
    """Exactly these bonuses."""
    told = _counted(amounts)
    times = "once" if len(amounts) == 1 else f"{len(amounts)} times"
    return ChangedBy(
        f"be paid a bonus {times}: {told}, by one {BONUS} transaction each",
        [(BONUS, amount) for amount in amounts],
    )


def credited(*amounts: Decimal) -> ChangedBy:
    """Exactly these purchases."""
    told = _counted(amounts)
    return ChangedBy(
        f"have {told} added, by one transaction for each purchase",
        [(PURCHASE, amount) for amount in amounts],
    )


class AddsUp(BaseMatcher[AccountView]):
    """Whether the transactions come to the balance, and it is not below nothing."""

    def _matches(self, item: AccountView) -> bool:
        return item.sum == item.balance and item.balance >= 0

    def describe_to(self, description: Description) -> None:
        description.append_text("have a balance that is what the transactions come to, and not below nothing")

    def describe_mismatch(self, item: AccountView, mismatch_description: Description) -> None:
        mismatch_description.append_text(
            f"{len(item.transactions)} transactions come to {in_credits(item.sum)}, "
            f"and the balance is {in_credits(item.balance)}"
        )


def adds_up() -> AddsUp:
    """To the digit."""
    return AddsUp()


class HasBonuses(BaseMatcher[AccountView]):
    """Whether these bonuses and no others have ever been paid."""

    def __init__(self, amounts: Sequence[Decimal]) -> None:
        self._amounts = sorted(amounts)

    def _matches(self, item: AccountView) -> bool:
        return sorted(item.amounts(BONUS)) == self._amounts

    def describe_to(self, description: Description) -> None:
        told = ", ".join(in_credits(amount) for amount in self._amounts) or "none"
        description.append_text(f"have been paid exactly these bonuses: {told}")

    def describe_mismatch(self, item: AccountView, mismatch_description: Description) -> None:
        told = ", ".join(in_credits(amount) for amount in item.amounts(BONUS)) or "none"
        mismatch_description.append_text(f"the transactions show {told}")


def has_bonuses(*amounts: Decimal) -> HasBonuses:
    """These, and no others."""
    return HasBonuses(amounts)


class BooksAgree(BaseMatcher[Books]):
    """Whether the books agree with themselves and with what the customer is told."""

    def __init__(self, told: AccountView) -> None:
        self._told = told

    def _matches(self, item: Books) -> bool:
        return not self._flaws(item)

    def _flaws(self, item: Books) -> list[str]:
        found = item.flaws()
        if item.credits != self._told.balance:
            found.append(f"the customer is told of {in_credits(self._told.balance)}")
        kept = Counter((one.kind, one.amount) for one in item.entries)
        if kept != Counter((one.kind, one.amount) for one in self._told.transactions):
            told = ", ".join(one.described() for one in self._told.transactions) or "none"
            found.append(f"the customer is told of the transactions {told}")
        return found

    def describe_to(self, description: Description) -> None:
        description.append_text(
            "stand in the books as they were told, each entry leading to the next balance"
        )

    def describe_mismatch(self, item: Books, mismatch_description: Description) -> None:
        mismatch_description.append_text(f"{'; '.join(self._flaws(item))}; the books hold {item.described()}")


def books_agree(told: AccountView) -> BooksAgree:
    """Every entry, and the balance."""
    return BooksAgree(told)


class BilledInBooks(BaseMatcher[Books]):
    """Whether the newest entry is this bill, with the balances before and after, and a request of its own."""

    def __init__(self, amount: Decimal) -> None:
        self._amount = amount

    def _matches(self, item: Books) -> bool:
        bills = [one for one in item.entries if one.kind == USAGE]
        requests = [one.request_id for one in bills]
        return (
            bool(bills)
            and not item.flaws()
            and bills[-1].amount == -self._amount
            and None not in requests
            and len(set(requests)) == len(requests)
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"have a bill of {in_credits(self._amount)} in the books, with the balance before and after, "
            f"for a request that no other bill is for"
        )

    def describe_mismatch(self, item: Books, mismatch_description: Description) -> None:
        mismatch_description.append_text(f"the books hold {item.described()}")


def billed_in_books(amount: Decimal) -> BilledInBooks:
    """One entry."""
    return BilledInBooks(amount)
