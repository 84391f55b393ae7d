import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.sandbox.booking.replies import Change, Reply, change_in, reply_in

YES = [
    *(
        "yes",
        "Yes, please.",
        "yeah",
        "sure, go ahead",
        "that's correct",
        "that’s right",
        "OK, book it",
        "uh huh",
    ),
    *(
        "yes, no problem",
        "sure, why not",
        "yes yes that's right",
        "of course",
        "sounds good",
        "please confirm",
    ),
    *(
        "I'm okay with that",
        "yup, that's me",
        "yes, that is not a problem",
        "Absolutely!",
        "fine by me",
        "I agree",
        "go for it",
    ),
]
NO = [
    *("No", "no.", "nope, wrong", "don't book it", "that is not right", "no, that is not correct", "nah"),
    *("that's incorrect", "it isn't", "that's not my name", "not yet", "I don't think so", "certainly not"),
    *(
        "of course not",
        "I do not want that",
        "I can't confirm",
        "do not confirm it",
        "no no no",
        "please don’t",
    ),
    *("no thank you", "that's wrong", "never", "I would rather not", "not okay", "that won't work"),
]
UNCLEAR = [
    *("", "I'm not sure", "Noah", "I know nothing", "in November", "my eyes are tired", "yes and no", "good"),
    *("what did you say", "purple elephants", "yesterday I called you already", "my book is on the table"),
    *(
        "no, that's right",
        "Yes?",
        "yes, but later",
        "OK don't",
        "maybe",
        "not wrong",
        "yes I guess",
        "no problem",
    ),
    *(
        "okay, what time was that",
        "Knowles",
        "Okayama",
        "right now",
        "the note",
        "good morning",
        "did I say yes",
        "is that right",
        "I disagree",
    ),
    *("yes if it is free", "Yes. No, wait.", "cancel"),
]


@pytest.mark.parametrize("words", YES)
def test_a_clear_yes(words: str) -> None:
    assert reply_in(words) is Reply.YES


@pytest.mark.parametrize("words", NO)
def test_a_clear_no(words: str) -> None:
    assert reply_in(words) is Reply.NO


@pytest.mark.parametrize("words", UNCLEAR)
def test_neither(words: str) -> None:
    assert reply_in(words) is Reply.UNCLEAR


@given(st.sampled_from(YES), st.sampled_from(["no", "don't", "do not do that", "I'm not sure", "wrong"]))
def test_a_yes_beside_a_no_is_never_a_yes(yes: str, no: str) -> None:
    assert reply_in(f"{yes} {no}") is not Reply.YES
    assert reply_in(f"{no} {yes}") is not Reply.YES


@given(st.text(alphabet=st.characters(whitelist_categories=["Ll"], max_codepoint=127), min_size=1))
def test_a_word_that_holds_a_yes_is_none(rest: str) -> None:
    assert reply_in(f"x{rest}yes{rest}x") is Reply.UNCLEAR


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("reschedule", Change.MOVE),
        ("I'd like to move my appointment", Change.MOVE),
        ("can I change my Monday appointment", Change.MOVE),
        ("I want to cancel my appointment", Change.CANCEL),
        ("Cancel it.", Change.CANCEL),
        ("don't cancel it", None),
        ("please do not reschedule", None),
        ("I want an appointment", None),
        ("Chancellor", None),
    ],
)
def test_what_is_to_be_done_with_an_appointment(words: str, change: Change | None) -> None:
    assert change_in(words) is change
