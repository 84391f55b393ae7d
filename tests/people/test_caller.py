"""Somebody who calls a line, and answers what is asked in whatever order it is asked."""

import time
from collections.abc import Iterator

import pytest
from carrier.scripted_line import ACCOUNT, CALLED, ScriptedLine, Switchboard, switchboard
from starlette.responses import Response

from countersign.carrier import CallFailed, CallOver, Number, Signing
from countersign.evidence.transcript import Transcript
from countersign.people.caller import Caller
from countersign.phrasebook import Phrasebook
from countersign.target import Patience

NUMBER = "+12015550123"

BOOK = Phrasebook(
    {
        "asks for the name": ["your name\\?"],
        "asks whether the name is {name}": ["I heard {name}\\. Is that correct\\?"],
        "asks when": ["when would you like"],
        "asks how long": ["how long"],
        "asks to confirm": [
            "book an? {minutes}-minute appointment for {name} on {when}\\. Should I confirm\\?"
        ],
        "offers another slot": ["free slot is {when}\\. Would"],
        "asks for the number": ["which number"],
        "says it is booked": ["is booked for {when}\\."],
        "says that it did not understand": ["did not understand"],
        "helps after silence": ["did not hear"],
        "asks again": ["once more"],
    },
    {},
)

NAME = "What is your name?"
NAME_RIGHT = "I heard Amira Haddad. Is that correct?"
WHEN = "When would you like to come?"
HOW_LONG = "And how long?"
CONFIRM = (
    "I'll book a 45-minute appointment for Amira Haddad on Monday, November 23 at 02:00 PM. Should I confirm?"
)
BOOKED = "<Say>Your appointment is booked for Monday, November 23 at 02:00 PM.</Say><Hangup/>"


def asks(words: str, takes: str = "speech") -> str:
    return f'<Gather input="{takes}" action="/next" timeout="15"><Say>{words}</Say></Gather>'


@pytest.fixture(scope="module")
def board() -> Iterator[Switchboard]:
    with switchboard() as board:
        yield board


@pytest.fixture
def line(board: Switchboard) -> ScriptedLine:
    board.line = ScriptedLine(board.url)
    return board.line


@pytest.fixture
def amira(line: ScriptedLine, transcript: Transcript) -> Iterator[Caller]:
    caller = Caller(
        "Amira", NUMBER, Number(f"{line.url}/voice", CALLED, ACCOUNT), BOOK, transcript, Patience()
    )
    yield caller
    caller.leave()


def calls(amira: Caller, line: ScriptedLine, *documents: str | Response) -> Caller:
    """Calls a line that answers with these, one after the other, and the last one again."""
    first, *rest = documents
    line.answers("/voice", first)
    line.answers("/next", *rest)
    amira.dial()
    return amira


def given(line: ScriptedLine) -> list[str]:
    return [
        asked.form.get("SpeechResult") or asked.form.get("Digits", "") for asked in line.asked_at("/next")
    ]


ORDERS = [
    [NAME, NAME_RIGHT, WHEN, HOW_LONG, CONFIRM],
    [WHEN, HOW_LONG, NAME, NAME_RIGHT, CONFIRM],
    [HOW_LONG, NAME, WHEN, CONFIRM],
    [CONFIRM],
]
ANSWERS = {NAME: "My name is Amira Haddad", NAME_RIGHT: "yes", WHEN: "Monday at two", HOW_LONG: "45 minutes",
           CONFIRM: "yes"}  # fmt: skip


@pytest.mark.parametrize("order", ORDERS)
def test_the_conversation_runs_whatever_the_order_of_questions(
    amira: Caller, line: ScriptedLine, order: list[str]
) -> None:
    calls(amira, line, *(asks(question) for question in order), BOOKED)
    amira.answers(name="My name is Amira Haddad", time="Monday at two", length=45, confirm=True)
    assert given(line) == [ANSWERS[question] for question in order]
    assert amira.call.over
    amira.hears("says it is booked", when="Monday, November 23 at 02:00 PM")


def test_it_stops_at_a_question_for_which_no_answer_is_given(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, asks(NAME), asks(NAME_RIGHT), asks(WHEN), asks(CONFIRM), BOOKED)
    amira.answers(name="Amira Haddad")
    assert amira.asked == "asks when"
    amira.answers(time="Monday at two")
    assert amira.asked == "asks to confirm"
    assert amira.question is not None
    assert amira.question.values == {
        "minutes": "45",
        "name": "Amira Haddad",
        "when": "Monday, November 23 at 02:00 PM",
    }
    assert given(line) == ["Amira Haddad", "yes", "Monday at two"]
    amira.answers(confirm=False)
    assert given(line)[-1] == "no"
    assert amira.asked is None  # the call is over


