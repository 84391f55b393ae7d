"""Inviters and their friends in one scenario."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING

from countersign.matchers.judging import judge
from countersign.matchers.money import credited, has_bonuses, paid_bonuses
from countersign.people.account_view import BONUS
from countersign.people.amounts import in_credits
from countersign.people.customer import Customer
from countersign.people.customer_facts import Invitation, Standing
from countersign.records.referrals import COMPLETED
from countersign.target import Bonus

if TYPE_CHECKING:
    from countersign.scenes.referrals import ReferralsScene

STANDS: Mapping[str, Callable[[Bonus], int]] = {
    "has completed no referral": lambda _: 0,
    "is one referral short of silver": lambda terms: terms.silver_from - 1,
    "has just become silver": lambda terms: terms.silver_from,
    "is one referral short of gold": lambda terms: terms.gold_from - 1,
    "has just become gold": lambda terms: terms.gold_from,
}
"""How far an inviter has come, as the features say it, and how many referrals that takes."""

TIERS = ("bronze", "silver", "gold")
_CENT = Decimal("0.01")
_AT_ONCE = 5


class ReferralProgram:
    """What the target's programme pays, and those who take part in it."""

    def __init__(self, scene: "ReferralsScene") -> None:
        self._scene = scene
        self._links: dict[str, list[Invitation]] = {}
        self._friends: list[Customer] = []
        self._noted: Standing | None = None

    @property
    def terms(self) -> Bonus:
        """The numbers of the programme."""
        return self._scene.section.bonus

    @property
    def least(self) -> Decimal:
        """What pays a bonus."""
        return Decimal(self.terms.least_purchase)

    @property
    def a_cent_less(self) -> Decimal:
        """What pays none."""
        return self.least - _CENT

    def bonus(self, tier: str) -> Decimal:
        """What an inviter of that tier is paid."""
        return Decimal(str(getattr(self.terms, tier)))

    # ---- friends

    def invites(self, inviter: Customer, name: str) -> Customer:
        """Somebody signs up through the inviter's link."""
        friend = self._scene.stranger(name)
        friend.signs_up(inviter.invitation().code)
        return friend

    def has_invited(self, inviter: Customer, name: str) -> None:
        """Somebody has signed up through the inviter's link, and nothing else has happened."""
        friend = self.invites(inviter, name)
        friend.must("have an account, through a friend's link")
        friend.notes_account()
        inviter.notes_account()

    def has_completed(self, inviter: Customer, number: int) -> None:
        """So many friends have signed up through the link, and bought enough; a few at the same time."""
        left = number
        while left:
            batch = min(left, _AT_ONCE)
            friends = self._sign_up(inviter, batch)
            self._scene.shop.stage  # noqa: B018 - is opened once, before many want it
            _all_at_once([partial(self._scene.shop.sells_alone, who, self.least) for who in friends])
            left -= batch
        self.is_told_truly(inviter)
        inviter.notes_account()

    def stands(self, inviter: Customer, how: str) -> None:
        """The inviter has come as far as that."""
        self.has_completed(inviter, self._completed_when(how))

    def _completed_when(self, how: str) -> int:
        return STANDS[how](self.terms)

    def another_friend_buys(self, inviter: Customer) -> None:
        """One more signs up and buys enough; or one who has signed up already does."""
        waiting = self._friends or self._sign_up(inviter, 1)
        self._scene.shop.sells(waiting.pop(), self.least)

    def two_pay_together(self, inviter: Customer, number: int) -> None:
        """So many more friends pay, and the gateway hears of all of it at the same moment."""
        friends = self._sign_up(inviter, number)
        events = [self._scene.shop.paid_in_silence(friend, self.least) for friend in friends]
        self._scene.shop.tells_together(events)

    def fills_up(self, inviter: Customer) -> None:
        """As many friends as can be pending have signed up, and bought nothing."""
        self._friends = self._sign_up(inviter, self.terms.most_pending)
        self._noted = inviter.standing()

    def _sign_up(self, inviter: Customer, number: int) -> list[Customer]:
        """So many friends come through the inviter's link."""
        code = inviter.invitation().code
        friends = self._scene.strangers(number, "Friend")
        _all_at_once([partial(who.signs_up, code) for who in friends])
        for friend in friends:
            friend.must("have an account, through a friend's link")
        self._scene.people.who(inviter.name)
        return friends

    # ---- what came of it

    def paid(self, inviter: Customer, *tiers: str) -> None:
        """Since the account was looked at, the inviter was paid these bonuses, and nothing else."""
        judge(inviter.name, inviter.change(), paid_bonuses(*(self.bonus(tier) for tier in tiers)))

    def invited_has(self, friend: Customer, bought: Decimal) -> None:
        """The friend has what was bought, and what the programme gives the invited."""
        own = Decimal(self.terms.invited)
        if not own:
            judge(friend.name, friend.change(), credited(bought))
            return
        judge(friend.name, friend.account(), has_bonuses(own))
        if friend.change().by != bought + own:
            raise AssertionError(
                f"{friend.name} should have {in_credits(bought)} and a bonus of {in_credits(own)} more, "
                f"but {friend.change().described()}."
            )

    def stands_at(self, inviter: Customer, pending: int, completed: int) -> None:
        """What the customer is told of the referrals."""
        found = inviter.standing()
        if (found.pending, found.completed, found.uses) != (pending, completed, pending + completed):
            raise AssertionError(
                f"{inviter.name} should have {pending} pending and {completed} completed referrals, and as "
                f"many "
                f"sign-ups as both, but is told {found.described()}."
            )

    def is_of(self, inviter: Customer, tier: str) -> None:
        """The tier that the customer is told."""
        found = inviter.standing()
        if found.tier.lower() != tier:
            raise AssertionError(
                f"{inviter.name} should be a {tier} inviter with {found.completed} completed referrals, "
                f"but is told {found.described()}."
            )

    def is_told_truly(self, inviter: Customer) -> None:
        """The sum of what was earned is that of the bonuses that were paid, each by its tier in turn."""
        found = inviter.standing()
        due = sum((self.bonus(self._tier_after(number)) for number in range(found.completed)), Decimal(0))
        paid = sum(inviter.account().amounts(BONUS), Decimal(0))
        if not found.earned == paid == due:
            raise AssertionError(
                f"{inviter.name} should have earned {in_credits(due)} with {found.completed} completed "
                f"referrals, "
                f"but is told {in_credits(found.earned)}, and the transactions show {in_credits(paid)}."
            )

    def _tier_after(self, completed: int) -> str:
        if completed >= self.terms.gold_from:
            return "gold"
        return "silver" if completed >= self.terms.silver_from else "bronze"

    def is_as_before(self, inviter: Customer) -> None:
        """The standing is what it was."""
        found = inviter.standing()
        if found != self._noted:
            before = self._noted.described() if self._noted else "nothing"
            raise AssertionError(
                f"{inviter.name} should stand as before ({before}), but is told {found.described()}."
            )

    def is_in_the_books(self, inviter: Customer, tier: str) -> None:
        """One completed referral, and one bonus of that amount."""
        books = self._scene.books_of(inviter)
        amount = self.bonus(tier)
        paid = [one.amount for one in books.entries if one.kind == BONUS]
        kept = [(one.status, one.bonus) for one in books.referrals]
        if paid != [amount] or kept != [(COMPLETED, amount)]:
            raise AssertionError(
                f"The books of {inviter.name} should hold one completed referral and one bonus of "
                f"{in_credits(amount)}, but they hold {books.described()}."
            )

    # ---- links

    def asks_for_link(self, customer: Customer, times: int = 1) -> None:
        """Ask for code and link so many times."""
        self._links[customer.name] = [customer.invitation() for _ in range(times)]

    def same_link(self, customer: Customer) -> None:
        """Each time the same."""
        found = self._links[customer.name]
        if len(set(found)) != 1:
            told = " and ".join(f"{one.code} in {one.link}" for one in found)
            raise AssertionError(f"{customer.name} should be given the same link each time, but got {told}.")

    def all_differ(self) -> None:
        """Nobody has another's."""
        customers = [one for one in self._scene.people if isinstance(one, Customer)]
        found = [customer.invitation() for customer in customers]
        for of in ("code", "link"):
            values = {getattr(one, of) for one in found}
            if len(values) != len(found):
                names = " and ".join(customer.name for customer in customers)
                raise AssertionError(
                    f"{names} should each have a {of} of their own, but share {values.pop()}."
                )

    @cached_property
    def unknown_code(self) -> str:
        """A code that nobody has."""
        return "NOBODYHASTHIS"


def _all_at_once(deeds: "list[Callable[[], object]]") -> None:
    with ThreadPoolExecutor(max(len(deeds), 1)) as threads:
        for done in [threads.submit(deed) for deed in deeds]:
            done.result()
