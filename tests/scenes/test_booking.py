"""Booking in a scenario's world: whoever calls is new, lives in the scenario's time, and leaves nothing."""

import json
from datetime import time, timedelta
from pathlib import Path

import pytest

from countersign.carrier import Signing
from countersign.cleanup import caller
from countersign.errors import UserError
from countersign.matchers.booking_records import has_appointments, left_nothing
from countersign.matchers.calls import told
from countersign.matchers.judging import judge
from countersign.matchers.turned_away import let_in, turned_away
from countersign.people.asking import CONFIRM, NAME
from countersign.practice_hours import moment_in
from countersign.target import Hours
from countersign.thresholds import AtOnce

from .conftest import CallWorld


def leases() -> dict[str, float]:
    found: dict[str, float] = json.loads(Path(".countersign/ledger/phones.json").read_text())
    return found


def test_whoever_books_is_on_record_and_leaves_nothing(call_world: CallWorld) -> None:
    here = call_world()
    amira = here.scene.patient("Amira")
    amira.books()
    here.scene.books.proves_booking(amira)
    judge("Amira", here.scene.books.file_of(amira), has_appointments(1))
    assert set(leases()) == {amira.number, here.scene.line}
    here.world.close()
    judge("Amira", here.scene.books.file_of(amira), left_nothing())
    assert here.ledger.unsettled == 0
    assert leases() == {}
    assert here.belongings.left() == []


def test_where_nothing_can_be_removed_only_a_yes_is_written_down_and_listed(call_world: CallWorld) -> None:
    here = call_world(cleanup_database_url=None)
    amira, bruno = here.scene.patient("Amira"), here.scene.patient("Bruno")
    amira.comes_to(CONFIRM)
    assert here.ledger.unsettled == 0, "whoever has not said yes leaves nothing"
    bruno.books()
    assert here.ledger.unsettled == 1
    here.world.close()
    [left] = here.belongings.left()
    assert (left.what, left.which) == ("booking", f"{bruno.number}, {bruno.agreed}")
    assert here.ledger.unsettled == 1
    assert set(leases()) == {bruno.number, here.scene.line}, "nobody else may have what the line knows"
    again = call_world()
    again.belongings.expect(caller(bruno.number))()  # so that nothing stays for other tests


@pytest.mark.parametrize("offers", [["database"], ["appointments"], []])
def test_a_booking_is_proven_by_whatever_the_target_lets_see(
    call_world: CallWorld, offers: list[str]
) -> None:
    scene = call_world(offers=offers, number="+12025550100").scene
    amira, bruno = scene.patient("Amira"), scene.patient("Bruno")
    amira.books()
    scene.books.proves_booking(amira)
    assert scene.books.why_not_completed(amira) == ""
    bruno.comes_to(CONFIRM)
    assert scene.books.why_not_completed(bruno) == "Bruno was told of nothing"


@pytest.mark.parametrize("offers", [["database"], ["appointments"]])
def test_what_was_told_and_is_not_there_is_no_booking(call_world: CallWorld, offers: list[str]) -> None:
    scene = call_world(offers=offers, number="+12025550101").scene
    amira = scene.patient("Amira")
    amira.books()
    amira.cancels()
    assert scene.books.why_not_completed(amira).startswith(
        "Amira should have exactly 1 appointment on record"
    )
    with pytest.raises(AssertionError, match="Amira should have exactly 1 appointment on record"):
        scene.books.proves_booking(amira)


def test_whom_the_line_does_not_know_again_has_no_booking(call_world: CallWorld) -> None:
    scene = call_world(offers=[], number="+12025550102").scene
    amira = scene.patient("Amira")
    with pytest.raises(AssertionError, match="Amira should be greeted as Amira, who has booked before"):
        scene.books.proves_booking(amira)


def test_patients_live_in_the_scenarios_time_and_their_numbers_come_back(call_world: CallWorld) -> None:
    here = call_world()
    scene = here.scene
    scene.time.it_is_weekday(moment_in("Wednesday at 11:40 AM"))
    amira = scene.patient("Amira")
    lives = scene.time.hours.local(scene.time.clock.now(amira.number))
    assert (f"{lives:%A %H}", abs(lives - scene.time.now) < timedelta(minutes=1)) == ("Wednesday 11", True)
    with pytest.raises(LookupError, match="say first what time it is"):
        scene.time.it_is_last_of_month(time(10))
    late = scene.patient("Bruno", at=scene.time.next_open_at(15))
    assert scene.time.clock.now(late.number) > scene.time.clock.now(amira.number)
    offset, clock = scene.time.clock.now(amira.number), scene.time.clock
    clock.back(amira.number)
    assert clock.now(amira.number) < offset


def test_time_cannot_move_where_there_is_no_clock(call_world: CallWorld) -> None:
    scene = call_world(clock=None).scene
    scene.time.it_is_weekday(moment_in("Monday at 10 AM"))
    with pytest.raises(UserError, match=r"staging.toml: a step moves time, but there is no booking.clock"):
        scene.patient("Amira")


def test_where_the_practice_is_always_open_nobody_can_ask_for_a_closed_day(call_world: CallWorld) -> None:
    always = Hours(days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), opens="00:00", closes="17:00")
    scene = call_world(hours=always).scene
    with pytest.raises(UserError, match=r"staging.toml: the practice is open every day .booking.hours.days."):
        scene.time.on_closed_day()
    assert scene.time.say_closed() == "tomorrow at 5 PM"


