"""What each verb does to a call, Gather apart."""

import pytest

from countersign.carrier import CallFailed, Queue, Record

from .scripted_line import ACCOUNT, ScriptedLine

ASKS = '<Gather input="speech" action="/next"/>'


def texts(line: ScriptedLine, verbs: str) -> list[str]:
    return [str(one) for one in line.called(verbs).heard]


def test_verbs_run_in_order_and_the_end_of_the_document_ends_the_call(line: ScriptedLine) -> None:
    call = line.called('<Say>One.</Say><Pause length="2"/><Say>Two.</Say><Play>http://a.example/b.mp3</Play>')
    assert [str(one) for one in call.heard] == [
        "One.",
        "[pause of 2 s]",
        "Two.",
        "[plays http://a.example/b.mp3]",
    ]
    assert call.turns[0].verbs == ["Say", "Pause", "Say", "Play"]
    assert (call.over, call.ended_by, call.status) == (True, "end of the document", "completed")
    assert call.awaits is None


def test_an_empty_document_ends_the_call(line: ScriptedLine) -> None:
    assert line.called("").ended_by == "end of the document"


def test_nothing_after_a_hangup_is_reached(line: ScriptedLine) -> None:
    call = line.called("<Hangup/><Say>Never.</Say>")
    assert (call.heard, call.turns[0].verbs) == ([], ["Hangup"])


def test_nothing_after_a_redirect_is_reached(line: ScriptedLine) -> None:
    line.answers("/next", "<Say>Next.</Say>")
    assert texts(line, "<Redirect>/next</Redirect><Say>Never.</Say>") == ["Next."]
    assert line.asked_at("/next")[0].method == "POST"


def test_nothing_after_an_answered_gather_is_reached(line: ScriptedLine) -> None:
    line.answers("/next", "<Say>Next.</Say>")
    call = line.called(f"{ASKS}<Say>Never.</Say>")
    call.speak("hello")
    assert [one.text for one in call.heard] == ["Next."]


@pytest.mark.parametrize(
    ("reason", "how", "status"),
    [
        ("", "rejected (rejected)", "no-answer"),
        ('reason="rejected"', "rejected (rejected)", "no-answer"),
        ('reason="busy"', "rejected (busy)", "busy"),
    ],
)
def test_reject_as_the_first_verb_never_answers(
    line: ScriptedLine, reason: str, how: str, status: str
) -> None:
    call = line.called(f"<Reject {reason}/><Say>Never.</Say>")
    assert (call.over, call.ended_by, call.status, call.heard) == (True, how, status, [])


def test_reject_after_another_verb_hangs_up(line: ScriptedLine) -> None:
    call = line.called('<Say>Hello.</Say><Reject reason="busy"/><Say>Never.</Say>')
    assert (call.ended_by, call.status) == ("hangup by the line", "completed")
    assert "answered already" in call.warnings[0].sentence


def test_what_is_no_verb_answers_no_call(line: ScriptedLine) -> None:
    call = line.called('<say>Hello.</say><Reject reason="busy"/>')
    assert (call.ended_by, call.status, call.heard) == ("rejected (busy)", "busy", [])
    assert [warning.number for warning in call.warnings] == [12200]
    assert call.turns[0].verbs == ["Reject"]


def test_say_is_heard_without_its_markup(line: ScriptedLine) -> None:
    said = (
        "<Say>\n  Your <emphasis level='strong'>new</emphasis> time:<break time='2s'/>"
        "<p><say-as interpret-as='date'>2026-11-23</say-as></p> at the <sub alias='doctor'>Dr</sub>'s "
        "&amp; <prosody rate='slow'>on<w role='x'>time</w></prosody></Say>"
    )
    call = line.called(said)
    assert call.heard[0].text == "Your new time: 2026-11-23 at the doctor's & ontime"
    assert call.warnings == []


def test_breaks_take_their_time(line: ScriptedLine) -> None:
    plain = line.called("<Say>One two.</Say>").seconds
    slow = line.called('<Say>One <break time="1500ms"/><s><break time="2s"/></s> two.</Say>').seconds
    assert slow - plain == pytest.approx(3.5)


