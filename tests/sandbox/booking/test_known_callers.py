"""Callers whom the practice knows, and those whom it can't know."""

import pytest

from countersign.carrier import WITHHELD

from .office import MONDAY, Office

TUESDAY_AT_2 = MONDAY.replace(day=2, hour=14)


@pytest.fixture
def amira(office: Office, nobody: str) -> str:
    """The number of somebody who comes on Tuesday at 2."""
    assert "is booked" in office.calls(nobody).is_asked_to_confirm().says("yes")
    return nobody


def test_a_known_caller_is_greeted_by_first_name_and_asked_for_the_time(office: Office, amira: str) -> None:
    phone = office.calls(amira)
    assert phone.heard == "Welcome back, Amira. When would you like to come?"
    assert "for Amira Haddad on Wednesday, March 3 at 11:00 AM" in phone.says("Wednesday at 11", "30 minutes")
    phone.says("yes")
    assert len(office.appointments(amira)) == 2


def test_another_number_is_not_taken_for_a_known_one(office: Office, amira: str) -> None:
    assert "What is your full name?" in office.calls(f"{amira[:-4]}9876").heard


def test_the_next_appointment_is_moved(office: Office, amira: str) -> None:
    office.calls(amira).says("Friday at 9", "30 minutes", "yes")
    phone = office.calls(amira)
    assert "on Tuesday, March 2 at 02:00 PM. When would you like to come instead?" in phone.says("reschedule")
    heard = phone.says("Thursday at noon")
    assert "I'll book a 45-minute appointment for Amira Haddad on Thursday, March 4 at 12:00 PM." in heard
    assert phone.says("yes") == "Your appointment is moved to Thursday, March 4 at 12:00 PM. Goodbye."
    assert [(start.day, minutes) for start, minutes in office.appointments(amira)] == [(4, 45), (5, 30)]
    [row] = office.rows(
        "SELECT modified_at FROM appointments WHERE line = :line AND duration_min = 45", line=office.line
    )
    assert row["modified_at"] is not None


def test_an_appointment_can_be_moved_by_less_than_its_length(office: Office, amira: str) -> None:
    phone = office.calls(amira)
    phone.says("I need to change my appointment", "Tuesday at 2:15 PM", "yes")
    assert office.appointments(amira) == [(TUESDAY_AT_2.replace(minute=15), 45)]


def test_an_appointment_is_not_moved_onto_anothers(office: Office, amira: str) -> None:
    office.calls().is_asked_to_confirm("Thursday at noon", "60 minutes").says("yes")
    phone = office.calls(amira)
    assert "already taken" in phone.says("reschedule", "Thursday at noon")
    assert "on Thursday, March 4 at 01:00 PM" in phone.says("yes")


@pytest.mark.parametrize("words", ["no", "I'm not sure", "cancel"])
def test_an_appointment_is_not_moved_without_a_yes(office: Office, amira: str, words: str) -> None:
    office.calls(amira).says("reschedule", "Thursday at noon", words)
    assert office.appointments(amira) == [(TUESDAY_AT_2, 45)]


@pytest.mark.parametrize("words", ["yes", "yes, cancel it", "cancel it please"])
def test_the_next_appointment_is_cancelled(office: Office, amira: str, words: str) -> None:
    phone = office.calls(amira)
    heard = phone.says("I want to cancel my appointment")
    assert "on Tuesday, March 2 at 02:00 PM. Should I cancel it?" in heard
    assert phone.says(words) == "Your appointment on Tuesday, March 2 at 02:00 PM is cancelled. Goodbye."
    assert office.appointments(amira) == []
    assert office.appointments(amira, "cancelled") == [(TUESDAY_AT_2, 45)]
    [row] = office.rows("SELECT cancelled_at FROM appointments WHERE line = :line", line=office.line)
    assert row["cancelled_at"] is not None


