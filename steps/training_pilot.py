"""Training sessions: many at the same time, and sessions that take long."""

from behave import given, then, when


@given("the pilot users are there")
def step_pilot_users(context):
    """As many as the tester says: five, if nothing is said."""
    context.world.training.pilots.gather()


@given("{number:Number} trainees are there")
def step_trainees(context, number):
    """So many, each new to the chat."""
    context.world.training.pilots.gather(number)


@when("they all rehearse every scenario")
def step_rehearse_everything(context):
    """Each goes through one scenario after the other to its end, all of them at the same time."""
    context.world.training.pilots.rehearse_everything()


@then("enough of their sessions are complete")
def step_enough_complete(context):
    """The share that features/journeys.toml asks for."""
    context.world.training.pilots.enough_completed()


@then("they scored as good trainees should")
def step_scored_well(context):
    """The average that features/journeys.toml asks for."""
    context.world.training.pilots.scored_well()


@then("each session holds what its own trainee wrote")
def step_own_words(context):
    """Asks the chat for the session that each was in last."""
    context.world.training.pilots.each_has_own_session()


@when("they all talk at the same time")
def step_all_talk(context):
    """Each in a session of their own, several exchanges long."""
    context.world.training.pilots.talk_at_once(4)


@then("everybody was connected and answered in time")
def step_served_in_time(context):
    """No connection and no answer took longer than features/journeys.toml allows."""
    context.world.training.pilots.were_served_in_time()


@then("{who:Person} was connected and answered in time")
def step_one_served_in_time(context, who):
    """Neither took longer than features/journeys.toml allows."""
    context.world.training.was_served_in_time(context.world.who(who))


@when("they all ask for everything")
def step_ask_everything(context):
    """Health, scenarios, sessions and documents, in several rounds."""
    context.world.training.pilots.ask_everything()


@then("they were answered in time, and hardly ever with an error")
def step_answered_in_time(context):
    """Nineteen of twenty answers, as features/journeys.toml says."""
    context.world.training.pilots.were_answered_in_time()


@when("as many sessions as are promised are opened for {whom:Person} at the same moment")
def step_open_at_once(context, whom):
    """All orders are on their way but for their last byte before any is let go."""
    context.world.training.pilots.open_sessions_at_once(context.world.who(whom))


@then("each of them has a number of its own, and is {whose:Whose}s")
def step_own_ids(context, whose):
    """None is lost, and no two are the same."""
    context.world.training.pilots.got_ids_of_their_own()


@when("{who:Person} talks for a long session, with a pause after each exchange")
def step_long_session(context, who):
    """As long as features/journeys.toml says, while the clock is moved for this session alone."""
    context.world.training.long_session.talk(context.world.who(who))


@then("there was room for as many exchanges as are promised")
def step_room_for_exchanges(context):
    """Each was answered and scored, from the first minute to the last."""
    context.world.training.long_session.had_room(context.world.who("she"))


@then("the records tell how long the session was")
def step_true_times(context):
    """The moments of its messages are as far apart as the pauses were."""
    context.world.training.long_session.is_kept_as_long(context.world.who("she"))
