"""How a call fails: by the carrier's own number, the URL, and what the line answered."""

import socket
import time
from collections.abc import Sequence

import pytest
from starlette.responses import RedirectResponse, Response

from countersign.carrier import Call, CallFailed, Number
from countersign.carrier.errand import BUDGET, LARGEST, Errands
from countersign.carrier.signature import Signing

from .raw_line import raw_line
from .scripted_line import ACCOUNT, CALLED, CALLER, ScriptedLine, twiml


def failure(call: Call) -> CallFailed:
    with pytest.raises(CallFailed) as caught:
        call.dial()
    assert (call.over, call.status, call.awaits) == (True, "failed", None)
    assert call.ended_by == f"failure {caught.value.sentence}"
    assert caught.value.sentence.startswith(f"{caught.value.number}: {caught.value.url} ")
    return caught.value


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503, 304])
def test_what_is_no_success_is_11200(line: ScriptedLine, status: int) -> None:
    failed = failure(line.call(twiml("<Say>Sorry</Say>" if status != 304 else "", status)))
    assert failed.number == 11200
    assert f"/voice answers {status}" in failed.sentence
    assert ("<Say>Sorry</Say>" in failed.sentence) is (status != 304)


def test_a_redirect_that_leads_nowhere_is_11200(line: ScriptedLine) -> None:
    assert failure(line.call(Response("", 302))).number == 11200


def test_nobody_at_the_address_is_11205() -> None:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        url = f"http://127.0.0.1:{sock.getsockname()[1]}/voice"
    failed = failure(Call(Number(url, CALLED, ACCOUNT), CALLER, say=lambda _: None))
    assert (failed.number, failed.url) == (11205, url)
    assert "could not be reached" in failed.sentence


@pytest.mark.parametrize("host", ["nowhere.invalid", f"{'a' * 70}.example"])
def test_a_host_that_is_not_known_is_11205(host: str) -> None:
    number = Number(f"http://{host}/voice", CALLED, ACCOUNT)
    assert failure(Call(number, CALLER, say=lambda _: None)).number == 11205


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"


