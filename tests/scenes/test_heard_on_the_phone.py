"""What callers of the embedded line hear, and what matchers make of it, right or wrong."""

import re
from collections.abc import Callable

import pytest

from countersign.carrier import WITHHELD
from countersign.matchers import calls, line_doors
from countersign.matchers.booking_records import left_nothing, on_record_as
from countersign.matchers.call_documents import answered_in_xml
from countersign.matchers.judging import judge
from countersign.people.asking import CANCEL, CONFIRM, HOW_LONG, NAME, NAME_RIGHT, NUMBER, OFFER, WHEN
from countersign.people.patient import Patient, Wish
from countersign.people.question_words import QUESTION, wanted_in
from countersign.people.utterances import LONGEST, SPELLED, UTTERANCES
from countersign.people.ways_to_talk import WAYS
from countersign.practice_hours import moment_in
from countersign.scenes.booking import BookingScene

from .conftest import CallWorld


@pytest.fixture
def scene(call_world: CallWorld) -> BookingScene:
    """A line whose callers live on a Monday morning."""
    here = call_world().scene
    here.time.it_is_weekday(moment_in("Monday at 10 AM"))
    return here


@pytest.fixture
def amira(scene: BookingScene) -> Patient:
    return scene.patient("Amira")


@pytest.mark.parametrize(
    ("said", "intent", "name"),
    [
        ("asked for her name", NAME, None),
        ("asked for their number", NUMBER, None),
        ('asked whether his name is "José García"', NAME_RIGHT, "José García"),
        ("asked when", WHEN, None),
        ("asked how long", HOW_LONG, None),
        ("asked to confirm an appointment", CONFIRM, None),
        ("offered another time", OFFER, None),
        ("asked whether to cancel their appointment", CANCEL, None),
    ],
)
def test_features_name_questions_in_words(said: str, intent: str, name: str | None) -> None:
    wanted = wanted_in(said)
    assert (wanted.intent, wanted.name, wanted.said) == (intent, name, said)
    assert re.fullmatch(QUESTION, said)


@pytest.mark.parametrize("intent", [NAME, NAME_RIGHT, WHEN, HOW_LONG, CONFIRM])
def test_a_patient_comes_to_each_question_and_no_further(amira: Patient, intent: str) -> None:
    amira.comes_to(intent)
    assert amira.asked == intent
    judge("Amira", amira, calls.asked_something())
    assert not calls.line_hung_up().matches(amira)
    other = wanted_in("asked when" if intent != WHEN else "asked how long")
    with pytest.raises(AssertionError, match=f"Amira should be {other.said} .words such as .* but after"):
        judge("Amira", amira, calls.asked(other))


def test_the_name_in_a_question_must_be_the_one_that_was_said(amira: Patient) -> None:
    amira.comes_to(NAME_RIGHT, "José García")
    judge("Amira", amira, calls.asked(wanted_in('asked whether her name is "José García"')))
    with pytest.raises(
        AssertionError, match="after saying «My name is José García» Amira heard «I heard José"
    ):
        judge("Amira", amira, calls.asked(wanted_in('asked whether her name is "José Garcia"')))


def test_the_last_question_names_length_name_and_moment(scene: BookingScene, amira: Patient) -> None:
    amira.comes_to_confirm(scene.time.wish(moment_in("Tuesday at 2 PM"), 60))
    when = scene.time.spoken(moment_in("Tuesday at 2 PM"))
    assert calls.confirms_slot(when, 60).matches(amira)
    assert calls.confirms_for(60, "Amira Haddad").matches(amira)
    assert not calls.confirms_slot(when, 45).matches(amira)
    assert not calls.confirms_slot(when.replace("02:00", "03:00"), 60).matches(amira)
    assert not calls.confirms_for(60, "Amira").matches(amira)


def test_an_offer_is_told_by_its_moment(scene: BookingScene, amira: Patient) -> None:
    amira.comes_to(WHEN)
    amira.asks_for("Saturday at 11 AM")
    assert amira.asked == OFFER
    assert calls.offered(scene.time.spoken(moment_in("Monday at 9 AM"))).matches(amira)
    assert not calls.offered(scene.time.spoken(moment_in("Tuesday at 9 AM"))).matches(amira)
    with pytest.raises(AssertionError, match="should be on the phone with a line that asks to confirm"):
        amira.confirms()
    amira.accepts_offer(30)
    judge("Amira", amira, calls.told(calls.BOOKED, "hear that it is booked"))
    with pytest.raises(AssertionError, match="not be told that anything is booked, moved or cancelled, but"):
        judge("Amira", amira, calls.told_nothing_done())


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_whoever_talks_in_whatever_way_has_an_appointment(
    scene: BookingScene, amira: Patient, way: Callable[[Patient], None]
) -> None:
    way(amira)
    scene.books.proves_booking(amira)
    judge("Amira", amira, calls.every_step_answered())
    assert calls.all_answered_within(15).matches(amira)
    with pytest.raises(
        AssertionError, match=r"all answers of the call in less than 1e-05 s, but the answers took"
    ):
        judge("Amira", amira, calls.all_answered_within(0.00001))
    assert not calls.answered_within(0.00001).matches(amira)


