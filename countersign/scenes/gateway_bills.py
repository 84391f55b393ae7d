"""What answers must have cost in one scenario, whether models were asked, and what stands in the books."""

from itertools import pairwise
from typing import TYPE_CHECKING

from countersign.errors import UserError
from countersign.matchers.completions import well_formed
from countersign.matchers.gateway_answers import cannot_pay
from countersign.matchers.judging import judge
from countersign.matchers.money import billed, billed_in_books, books_agree, not_billed
from countersign.people.account_view import USAGE
from countersign.people.amounts import in_credits
from countersign.people.completions import Model, Usage
from countersign.people.customer import Customer
from countersign.scenes.gateway_counter import ALIKE

if TYPE_CHECKING:
    from countersign.scenes.gateway_models import GatewayModels
    from countersign.scenes.referrals import ReferralsScene

_PROMPT_AT_MOST = 200
"""So many tokens are more than any model counts in a few words."""


class GatewayBills:
    """Compares what customers were billed with what they were given."""

    def __init__(self, scene: "ReferralsScene") -> None:
        self._scene = scene

    @property
    def _models(self) -> "GatewayModels":
        return self._scene.models

    def _model_of(self, customer: Customer) -> Model:
        """The model that has given the last answer."""
        return next(one for one in self._models.catalog if one.id == customer.answer.model)

    # ---- what it cost

    def billed_for_part(self, customer: Customer, tokens: int) -> None:
        """The question and what was delivered; the bill may come a moment after the customer has left."""
        customer.sees_new_transactions()
        judge(
            f"{customer.name}, who left after {tokens} tokens,",
            customer.change(),
            billed(self._scene.counter.part),
        )

    def is_served_by_balance(self, customer: Customer) -> None:
        """The balance that was looked at decides what is right."""
        question, balance = self._models.short(), customer.seen().balance
        model = self._models.model_of(question)
        enough = model.cost(Usage(_PROMPT_AT_MOST, question.most_tokens or 0))
        if balance >= enough:
            customer.must(f"be answered with {in_credits(balance)}")
            judge(customer.name, customer.answer, well_formed())
        elif balance < model.cost(Usage(1, 1)):
            judge(f"{customer.name}, who has {in_credits(balance)},", customer.reply, cannot_pay())
        else:
            raise UserError(
                f"The test account has {in_credits(balance)}, which may be enough for an answer of "
                f"{model.id} or "
                f"not: top it up to {in_credits(enough)} at least, or name a dearer model in referrals.model."
            )

    def billed_rightly(self, customer: Customer) -> None:
        """What the last answer told that it used."""
        model = self._model_of(customer)
        judge(customer.name, customer.change(), billed(model.cost(customer.answer.paid_for)))

    def billed_the_same(self, customer: Customer, number: int) -> None:
        """So many bills of one amount."""
        model = self._model_of(customer)
        cost = model.cost(Usage(ALIKE, ALIKE))
        judge(customer.name, customer.change(), billed(*[cost] * number))

    def billed_alike(self, customer: Customer) -> None:
        """Two answers, one usage, one price."""
        whole, streamed = customer.answers[-2:]
        if whole.usage != streamed.usage or whole.text != streamed.text:
            raise AssertionError(
                f"The same answer should be the same whole and in frames, but it was {whole.described()} and "
                f"{streamed.described()}."
            )
        cost = self._models.catalog[-1].cost(whole.paid_for)
        judge(customer.name, customer.change(), billed(cost, cost))

    def not_billed(self, customer: Customer) -> None:
        """The model is through with it, and nothing has changed."""
        self._models.is_through_with(customer)
        judge(customer.name, customer.change(), not_billed("for an answer that failed"))

    def answered_alike(self, customer: Customer) -> None:
        """The same answer, under the same id."""
        first, second = customer.answers[-2:]
        if (first.id, first.text) != (second.id, second.text):
            raise AssertionError(
                f"{customer.name} should be given the same answer to a request that was repeated, but got "
                f"{first.id} «{first.text[:60]}» and {second.id} «{second.text[:60]}»."
            )

    # ---- whether models were asked

    def asked_no_model(self, customer: Customer) -> None:
        """Not once."""
        self._asked_so_often(customer, 0)

    def asked_once(self, customer: Customer) -> None:
        """And not twice."""
        self._asked_so_often(customer, 1)

    def asked_no_model_since(self, customer: Customer) -> None:
        """Not once after the limit was reached."""
        self._asked_so_often(customer, 0, after=self._scene.counter.seen)

    def _asked_so_often(self, customer: Customer, number: int, after: int = 0) -> None:
        calls = [call for call in self._models.calls_of(customer) if call.seq > after]
        if len(calls) != number:
            should = f"{number} times" if number else "not at all"
            raise AssertionError(
                f"A model should be asked {should} in the name of {customer.name}, but was asked "
                f"{len(calls)} "
                f"times; the customer was answered {customer.reply.status}."
            )

    # ---- lists and books

    def listed_newest_first(self, customer: Customer) -> None:
        """No transaction is older than the one behind it."""
        moments = [one.created_at for one in customer.transactions()]
        if len(moments) < 2 or any(earlier > later for later, earlier in pairwise(moments)):
            raise AssertionError(
                f"The transactions of {customer.name} should be listed the newest first, but are of "
                f"{moments}."
            )

    def pages_are_whole(self, customer: Customer, size: int) -> None:
        """Page by page the same."""
        whole = [one.id for one in customer.transactions()]
        paged: list[str] = []
        for offset in range(0, len(whole) + size, size):
            page, total = customer.page_of_transactions(size, offset)
            if len(page) > size or total != len(whole):
                raise AssertionError(
                    f"A page should hold {size} of {len(whole)} transactions, but holds {len(page)} of "
                    f"{total}."
                )
            paged += [one.id for one in page]
        if paged != whole:
            raise AssertionError(
                f"In pages of {size} the transactions of {customer.name} should be {whole}, but are {paged}."
            )

    def bill_is_in_books(self, customer: Customer) -> None:
        """With the balance before and after."""
        bills = customer.account().amounts(USAGE)
        if not bills:
            raise AssertionError(f"{customer.name} should have been billed, but has no such transaction.")
        judge(f"What {customer.name} used", self._scene.books_of(customer), billed_in_books(-bills[0]))

    def books_agree(self, customer: Customer) -> None:
        """All of it."""
        judge(f"What {customer.name} has", self._scene.books_of(customer), books_agree(customer.account()))

    def purchase_is_in_books(self, customer: Customer) -> None:
        """One, and it is paid."""
        books = self._scene.books_of(customer)
        if books.payments != ("paid",):
            raise AssertionError(
                f"What {customer.name} bought should be in the books as one paid purchase, "
                f"but they hold {books.described()}."
            )