@pytest.mark.parametrize(
    ("pieces", "why"),
    [
        ([], "says nothing and hangs up"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n<Respo"], "breaks off"),
        ([b"this is no HTTP\r\n\r\n"], "speaks something else"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"], "can't count"),
    ],
)
def test_what_is_no_answer_is_11205(pieces: Sequence[bytes], why: str) -> None:
    with raw_line(pieces, 0.0) as url:
        failed = failure(Call(Number(url, CALLED, ACCOUNT), CALLER, say=lambda _: None))
    assert failed.number == 11205, why


@pytest.mark.parametrize(
    ("pieces", "where"),
    [
        ([b""] * 200, "before anything"),
        ([b"HTTP/1.1 200 OK\r\n", *[b"X-Slow: 1\r\n"] * 200], "in the head"),
        ([HEAD, b"Content-Length: 9999\r\n\r\n", *[b"<"] * 200], "in the body"),
        ([HEAD, b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\n<\r\n"] * 200], "in the chunks"),
    ],
)
def test_byte_by_byte_holds_nobody_longer_than_the_budget(pieces: Sequence[bytes], where: str) -> None:
    with raw_line(pieces, 0.05) as url:
        call = Call(Number(url, CALLED, ACCOUNT), CALLER, patience=0.4, say=lambda _: None)
        began = time.monotonic()
        failed = failure(call)
        took = time.monotonic() - began
    assert failed.number == 11205, where
    assert "did not answer in 0.4 s (the tester's patience; the carrier's is 15 s)" in failed.sentence
    assert 0.3 < took < 5.0


def test_redirects_share_one_budget() -> None:
    with raw_line([b"HTTP/1.1 302 Found\r\nLocation: /voice\r\nContent-Length: 0\r\n\r\n"], 0.15) as url:
        call = Call(Number(url, CALLED, ACCOUNT), CALLER, patience=0.4, say=lambda _: None)
        began = time.monotonic()
        assert failure(call).number == 11205
    assert time.monotonic() - began < 5.0
    assert 1 <= len(call.turns[0].redirected_to) <= 3


def test_the_budget_is_the_carriers_however_patient_the_tester() -> None:
    number = Number("http://127.0.0.1:9/voice", CALLED, ACCOUNT)
    errands = Errands(number, Signing.RIGHT, 300.0)
    assert (errands.budget, BUDGET) == (15.0, 15.0)
    errands.close()


def test_too_many_redirects_are_11215(line: ScriptedLine) -> None:
    failed = failure(line.call(RedirectResponse("/voice", 307)))
    assert failed.number == 11215
    assert len(line.asked) == 11


@pytest.mark.parametrize("location", ["http://[", "ftp://a.example/b", "javascript:alert(1)", "http://a:b/"])
def test_a_redirect_to_no_url_is_11100(line: ScriptedLine, location: str) -> None:
    failed = failure(line.call(Response("", 302, {"Location": location})))
    assert failed.number == 11100


@pytest.mark.parametrize("url", ["http://[", "mailto:a@b.example", "http://a.example:99999/"])
def test_a_verb_that_leads_to_no_url_is_11100_or_unreachable(line: ScriptedLine, url: str) -> None:
    assert failure(line.call(f"<Redirect>{url}</Redirect>")).number in (11100, 11205)
    assert [asked.path for asked in line.asked] == ["/voice"]


def test_64_kilobytes_are_not_too_large(line: ScriptedLine) -> None:
    around = len(twiml("<!---->").body)
    assert line.called(f"<!--{'x' * (LARGEST - around)}-->").ended_by == "end of the document"


def test_more_is_11750(line: ScriptedLine) -> None:
    around = len(twiml("<!---->").body)
    failed = failure(line.call(f"<!--{'x' * (LARGEST - around + 1)}-->"))
    assert (failed.number, len(failed.sentence) < 600) == (11750, True)
    assert "answers more than 64 kB: «<?xml" in failed.sentence


def test_a_body_without_end_is_11750() -> None:
    pieces = [HEAD, b"Transfer-Encoding: chunked\r\n\r\n", *[b"4000\r\n" + b"x" * 0x4000 + b"\r\n"] * 400]
    with raw_line(pieces, 0.0) as url:
        assert failure(Call(Number(url, CALLED, ACCOUNT), CALLER, say=lambda _: None)).number == 11750


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("text/xml", None),
        ("application/xml; charset=utf-8", None),
        ("TEXT/XML", None),
        ("text/html", None),
        ("application/json", 12300),
        ("text/css", 12300),
        ("", 12300),
    ],
)
def test_a_wrong_content_type_is_12300(line: ScriptedLine, kind: str, number: int | None) -> None:
    call = line.call(Response("<Response><Hangup/></Response>", headers={"Content-Type": kind}))
    if number is None:
        call.dial()
        assert call.ended_by == "hangup by the line"
    else:
        failed = failure(call)
        assert failed.number == number
        assert repr(kind or "none") in failed.sentence
        assert "<Hangup/>" in failed.sentence


def test_plain_text_is_said_and_audio_is_played(line: ScriptedLine) -> None:
    call = line.called(Response("Hello  there", media_type="text/plain"))
    assert ([one.text for one in call.heard], call.ended_by) == (["Hello there"], "end of the document")
    call = line.called(Response(b"RIFF", media_type="audio/wav"))
    assert [str(one) for one in call.heard] == [f"[plays {line.url}/voice]"]


BOMB = (
    "<!DOCTYPE r [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><Response><Say>&i;</Say></Response>"
)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "   ",
        "Hello",
        "{}",
        "<Response>",
        "<Response><Say>Tom & Jerry</Say></Response>",
        "<Response><Say>a < b</Say></Response>",
        "<Response><Say>&nbsp;</Say></Response>",
        "<Response><Say>\x00</Say></Response>",
        "<Response><Say a=1/></Response>",
        "<Response/><Response/>",
        "\n<?xml version='1.0'?><Response/>",
        "<html><body>Not found</body></html>",
        "<response><Say>Hi</Say></response>",
        "<r:Response xmlns:r='x'/>",
        "<Response xmlns='urn:x'><Say>Hi</Say></Response>",
        "<?xml version='1.0' encoding='nonsense'?><Response/>",
        "<!DOCTYPE Response><Response><Say>Hi</Say></Response>",
        "<!DOCTYPE Response SYSTEM 'http://127.0.0.1:9/x.dtd'><Response/>",
        "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Response><Say>&x;</Say></Response>",
        BOMB,
        BOMB.replace("<Say>&i;</Say>", "<Say voice='&i;'>x</Say>"),
        f"<Response>{'<Say>' * 12_000}",
    ],
)
def test_what_is_no_document_is_12100(line: ScriptedLine, body: str) -> None:
    began = time.monotonic()
    failed = failure(line.call(Response(body.encode("utf-8"), media_type="text/xml")))
    assert failed.number == 12100
    assert time.monotonic() - began < 5.0
    if body.strip():
        assert f": «{' '.join(body.split())[:20]}" in failed.sentence