def test_say_takes_as_long_as_it_has_words(line: ScriptedLine) -> None:
    one = line.called(f"<Say>{'word ' * 10}</Say>").seconds
    assert line.called(f"<Say>{'word ' * 20}</Say>").seconds == pytest.approx(2 * one)
    assert line.called(f'<Say loop="3">{"word " * 10}</Say>').seconds == pytest.approx(3 * one)


def test_say_for_ever_ends_with_the_longest_call(line: ScriptedLine) -> None:
    call = line.called('<Say loop="0">Round.</Say><Say>Never.</Say>')
    assert [str(one) for one in call.heard] == ["Round. [for ever]"]
    assert (call.ended_by, call.seconds) == ("the carrier's limit of four hours", 4 * 3600)


def test_play_plays_keys_or_a_recording(line: ScriptedLine) -> None:
    assert texts(line, '<Play digits="ww12#"/><Play loop="2">a.mp3</Play>') == [
        "[plays the keys ww12#]",
        f"[plays {line.url}/a.mp3 2 times]",
    ]


@pytest.mark.parametrize(("length", "seconds"), [("", 1), ('length="5"', 5), ('length="x"', 1)])
def test_a_pause_lasts_a_second_or_as_it_says(line: ScriptedLine, length: str, seconds: float) -> None:
    assert line.called(f"<Pause {length}/>").seconds == seconds


# ---- Record


def test_a_recording_goes_to_the_documents_own_url_by_default(line: ScriptedLine) -> None:
    call = line.called("<Record/><Say>Never.</Say>", "<Hangup/>")
    assert isinstance(call.awaits, Record)
    call.speak("This is a message of some words")
    form = line.asked_at("/voice")[1].form
    assert form["RecordingUrl"].startswith(
        f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Recordings/RE"
    )
    assert (int(form["RecordingDuration"]) > 0, form["Digits"]) == (True, "")


@pytest.mark.parametrize("silently", ["press", "stay_silent"])
def test_an_empty_recording_falls_through(line: ScriptedLine, silently: str) -> None:
    call = line.called('<Record action="/next"/><Say>No message.</Say>')
    call.press("#") if silently == "press" else call.stay_silent()
    assert line.asked_at("/next") == []
    assert call.heard[-1].text == "No message."


def test_hanging_up_sends_what_was_recorded(line: ScriptedLine) -> None:
    line.answers("/next", "<Say>Never heard.</Say>")
    call = line.called('<Record action="/next"/>')
    call.hang_up()
    form = line.asked_at("/next")[0].form
    assert (form["Digits"], form["CallStatus"]) == ("hangup", "completed")
    assert "Never heard." not in [one.text for one in call.heard]


# ---- Dial


def test_dial_without_action_falls_through(line: ScriptedLine) -> None:
    call = line.called("<Dial><Number>+15551234567</Number></Dial><Say>Back again.</Say>")
    assert [str(one) for one in call.heard] == ["[puts the call through to +15551234567]", "Back again."]


def test_dial_with_action_tells_how_it_went(line: ScriptedLine) -> None:
    line.answers("/next", "<Say>Thanks.</Say>")
    call = line.called('<Dial action="/next">+15551234567</Dial><Say>Never.</Say>')
    form = line.asked_at("/next")[0].form
    assert (form["DialCallStatus"], form["DialCallDuration"]) == ("completed", "60")
    assert [one.text for one in call.heard] == ["+15551234567", "Thanks."]


def test_nobody_answers_where_that_is_the_point(line: ScriptedLine) -> None:
    line.answers("/next", "<Hangup/>")
    call = line.called('<Dial action="/next" timeout="12">+15551234567</Dial>', dial_status="no-answer")
    form = line.asked_at("/next")[0].form
    assert (form["DialCallStatus"], "DialCallDuration" in form, call.seconds) == ("no-answer", False, 12)


# ---- Enqueue


