"""How the carrier waits for an answer, and what it makes of one."""

import pytest

from countersign.carrier import CallOver, Gather

from .scripted_line import ScriptedLine

ASKS = '<Gather input="speech" action="/next"><Say>Your name?</Say></Gather>'
ENDS = "<Say>Thank you.</Say><Hangup/>"


@pytest.fixture(autouse=True)
def ends(line: ScriptedLine) -> None:
    line.answers("/next", ENDS)


def test_defaults_are_the_carriers(line: ScriptedLine) -> None:
    call = line.called("<Gather/>")
    assert call.awaits == Gather(
        action=f"{line.url}/voice",
        method="POST",
        input=frozenset({"dtmf"}),
        timeout=5,
        speech_timeout=5,
        finish_on_key="#",
        num_digits=None,
        action_on_empty_result=False,
        language="en-US",
    )
    assert call.warnings == []


def test_speech_goes_to_the_action_with_its_confidence(line: ScriptedLine) -> None:
    call = line.called(ASKS)
    assert line.asked_at("/next") == []
    call.speak("My name is José & “Zoë”", confidence=0.73)
    asked = line.asked_at("/next")[0]
    assert (asked.method, asked.form["SpeechResult"], asked.form["Confidence"]) == (
        "POST",
        "My name is José & “Zoë”",
        "0.73",
    )
    assert "Digits" not in asked.form
    assert (call.over, call.ended_by, call.status) == (True, "hangup by the line", "completed")


def test_digits_go_to_the_action_without_the_finishing_key(line: ScriptedLine) -> None:
    line.called('<Gather action="/next"/>').press("12#")
    form = line.asked_at("/next")[0].form
    assert (form["Digits"], form["FinishedOnKey"], form["msg"]) == ("12", "#", "Gather End")
    assert "SpeechResult" not in form


@pytest.mark.parametrize(
    ("attributes", "pressed", "digits", "waited"),
    [
        ("", "1234", "1234", 5),
        ("", "12#34", "12", 0),
        ('numDigits="1"', "1", "1", 0),
        ('numDigits="2"', "123", "12", 0),
        ('numDigits="4"', "12", "12", 5),
        ('numDigits="4" timeout="9"', "12", "12", 9),
        ('finishOnKey="*"', "1#2*3", "1#2", 0),
        ('finishOnKey=""', "12#", "12#", 5),
        ('finishOnKey="" numDigits="3"', "1#2", "1#2", 0),
        ('finishOnKey="59"', "195", "1", 0),
    ],
)
def test_when_keys_are_enough(
    line: ScriptedLine, attributes: str, pressed: str, digits: str, waited: float
) -> None:
    call = line.called(f'<Gather action="/next" {attributes}/>')
    before = call.seconds
    line.answers("/next", "<Hangup/>")
    call.press(pressed)
    assert line.asked_at("/next")[0].form["Digits"] == digits
    assert call.seconds - before == waited


def test_the_finishing_key_alone_is_no_input(line: ScriptedLine) -> None:
    call = line.called('<Gather action="/next"/><Say>Nothing came.</Say>')
    call.press("#")
    assert line.asked_at("/next") == []
    assert call.heard[-1].text == "Nothing came."


def test_silence_falls_through_to_the_next_verb(line: ScriptedLine) -> None:
    call = line.called(f"{ASKS}<Say>We did not hear you.</Say>")
    call.stay_silent()
    assert line.asked_at("/next") == []
    assert [one.text for one in call.heard] == ["Your name?", "We did not hear you."]
    assert call.ended_by == "end of the document"


@pytest.mark.parametrize(
    ("takes", "blank"),
    [
        ("speech", {"SpeechResult", "Confidence"}),
        ("dtmf", {"Digits", "FinishedOnKey"}),
        ("dtmf speech", {"SpeechResult", "Confidence", "Digits", "FinishedOnKey"}),
    ],
)
def test_silence_is_posted_blank_where_that_is_wanted(
    line: ScriptedLine, takes: str, blank: set[str]
) -> None:
    call = line.called(
        f'<Gather input="{takes}" action="/next" actionOnEmptyResult="true"/><Say>unreachable</Say>'
    )
    call.stay_silent()
    form = line.asked_at("/next")[0].form
    assert {"SpeechResult", "Confidence", "Digits", "FinishedOnKey"} & set(form) == blank
    assert [form[name] for name in blank if name != "Confidence"] == [""] * len(blank - {"Confidence"})
    assert "unreachable" not in [one.text for one in call.heard]


def test_an_utterance_without_words_is_no_input(line: ScriptedLine) -> None:
    call = line.called(f"{ASKS}<Say>Pardon?</Say>")
    call.speak("  ")
    assert line.asked_at("/next") == []
    assert call.heard[-1].text == "Pardon?"


def test_an_utterance_without_words_is_posted_blank_where_that_is_wanted(line: ScriptedLine) -> None:
    line.called('<Gather input="speech" action="/next" actionOnEmptyResult="true"/>').speak("")
    assert line.asked_at("/next")[0].form["SpeechResult"] == ""