def test_a_call_that_the_caller_ends_was_not_answered_to_the_end(amira: Patient) -> None:
    amira.comes_to(WHEN)
    amira.hangs_up()
    assert not calls.line_hung_up().matches(amira)
    assert not calls.asked_something().matches(amira)
    with pytest.raises(AssertionError, match="every step of the call answered, to the end, but"):
        judge("Amira", amira, calls.every_step_answered())


def test_what_another_has_said_is_found_wherever_it_was_heard(scene: BookingScene, amira: Patient) -> None:
    bruno = scene.patient("Bruno")
    amira.books(scene.time.wish(moment_in("Tuesday at 2 PM")))
    bruno.books(scene.time.wish(moment_in("Tuesday at 4 PM")))
    assert calls.heard_nothing_of(bruno).matches(amira)
    bruno.full_name, amira.full_name = "Amira Keller", "Sarah Johnson"
    with pytest.raises(
        AssertionError, match="hear nothing of Amira Keller, but the line said «I heard Amira"
    ):
        judge("Amira", amira, calls.heard_nothing_of(bruno))


def test_a_number_that_is_read_back_is_heard_digit_by_digit(scene: BookingScene) -> None:
    bruno, amira = scene.patient("Bruno", withheld=True), scene.patient("Amira")
    bruno.comes_to(NUMBER)
    bruno.gives_number()
    assert calls.heard_nothing_of(amira).matches(bruno)
    amira.number = bruno.number
    assert not calls.heard_nothing_of(amira).matches(bruno)


def test_an_appointment_is_moved_and_cancelled_with_a_yes(scene: BookingScene, amira: Patient) -> None:
    with pytest.raises(AssertionError, match="Amira should have an appointment, but"):
        assert amira.agreed
    amira.books(scene.time.wish(moment_in("Tuesday at 2 PM"), 60))
    amira.wants_moved("Wednesday at 10 AM")
    amira.hangs_up()
    assert amira.agreed == scene.time.spoken(moment_in("Tuesday at 2 PM"))
    amira.moves("Wednesday at 10 AM")
    assert amira.agreed == scene.time.spoken(moment_in("Wednesday at 10 AM"))
    scene.books.proves_booking(amira)
    amira.cancels("no")
    scene.books.proves_booking(amira)
    amira.cancels()
    assert calls.told("says it is cancelled", "hear so").matches(amira)


def test_whoever_withholds_the_number_says_it(scene: BookingScene) -> None:
    bruno = scene.patient("Bruno", withheld=True)
    assert bruno.caller.number == WITHHELD
    bruno.comes_to(NUMBER)
    bruno.gives_number()
    assert bruno.asked == WHEN
    bruno.goes_on()
    assert [one.mobile for one in scene.books.file_of(bruno).patients] == [bruno.number]


def test_silence_is_counted_in_turns(amira: Patient) -> None:
    amira.calls()
    amira.is_silent(2)
    assert calls.told("helps after silence", "be helped").matches(amira)
    amira.is_silent()
    assert calls.told(calls.GOODBYE, "be said goodbye to").matches(amira)
    judge("Amira", amira, calls.line_hung_up())


def test_somebody_who_is_asked_nothing_answers_nothing(amira: Patient) -> None:
    amira.calls()
    amira.hangs_up()
    with pytest.raises(AssertionError, match="Amira should be asked something, but"):
        amira.answers_once()
    amira.wish = Wish("tomorrow at 2 PM", 30)
    amira.calls()
    for question in (NAME, NAME_RIGHT, WHEN, HOW_LONG, CONFIRM):
        assert amira.asked == question
        amira.answers_once()
    amira.must_have_booked()


def test_a_number_is_said_in_many_ways_and_always_whole() -> None:
    said = {way: say("+12015550143") for way, say in SPELLED.items()}
    assert said == {
        "in groups": "201 555 0143",
        "without a pause": "2015550143",
        "digit by digit": "two zero one five five five zero one four three",
        "with country code": "+1 (201) 555-0143",
    }


def test_the_longest_utterance_is_as_long_as_the_contract_says() -> None:
    assert len(UTTERANCES["a speech without an end"]) == LONGEST == 35_000
    assert {"&", "<", ">", '"'} <= set(UTTERANCES["signs that no name holds"])
    assert UTTERANCES["nothing but digits"].isdecimal()


