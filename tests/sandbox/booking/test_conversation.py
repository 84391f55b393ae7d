"""Whole calls, made by the carrier over a real socket."""

import pytest

from countersign.sandbox.booking.lengths import BY_KEY

from .office import MONDAY, Office, Phone

TUESDAY_AT_2 = MONDAY.replace(day=2, hour=14)
STEPS = ["name", "name_right", "time", "length", "confirm"]
ANSWERS = ["My name is Amira Haddad", "yes", "tomorrow at 2 PM", "45 minutes"]
QUESTIONS = {
    "name": "What is your full name?",
    "name_right": "I heard Amira Haddad. Is that correct?",
    "time": "When would you like to come?",
    "length": "How long should the appointment be?",
    "confirm": "I'll book a 45-minute appointment for Amira Haddad on Tuesday, March 2 at 02:00 PM. "
    "Should I confirm?",
}


def asked(office: Office, step: str, caller: str = "") -> Phone:
    """Somebody who has come to that question."""
    phone = office.calls(caller)
    for words in ANSWERS[: STEPS.index(step)]:
        phone.says(words)
    assert QUESTIONS[step] in phone.heard
    return phone


def nothing_is_kept(office: Office, number: str) -> bool:
    return office.knows(number) is None and office.appointments() == []


def test_a_whole_booking(office: Office, nobody: str) -> None:
    phone = office.calls(nobody)
    assert phone.heard == "Thank you for calling the practice. What is your full name?"
    assert phone.says("My name is Amira Haddad") == QUESTIONS["name_right"]
    assert phone.says("yes") == QUESTIONS["time"]
    assert phone.says("tomorrow at 2 PM").startswith(QUESTIONS["length"])
    assert phone.presses("2") == QUESTIONS["confirm"]
    assert nothing_is_kept(office, nobody)
    assert phone.says("yes") == "Your appointment is booked for Tuesday, March 2 at 02:00 PM. Goodbye."
    assert phone.over
    assert office.appointments(nobody) == [(TUESDAY_AT_2, 45)]
    assert office.knows(nobody) == "Amira Haddad"


@pytest.mark.parametrize(("key", "minutes"), BY_KEY.items())
def test_each_key_is_a_length(office: Office, nobody: str, key: str, minutes: int) -> None:
    assert f"a {minutes}-minute appointment" in asked(office, "length", nobody).presses(key)


@pytest.mark.parametrize("step", STEPS)
def test_a_caller_who_hangs_up_leaves_nothing(office: Office, nobody: str, step: str) -> None:
    phone = asked(office, step, nobody)
    phone.call.hang_up()
    assert nothing_is_kept(office, nobody)


@pytest.mark.parametrize("step", STEPS)
def test_silence_is_helped_and_ends_after_three_turns_in_a_row(
    office: Office, nobody: str, step: str
) -> None:
    phone = asked(office, step, nobody)
    for _ in range(2):
        before = len(phone.call.heard)
        phone.stays_silent()
        heard = " ".join(one.text for one in phone.call.heard[before:])
        assert heard.count("I did not hear anything.") == 1
        assert "Please " in heard
        assert QUESTIONS[step] in heard
    assert phone.stays_silent().endswith("Goodbye.")
    assert phone.over
    assert nothing_is_kept(office, nobody)


def test_whoever_speaks_again_has_three_silent_turns_again(office: Office, nobody: str) -> None:
    phone = asked(office, "time", nobody)
    for _ in range(3):
        phone.stays_silent()
        phone.stays_silent()
        assert "did not understand" in phone.says("I like cheese")
    assert not phone.over


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("words", ["purple elephants?", "x" * 35_000, "&<>\"' 😀 ]]>", "\x00\x0b￾"])
def test_what_nobody_understands_is_asked_again(office: Office, nobody: str, step: str, words: str) -> None:
    phone = asked(office, step, nobody)
    heard = phone.says(words)
    if step == "name" and words.startswith("purple"):
        assert heard == "I heard purple elephants. Is that correct?"
    else:
        assert QUESTIONS[step] in heard
    assert not phone.over
    assert nothing_is_kept(office, nobody)


