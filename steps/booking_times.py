"""What time it is for those who call the practice."""

from behave import given

# Only time goes by: nobody waits, and nobody else is moved.


@given("it is {moment:WeekdayMoment}")
def step_it_is(context, moment):
    """For everybody in this scenario, on the practice's own clock."""
    context.world.booking.time.it_is_weekday(moment)


@given("it is {clock:TimeOfDay} on a last day of a month that an open day follows")
def step_last_of_month(context, clock):
    """So that tomorrow is in another month, and can be booked."""
    context.world.booking.time.it_is_last_of_month(clock)


@given("it is {clock:TimeOfDay} on the last open day before the clocks {change:ClockChange}")
def step_before_change(context, clock, change):
    """So that the next days are an hour nearer, or farther, than they look."""
    context.world.booking.time.it_is_before_change(clock, forward=change == "go forward")