@pytest.mark.parametrize(
    ("heard", "answer"),
    [
        ("Amira Haddad", "yes"),
        ("amira  haddad", "yes"),
        ("Amira", "no"),
        ("Samira Haddad", "no"),
        ("Amira Haddad-Cohen", "no"),
    ],
)
def test_a_name_that_was_misheard_is_not_agreed_to(
    amira: Caller, line: ScriptedLine, heard: str, answer: str
) -> None:
    calls(amira, line, asks(NAME), asks(f"I heard {heard}. Is that correct?"), asks(WHEN))
    amira.answers(name="My name is Amira Haddad, and I want to come on Monday")
    assert given(line)[-1] == answer


def test_a_length_is_pressed_where_keys_are_taken(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, asks(HOW_LONG, "speech dtmf"), BOOKED).answers(length=60)
    assert given(line) == ["3"]
    calls(amira, line, asks(HOW_LONG, "dtmf"), BOOKED).answers(length=30)
    assert given(line)[-1] == "1"
    calls(amira, line, asks(HOW_LONG), BOOKED).answers(length="half an hour")
    assert given(line)[-1] == "half an hour"


def test_an_offer_is_taken_or_not(amira: Caller, line: ScriptedLine) -> None:
    offer = asks("The next free slot is Monday at 9. Would you like it?")
    calls(amira, line, offer, offer, BOOKED)
    amira.answers()
    assert amira.asked == "offers another slot"
    amira.answers(offer="no thanks")
    assert given(line) == ["no thanks", "no thanks"]
    assert amira.call.over


def test_a_number_is_given_when_it_is_asked_for(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, asks("Which number can we call?"), asks(WHEN)).answers(number="201 555 0123")
    assert (given(line), amira.asked) == (["201 555 0123"], "asks when")


def test_a_question_without_end_loses_the_callers_patience(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, asks(WHEN))
    line.answers("/next", asks(WHEN))
    began = time.monotonic()
    with pytest.raises(AssertionError) as caught:
        amira.answers(time="Monday at two", name="Amira")
    sentence = str(caught.value)
    assert len(given(line)) == 3
    assert "Amira has answered 3 times, but is asked again by a line that asks when" in sentence
    assert f"heard «{WHEN}»" in sentence
    assert f"POST {line.url}/next: 200" in sentence
    assert time.monotonic() - began < 10


def test_two_questions_by_turns_lose_it_too(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, asks(NAME), *[asks("I heard Anna. Is that correct?"), asks(NAME)] * 10)
    with pytest.raises(AssertionError, match="is asked again by a line that asks for the name"):
        amira.answers(name="Amira")
    assert given(line).count("no") <= 3


def test_what_the_phrasebook_does_not_know_is_told(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, asks("Fancy a chat?"))
    with pytest.raises(AssertionError) as caught:
        amira.answers(name="Amira")
    assert (
        "should be asked something that the phrasebook knows, but after a call Amira heard «Fancy a chat?»"
        in (str(caught.value))
    )


@pytest.mark.parametrize("words", ["I did not understand.", "I did not hear you.", "Once more, please."])
def test_a_question_stays_open_where_only_a_repetition_is_asked_for(
    amira: Caller, line: ScriptedLine, words: str
) -> None:
    calls(amira, line, asks(WHEN), asks(words), asks(HOW_LONG))
    amira.say("mumble")
    assert amira.asked == "asks when"
    amira.answers(time="Monday at two")
    assert (given(line), amira.asked) == (["mumble", "Monday at two"], "asks how long")


def test_a_question_is_over_when_something_else_is_said(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, asks(WHEN), asks("Fancy a chat?")).say("Monday at two")
    assert amira.asked is None
    with pytest.raises(AssertionError, match="heard «Fancy a chat\\?»"):
        amira.answers(time="Monday at two")
    assert given(line) == ["Monday at two"]


def test_what_is_asked_last_counts(amira: Caller, line: ScriptedLine) -> None:
    both = f'<Say>{NAME}</Say><Gather input="speech" action="/next"><Say>{WHEN}</Say></Gather>'
    assert calls(amira, line, both).asked == "asks when"


def test_a_number_that_is_read_back_is_not_asked_for(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, asks(f"You call from +12015550123: which number is that? {WHEN}"))
    assert amira.asked == "asks when"


def test_a_question_in_pieces_is_one(amira: Caller, line: ScriptedLine) -> None:
    pieces = '<Gather input="speech"><Say>I heard</Say><Say>Bo.</Say><Say>Is that correct?</Say></Gather>'
    asked = calls(amira, line, pieces).question
    assert asked is not None
    assert asked.values == {"name": "Bo"}