def test_programs_are_told_apart_by_what_they_are_answered(scene: BookingScene, amira: Patient) -> None:
    moment = moment_in("Tuesday at 2 PM")
    doors = scene.doors
    doors.makes_appointment(amira, moment, 45)
    judge("The program", doors.program, line_doors.accepted())
    doors.makes_it_again()
    judge("The program", doors.program, line_doors.refused_as_there_already())
    scene.books.program.asks_for(amira.number)
    judge("The program", scene.books.program, line_doors.finds(scene.time.moment(moment), 45))
    with pytest.raises(
        AssertionError, match=r"The program should find one appointment, .* 60 min, but it finds"
    ):
        judge("The program", scene.books.program, line_doors.finds(scene.time.moment(moment), 60))
    doors.makes_nonsense(amira, "on the 30th of February")
    judge("The program", doors.program, line_doors.refused_as_nonsense())
    doors.makes_as_stranger("a wrong key", amira)
    judge("The program", doors.program, line_doors.refused_as_unknown())
    with pytest.raises(
        AssertionError, match=r"be told that there is no such moment .422., but the line .* 401"
    ):
        judge("The program", doors.program, line_doors.refused_as_nonsense())
    with pytest.raises(AssertionError, match="should tell a program the appointments, but it answers 401"):
        doors.program.found()


def test_nothing_is_ordered_again_that_was_not_ordered(scene: BookingScene) -> None:
    with pytest.raises(LookupError, match="nothing was ordered yet"):
        scene.doors.makes_it_again()
    with pytest.raises(LookupError, match="no program has asked"):
        assert scene.doors.program
    with pytest.raises(LookupError, match="nobody has knocked"):
        assert scene.doors.knock
    with pytest.raises(LookupError, match="asked nothing yet"):
        assert scene.books.program.answer


def test_a_line_that_works_says_so_and_nothing_else(scene: BookingScene) -> None:
    judge("The line", scene.watch.runs(), line_doors.runs())
    judge("The line", scene.watch.is_ready(), line_doors.is_ready())
    with pytest.raises(AssertionError, match=r"say that it is not ready, .* but it says 200"):
        judge("The line", scene.watch.is_ready(), line_doors.lost_its_database())
    assert not line_doors.is_ready().matches(scene.watch.runs())


def test_another_number_in_any_spelling_is_another_number(scene: BookingScene, amira: Patient) -> None:
    bruno = scene.patient("Bruno")
    amira.calls()
    amira.introduces_with_number("Amira Haddad", bruno.number, SPELLED["in groups"])
    amira.says("yes")
    judge("Amira", amira, calls.heard_nothing_of(bruno))
    amira.number_said = ""
    with pytest.raises(
        AssertionError, match=r"nothing of Bruno Keller, but the line said «We will reach you"
    ):
        judge("Amira", amira, calls.heard_nothing_of(bruno))


def test_another_phone_is_theirs_from_then_on(scene: BookingScene, amira: Patient) -> None:
    amira.calls()
    shown = amira.number
    scene.gives_other_number(amira, "Amira Haddad", SPELLED["digit by digit"])
    amira.goes_on()
    assert amira.number != shown
    judge("Amira", scene.books.file_of(amira), on_record_as("Amira Haddad", amira.number))
    judge("Amira", scene.books.records.file_of(shown, "Amira"), left_nothing())


def test_a_patient_comes_to_an_offer_and_to_a_cancellation(scene: BookingScene) -> None:
    scene.brings_to("Amira", wanted_in("offered another time"))
    scene.brings_to("Bruno", wanted_in("asked whether to cancel his appointment"))
    scene.brings_to("Sarah", wanted_in("asked for her number"))
    asked = [scene.patient(name).asked for name in ("Amira", "Bruno", "Sarah")]
    assert asked == [OFFER, CANCEL, NUMBER]
    assert scene.patient("Sarah").caller.number == WITHHELD


def test_answers_must_say_that_they_are_xml(amira: Patient) -> None:
    with pytest.raises(AssertionError, match=r"answered in XML, .* but the line was asked for nothing"):
        judge("Amira", amira, answered_in_xml())
    amira.comes_to(WHEN)
    amira.calls()
    judge("Amira", amira, answered_in_xml())
    first = amira.caller.calls[0].turns[1]
    first.content_type = "text/xml; charset=utf-8"
    judge("Amira", amira, answered_in_xml())
    for kind, told in (("text/html", "text/html"), ("", "no Content-Type")):
        first.content_type = kind
        with pytest.raises(AssertionError, match=f"/collect answers with {told}: '<.xml"):
            judge("Amira", amira, answered_in_xml())