@pytest.mark.parametrize("words", ["no", "don't cancel it", "I'm not sure", "please do not", "maybe"])
def test_an_appointment_is_not_cancelled_without_a_yes(office: Office, amira: str, words: str) -> None:
    office.calls(amira).says("cancel", words)
    assert office.appointments(amira) == [(TUESDAY_AT_2, 45)]


def test_what_was_cancelled_can_be_booked_again(office: Office, amira: str) -> None:
    office.calls(amira).says("cancel", "yes")
    assert "is booked" in office.calls(amira).says("Tuesday at 2 PM", "60 minutes", "yes")
    assert office.appointments(amira) == [(TUESDAY_AT_2, 60)]


def test_an_appointment_of_another_line_is_not_touched(office: Office, amira: str) -> None:
    own, office.line = office.line, "+12125559999"
    assert "could not find an appointment" in office.calls(amira).says("cancel")
    office.line = own
    assert office.appointments(amira) == [(TUESDAY_AT_2, 45)]


@pytest.mark.parametrize("change", ["reschedule", "cancel"])
@pytest.mark.parametrize("answers", [[], ["Amira Haddad"], ["Amira Haddad", "yes"]])
def test_who_has_none_is_told_so_and_asked_on(
    office: Office, nobody: str, change: str, answers: list[str]
) -> None:
    phone = office.calls(nobody)
    for words in answers:
        phone.says(words)
    question = phone.heard.removeprefix("Thank you for calling the practice. ")
    assert (
        phone.says(f"I want to {change} my appointment")
        == f"I could not find an appointment for you. {question}"
    )


def test_an_appointment_that_is_over_is_neither_moved_nor_cancelled(office: Office, amira: str) -> None:
    phone = office.calls(amira, at=TUESDAY_AT_2.replace(hour=15))
    assert "could not find an appointment" in phone.says("cancel")


def test_a_withheld_number_is_asked_for(office: Office, nobody: str) -> None:
    phone = office.calls(WITHHELD, at=None)
    assert "What is your phone number" in phone.says("Amira Haddad", "yes")
    assert "did not understand" in phone.says("I don't know it by heart")
    heard = phone.says(" ".join(nobody[2:]))
    assert heard == f"We will reach you at {' '.join(nobody)}. When would you like to come?"
    phone.says("tomorrow", "yes", "45 minutes", "yes")
    assert len(office.appointments(nobody)) == 1
    assert office.knows(nobody) == "Amira Haddad"


def test_a_number_that_is_said_along_with_the_name_is_not_asked_for(office: Office, nobody: str) -> None:
    phone = office.calls(WITHHELD, at=None)
    number = nobody[2:]
    words = f"I'm John Smith, my number is {number[:3]} {number[3:6]} {number[6:]}"
    assert phone.says(words) == "I heard John Smith. Is that correct?"
    assert "When would you like to come?" in phone.says("yes")
    phone.says("tomorrow", "yes", "45 minutes", "yes")
    assert (office.knows(nobody), len(office.appointments(nobody))) == ("John Smith", 1)


def test_whoever_only_says_a_number_cannot_change_what_is_booked_under_it(office: Office, amira: str) -> None:
    phone = office.calls(WITHHELD, at=None)
    phone.says("Eve Adams", "yes", amira[1:])
    assert "could not find an appointment" in phone.says("cancel my appointment")
    assert "Amira" not in phone.heard
    assert office.appointments(amira) == [(TUESDAY_AT_2, 45)]


def test_a_booking_under_somebody_elses_number_keeps_both_names(office: Office, amira: str) -> None:
    phone = office.calls(WITHHELD, at=None)
    phone.says("Eve Adams", "yes", amira[1:], "tomorrow", "yes", "45 minutes", "yes")
    assert office.knows(amira) == "Amira Haddad"
    rows = office.rows("SELECT notes FROM appointments WHERE line = :line ORDER BY id", line=office.line)
    assert [row["notes"] for row in rows] == ["", "For Eve Adams."]
