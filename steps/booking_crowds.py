"""Several who call the line at the same time."""

from behave import given, then, when


@given("the line runs as deployed")
def step_runs_as_deployed(context):
    """As one process or as several: whatever the target names."""
    context.world.booking.line  # noqa: B018 - says where nobody can be called


@given("the line runs as two processes behind one database")
def step_runs_as_two(context):
    """A deployment of this scenario's own; callers reach its processes in turn."""
    context.world.booking.moves_to_spare(processes=2)


@given("callers of different kinds want an appointment")
def step_kinds(context):
    """As many as features/journeys.toml says: in a hurry, step by step, mumbling; all want the same time."""
    context.world.booking.callers.gather_at_once(context.world.booking.thresholds.at_once)


@given("the callers of a peak hour want an appointment")
def step_peak(context):
    """As many as features/journeys.toml says; some want the same time."""
    context.world.booking.callers.gather_for(context.world.booking.thresholds.peak_hour)


@given("the callers of an ordinary day want an appointment")
def step_day(context):
    """As many in each hour as features/journeys.toml says; some want the same time."""
    context.world.booking.callers.gather_for(context.world.booking.thresholds.daily_pattern)


@given("{first:Person} and {second:Person} are asked to confirm the same last hour of a day")
def step_two_at_confirm(context, first, second):
    """Both may still have it: nothing is booked before a yes."""
    context.world.booking.callers.two_at_confirm(first, second)


@given("{number:Number} callers are asked to confirm the same last hour of a day")
def step_many_at_confirm(context, number):
    """All may still have it: nothing is booked before a yes."""
    context.world.booking.callers.gather_at_confirm(number)


@when("they all call at the same moment")
def step_call_together(context):
    """Each talks as they do, and nobody waits for another."""
    context.world.booking.callers.call_together()


@when("all of them call when their time has come, in compressed time")
def step_call_over_hours(context):
    """An hour passes in a moment, as features/journeys.toml says."""
    context.world.booking.callers.call_over_the_hours()


@when("all say yes at the same moment")
def step_yes_together(context):
    """Every answer is on its way but for its last byte before any is let go."""
    context.world.booking.callers.say_yes_together()


@when("the others accept what they are offered")
def step_others_accept(context):
    """And take it to the end."""
    context.world.booking.callers.others_accept()


@then("every step of each call was answered, and in time")
def step_every_call_answered(context):
    """From the first ring to the line's goodbye, and no call took longer than features/journeys.toml says."""
    context.world.booking.callers.all_answered(context.world.booking.thresholds.whole_call)


@then("enough of them have completed a booking")
def step_enough_completed(context):
    """The share that features/journeys.toml asks for: on record, or else known when they call once more."""
    context.world.booking.callers.enough_completed()


@then("they were answered fast enough on average")
def step_fast_enough(context):
    """The mean that features/journeys.toml asks for."""
    context.world.booking.callers.answered_fast_enough()


@then("one of them has the slot, and everybody else is offered another")
def step_one_has_it(context):
    """Nobody has nothing, and nobody has the same."""
    context.world.booking.callers.one_has_the_slot()
