"""Training sessions: picking, opening, and reading beforehand."""

from behave import given, then, when
from hamcrest import is_not

from countersign.matchers.judging import judge
from countersign.matchers.sessions import (
    healthy,
    is_opened_as,
    is_plain_text,
    is_shown_pdf,
    names_every_scenario,
)


@when("{who:Person} asks the chat how it is")
def step_asks_health(context, who):
    """As whoever watches over it does."""
    context.world.training.trainee(who).desk.health()


@then("{who:Person} hears that it is healthy, of which version, and when it said so")
def step_healthy(context, who):
    """And that it said so just now."""
    desk = context.world.who(who).desk
    judge("The chat", desk.health(), healthy())


@when("{who:Person} looks for something to rehearse")
def step_looks_for_scenarios(context, who):
    """Asks for all that can be picked."""
    context.world.training.trainee(who).reading.looks_around()


@then("{who:Person} finds two scenarios at least, each under an id of its own")
def step_finds_two(context, who):
    """Each with a title, a description, a difficulty, a length and objectives."""
    context.world.who(who).reading.found_enough_to_pick()


@then("{who:Person} finds every scenario that the pilot is about")
def step_finds_pilots(context, who):
    """Those that the target names."""
    trainee = context.world.who(who)
    judge(trainee.name, trainee.reading.found, names_every_scenario(context.world.training.scenario_ids))


@given("{who:Person} has a name of {number:Number} characters")
def step_long_name(context, who, number):
    """The user's own id, as long as that."""
    context.world.training.trainee(who, longest_id=number)


@given("{who:Person} has picked the first scenario of the pilot")
def step_has_picked(context, who):
    """Knows what to rehearse."""
    scene = context.world.training
    scene.trainee(who).picks(scene.scenario_ids[0])


@when("{who:Person} opens a session")
def step_opens(context, who):
    """Of the scenario that was picked."""
    context.world.who(who).opens()


@then("{who:Person} can look it up, active and as it was opened")
def step_looks_up(context, who):
    """The session is kept, for this trainee and scenario, and is not complete."""
    trainee = context.world.who(who)
    judge(trainee.name, trainee.kept(), is_opened_as(trainee.session))


@then("a second session that {who:Person} opens has a number of its own")
def step_second_session(context, who):
    """No two sessions are the same."""
    trainee = context.world.who(who)
    first = trainee.session.id
    trainee.opens()
    judge("The second session", trainee.session.id, is_not(first))


@when("{who:Person} orders a session {order:WrongOrder}")
def step_orders_wrongly(context, who, order):
    """An order that can't be carried out."""
    context.world.training.doors.orders(context.world.who(who), order)


@then("{who:Person} is told that {reason:Reason}")
def step_told_reason(context, who, reason):
    """Refused with the right status, and with a reason in words."""
    context.world.training.doors.is_refused(context.world.who(who), reason)


@then("{whom:Person} has no session on record")
def step_no_session(context, whom):
    """Looks in the chat's own records."""
    context.world.training.doors.nothing_was_opened(context.world.who(whom))


@when("{who:Person} looks up a session that nobody has opened")
def step_looks_up_nobodys(context, who):
    """Under a number that was never given."""
    context.world.training.doors.looks_up_nobodys(context.world.who(who))


@when("somebody connects to a session that nobody has opened")
def step_connects_to_nobodys(context):
    """Under a number that was never given."""
    context.world.training.doors.knocks_at_unknown_session()


@then("the chat refuses the session")
def step_session_refused(context):
    """At the door, or by an error and a farewell; nobody begins to talk there."""
    context.world.training.doors.was_refused()


# ---- documents


@when("{who:Person} looks through its documents")
def step_looks_through(context, who):
    """Asks for the list."""
    context.world.who(who).reading.looks_through()


@then("every one of them is there, and can be read where the list says")
def step_all_readable(context):
    """Each is said to be there, and is."""
    context.world.who("she").reading.can_read_everything()


@when("{who:Person} opens its document of the kind {ending:Quoted}")
def step_opens_document(context, who, ending):
    """The first of that kind."""
    context.world.who(who).reading.opens(ending)


@then("it is a true PDF, to be shown in its place")
def step_is_pdf(context):
    """Not to be saved first, and whole from its first line to its last."""
    judge("The document", context.world.who("she").desk.answer, is_shown_pdf())


@when("{who:Person} asks for its text")
def step_asks_for_text(context, who):
    """Which not every document has."""
    context.world.who(who).reading.asks_for_text()


@then("it is plain text")
def step_is_text(context):
    """Of a kind that every browser shows."""
    judge("The document", context.world.who("she").desk.answer, is_plain_text())


@then("the chat tells the same text, with its name and its size")
def step_same_text(context):
    """What the file has and what is told are the same."""
    context.world.who("she").reading.is_told_the_same_text()


@when("{who:Person} has it validated")
def step_validates(context, who):
    """Asks whether the scenario is as it should be."""
    context.world.who(who).reading.has_it_validated()


@when("{who:Person} has the draft validated that lacks a document")
def step_has_draft_validated(context, who):
    """The one that the target names; it can't be picked."""
    scene = context.world.training
    scene.trainee(who).reading.has_draft_validated(scene.draft)


@then("it is said to be invalid, and which document it lacks")
def step_lacks_document(context):
    """By the same name as in the list of its documents."""
    context.world.who("she").reading.found_it_lacking()


@then("nothing is said to be missing or wrong")
def step_valid(context):
    """It is said to be valid."""
    context.world.who("she").reading.found_it_valid()


@when("{who:Person} asks for a document that is not there")
def step_asks_for_missing(context, who):
    """Under a name that is well-formed."""
    context.world.who(who).reading.asks_for_missing()


@when("{who:Person} asks for a file {what:NoDocument}")
def step_asks_for_no_document(context, who, what):
    """What nobody may read."""
    context.world.training.doors.asks_for_no_document(context.world.who(who), what)
