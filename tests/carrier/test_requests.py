"""What the carrier sends, where, and how it is signed."""

import pytest
from starlette.responses import RedirectResponse, Response
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from countersign.carrier import WITHHELD, CallFailed, Number, Signing
from countersign.carrier.signature import signature, signature_headers

from .scripted_line import ACCOUNT, CALLED, CALLER, TOKEN, Asked, ScriptedLine, twiml

STANDARD = {
    "CallSid", "AccountSid", "From", "To", "Caller", "Called", "CallStatus", "Direction", "ApiVersion",
    "FromCity", "FromState", "FromZip", "FromCountry", "ToCity", "ToState", "ToZip", "ToCountry",
    "CallerCity", "CallerState", "CallerZip", "CallerCountry",
    "CalledCity", "CalledState", "CalledZip", "CalledCountry",
}  # fmt: skip


def test_the_first_request_bears_the_standard_parameters_and_no_others(line: ScriptedLine) -> None:
    call = line.called("<Hangup/>")
    asked = line.asked[0]
    assert (asked.method, set(asked.form), asked.query) == ("POST", STANDARD, {})
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    told = {name: asked.form[name] for name in ("From", "Caller", "To", "Called", "AccountSid", "CallSid")}
    assert told == {
        "From": CALLER,
        "Caller": CALLER,
        "To": CALLED,
        "Called": CALLED,
        "AccountSid": ACCOUNT,
        "CallSid": call.sid,
    }
    assert (asked.form["Direction"], asked.form["ApiVersion"]) == ("inbound", "2010-04-01")
    assert asked.form["FromZip"] == ""
    assert call.sid.startswith("CA")
    assert len(call.sid) == 34


def test_the_call_is_ringing_first_and_in_progress_later(line: ScriptedLine) -> None:
    call = line.called('<Gather input="speech"/>')
    call.speak("one")
    call.speak("two")
    assert call.status == "in-progress"
    assert [asked.form["CallStatus"] for asked in line.asked] == ["ringing", "in-progress", "in-progress"]


def test_a_call_that_nobody_has_dialled_is_queued(line: ScriptedLine) -> None:
    assert line.call("<Hangup/>").status == "queued"
    assert line.asked == []


def test_each_call_has_a_sid_of_its_own_that_it_keeps(line: ScriptedLine) -> None:
    first, second = line.called('<Gather input="speech"/>'), line.called('<Gather input="speech"/>')
    first.speak("one")
    assert [asked.form["CallSid"] for asked in line.asked] == [first.sid, second.sid, first.sid]
    assert first.sid != second.sid


def test_a_caller_may_withhold_the_number(line: ScriptedLine) -> None:
    line.called("<Hangup/>", caller=WITHHELD)
    form = line.asked[0].form
    assert (form["From"], form["FromCountry"], form["FromCity"], form["FromState"]) == (
        WITHHELD,
        "LS",
        "",
        "",
    )


def test_a_caller_from_abroad_has_a_country_and_no_state(line: ScriptedLine) -> None:
    line.called("<Hangup/>", caller="+447700900123")
    assert (line.asked[0].form["FromCountry"], line.asked[0].form["FromState"]) == ("GB", "")


def test_a_number_may_be_configured_for_get(line: ScriptedLine) -> None:
    line.called("<Hangup/>", method="GET")
    asked = line.asked[0]
    assert (asked.method, asked.form, set(asked.query)) == ("GET", {}, STANDARD)


def test_get_adds_to_the_query_that_is_there(line: ScriptedLine) -> None:
    line.answers("/next", '<Gather input="speech" action="" method="GET"/>', "<Hangup/>")
    call = line.called('<Gather input="speech" action="/next?step=1&amp;x=" method="GET"/>')
    call.speak("a & b = ü")
    call.speak("again")
    first, second = line.asked_at("/next")
    assert first.method == "GET"
    assert (first.query["step"], first.query["x"], first.query["SpeechResult"]) == ("1", "", "a & b = ü")
    # The document's own URL is what it was asked for by, without what the carrier added.
    assert second.url.count("CallSid=") == 1
    assert (second.query["step"], second.query["SpeechResult"]) == ("1", "again")


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [
        ("/next", "/next"),
        ("next", "/a/next"),
        ("./next?x=1", "/a/next?x=1"),
        ("../next", "/next"),
        ("?step=2", "/a/voice?step=2"),
        ("", "/a/voice?step=1"),
        ("  /next  ", "/next"),
        ("{url}/b/c", "/b/c"),
        ("//{host}/b", "/b"),
        ("/next#part", "/next"),
    ],
)
@pytest.mark.parametrize("verb", ["Redirect", "Gather"])
def test_urls_are_relative_to_the_document(line: ScriptedLine, verb: str, given: str, leads_to: str) -> None:
    given = given.format(url=line.url, host=line.url.removeprefix("http://"))
    document = f"<Redirect>{given}</Redirect>" if verb == "Redirect" else f'<Gather action="{given}"/>'
    path = leads_to.partition("?")[0]
    for other in ("/next", "/a/next", "/b/c", "/b"):
        line.answers(other, "<Hangup/>")
    line.answers("/voice", "<Redirect>/a/voice?step=1</Redirect>")
    line.answers("/a/voice", document, "<Hangup/>")
    call = line.call()
    call.dial()
    if verb == "Gather":
        call.press("1")
    assert line.asked[-1].url == f"{line.url}{leads_to}"
    assert line.asked[-1].path == path
    assert call.ended_by == "hangup by the line"