def test_a_key_is_not_sent_to_a_gather_of_speech(line: ScriptedLine) -> None:
    call = line.called(ASKS)
    call.press("2")
    assert line.asked_at("/next") == []
    assert isinstance(call.awaits, Gather)
    assert line.dialogue[-1] == "the line: [does not notice keys: it waits for speech alone]"
    call.speak("Amira")
    assert line.asked_at("/next")[0].form["SpeechResult"] == "Amira"


def test_speech_is_not_sent_to_a_gather_of_keys(line: ScriptedLine) -> None:
    call = line.called('<Gather action="/next"/>')
    call.speak("two")
    assert line.asked_at("/next") == []
    call.press("2#")
    assert line.asked_at("/next")[0].form["Digits"] == "2"


@pytest.mark.parametrize("takes", ["dtmf speech", "speech dtmf"])
def test_either_is_taken_where_both_are(line: ScriptedLine, takes: str) -> None:
    line.called(f'<Gather input="{takes}" action="/next" numDigits="1"/>').press("2")
    line.called(f'<Gather input="{takes}" action="/next"/>').speak("two")
    pressed, spoken = (asked.form for asked in line.asked_at("/next"))
    assert (pressed["Digits"], "SpeechResult" in pressed) == ("2", False)
    assert (spoken["SpeechResult"], "Digits" in spoken) == ("two", False)


def test_the_timeout_begins_after_what_is_nested(line: ScriptedLine) -> None:
    call = line.called(
        '<Gather input="speech" timeout="7"><Pause length="3"/><Play digits="1w2"/></Gather>'
        '<Pause length="2"/>'
    )
    assert call.seconds == 4.0
    call.stay_silent()
    assert call.seconds == 13.0


def test_only_say_play_and_pause_may_be_nested(line: ScriptedLine) -> None:
    call = line.called("<Gather><Redirect>/next</Redirect><Say>One</Say><Play>/a.mp3</Play></Gather>")
    assert [str(one) for one in call.heard] == ["One", f"[plays {line.url}/a.mp3]"]
    assert [warning.number for warning in call.warnings] == [12200]
    assert "<Gather> in line 1 may not hold <Redirect>" in call.warnings[0].sentence


def test_a_prompt_for_ever_can_be_answered_but_not_waited_out(line: ScriptedLine) -> None:
    prompt = '<Gather action="/next" numDigits="1"><Say loop="0">Press a key.</Say></Gather><Say>Never.</Say>'
    answered = line.called(prompt)
    answered.press("1")
    assert line.asked_at("/next")[0].form["Digits"] == "1"
    waited = line.called(prompt)
    waited.stay_silent()
    assert (waited.over, waited.ended_by) == (True, "the carrier's limit of four hours")
    assert [one.text for one in waited.heard] == ["Press a key."]


def test_hints_and_partial_results_change_nothing(line: ScriptedLine) -> None:
    call = line.called(
        '<Gather input="speech" action="/next" hints="one, two" partialResultCallback="/partial" '
        'speechModel="phone_call" enhanced="true" language="de-DE" speechTimeout="auto" '
        'profanityFilter="false"/>'
    )
    call.speak("eins")
    assert call.warnings == []
    assert [asked.path for asked in line.asked] == ["/voice", "/next"]


@pytest.mark.parametrize(
    ("attributes", "is_"),
    [
        ('timeout="soon"', ("timeout", 5)),
        ('timeout="-1"', ("timeout", 5)),
        ('numDigits="0"', ("num_digits", None)),
        ('numDigits="²"', ("num_digits", None)),
        ('input="voice"', ("input", frozenset({"dtmf"}))),
        ('finishOnKey="x"', ("finish_on_key", "#")),
        ('method="PUT"', ("method", "POST")),
        ('actionOnEmptyResult="yes"', ("action_on_empty_result", False)),
    ],
)
def test_a_wrong_value_is_warned_of_and_the_default_used(
    line: ScriptedLine, attributes: str, is_: tuple[str, object]
) -> None:
    call = line.called(f"<Gather {attributes}/>")
    assert getattr(call.awaits, is_[0]) == is_[1]
    assert [warning.number for warning in call.warnings] == [12200]
    assert attributes.partition("=")[0] in call.warnings[0].sentence


def test_nobody_speaks_into_a_dead_line(line: ScriptedLine) -> None:
    call = line.call("<Hangup/>")
    with pytest.raises(CallOver, match="says 'hello': nobody has been called yet"):
        call.speak("hello")
    call.dial()
    with pytest.raises(CallOver, match=r"presses 1: the call is over \(hangup by the line\)"):
        call.press("1")
    with pytest.raises(CallOver, match="dialled before"):
        call.dial()


@pytest.mark.parametrize("digits", ["", "a", "1 2", "٣"])
def test_a_phone_has_twelve_keys(line: ScriptedLine, digits: str) -> None:
    with pytest.raises(ValueError, match="keys 0 to 9"):
        line.called("<Gather/>").press(digits)
