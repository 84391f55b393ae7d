"""The fallback and the status callback of a number."""

import pytest
from starlette.responses import Response

from countersign.carrier import CallFailed

from .scripted_line import TOKEN, ScriptedLine, twiml


def test_the_fallback_is_asked_when_the_line_fails(line: ScriptedLine) -> None:
    line.answers("/fallback", "<Say>We are sorry.</Say>")
    call = line.called(Response("boom", 500), fallback_url=f"{line.url}/fallback", auth_token=TOKEN)
    form = line.asked_at("/fallback")[0].form
    assert (form["ErrorCode"], form["ErrorUrl"], form["CallSid"]) == ("11200", f"{line.url}/voice", call.sid)
    assert [one.text for one in call.heard] == ["We are sorry."]
    assert [warning.number for warning in call.warnings] == [11200]
    assert call.turns[0].failure.startswith("11200")
    assert call.ended_by == "end of the document"


def test_the_fallback_is_asked_in_mid_call_and_the_call_goes_on(line: ScriptedLine) -> None:
    line.answers("/broken", Response("<Response>", media_type="text/xml"))
    line.answers("/fallback", '<Gather input="speech" action="/well"><Say>Once more?</Say></Gather>')
    line.answers("/well", "<Hangup/>")
    call = line.called('<Gather input="speech" action="/broken"/>', fallback_url=f"{line.url}/fallback")
    call.speak("hello")
    assert line.asked_at("/fallback")[0].form["ErrorCode"] == "12100"
    call.speak("hello again")
    assert call.ended_by == "hangup by the line"


def test_a_fallback_that_fails_too_is_the_end(line: ScriptedLine) -> None:
    line.answers("/fallback", twiml("", 502))
    call = line.call(Response("boom", 500), fallback_url=f"{line.url}/fallback")
    with pytest.raises(CallFailed, match=r"11200: .*/fallback answers 502"):
        call.dial()
    assert len(line.asked_at("/fallback")) <= 3


def test_a_fallback_that_leads_back_is_the_end_too(line: ScriptedLine) -> None:
    line.answers("/fallback", "<Redirect>/voice</Redirect>")
    with pytest.raises(CallFailed, match="11200"):
        line.called(Response("boom", 500), fallback_url=f"{line.url}/fallback")
    assert len(line.asked_at("/fallback")) == 3


def test_the_status_callback_is_told_the_end_and_how_long_it_took(line: ScriptedLine) -> None:
    line.answers("/status", Response("", 204))
    call = line.called(
        '<Gather input="speech" timeout="70"/>',
        status_callback=f"{line.url}/status",
        auth_token=TOKEN,
    )
    call.stay_silent()
    (asked,) = line.asked_at("/status")
    told = {name: asked.form[name] for name in ("CallStatus", "CallDuration", "Duration", "CallSid")}
    assert told == {"CallStatus": "completed", "CallDuration": "70", "Duration": "2", "CallSid": call.sid}
    assert (call.warnings, len(call.reports), len(call.turns)) == ([], 1, 1)


def test_the_status_callback_is_told_each_event_where_it_wants_to(line: ScriptedLine) -> None:
    line.answers("/status", "")
    call = line.called(
        '<Gather input="speech"/>',
        status_callback=f"{line.url}/status",
        status_events=("initiated", "ringing", "answered", "completed"),
    )
    call.hang_up()
    told = [(asked.form["CallStatus"], asked.form["SequenceNumber"]) for asked in line.asked_at("/status")]
    assert told == [("queued", "0"), ("ringing", "1"), ("in-progress", "2"), ("completed", "3")]
    assert [asked.path for asked in line.asked] == ["/status", "/status", "/voice", "/status", "/status"]


def test_a_call_that_is_rejected_was_never_answered(line: ScriptedLine) -> None:
    line.answers("/status", "")
    line.called(
        '<Reject reason="busy"/>',
        status_callback=f"{line.url}/status",
        status_events=("answered", "completed"),
    )
    assert [asked.form["CallStatus"] for asked in line.asked_at("/status")] == ["busy"]


def test_a_status_callback_that_fails_is_a_warning(line: ScriptedLine) -> None:
    line.answers("/status", Response("no", 500))
    call = line.called("<Hangup/>", status_callback=f"{line.url}/status")
    assert call.status == "completed"
    assert [warning.number for warning in call.warnings] == [11200]


def test_the_status_callback_is_told_of_a_failure(line: ScriptedLine) -> None:
    line.answers("/status", "")
    call = line.call(Response("boom", 500), status_callback=f"{line.url}/status")
    with pytest.raises(CallFailed):
        call.dial()
    assert [asked.form["CallStatus"] for asked in line.asked_at("/status")] == ["failed"]


def test_hanging_up_ends_a_call_once(line: ScriptedLine) -> None:
    line.answers("/status", "")
    call = line.called('<Gather input="speech" action="/next"/>', status_callback=f"{line.url}/status")
    call.hang_up()
    call.hang_up()
    call.close()
    assert (call.over, call.status, call.ended_by) == (True, "completed", "the caller hung up")
    assert [asked.path for asked in line.asked] == ["/voice", "/status"]


def test_a_call_reads_as_a_dialogue(line: ScriptedLine) -> None:
    line.answers("/next", '<Gather timeout="15"><Say>How long?</Say></Gather><Say>Bye.</Say><Hangup/>')
    call = line.called('<Gather input="speech" action="/next"><Say>Your name?</Say></Gather>')
    call.speak("Amira")
    call.stay_silent()
    assert line.dialogue == [
        "Amira: [calls +15005550100]",
        "the line: Your name?",
        "Amira: Amira",
        "the line: How long?",
        "Amira: [silence of 15 s]",
        "the line: Bye.",
        "the line: [hangs up]",
    ]
    answers = [one for one in line.told if one.sender == "the line"]
    assert {one.channel for one in line.told} == {"phone"}
    assert answers[1].took == pytest.approx(call.turns[1].seconds)
    assert answers[2].took is None
    assert answers[1].detail["requests"][0]["url"] == f"{line.url}/next"