def test_records_cannot_be_read_where_there_is_no_database(call_world: CallWorld) -> None:
    scene = call_world(database_url=None).scene
    with pytest.raises(
        UserError, match=r"staging.toml: a step reads the records, but there is no database_url"
    ):
        scene.books.file_of(scene.patient("Amira"))


def test_only_a_sandbox_can_be_deployed_beside_the_shared_one(call_world: CallWorld) -> None:
    scene = call_world().scene
    with pytest.raises(UserError, match="only a sandbox can be deployed"):
        scene.moves_to_spare()
    with pytest.raises(LookupError, match="move to a spare first"):
        assert scene.troubles


def test_a_name_is_one_person_in_a_world_and_another_in_the_next(call_world: CallWorld) -> None:
    first, second = call_world().scene, call_world().scene
    amira = first.patient("Amira")
    assert first.patient("she") is amira
    assert second.patient("Amira").number != amira.number
    assert first.line != second.line


def test_of_several_who_say_yes_together_one_has_the_slot(call_world: CallWorld) -> None:
    scene = call_world().scene
    scene.callers.gather_at_confirm(4)
    with pytest.raises(
        AssertionError, match=r"One of 4 who say yes .* but 0 have it and 0 are offered another"
    ):
        scene.callers.one_has_the_slot()
    scene.callers.say_yes_together()
    scene.callers.one_has_the_slot()
    assert len(scene.calendar()) == 1
    scene.callers.others_accept()
    assert len(scene.calendar()) == 4


def test_who_cannot_complete_says_why_and_the_others_go_on(call_world: CallWorld) -> None:
    scene = call_world(offers=["database", "calendar", "signature"]).scene
    scene.callers.gather_at_once(AtOnce(callers=3, completed=1.0))
    scene.patient("Caller 2").caller.signing = Signing.ABSENT
    scene.callers.call_together()
    with pytest.raises(
        AssertionError, match=r"100% of 3 callers .*, on record, but 2 did: 11200: .* answers 403"
    ):
        scene.callers.enough_completed()
    with pytest.raises(AssertionError, match=r"Caller 2 should have every step .* stumbled over 11200"):
        scene.callers.all_answered(15.0)


def test_enough_is_what_the_threshold_says_and_a_slow_call_is_too_slow(call_world: CallWorld) -> None:
    scene = call_world(offers=["database", "calendar", "signature"]).scene
    scene.callers.gather_at_once(AtOnce(callers=3, completed=0.6))
    scene.patient("Caller 2").caller.signing = Signing.ABSENT
    scene.callers.call_together()
    scene.callers.enough_completed()
    with pytest.raises(AssertionError, match=r"Caller 1 should have all answers of the call in less than"):
        scene.callers.all_answered(0.0001)


def test_a_crowd_is_counted_by_whom_the_line_knows_again_where_nothing_else_can_be_seen(
    call_world: CallWorld,
) -> None:
    here = call_world(offers=[], number="+12025550103")
    scene = here.scene
    scene.callers.gather_at_once(AtOnce(callers=3, completed=1.0))
    scene.callers.call_together()
    scene.callers.all_answered(15.0)
    scene.callers.enough_completed()
    assert scene.patient("Caller 1").caller.call.ended_by == "the caller hung up"
    here.belongings.expect(caller(scene.patient("Caller 2").number))()
    known = "in so far as the line knows the caller again"
    with pytest.raises(AssertionError, match=rf"{known}, but 2 did: Caller 2 should be greeted as Caller"):
        scene.callers.enough_completed()
    assert here.world.measured == [
        (f"completed bookings, {known}", 1.0, "share"),
        (f"completed bookings, {known}", 2 / 3, "share"),
    ]


def test_who_is_not_the_carrier_is_turned_away_and_the_carrier_is_not(call_world: CallWorld) -> None:
    scene = call_world().scene
    for signature in ("no signature", "a garbled signature", "the signature of another call"):
        scene.doors.calls_signed(f"Forger with {signature}", signature)
        judge("The call", scene.doors.knock, turned_away())
        with pytest.raises(AssertionError, match="parameters without a value: CalledZip, CallerZip"):
            judge("The call", scene.doors.knock, let_in())
    scene.doors.calls_from("Amira", "knows")
    judge("The call", scene.doors.last_knock(scene.patient("Amira")), let_in())
    with pytest.raises(AssertionError, match=r"The call should be turned away, .* the line answered 200"):
        judge("The call", scene.doors.last_knock(scene.patient("Amira")), turned_away())


def test_an_answer_of_a_stranger_changes_nothing(call_world: CallWorld) -> None:
    scene = call_world().scene
    amira = scene.patient("Amira")
    amira.comes_to(CONFIRM)
    scene.doors.answers_instead_of(amira, "yes", "a garbled signature")
    judge("The answer", scene.doors.knock, turned_away())
    judge("Amira", scene.books.file_of(amira), left_nothing())
    amira.confirms()
    judge("Amira", amira, told("says it is booked", "hear that it is booked"))


def test_nobody_answers_in_a_call_that_waits_for_nothing(call_world: CallWorld) -> None:
    scene = call_world().scene
    amira = scene.patient("Amira")
    amira.comes_to(NAME)
    amira.hangs_up()
    with pytest.raises(LookupError, match="nobody can answer in a call"):
        scene.doors.answers_instead_of(amira, "yes", "no signature")