def test_a_caller_in_a_queue_waits_until_hanging_up(line: ScriptedLine) -> None:
    line.answers("/left", "<Say>Never heard.</Say>")
    call = line.called('<Enqueue action="/left">support</Enqueue><Say>Never reached.</Say>')
    assert isinstance(call.awaits, Queue)
    call.stay_silent()
    assert isinstance(call.awaits, Queue)
    assert [one.text for one in call.heard] == ["support"]
    call.speak("hello?")
    assert line.dialogue[-1].startswith("the line: [does not notice speech")
    call.hang_up()
    form = line.asked_at("/left")[0].form
    assert (form["QueueResult"], form["QueueTime"], form["CallStatus"]) == ("hangup", "60", "completed")
    assert call.ended_by == "the caller hung up"


def test_what_is_heard_in_a_queue_is_heard_again_while_waiting(line: ScriptedLine) -> None:
    line.answers("/wait", "<Say>Please hold.</Say>", "<Say>Still hold.</Say>", "<Leave/><Say>Never.</Say>")
    call = line.called('<Enqueue waitUrl="/wait">support</Enqueue><Say>Nobody came.</Say>')
    assert isinstance(call.awaits, Queue)
    assert line.asked_at("/wait")[0].form["QueuePosition"] == "1"
    call.stay_silent()
    assert [one.text for one in call.heard] == ["support", "Please hold.", "Still hold."]
    call.stay_silent()
    assert call.heard[-1].text == "Nobody came."
    assert call.ended_by == "end of the document"


def test_leaving_a_queue_leads_to_its_action(line: ScriptedLine) -> None:
    line.answers("/wait", "<Leave/>")
    line.answers("/left", "<Say>You left.</Say>")
    call = line.called('<Enqueue waitUrl="/wait" action="/left"/><Say>Never.</Say>')
    assert line.asked_at("/left")[0].form["QueueResult"] == "leave"
    assert call.heard[-1].text == "You left."


def test_leave_outside_of_a_queue_changes_nothing(line: ScriptedLine) -> None:
    assert texts(line, "<Leave/><Say>On.</Say>") == ["On."]


# ---- what is not carried, and what nobody knows


@pytest.mark.parametrize(
    "verb",
    ['<Connect><Stream url="wss://a.example"/></Connect>', "<Pay/>", "<Refer/>", "<Start/>", "<Echo/>"],
)
def test_what_is_not_carried_fails_loudly(line: ScriptedLine, verb: str) -> None:
    name = verb.strip("</>").partition(">")[0].split("/")[0]
    call = line.call(f"<Say>Hello.</Say>{verb}<Say>Never.</Say>", fallback_url=f"{line.url}/fallback")
    with pytest.raises(CallFailed, match=f"12400: .*<{name}>, which this carrier knows and does not carry"):
        call.dial()
    assert (call.over, call.status, line.asked_at("/fallback")) == (True, "failed", [])
    assert [one.text for one in call.heard] == ["Hello."]


@pytest.mark.parametrize(
    ("verbs", "sentence"),
    [
        ("<Sing>la</Sing>", "<Response> in line 1 may not hold <Sing>, which is ignored"),
        ("<say>la</say>", "may not hold <say>, which is ignored (names are case-sensitive: Say)"),
        ('<Say Voice="alice">Hi</Say>', "<Say> in line 1 has no attribute 'Voice' (names are case-sensitive"),
        ('<Say tempo="2">Hi</Say>', "<Say> in line 1 has no attribute 'tempo'"),
        ("<Say><Play>a</Play></Say>", "<Say> in line 1 may not hold <Play>"),
        ("<Say><emphasis><big>x</big></emphasis></Say>", "<emphasis> in line 1 may not hold <big>"),
        ("loose words<Hangup/>", "<Response> in line 1 holds the text 'loose words', which is ignored"),
        ("<Gather>loose</Gather>", "<Gather> in line 1 holds the text 'loose'"),
    ],
)
def test_what_the_schema_does_not_know_is_warned_of_and_ignored(
    line: ScriptedLine, verbs: str, sentence: str
) -> None:
    call = line.called(f"{verbs}<Say>Still here.</Say>")
    assert [warning.number for warning in call.warnings][:1] == [12200]
    assert sentence in call.warnings[0].sentence
    assert call.warnings[0].url == f"{line.url}/voice"
    assert "la" not in [one.text for one in call.heard]