def test_cookies_are_kept_for_a_call_and_no_longer(line: ScriptedLine) -> None:
    def greet(asked: Asked) -> Response:
        answer = twiml('<Gather input="speech"/>')
        if "cookie" not in asked.headers:
            answer.set_cookie("session", "s1", path="/")
        return answer

    first, second = line.called(greet), line.called(greet)
    first.speak("one")
    second.speak("two")
    third = line.called(greet)
    third.hang_up()
    cookies = [asked.headers.get("cookie") for asked in line.asked]
    assert cookies == [None, None, "session=s1", "session=s1", None]


@pytest.mark.parametrize("status", [301, 302, 303])
def test_these_redirects_become_a_get_without_the_answer(line: ScriptedLine, status: int) -> None:
    line.answers("/next", RedirectResponse("moved?a=1", status))
    line.answers("/moved", '<Gather action="here"/>')
    line.answers("/here", "<Hangup/>")
    call = line.called('<Gather input="speech dtmf" action="/next"/>')
    call.speak("hello")
    asked = line.asked[-1]
    assert (asked.method, asked.path, set(asked.query)) == ("GET", "/moved", {*STANDARD, "a"})
    assert [turn.status for turn in call.turns] == [200, 200]
    assert call.turns[-1].redirected_to == [f"{line.url}/moved?a=1"]
    call.press("1")
    assert line.asked[-1].path == "/here"


@pytest.mark.parametrize("status", [307, 308])
def test_these_redirects_repeat_the_post(line: ScriptedLine, status: int) -> None:
    line.answers("/next", RedirectResponse("/moved", status))
    line.answers("/moved", "<Hangup/>")
    call = line.called('<Gather input="speech" action="/next"/>')
    call.speak("hello")
    asked = line.asked[-1]
    assert (asked.method, asked.path, asked.form["SpeechResult"]) == ("POST", "/moved", "hello")


def test_a_key_is_sent_to_the_lines_own_hosts_alone(line: ScriptedLine) -> None:
    elsewhere = line.url.replace("127.0.0.1", "localhost")
    line.answers("/next", "<Hangup/>")
    line.answers("/here", f"<Redirect>{elsewhere}/next</Redirect>")
    line.called("<Redirect>/here</Redirect>", headers={"X-API-Key": "k"})
    assert [asked.headers.get("x-api-key") for asked in line.asked] == ["k", "k", None]


def test_a_name_and_a_password_in_a_url_are_shown_to_the_line(line: ScriptedLine) -> None:
    line.answers("/next", "<Hangup/>")
    line.called(f"<Redirect>{line.url.replace('//', '//amira:p%40ss@')}/next</Redirect>", auth_token=TOKEN)
    assert line.asked[1].headers["authorization"] == "Basic YW1pcmE6cEBzcw=="
    assert accepted(line.asked[1])


# ---- signatures


def test_the_signature_is_the_carriers() -> None:
    params = {
        "CallSid": f"CA{1234567890}ABCDE",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
        "Caller": "+14158675309",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature("12345", url, params) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert signature("12345", url, dict(reversed(params.items()))) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert signature("12345", url, {**params, "ZBlank": ""}) != "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def accepted(asked: Asked) -> bool:
    validator = RequestValidator(TOKEN)
    return bool(validator.validate(asked.url, asked.form, asked.headers.get("x-twilio-signature", "")))


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_every_request_is_signed_as_a_line_would_check(line: ScriptedLine, method: str) -> None:
    line.answers("/next", RedirectResponse("/moved?b=ü&c=%20d", 307))
    line.answers("/moved", "<Redirect>/last</Redirect>")
    line.answers("/last", "<Hangup/>")
    call = line.called(
        f'<Gather input="speech" action="/next?x=1&amp;y=" method="{method}"/>',
        auth_token=TOKEN,
        method=method,
    )
    call.speak("Zoë & 李小龙 <3 +")
    assert [asked.path for asked in line.asked] == ["/voice", "/next", "/moved", "/last"]
    assert [accepted(asked) for asked in line.asked] == [True] * 4


@pytest.mark.parametrize("signing", [Signing.ABSENT, Signing.GARBAGE, Signing.FOREIGN])
def test_what_is_not_rightly_signed_is_not_accepted(line: ScriptedLine, signing: Signing) -> None:
    line.called("<Hangup/>", auth_token=TOKEN, signing=signing)
    assert not accepted(line.asked[0])
    assert ("x-twilio-signature" in line.asked[0].headers) is (signing is not Signing.ABSENT)


def test_a_foreign_signature_is_right_for_another_url() -> None:
    url, params = "https://line.example.com/voice", {"CallSid": "CA1", "FromCity": ""}
    (header,) = signature_headers(Signing.FOREIGN, TOKEN, url, params).values()
    assert header != signature(TOKEN, url, params)
    assert header == signature(TOKEN, "https://elsewhere.example.com/voice", params)


def test_without_a_token_nothing_is_signed(line: ScriptedLine) -> None:
    line.called("<Hangup/>")
    assert "x-twilio-signature" not in line.asked[0].headers


def test_who_is_turned_away_hears_of_it(line: ScriptedLine) -> None:
    call = line.call(twiml("<Reject/>", 403), auth_token=TOKEN, signing=Signing.GARBAGE)
    with pytest.raises(CallFailed, match=r"11200: .*/voice answers 403: «.*<Reject/></Response>»"):
        call.dial()
    assert call.turns[0].status == 403


def test_a_number_holds_its_configuration() -> None:
    number = Number("https://line.example.com/voice", CALLED, ACCOUNT)
    assert (number.method, number.auth_token, number.headers) == ("POST", None, {})


def test_words_with_the_first_request_are_sent_where_a_test_wants_so(line: ScriptedLine) -> None:
    call = line.call("<Hangup/>")
    call.dial("yes")
    assert line.asked[0].form["SpeechResult"] == "yes"
