import pytest

from countersign.sandbox.booking.names import corrected_name, first_name, name_in

SAID = [
    ("My name is John Smith", "John Smith"),
    ("my name's José García.", "José García"),
    ("李小龙", "李小龙"),
    ("my name is 李小龙", "李小龙"),
    ("Noah", "Noah"),
    ("Anthony", "Anthony"),
    ("It's Noah Anthony", "Noah Anthony"),
    ("Jean-Pierre O'Connor", "Jean-Pierre O'Connor"),
    ("I’m Jean-Pierre O’Connor", "Jean-Pierre O’Connor"),
    ("Yesenia Knowles", "Yesenia Knowles"),
    ("Günther Müller-Lüdenscheidt", "Günther Müller-Lüdenscheidt"),
    ("Dr. No", "Dr. No"),
    ("my name is No", "No"),
    ("An Nguyen", "An Nguyen"),
    ("Kim So Young", "Kim So Young"),
    ("Oh Sejun", "Oh Sejun"),
    ("Will Young", "Will Young"),
    ("Wednesday Addams", "Wednesday Addams"),
    ("My name is May April", "May April"),
    ("My name is Rose & Thorn", "Rose & Thorn"),
    ("Tom & Jerry <b>", "Tom & Jerry <b>"),
    ("John Smith speaking", "John Smith"),
    ("Good evening, this is Ann Lee", "Ann Lee"),
    ("I'm John Smith, my number is 416 555 1234", "John Smith"),
    ("I'm John Smith my number is 416 555 1234", "John Smith"),
    ("I'm John Smith 416 555 1234", "John Smith"),
    ("Hi, this is John Smith, I'd like to book tomorrow at 2 PM for 30 minutes", "John Smith"),
    ("My name is John Smith and I would like to come tomorrow", "John Smith"),
    ("My name is Amira Haddad, tomorrow at 2 PM", "Amira Haddad"),
    ("My name is Amira Haddad, for half an hour", "Amira Haddad"),
    ("My name is Amira Haddad for an appointment on Monday", "Amira Haddad"),
    ("Good morning, I'm calling to book an appointment. My name is Sarah Johnson.", "Sarah Johnson"),
    ("My name is, my name is Margaret Thompson", "Margaret Thompson"),
    ("Um, uh, Margaret... Margaret Thompson", "Margaret Thompson"),
    ("John. John Smith.", "John Smith"),
    ("Smith, John", "Smith, John"),
]
NO_NAMES = [
    *("", "no", "No.", "yes", "okay", "hello", "uh", "mmm hrm", "what?", "12345", "& & &", "😀", "&" * 100),
    *("I'm not sure", "could you repeat that", "I want to book an appointment", "I need to see the doctor"),
    *("I'm calling about tomorrow", "it's about my appointment", "a" * 101, "la " * 9),
]


@pytest.mark.parametrize(("words", "name"), SAID)
def test_a_name_is_kept_as_it_was_said(words: str, name: str) -> None:
    assert name_in(words) == name


@pytest.mark.parametrize("words", NO_NAMES)
def test_what_is_no_name_is_not_taken_for_one(words: str) -> None:
    assert name_in(words) is None


def test_a_name_can_be_corrected_along_with_the_no() -> None:
    assert corrected_name("No, my name is Jane Roe") == "Jane Roe"
    assert corrected_name("that is not right") is None


@pytest.mark.parametrize(("name", "first"), [("José García", "José"), ("李小龙", "李小龙")])
def test_the_first_name_is_the_first_word(name: str, first: str) -> None:
    assert first_name(name) == first
