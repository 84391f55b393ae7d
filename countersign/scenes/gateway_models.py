"""What can be asked of the gateway's models in one scenario, and what they are made to say."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from countersign.errors import UserError
from countersign.people.completions import Model, Question, Usage
from countersign.people.customer import Customer
from countersign.people.gateway_watch import GatewayWatch
from countersign.people.model_stage import ModelCall, ModelStage
from countersign.people.wire import Door, http_client
from countersign.scenes.surroundings import Surroundings
from countersign.target import Referrals

SHORT = "Say hello."
_SHORT_ANSWER = 16
_PATIENCE = 5.0

TROUBLES: Mapping[str, Mapping[str, Any]] = {
    "is down": {"error": {"status": 503}},
    "is overloaded": {"error": {"status": 502}},
    "is asked too often": {"error": {"status": 429}},
    "refuses the gateway's key": {"error": {"status": 401}},
    "has no credits left": {"error": {"status": 402}},
    "hangs up": {"cut": "before"},
    "hangs up when all is said": {"cut": "after"},
    "fails in the middle": {"error": {"status": 502}, "error_after": 3},
    "answers too late": {"delay": 6.0},
}
"""How a model fails, as the features say it and as its stand-in is told."""

BREAKS: Mapping[str, Mapping[str, Any]] = {
    "fails": {"error": {"status": 502}, "error_after": 3},
    "hangs up": {"cut_after": 3},
}
"""How a stream breaks off after three tokens."""

MODELS = ("the cheapest model", "the dearest model")


class GatewayModels:
    """The catalog, and the stage behind it where the target has one."""

    def __init__(self, section: Referrals, around: Surroundings, watch: GatewayWatch) -> None:
        self._section = section
        self._around = around
        self._watch = watch

    @cached_property
    def catalog(self) -> list[Model]:
        """All models that cost something, the cheapest first."""
        costly = [model for model in self._watch.models() if model.completion_price > 0]
        if not costly:
            raise AssertionError("The catalog should list models that cost something, but lists none.")
        return sorted(costly, key=lambda model: (model.completion_price, model.prompt_price))

    @property
    def usual(self) -> Model:
        """What is asked where nothing else is said."""
        named = self._section.model
        found = [model for model in self.catalog if model.id == named]
        if named and not found:
            raise UserError(
                f"{self._around.source}: referrals.model names {named!r}, which is not in the catalog "
                f"({self._section.paths.models}): correct it."
            )
        return found[0] if found else self.catalog[0]

    def named(self, wish: str) -> Model:
        """The cheapest or the dearest."""
        return self.catalog[0] if wish == MODELS[0] else self.catalog[-1]

    def model_of(self, question: Question) -> Model:
        """The model that a question is for."""
        return next(model for model in self.catalog if model.id == question.model)

    def short(self) -> Question:
        """Something that costs next to nothing."""
        return Question(self.usual.id, SHORT, _SHORT_ANSWER)

    def sized(self, wish: str, prompt: int, completion: int) -> Question:
        """A question of so many words, whose answer may have so many."""
        return Question(self.named(wish).id, " ".join(["word"] * prompt), completion)

    def beyond(self, credits: Decimal) -> Question:
        """Something that may cost more than that."""
        dearest = self.catalog[-1]
        return Question(dearest.id, SHORT, int(credits / dearest.completion_price) + 1)

    def dear(self, credits: Decimal) -> Question:
        """Something that costs three fifths of that, and so can be paid once and not twice."""
        dearest = self.catalog[-1]
        tokens = int(credits * 3 / 5 / dearest.completion_price)
        if dearest.most_tokens is not None and tokens > dearest.most_tokens:
            raise AssertionError(
                f"The dearest model of the catalog, {dearest.id}, should be able to use up "
                f"{credits:f} credits in two answers, but an answer of it is no longer than "
                f"{dearest.most_tokens} tokens."
            )
        return Question(dearest.id, SHORT, tokens)

    # ---- the stage

    @cached_property
    def stage(self) -> ModelStage:
        """The director's side of the stand-in."""
        standin = self._section.openrouter
        if standin is None:
            raise UserError(
                f"{self._around.source}: a step directs the language models, but there is no "
                f"referrals.openrouter."
            )
        client = http_client(standin.url, token=standin.backstage_token)
        return ModelStage(Door(self._around.leave.enter_context(client), "the model stand-in"))

    def will(self, customer: Customer, *answers: Mapping[str, Any]) -> None:
        """What this customer's next questions are answered with."""
        self.stage.script(customer.whose, *answers)
        self._around.leave.callback(self.stage.is_itself, customer.whose)

    def will_say(self, customer: Customer, tokens: int, *, times: int = 1) -> None:
        """The next answers have so many tokens."""
        self.will(customer, *({"content": words(tokens)} for _ in range(times)))

    def will_use(self, customer: Customer, tokens: int, *, said: int = 1, **more: Any) -> None:
        """All answers from now on have taken so many tokens, whatever is said."""
        answer = {"content": words(said), "completion_tokens": tokens, "repeat": True}
        self.will(customer, {**answer, **more})

    def will_pause(self, customer: Customer, after: int) -> None:
        """The next answer stops after so many tokens, and goes on when it is released."""
        self.will(customer, {"content": words(after * 3), "hold_after": after})

    def fails_for(self, customer: Customer, trouble: str) -> None:
        """From now on each question of the customer meets this trouble."""
        self.stage.is_itself(customer.whose)
        self.will(customer, {**TROUBLES[trouble], "content": words(6), "repeat": True})

    def breaks_off_for(self, customer: Customer, breaks: str) -> None:
        """From now on each stream of the customer breaks off."""
        self.will(customer, {**BREAKS[breaks], "content": words(6), "repeat": True})

    def is_through_with(self, customer: Customer) -> None:
        """Wait until no call of the customer is under way any more."""
        for call in self.calls_of(customer):
            self.ended_call(customer, after=call.seq - 1)

    def held_call(self, customer: Customer) -> ModelCall:
        """The call whose answer is held."""
        return self.stage.held(customer.whose, _PATIENCE)

    def leaves_stream(self, customer: Customer, after: int, question: Question | None = None) -> Decimal:
        """The customer hangs up after so many tokens of a stream that is held there; what they cost."""
        asked = question or self.sized("the cheapest model", after, after * 2 + 1)
        before = max((call.seq for call in self.calls_of(customer)), default=0)
        self.will(customer, {"content": words(after * 2 + 1), "hold_after": after})
        customer.listens(asked, leave_after=after)
        customer.must("be answered in a stream")
        call = self.ended_call(customer, after=before)
        if call.usage is None or call.end != "left":
            raise AssertionError(
                f"The gateway should leave the model's stream when {customer.name} has left, but it "
                f"{call.end}."
            )
        return self.model_of(asked).cost(Usage(call.usage.prompt_tokens, after))

    def calls_of(self, customer: Customer) -> list[ModelCall]:
        """Everything that a model was asked in the name of this customer."""
        return self.stage.requests(customer.whose)

    def ended_call(self, customer: Customer, after: int = 0) -> ModelCall:
        """The last question since then, when it is over for the model."""
        return self.stage.ended(customer.whose, _PATIENCE, after=after)


def words(tokens: int) -> str:
    """A text of so many tokens, each of them different enough to show what is missing."""
    return " ".join(f"word{number}" for number in range(1, tokens + 1))