@pytest.mark.parametrize("name", ["Rose & Thorn", "A <b> &amp; ]]> C", "José 😀 García", "李小龙"])
def test_a_name_is_said_back_and_kept_whatever_signs_it_holds(office: Office, nobody: str, name: str) -> None:
    phone = office.calls(nobody)
    assert phone.says(f"My name is {name}") == f"I heard {name}. Is that correct?"
    phone.says("yes", "Tuesday at 2", "45", "yes")
    assert office.knows(nobody) == name


def test_what_the_carrier_hardly_heard_is_not_taken_for_said(office: Office, nobody: str) -> None:
    phone = asked(office, "confirm", nobody)
    phone.call.speak("yes", confidence=0.1)
    assert "did not understand" in phone.heard
    assert nothing_is_kept(office, nobody)


def test_a_no_to_the_name_asks_for_it_again(office: Office, nobody: str) -> None:
    phone = asked(office, "name_right", nobody)
    assert phone.says("that is not right") == QUESTIONS["name"]
    assert phone.says("Amelia Hadley") == "I heard Amelia Hadley. Is that correct?"
    assert phone.says("no, my name is Amira Haddad") == QUESTIONS["name_right"]


def test_a_no_at_the_end_forgets_the_slot(office: Office, nobody: str) -> None:
    phone = asked(office, "confirm", nobody)
    assert phone.says("don't book it") == QUESTIONS["time"]
    assert "How long" in phone.says("Wednesday at 10")
    assert "a 30-minute appointment" in phone.says("half an hour")
    phone.says("yes")
    assert office.appointments(nobody) == [(MONDAY.replace(day=3, hour=10), 30)]


@pytest.mark.parametrize(
    "words", ["OK, Wednesday at 3 then", "yes, at 3 PM", "yes, for 60 minutes", "yes, Thursday"]
)
def test_a_yes_to_something_else_books_nothing(office: Office, nobody: str, words: str) -> None:
    assert QUESTIONS["confirm"] in asked(office, "confirm", nobody).says(words)
    assert nothing_is_kept(office, nobody)


def test_a_yes_at_the_end_of_a_speech_books_nothing(office: Office, nobody: str) -> None:
    assert "did not understand" in asked(office, "confirm", nobody).says("it is a long story " * 1800 + "yes")
    assert nothing_is_kept(office, nobody)


@pytest.mark.parametrize("words", ["yes, Tuesday at 2 PM", "yes, 45 minutes", "yes, 2 PM is fine"])
def test_a_yes_may_say_once_more_to_what(office: Office, nobody: str, words: str) -> None:
    assert "is booked" in asked(office, "confirm", nobody).says(words)
    assert office.appointments(nobody) == [(TUESDAY_AT_2, 45)]


@pytest.mark.parametrize(
    ("words", "reason", "offered"),
    [
        ("today at 9 AM", "already passed", "Monday, March 1 at 10:30 AM"),
        ("yesterday at 2 PM", "already passed", "Monday, March 1 at 10:30 AM"),
        ("tomorrow at 8 PM", "We are open", "Wednesday, March 3 at 09:00 AM"),
        ("tomorrow at 6 AM", "We are open", "Tuesday, March 2 at 09:00 AM"),
        ("Saturday at 11", "We are open", "Monday, March 8 at 09:00 AM"),
        ("Saturday morning", "We are open", "Monday, March 8 at 09:00 AM"),
        ("tomorrow evening", "We are open", "Wednesday, March 3 at 09:00 AM"),
        ("tomorrow", "", "Tuesday, March 2 at 09:00 AM"),
    ],
)
def test_instead_of_a_time_that_cannot_be_the_next_free_one_is_offered(
    office: Office, nobody: str, words: str, reason: str, offered: str
) -> None:
    phone = asked(office, "time", nobody)
    heard = phone.says(words)
    assert reason in heard
    assert f"The next free time is {offered}. Would you like that?" in heard
    assert "How long" in phone.says("yes")
    assert f"on {offered}" in phone.says("30 minutes")
    assert nothing_is_kept(office, nobody)