def test_nothing_external_is_fetched(line: ScriptedLine) -> None:
    body = (
        f"<!DOCTYPE r [<!ENTITY % p SYSTEM '{line.url}/p.dtd'>%p;<!ENTITY x SYSTEM '{line.url}/x'>]>"
        f"<?xml-stylesheet href='{line.url}/style'?><Response><Say>&x;</Say></Response>"
    )
    assert failure(line.call(Response(body, media_type="text/xml"))).number == 12100
    assert [asked.path for asked in line.asked] == ["/voice"]


def test_comments_instructions_and_cdata_are_xml(line: ScriptedLine) -> None:
    call = line.called("<!-- a --><?b c?><Say>Tom <!-- and -->&amp; <![CDATA[<Jerry> & co]]></Say>")
    assert [one.text for one in call.heard] == ["Tom & <Jerry> & co"]
    assert call.warnings == []


def test_any_encoding_of_xml_is_read(line: ScriptedLine) -> None:
    body = "<?xml version='1.0' encoding='{}'?><Response><Say>Zoë</Say></Response>"
    for encoding in ("utf-8", "iso-8859-1", "utf-16"):
        answer = Response(body.format(encoding).encode(encoding), media_type="text/xml")
        assert line.called(answer).heard[0].text == "Zoë"


def test_documents_that_lead_to_each_other_for_ever_are_11215(line: ScriptedLine) -> None:
    line.answers("/next", "<Say>Tock.</Say><Redirect>/voice</Redirect>")
    call = line.call("<Say>Tick.</Say><Redirect>/next</Redirect>")
    failed = failure(call)
    assert (failed.number, len(call.turns)) == (11215, 50)
    assert "document number 51 in a row that does not wait for the caller" in failed.sentence


def test_a_caller_who_goes_on_is_not_counted_against_the_line(line: ScriptedLine) -> None:
    call = line.called('<Gather input="speech" timeout="1"/><Redirect/>')
    for _ in range(120):
        call.stay_silent()
    assert (call.over, len(call.turns)) == (False, 121)


def test_a_call_ends_after_so_many_requests(line: ScriptedLine) -> None:
    call = line.called('<Gather input="speech" timeout="0"/><Redirect/>')
    for _ in range(499):
        call.stay_silent()
    with pytest.raises(CallFailed, match=r"11215: .* after 500 requests"):
        call.stay_silent()
    assert len(line.asked) == 500


def test_a_failure_in_mid_call_names_the_url_that_failed(line: ScriptedLine) -> None:
    line.answers("/next", Response("Traceback: boom", 500, media_type="text/plain"))
    call = line.called('<Gather input="speech" action="/next"/>')
    with pytest.raises(CallFailed) as caught:
        call.speak("hello")
    assert caught.value.sentence == f"11200: {line.url}/next answers 500: «Traceback: boom»"
    assert (call.turns[-1].status, call.turns[-1].failure) == (500, caught.value.sentence)
    assert line.dialogue[-1] == f"the line: [failure {caught.value.sentence}]"
