"""What customers ask of the models in one scenario, and what it must have cost them."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from countersign.people.completions import Question, Usage
from countersign.people.customer import Customer
from countersign.people.gateway_door import Reply

if TYPE_CHECKING:
    from countersign.scenes.gateway_models import GatewayModels
    from countersign.scenes.referrals import ReferralsScene

_TEN = Decimal(10)
_A_MOMENT = 0.3
ALIKE = 23
"""So many tokens have a question and its answer that are asked again and again."""


class GatewayCounter:
    """Asks for customers, and knows what the answers cost."""

    def __init__(self, scene: "ReferralsScene") -> None:
        self._scene = scene
        self._question: Question | None = None
        self.part = Decimal(0)
        """What the stream that was left last must cost."""
        self.seen = 0
        """The last question to a model when the limit was reached."""
        self._heard = ""
        self.said = ""
        """What the model was made to say last."""

    @property
    def _models(self) -> "GatewayModels":
        return self._scene.models

    @property
    def _asked(self) -> Question:
        if self._question is None:
            raise LookupError("nothing has been asked yet")
        return self._question

    # ---- asking

    def asks_often(self, customer: Customer, number: int) -> None:
        """One short question after the other."""
        for _ in range(number):
            customer.asks(self._models.short())
            customer.must("be answered")

    def asks_and_hears(self, customer: Customer, words: str) -> None:
        """The model says that."""
        self._will_say(customer, words)
        customer.asks(self._roomy())

    def streams_and_hears(self, customer: Customer, words: str) -> None:
        """The model says that, piece by piece."""
        self._will_say(customer, words)
        customer.listens(self._roomy())

    def asks_sized(self, customer: Customer, model: str, prompt: int, completion: int) -> None:
        """A question and an answer of so many tokens."""
        self._models.will_say(customer, completion)
        customer.asks(self._models.sized(model, prompt, completion))
        customer.must("be answered")
        self._must_have_used(customer, Usage(prompt, completion))

    def asks_the_same(self, customer: Customer, model: str, number: int) -> None:
        """The same question so many times, each time answered in as many tokens."""
        self._models.will_say(customer, ALIKE, times=number)
        for _ in range(number):
            customer.asks(self._models.sized(model, ALIKE, ALIKE))
            customer.must("be answered")

    def asks_whole_and_streamed(self, customer: Customer) -> None:
        """The same question in both ways, with the same answer."""
        self._models.will_say(customer, ALIKE, times=2)
        question = self._models.sized("the dearest model", ALIKE, ALIKE)
        customer.asks(question)
        customer.must("be answered")
        customer.listens(question)
        customer.must("be answered in a stream")

    def asks_for_thought(self, customer: Customer, said: int, used: int) -> None:
        """The same in both ways, of a model that has used more tokens than it says."""
        self._models.will_use(customer, used, said=said)
        question = self._models.sized("the dearest model", ALIKE, used)
        for ask in (customer.asks, customer.listens):
            ask(question)
            customer.must("be answered")
            self._must_have_used(customer, Usage(ALIKE, used))

    def asks_beyond(self, customer: Customer) -> None:
        """More than the balance could pay."""
        self._question = self._models.beyond(customer.balance())
        customer.asks(self._asked)

    def asks_again(self, customer: Customer) -> None:
        """The very same."""
        customer.asks(self._asked)

    def repeats(self, customer: Customer) -> None:
        """The very same request twice, under one name."""
        for _ in range(2):
            customer.asks(self._models.short(), request_id=f"once-{customer.user_id}")
            customer.must("be answered")

    def repeats_at_once(self, customer: Customer, number: int) -> None:
        """The very same request so many times at once, under one name."""
        self._scene.rush.asks(customer, self._models.short(), number, name=f"once-{customer.user_id}")

    def asks_to_the_limit(self, customer: Customer) -> None:
        """As many questions as the first answer says are left."""
        question = self._models.short()
        left = self._left(customer.asks(question))
        for _ in range(left):
            customer.asks(question)
            customer.must("be answered, as often as is allowed")
        customer.notes_account()
        self.seen = self._last_call(customer)

    def waits_as_told(self, customer: Customer) -> None:
        """So many seconds as the last answer said."""
        told = customer.reply.headers.get("retry-after", "")
        if not told.isdecimal():
            raise AssertionError(
                f"{customer.name} should be told how long to wait, but {customer.reply.described()}."
            )
        self._scene.lets_time_go_by(customer, timedelta(seconds=int(told)))

    def _will_say(self, customer: Customer, words: str) -> None:
        self.said = words
        self._models.will(customer, {"content": words})

    def _roomy(self) -> Question:
        return Question(self._models.usual.id, "Say something.", 100)

    @staticmethod
    def _left(reply: Reply) -> int:
        told = reply.headers.get("x-ratelimit-remaining", "")
        if not reply.granted or not told.isdecimal():
            raise AssertionError(
                f"An answer should tell how many requests are left, but {reply.described()}."
            )
        return int(told)

    # ---- dear answers

    def has_for_one(self, customer: Customer) -> None:
        """Credits for one dear answer, and not for two."""
        self._scene.shop.has_sold(customer, _TEN)
        self._question = self._models.dear(customer.balance())
        self.model_works_again(customer)

    def model_works_again(self, customer: Customer) -> None:
        """Whatever was staged is over; where dear answers are asked for, they are dear."""
        self._models.stage.is_itself(customer.whose)
        if self._question is not None:
            self._models.will_use(customer, self._question.most_tokens or 0)

    def asks_dear(self, customer: Customer) -> None:
        """One dear answer."""
        customer.asks(self._asked)

    def rushes_dear(self, customer: Customer, number: int) -> None:
        """So many at once; the model takes its time, so that all that is let through goes on together."""
        self._models.will_use(customer, self._asked.most_tokens or 0, delay=_A_MOMENT)
        self._scene.rush.asks(customer, self._asked, number)

    def rushes_cheap(self, customer: Customer, number: int) -> None:
        """So many at once."""
        self._question = self._models.short()
        self._scene.rush.asks(customer, self._asked, number)

    def rushes_over_limit(self, customer: Customer, extra: int) -> None:
        """As many as there may be, and so many more; the first, which tells how many, is looked at apart."""
        left = self._left(customer.asks(self._models.short()))
        customer.notes_account()
        self._scene.rush.asks(customer, self._models.short(), left + extra)

    def one_was_answered(self, customer: Customer) -> None:
        """And nobody else was served."""
        self._scene.rush.one_answered_others_told_to_top_up(customer, self._asked)

    def all_were_answered(self, customer: Customer) -> None:
        """Each has its bill."""
        self._scene.rush.all_answered_and_billed(customer, self._asked)

    # ---- streams that end early

    def leaves(self, customer: Customer, after: int) -> None:
        """Hang up after so many tokens."""
        self.part = self._scene.models.leaves_stream(customer, after)

    def leaves_dear(self, customer: Customer, after: int) -> None:
        """Hang up after so many tokens of something that could have been dear."""
        self.part = self._scene.models.leaves_stream(customer, after, self._asked)
        customer.sees_new_transactions()
        self._models.will_use(customer, self._asked.most_tokens or 0)

    def hears_part(self, customer: Customer, number: int) -> None:
        """What reaches the customer while the model says nothing more."""
        self._models.will_pause(customer, number)
        with customer.hearing(self._models.sized("the cheapest model", 1, number * 3)) as pieces:
            self._heard = "".join(next(pieces) for _ in range(number))
            call = self._models.held_call(customer)
            self._models.stage.release(call)
            for _ in pieces:
                pass

    def heard_so_far(self, customer: Customer, number: int) -> None:
        """Those tokens, and no others."""
        if len(self._heard.split()) != number:
            raise AssertionError(
                f"{number} tokens should have reached {customer.name} while the model said no more, "
                f"but what had come was {self._heard!r}."
            )

    # ---- what was asked

    def chat_replies(self, customer: Customer) -> list[Reply]:
        """What was answered to questions."""
        return [reply for reply in customer.door.replies if reply.asked == f"POST {customer.paths.chat}"]

    def _last_call(self, customer: Customer) -> int:
        if self._scene.section.openrouter is None:
            return 0
        return max((call.seq for call in self._models.calls_of(customer)), default=0)

    @staticmethod
    def _must_have_used(customer: Customer, usage: Usage) -> None:
        found = customer.answer.paid_for
        if found != usage:
            raise AssertionError(
                f"{customer.name} should be told of the {usage.described()} that the model has counted, "
                f"but is told of {found.described()}."
            )