def test_keys_that_are_not_noticed_leave_the_question_open(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, asks(WHEN)).press("1")
    assert (amira.asked, given(line)) == ("asks when", [])
    assert amira.heard_now == ""


def test_a_line_that_listens_and_says_nothing_asks_nothing(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, asks(WHEN), '<Gather input="speech" action="/next"/>').say("Monday at two")
    assert (amira.asked, amira.heard_now) == (None, "")
    with pytest.raises(
        AssertionError, match="that the phrasebook knows, but after a time Amira heard nothing"
    ):
        amira.answers(time="Monday at two")


def test_silence_leads_to_the_next_verb(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, f"{asks(NAME)}<Say>I did not hear you.</Say><Redirect>/next</Redirect>", asks(NAME))
    amira.stay_silent()
    assert (amira.asked, amira.heard_now) == ("asks for the name", f"I did not hear you. {NAME}")


def test_a_sentence_tells_what_should_be_heard_and_what_was(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, asks(WHEN), "<Say>Goodbye.</Say><Hangup/>").say("Monday")
    with pytest.raises(AssertionError) as caught:
        amira.hears("says it is booked", when="Monday")
    assert str(caught.value) == (
        "Amira should hear that the line says it is booked (words such as 'is booked for Monday.'), but "
        "after a time Amira heard «Goodbye.», and the call is over: hangup by the line."
    )


def test_nobody_talks_to_a_line_that_has_hung_up(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, "<Hangup/>", "")
    with pytest.raises(
        CallOver, match=r"Amira can't go on with words: the call is over \(hangup by the line\)"
    ):
        amira.say("hello?")
    with pytest.raises(LookupError, match="has not called anybody"):
        _ = Caller("Bo", NUMBER, amira.line, BOOK, Transcript(), Patience()).call


def test_the_second_call_is_another_one(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, asks(NAME), asks(WHEN)).say("Amira")
    calls(amira, line, asks(HOW_LONG), asks(WHEN))
    first, second = amira.calls
    assert (first.over, first.ended_by, second.over) == (True, "the caller hung up", False)
    assert first.sid != second.sid
    assert amira.asked == "asks how long"


def test_answer_times_say_what_was_answered(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, asks(NAME), "<Redirect>/more</Redirect>")
    line.answers("/more", asks(HOW_LONG, "speech dtmf"))
    amira.say("Amira")
    line.answers("/next", f"{asks(WHEN)}<Hangup/>")
    amira.press("2")
    amira.stay_silent()
    amira.hang_up()
    times = dict(amira.answer_times())
    assert list(times) == ["answer to a call", "answer to a name", "answer to a length"]
    turns = amira.call.turns
    assert times["answer to a name"] == pytest.approx(turns[1].seconds + turns[2].seconds)
    assert all(0 < seconds < 5 for seconds in times.values())


def test_a_failed_call_is_a_failed_step_that_names_it(amira: Caller, line: ScriptedLine) -> None:
    calls(amira, line, asks(NAME), Response("Traceback …", 500, media_type="text/plain"))
    with pytest.raises(CallFailed) as caught:
        amira.say("Amira")
    assert str(caught.value) == f"11200: {line.url}/next answers 500: «Traceback …»"
    assert amira.call.over


def test_a_caller_may_sign_wrongly(amira: Caller, line: ScriptedLine) -> None:
    line.answers("/voice", "<Hangup/>")
    number = Number(f"{line.url}/voice", CALLED, ACCOUNT, auth_token="12345")
    Caller("Bo", NUMBER, number, BOOK, Transcript(), Patience(), signing=Signing.GARBAGE).dial()
    assert line.asked[-1].headers["x-twilio-signature"] == "bm90IGEgc2lnbmF0dXJlIQ=="
    assert amira.calls == []


def test_the_transcript_reads_as_a_dialogue(
    amira: Caller, line: ScriptedLine, transcript: Transcript
) -> None:
    calls(amira, line, asks(NAME), asks(HOW_LONG, "speech dtmf"), BOOKED)
    amira.say("Amira Haddad")
    amira.press("2")
    said = [(one.sender, one.receiver, one.body) for one in transcript.exchanges]
    assert said[1:-1] == [
        ("the line", "Amira", NAME),
        ("Amira", "the line", "Amira Haddad"),
        ("the line", "Amira", HOW_LONG),
        ("Amira", "the line", "[presses 2]"),
        ("the line", "Amira", "Your appointment is booked for Monday, November 23 at 02:00 PM."),
    ]
    assert said[0][2].startswith("[calls ")
    assert said[-1][2] == "[hangs up]"
