"""What arrives at a gateway at the same moment: requests of one customer, or of several."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from countersign.adversity.race import NARROW, Arrival, Post, Volley, let_go_together, volleys_needed
from countersign.evidence.exchange import said
from countersign.identity import person
from countersign.matchers.judging import judge
from countersign.matchers.money import billed
from countersign.people.account_view import USAGE
from countersign.people.amounts import in_credits
from countersign.people.completions import Question
from countersign.people.customer import Customer

if TYPE_CHECKING:
    from countersign.scenes.referrals import ReferralsScene

_SECONDS = 20.0
_ANSWERED, _CREATED, _CANNOT_PAY, _TOO_OFTEN = 200, 201, 402, 429


class GatewayRush:
    """Sends what shall arrive together, to all processes in turn, and keeps what came back."""

    def __init__(self, scene: "ReferralsScene") -> None:
        self._scene = scene
        self._arrivals: Sequence[Arrival] = ()
        self._username = ""

    @property
    def statuses(self) -> Counter[int | None]:
        """How often which answer came."""
        return Counter(arrival.status for arrival in self._arrivals)

    # ---- questions

    def asks(self, customer: Customer, question: Question, times: int, *, name: str | None = None) -> None:
        """The same question so many times at once; under one name where one is given."""
        headers = {"Idempotency-Key": name} if name else {}
        self._send([self._question(customer, question, n, headers) for n in range(times)], "questions")

    def _question(self, customer: Customer, question: Question, number: int, more: Mapping[str, str]) -> Post:
        headers = {"Content-Type": "application/json", **customer.door.headers(), **more}
        return Post(self._url(number, customer.paths.chat), question.written(), headers, customer.door.source)

    def one_answered_others_told_to_top_up(self, customer: Customer, question: Question) -> None:
        """One has what there was, and nobody else is served for nothing."""
        number = len(self._arrivals)
        if self.statuses != Counter({_ANSWERED: 1, _CANNOT_PAY: number - 1}):
            raise AssertionError(
                f"Of {number} requests at the same moment, of which the balance can pay one, one should be "
                f"answered and the others told how to top up, but {self._told()}, and the balance of "
                f"{customer.name} is {in_credits(customer.balance())}."
            )
        cost = (question.most_tokens or 0) * self._scene.models.model_of(question).completion_price
        change = customer.change()
        judge(customer.name, change, billed(cost + self._prompt_cost(customer, question)))

    def all_answered_and_billed(self, customer: Customer, question: Question) -> None:
        """No answer without a bill, no bill without an answer."""
        number = len(self._arrivals)
        self._expect({_ANSWERED: number}, f"be answered {number} times")
        calls = self._scene.models.calls_of(customer)
        model = self._scene.models.model_of(question)
        costs = [
            call.usage.prompt_tokens * model.prompt_price
            + call.usage.completion_tokens * model.completion_price
            for call in calls
            if call.usage
        ]
        judge(customer.name, customer.change(), billed(*costs))

    def as_many_answered_as_allowed(self, customer: Customer, extra: int) -> None:
        """The limit holds to the one, and each answer is billed."""
        allowed = len(self._arrivals) - extra
        self._expect({_ANSWERED: allowed, _TOO_OFTEN: extra}, f"be answered {allowed} times and not oftener")
        bills = [one for one in customer.change().new if one.kind == USAGE]
        if len(bills) != allowed:
            raise AssertionError(
                f"{customer.name} should have {allowed} bills for {allowed} answers, but has {len(bills)}."
            )

    def billed_once(self, customer: Customer) -> None:
        """However often it was asked."""
        bills = [one for one in customer.change().new if one.kind == USAGE]
        if len(bills) != 1 or customer.change().by != bills[0].amount:
            told = ", ".join(in_credits(one.amount) for one in bills) or "none"
            raise AssertionError(
                f"{customer.name} should be billed once for a request that was repeated, but the bills are "
                f"{told}."
            )

    def _prompt_cost(self, customer: Customer, question: Question) -> Decimal:
        """What the question cost in the one answer that there was, as the model counted it."""
        used = [call.usage for call in self._scene.models.calls_of(customer) if call.usage]
        return sum(
            (one.prompt_tokens * self._scene.models.model_of(question).prompt_price for one in used),
            Decimal(0),
        )

    # ---- accounts

    def sign_up_with_one_username(self, number: int) -> None:
        """So many people ask for an account of one name."""
        people = [self._scene.stranger(f"Rival {n + 1}", process=n) for n in range(number)]
        username = person("Rival").username
        posts = []
        for who in people:
            order = json.dumps({"username": username, "email": who.person.email}).encode()
            url = f"{str(who.door.client.base_url).rstrip('/')}{who.paths.register}"
            posts.append(Post(url, order, {"Content-Type": "application/json"}, who.door.source))
        self._send(posts, "people who sign up")
        self._username = username

    def one_account_on_record(self) -> None:
        """One row, whatever was answered."""
        found = self._scene.records.accounts_of(username=self._username)
        if found != 1:
            raise AssertionError(f"One account should bear the username {self._username}, but {found} do.")

    def one_has_an_account(self) -> None:
        """And the others are told why they have none."""
        found = self.statuses
        good = found[_ANSWERED] + found[_CREATED]
        refused = found[400] + found[409]
        if good != 1 or good + refused != len(self._arrivals):
            raise AssertionError(
                f"Of {len(self._arrivals)} who sign up with one username one should have it, and the "
                f"others be "
                f"told that it is taken, but {self._told()}."
            )

    # ---- all of it

    def notes(self, volley: Volley, what: str) -> None:
        """How good the race was: what it could find, and what it might have missed."""
        chance = volley.chance()
        text = (
            f"{len(volley.arrivals)} {what} let go within {volley.spread * 1000:.2f} ms, over "
            f"{len(self._scene.base_urls)} process(es). A race that is open for {NARROW * 1000:g} ms is "
            f"met in "
            f"{chance:.0%} of such volleys; to be 99.9 % sure takes "
            f"{volleys_needed(chance) or 'more than can be said'}."
        )
        around = self._scene.around
        around.transcript.add(said("the suite", "the gateway", "race", text, spread=round(volley.spread, 6)))
        around.measured.append(("spread of what is let go together", volley.spread, "s"))

    def _send(self, posts: Sequence[Post], what: str) -> None:
        volley = let_go_together(posts, seconds=_SECONDS)
        self._arrivals = volley.arrivals
        self.notes(volley, what)

    def _url(self, number: int, path: str) -> str:
        urls = self._scene.base_urls
        return f"{urls[number % len(urls)].rstrip('/')}{path}"

    def _expect(self, statuses: Mapping[int, int], should: str) -> None:
        if self.statuses != Counter(statuses):
            raise AssertionError(
                f"Of {len(self._arrivals)} requests at the same moment the customer should {should}, "
                f"but {self._told()}."
            )

    def _told(self) -> str:
        counted = ", ".join(
            f"{number} times {status or 'nothing'}" for status, number in self.statuses.items()
        )
        strange = next((one for one in self._arrivals if one.status not in (200, 201, 402, 429)), None)
        return f"the gateway answered {counted}" + (f" ({strange.body[:120]})" if strange else "")
