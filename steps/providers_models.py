"""The contract of OpenRouter: what a product asks a language model, and how it is answered."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.judging import judge
from countersign.matchers.model_answers import (
    breaks_off,
    is_completion,
    is_stream,
    tells_to_wait,
)
from countersign.matchers.model_prices import costs_what_it_took, is_catalog


@given("a product that asks a language model")
def step_model_product(context):
    """With an account at OpenRouter, in a name of the scenario's own."""
    context.world.providers.opens_model_account()


@given("its model will say {words:Quoted}")
def step_model_will_say(context, words):
    """The next answer is this."""
    context.world.providers.models.is_told(words)


@given("OpenRouter finds that it {failure}")
def step_model_fails(context, failure):
    """Whatever it asks from now on fails for that reason."""
    context.world.providers.models.fails(failure)


@given("there is little room for an answer")
def step_little_room(context):
    """The model has much to say, and may use few tokens for it."""
    context.world.providers.models.has_little_room()


@given("its next request is one too many for {seconds:Number} seconds")
def step_model_must_wait(context, seconds):
    """OpenRouter will tell it to wait so long."""
    context.world.providers.models.must_wait(seconds)


@given("its model will break off after {chunks:Number} words")
def step_model_breaks_off(context, chunks):
    """The model begins its answer and doesn't come to its end."""
    context.world.providers.models.breaks_off_after(chunks)


@when("it asks the model for an answer")
def step_asks_model(context):
    """In one piece."""
    context.world.providers.models.asks()


@when("it asks the model for a stream")
def step_asks_model_for_stream(context):
    """In chunks, as they come."""
    context.world.providers.models.streams()


@when("it asks the model for more than there is room for, in one piece")
def step_asks_model_for_much(context):
    """A long answer, with a short limit."""
    context.world.providers.models.asks_for_much(stream=False)


@when("it asks the model for more than there is room for, as a stream")
def step_asks_model_for_much_streamed(context):
    """A long answer, with a short limit."""
    context.world.providers.models.asks_for_much(stream=True)


@when("it asks for an answer {mistake}")
def step_asks_model_wrongly(context, mistake):
    """A request with one thing missing or wrong."""
    context.world.providers.models.tries(mistake)


@when("it asks the model with a key that nobody was given")
def step_asks_model_with_unknown_key(context):
    """A request in order, of nobody."""
    context.world.providers.models.uses_unknown_key()


@when("it asks the model without a key")
def step_asks_model_without_key(context):
    """A request in order, of nobody who says so."""
    context.world.providers.models.uses_no_key()


@when("it looks at the catalog of models")
def step_looks_at_models(context):
    """Without a key: anybody may."""
    context.world.providers.models.looks_at_catalog()


@then("the model answers in one piece, with all that it took")
def step_model_answers(context):
    """The whole completion."""
    models = context.world.providers.models
    judge("OpenRouter", context.world.providers.answer, is_completion(models.model))


@then("the model answers in chunks, ends once, and tells at last what it took")
def step_model_streams(context):
    """All the chunks, in order, up to the mark of the end."""
    models = context.world.providers.models
    judge("OpenRouter", context.world.providers.answer, is_stream(models.model))


@then("the model says {words:Quoted} in one piece")
def step_model_says(context, words):
    """These words and no others."""
    models = context.world.providers.models
    judge("OpenRouter", context.world.providers.answer, is_completion(models.model, ends="stop", words=words))


@then("the model says {words:Quoted} in chunks")
def step_model_says_in_chunks(context, words):
    """The chunks make these words up, each in its place."""
    models = context.world.providers.models
    judge("OpenRouter", context.world.providers.answer, is_stream(models.model, ends="stop", words=words))


@then("the model answers in one piece, and was cut short")
def step_model_is_cut_short(context):
    """It is no longer than it may be, and says itself that it is not whole."""
    models = context.world.providers.models
    judge(
        "OpenRouter",
        context.world.providers.answer,
        is_completion(models.model, ends="length", most=models.room),
    )


@then("the model answers in chunks, and was cut short")
def step_model_is_cut_short_streamed(context):
    """Ditto, in the chunk that ends it."""
    models = context.world.providers.models
    judge(
        "OpenRouter", context.world.providers.answer, is_stream(models.model, ends="length", most=models.room)
    )


@then("the model has broken off after {words:Quoted}, and says so")
def step_model_has_broken_off(context, words):
    """A status can't tell it any more: it stands in the answer."""
    judge("OpenRouter", context.world.providers.answer, breaks_off(words))


@then("OpenRouter tells it to wait {seconds:Number} seconds")
def step_openrouter_tells_to_wait(context, seconds):
    """In the header that clients wait by."""
    judge("OpenRouter", context.world.providers.answer, tells_to_wait(seconds))


@then("each model has the price of a token as text, and its limits")
def step_models_are_priced(context):
    """Exact, as a float would not be; and the model that the product asks is among them."""
    judge("OpenRouter", context.world.providers.answer, is_catalog(context.world.providers.models.model))


@then("the answer costs what the catalog says for its tokens")
def step_model_costs(context):
    """To the digit."""
    models = context.world.providers.models
    answer = context.world.providers.answer
    judge("OpenRouter", answer, costs_what_it_took(models.looks_at_catalog(), models.model))