def test_a_part_of_a_day_is_its_first_free_slot(office: Office, nobody: str) -> None:
    office.calls().is_asked_to_confirm("Tuesday at 9 AM", "60 minutes").says("yes")
    phone = asked(office, "time", nobody)
    assert "How long" in phone.says("Tuesday morning")
    assert "on Tuesday, March 2 at 10:00 AM" in phone.says("half an hour")


def test_an_offer_can_be_declined_or_answered_with_another_time(office: Office, nobody: str) -> None:
    phone = asked(office, "time", nobody)
    phone.says("Saturday at 11")
    assert phone.says("no") == QUESTIONS["time"]
    phone.says("Saturday at 11")
    assert "How long" in phone.says("no, Tuesday at 2")
    assert "on Tuesday, March 2 at 02:00 PM" in phone.says("45 minutes")


def test_a_time_more_than_a_year_ahead_is_not_booked(office: Office, nobody: str) -> None:
    assert "one year ahead" in asked(office, "time", nobody).says("March 1 2029 at 10 AM")


def test_a_length_that_does_not_fit_is_offered_elsewhere(office: Office, nobody: str) -> None:
    office.calls().is_asked_to_confirm("Tuesday at 2:30 PM", "60 minutes").says("yes")
    phone = asked(office, "time", nobody)
    phone.says("Tuesday at 2 PM")
    heard = phone.says("an hour")
    assert "already taken" in heard
    assert "The next free time is Tuesday, March 2 at 03:30 PM." in heard
    assert "a 60-minute appointment" in phone.says("yes")
    phone.says("yes")
    assert [start.hour for start, _ in office.appointments()] == [14, 15]


def test_a_slot_that_is_gone_at_the_yes_is_not_booked_twice(office: Office, nobody: str) -> None:
    first, second = asked(office, "confirm", nobody), office.calls().is_asked_to_confirm("tomorrow at 2 PM")
    assert "is booked" in first.says("yes")
    heard = second.says("yes")
    assert "already taken. The next free time is Tuesday, March 2 at 03:00 PM." in heard
    assert "a 45-minute appointment" in second.says("yes")
    assert "is booked" in second.says("yes")
    assert [(start.hour, minutes) for start, minutes in office.appointments()] == [(14, 45), (15, 45)]


def test_a_caller_from_abroad_is_kept_with_the_country(office: Office) -> None:
    oliver = "+447700900123"
    assert "is booked" in office.calls(oliver).is_asked_to_confirm("Tuesday at 11").says("yes")
    assert office.appointments(oliver) == [(TUESDAY_AT_2.replace(hour=11), 45)]


def test_what_testers_book_is_flagged_and_nothing_else(office: Office, nobody: str) -> None:
    office.calls(nobody).is_asked_to_confirm("Wednesday at 3 PM").says("yes")
    office.calls("+14165551234").is_asked_to_confirm("Thursday at 3 PM").says("yes")
    rows = office.rows(
        "SELECT is_test_data FROM appointments WHERE line = :line ORDER BY id", line=office.line
    )
    assert [bool(row["is_test_data"]) for row in rows] == [True, False]


def test_two_callers_who_speak_by_turns_do_not_mix(office: Office, nobody: str) -> None:
    amira, bruno = office.calls(nobody), office.calls()
    amira.says("Amira Haddad")
    assert bruno.says("Bruno Keller") == "I heard Bruno Keller. Is that correct?"
    amira.says("yes", "Tuesday at 2 PM")
    bruno.says("yes", "Wednesday at 10 AM")
    assert "for Amira Haddad on Tuesday" in amira.says("45 minutes")
    assert "for Bruno Keller on Wednesday" in bruno.says("30 minutes")
