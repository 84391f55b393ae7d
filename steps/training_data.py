"""Training sessions: what is kept, what the model is sent, and how it fails."""

from behave import given, then, when

from countersign.matchers.judging import judge
from countersign.matchers.said_in_session import holds_conversation
from countersign.matchers.sessions import kept_as_completed, kept_masked

# ---- personal data


@when("{who:Person} writes a message with {what:PersonalDatum}")
def step_writes_datum(context, who, what):
    """In the middle of a helpful sentence."""
    context.world.training.masking.writes_with(context.world.who(who), what)


@when("{who:Person} writes a message with all kinds of personal data")
def step_writes_all_data(context, who):
    """One of each kind, in one message."""
    context.world.training.masking.writes_with_all(context.world.who(who))


@when("{who:Person} writes a message with {harmless:Harmless}")
def step_writes_harmless(context, who, harmless):
    """In the middle of a helpful sentence."""
    context.world.who(who).writes(f"I am sorry about your order, I have noted {harmless} for you.")


@given("the customer is about to say what is an account number")
def step_customer_says_datum(context):
    """The model's own words may tell what nobody may keep."""
    scene = context.world.training
    scene.masking.customer_says(context.world.who("she"), "an account number")


@then("what is on record has {mask:Mask} in its place, and nothing of it anywhere")
@then("what is on record has all masks in their places, and nothing of it anywhere")
def step_kept_masked(context, mask=""):
    """Looks through everything that is kept of the session."""
    masking = context.world.training.masking
    judge(
        "Whoever looks into the records",
        masking.on_record(),
        kept_masked(masking.expected(mask), masking.data),
    )


@then("the model has been sent {mask:Mask} in its place, and nothing of it ever")
@then("the model has been sent all masks in their places, and nothing of it ever")
def step_sent_masked(context, mask=""):
    """Looks through everything that the model was sent for this session."""
    masking = context.world.training.masking
    judge("The model", masking.at_the_model(), kept_masked(masking.expected(mask), masking.data))


@then("nothing of it is told again, and {mask:Mask} is")
def step_told_masked(context, mask):
    """Neither when coming back nor when the session is looked up."""
    masking = context.world.training.masking
    judge("Whoever comes back", masking.told_again(), kept_masked(masking.expected(mask), masking.data))


# ---- the model


@given("the customer is about to say {words:Quoted}")
def step_customer_says(context, words):
    """What the model will answer next."""
    context.world.training.model.says(context.world.who("she"), words)


@given("the customer is about to think for a while")
def step_customer_thinks(context):
    """The model's next answer is held back."""
    context.world.training.model.thinks(context.world.who("she"))


@then("the customer has said {words:Quoted}")
def step_customer_said(context, words):
    """The very words of the model."""
    context.world.who("she").hindsight.heard_from_customer(words)


@then("the model has been sent the whole conversation, in its order")
def step_model_knows(context):
    """All that was said before, by either, and what was written last."""
    scene, trainee = context.world.training, context.world.who("she")
    told = scene.model.conversation(trainee)
    judge("The model", trainee.conversation(told), holds_conversation(trainee.said[:-1]))


@then("the model has been told whom to play")
def step_model_told(context):
    """What comes before the conversation tells it who the customer is."""
    context.world.training.model.was_told_whom_to_play(context.world.who("she"))


@when("the model {trouble:ModelTrouble} for {whom:Person}")
def step_model_in_trouble(context, trouble, whom):
    """From now on, for this session alone, until it works again."""
    scene = context.world.training
    scene.model.is_in_trouble(context.world.people.mentioned(whom), trouble)


@when("the trouble of {whose:Whose} customer is over")
def step_model_works(context, whose):
    """The trouble is over; nobody starts the chat anew."""
    context.world.training.model.works_again(context.world.who("she"))


@when("{who:Person} writes something helpful to a customer who is not there")
def step_writes_to_nobody(context, who):
    """Nobody waits for the answer here yet."""
    context.world.who(who).rehearsal.sends_helpful_words()


@then("{who:Person} is apologised to in time, without a score")
def step_apologised(context, who):
    """The message is acknowledged, the chat says that it is sorry, and nothing is scored."""
    context.world.training.apologises_in_time(context.world.who(who))


@then("the model has heard of the violin for {first:Person}, and nothing of it for {second:Person}")
def step_model_hears_one(context, first, second):
    """What is said in one session is sent in no other's name."""
    scene = context.world.training
    scene.model.heard_only(context.world.who(first), context.world.people.mentioned(second), "violin")


# ---- isolation, and records


@then("{first:Person} and {second:Person} have heard only of their own sessions")
def step_own_sessions(context, first, second):
    """Every frame that either got names their own session, and none has come that was not asked for."""
    context.world.training.pairs.have_heard_only_their_own(first, second)


@then("the sessions of {first:Person} and {second:Person} hold what each has said")
def step_both_hold(context, first, second):
    """Asks the chat for both."""
    context.world.training.pairs.hold_what_was_said(first, second)


@then("both of {whose:Whose} sessions hold what {who:Person} has said in them")
def step_both_sessions(context, whose, who):
    """Nothing of the one stands in the other."""
    context.world.training.pairs.holds_both_sessions(context.world.who(who))


@when("{first:Person} and {second:Person} write {number:Number} messages each at the same time")
def step_write_together(context, first, second, number):
    """Neither waits for the other."""
    context.world.training.pairs.write_together(first, second, number)


@then("the records hold what each has said and heard, two rows an exchange, in their order")
def step_two_rows(context):
    """Looks in the chat's own records."""
    context.world.training.pairs.two_rows_an_exchange()


@then("{whose:Whose} session is on record as completed, with the moment of it and the summary")
def step_on_record_completed(context, whose):
    """Looks in the chat's own records."""
    scene, trainee = context.world.training, context.world.who("she")
    scene.finds(trainee, kept_as_completed(trainee.rehearsal.must_complete().summary))
