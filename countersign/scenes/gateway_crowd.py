"""Many customers who do many things at a gateway at once, and what each of them should have been billed."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import TYPE_CHECKING

from countersign.matchers.judging import judge
from countersign.matchers.money import adds_up, books_agree
from countersign.people.account_view import PURCHASE, USAGE
from countersign.people.amounts import in_credits
from countersign.people.customer import Customer

if TYPE_CHECKING:
    from countersign.scenes.referrals import ReferralsScene

_BOUGHT = Decimal(5)
_LEFT_AFTER = 3
_LONG, _SHORT = 12, 7

Deed = Callable[[Customer], Sequence[Decimal]]


class GatewayCrowd:
    """Those who were gathered, and what they should have been billed and have bought."""

    def __init__(self, scene: "ReferralsScene") -> None:
        self._scene = scene
        self._people: list[Customer] = []
        self._due: dict[str, list[Decimal]] = {}
        self._deeds: Sequence[Deed] = (
            self._asks, self._listens, self._leaves, self._is_let_down, self._buys,
            self._changes_keys, self._asks_too_much, self._asks_nonsense, self._repeats, self._invites,
        )  # fmt: skip

    def gather(self, number: int, credits: Decimal) -> None:
        """So many customers who have bought so many credits each."""
        self._people = list(self._scene.others(number, "Customer"))
        self._scene.shop.stage  # noqa: B018 - is opened once, before many want it
        self._each(lambda who: self._scene.shop.sells_alone(who, credits))
        for who in self._people:
            who.notes_account()

    def does_all_at_once(self, number: int) -> None:
        """Each does so many of the things that can be done, and begins with another one."""
        self._scene.models.stage  # noqa: B018 - is opened once, before many want it

        def deeds_of(who: Customer) -> None:
            begins = self._people.index(who)
            due: list[Decimal] = []
            for step in range(number):
                due += self._deeds[(begins + step) % len(self._deeds)](who)
            self._due[who.name] = due

        self._each(deeds_of)

    def was_billed_rightly(self) -> None:
        """One bill for each answer, to the digit, and one transaction for each purchase."""
        for who in self._people:
            due = self._due[who.name]
            who.sees_new_transactions(len(due))
            expected = Counter([(USAGE if one < 0 else PURCHASE, one) for one in due])
            found = Counter((one.meaning, one.amount) for one in who.change().new)
            if found != expected:
                lost = ", ".join(
                    f"{kind} of {in_credits(one)}" for kind, one in (expected - found).elements()
                )
                more = ", ".join(
                    f"{kind} of {in_credits(one)}" for kind, one in (found - expected).elements()
                )
                raise AssertionError(
                    f"{who.name} should be billed for what was answered and nothing else, "
                    f"but lacks {lost or 'nothing'} and has {more or 'nothing'} too much."
                )

    def adds_up(self) -> None:
        """Each balance is what its transactions come to."""
        for who in self._people:
            judge(who.name, who.account(), adds_up())

    def is_in_the_books(self) -> None:
        """The books of each agree with themselves and with what the customer is told."""
        for who in self._people:
            judge(f"What {who.name} has", self._scene.books_of(who), books_agree(who.account()))

    def _each(self, deed: Callable[[Customer], None]) -> None:
        with ThreadPoolExecutor(len(self._people)) as threads:
            for done in [threads.submit(deed, who) for who in self._people]:
                done.result()

    # ---- what can be done; each tells what becomes of the balance by it

    def _asks(self, who: Customer) -> Sequence[Decimal]:
        models = self._scene.models
        question = models.sized("the cheapest model", _LONG, _SHORT)
        models.will_say(who, _SHORT)
        who.asks(question)
        who.must("be answered")
        return [-models.model_of(question).cost(who.answer.paid_for)]

    def _listens(self, who: Customer) -> Sequence[Decimal]:
        models = self._scene.models
        question = models.sized("the dearest model", _SHORT, _LONG)
        models.will_say(who, _LONG)
        who.listens(question)
        who.must("be answered in a stream")
        return [-models.model_of(question).cost(who.answer.paid_for)]

    def _leaves(self, who: Customer) -> Sequence[Decimal]:
        return [-self._scene.models.leaves_stream(who, _LEFT_AFTER)]

    def _is_let_down(self, who: Customer) -> Sequence[Decimal]:
        models = self._scene.models
        models.will(who, {"error": {"status": 503}})
        who.asks(models.short())
        self._refused(who, 502, 503, 504)
        return []

    def _buys(self, who: Customer) -> Sequence[Decimal]:
        self._scene.shop.sells_alone(who, _BOUGHT)
        return [_BOUGHT]

    def _changes_keys(self, who: Customer) -> Sequence[Decimal]:
        who.deletes_key(who.makes_key())
        who.must("be rid of a key")
        return []

    def _asks_too_much(self, who: Customer) -> Sequence[Decimal]:
        who.asks(self._scene.models.beyond(who.balance()))
        self._refused(who, 402)
        return []

    def _asks_nonsense(self, who: Customer) -> Sequence[Decimal]:
        who.asks_for({"model": "nobody/has-this", "messages": [{"role": "user", "content": "Hello"}]})
        self._refused(who, 400, 422)
        return []

    def _repeats(self, who: Customer) -> Sequence[Decimal]:
        models = self._scene.models
        question = models.short()
        for _ in range(2):
            who.asks(question, request_id=f"once-{who.user_id}")
            who.must("be answered")
        return [-models.model_of(question).cost(who.answer.paid_for)]

    def _invites(self, who: Customer) -> Sequence[Decimal]:
        who.invitation()
        who.standing()
        return []

    @staticmethod
    def _refused(who: Customer, *statuses: int) -> None:
        if who.reply.status not in statuses:
            raise AssertionError(
                f"{who.name} should be refused ({' or '.join(map(str, statuses))}), but "
                f"{who.reply.described()}."
            )
