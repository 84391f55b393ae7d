"""No document makes a call hang, loop without end, or end in anything but an end or a numbered failure."""

import time
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import Response

from countersign.carrier import Call, CallFailed
from countersign.carrier.execution import LONGEST_CALL
from countersign.carrier.markup import Element, MalformedError, read_document
from countersign.carrier.requests import MOST_TURNS
from countersign.carrier.schema import NOT_CARRIED, NOUNS, VERBS

from .scripted_line import ScriptedLine, Switchboard, twiml

NUMBERS = {11100, 11200, 11205, 11215, 11750, 12100, 12300, 12400}
PATHS = ("/voice", "/a", "/b")
ACTS = 6
SECONDS = 5.0

# None leads out of this machine.
URLS = (
    *(
        "",
        "/voice",
        "/a",
        "b",
        "?c=d",
        "#e",
        "/nowhere",
        "http://[",
        "ftp://a",
        "mailto:a@b",
        "//",
        "http://",
    ),
    *("http://127.0.0.1:9/x", "http://a:b", "http://127.0.0.1:99999/", "http://127.0.0.1:0/", "%", "/ü ö"),
)
VALUES = (
    *(
        "",
        "0",
        "1",
        "5",
        "-1",
        "99999999999999999999",
        "1.5",
        "٣",
        "auto",
        "true",
        "false",
        "yes",
        "GET",
        "POST",
    ),
    *("PUT", "dtmf", "speech", "dtmf speech", "speech dtmf", "#", "*", "0123456789*#", "busy", "w1w"),
)
NAMES = sorted(VERBS) + sorted(NOUNS) + sorted(NOT_CARRIED) + ["Response", "say", "x:y", "Unknown"]
ATTRIBUTES = [*sorted({name for rule in [*VERBS.values(), *NOUNS.values()] for name in rule.attributes}), "x"]

Act = Callable[[Call], None]


def words() -> st.SearchStrategy[str]:
    return st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12).map(escape)


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    attributes = st.dictionaries(
        st.sampled_from(ATTRIBUTES), st.sampled_from([*VALUES, *URLS]).map(quoteattr), max_size=4
    )
    content = st.lists(st.one_of(children, words(), st.sampled_from(URLS).map(escape)), max_size=3)

    def written(name: str, attributes: dict[str, str], content: list[str]) -> str:
        shown = "".join(f" {attribute}={value}" for attribute, value in attributes.items())
        return f"<{name}{shown}>{''.join(content)}</{name}>"

    return st.builds(written, st.sampled_from(NAMES), attributes, content)


VERBS_OF_A_DOCUMENT = st.lists(st.recursive(words(), element, max_leaves=6), max_size=5).map("".join)
LIKELY = st.lists(
    st.sampled_from(
        [
            "<Say>Hi</Say>", "<Redirect>/a</Redirect>", "<Redirect/>", "<Redirect>b</Redirect>", "<Gather/>",
            "<Gather input='speech' action='/a' actionOnEmptyResult='true'/>", "<Pause length='999999'/>",
            "<Gather timeout='0' numDigits='1' action='b'/>", "<Record action='/b'/>", "<Leave/>",
            "<Enqueue waitUrl='/a' action='b'/>", "<Enqueue waitUrl='/voice'/>", "<Enqueue/>", "<Hangup/>",
            "<Record/>",
            "<Dial action='/a'>1</Dial>", "<Dial>1</Dial>", "<Reject/>", "<Say loop='0'>Hi</Say>",
            "<Gather><Play loop='0'>a</Play></Gather>",
        ]
    ),
    max_size=4,
).map("".join)  # fmt: skip

DOCUMENTS = st.one_of(
    LIKELY.map(twiml),
    VERBS_OF_A_DOCUMENT.map(twiml),
    st.builds(
        Response,
        st.one_of(st.binary(max_size=200), words().map(str.encode)),
        st.sampled_from([200, 200, 201, 302, 404, 500]),
        st.sampled_from([{}, {"Location": "/a"}, {"Location": "http://["}, {"Location": ""}]),
        st.sampled_from(
            ["text/xml", "text/plain", "audio/wav", "application/json", "text/html; charset=x", ";"]
        ),
    ),
)

CALLERS: st.SearchStrategy[Act] = st.one_of(
    st.sampled_from(["1", "#", "123#", "0*"]).map(lambda keys: lambda call: call.press(keys)),
    st.text(max_size=20).map(lambda said: lambda call: call.speak(said)),
    st.just(Call.stay_silent),
    st.just(Call.hang_up),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    scripts=st.fixed_dictionaries({path: st.lists(DOCUMENTS, min_size=1, max_size=3) for path in PATHS}),
    acts=st.lists(CALLERS, max_size=ACTS),
    configured=st.fixed_dictionaries(
        {},
        optional={"fallback_url": st.just("/b"), "status_callback": st.just("/a"), "method": st.just("GET")},
    ),
)
def test_every_call_ends_waits_or_fails_by_number(
    board: Switchboard,
    scripts: dict[str, list[Response]],
    acts: list[Act],
    configured: dict[str, str],
) -> None:
    line = board.line = ScriptedLine(board.url)
    for path, answers in scripts.items():
        line.answers(path, *answers)
    options: dict[str, Any] = {
        name: f"{line.url}{value}" if name != "method" else value for name, value in configured.items()
    }
    call = line.call(patience=SECONDS, **options)
    began = time.thread_time()
    failed = _failure(call, acts)
    assert call.over or (failed is None and call.awaits is not None)
    if failed is not None:
        assert failed.number in NUMBERS
        assert failed.sentence.startswith(f"{failed.number}: {failed.url} ")
    line.close()
    assert (call.over, call.awaits, bool(call.ended_by)) == (True, None, True)
    assert time.thread_time() - began < SECONDS
    assert 0 <= call.seconds <= LONGEST_CALL
    assert len(call.turns) <= MOST_TURNS
    assert {warning.number for warning in call.warnings} <= {*NUMBERS, 12200}


def _failure(call: Call, acts: Sequence[Act]) -> CallFailed | None:
    """How the call fails, if it does, when the caller acts so."""
    try:
        call.dial()
        for act in acts:
            if not call.over:
                act(call)
    except CallFailed as failed:
        return failed
    return None


LOOPS = "failure 11215"
LASTS = "the carrier's limit of four hours"


@pytest.mark.parametrize(
    ("document", "how"),
    [
        ("<Redirect/>", LOOPS),
        ("<Redirect>/a</Redirect>", LOOPS),
        ("<Dial action=''>+15551234567</Dial>", LOOPS),
        ("<Enqueue waitUrl=''/>", LOOPS),
        ("<Enqueue waitUrl='/a' action=''/><Leave/>", LOOPS),
        ("<Enqueue waitUrl='/b'/><Redirect/>", LOOPS),
        ("<Pause length='0'/>" * 500 + "<Redirect/>", LOOPS),
        ("<Say>Hi</Say>" * 4000 + "<Redirect/>", LASTS),
        ("<Say loop='999999999'>Hi</Say><Redirect/>", LASTS),
        ("<Pause length='3600'/><Redirect/>", LASTS),
        ("<Dial timeout='600'>+15551234567</Dial>" * 30, "end of the document"),
    ],
)
def test_a_document_that_leads_to_itself_comes_to_an_end(line: ScriptedLine, document: str, how: str) -> None:
    line.answers("/a", "<Redirect>/voice</Redirect>")
    line.answers("/b", "<Leave/>")
    began = time.thread_time()
    call = line.call(document)
    failed = _failure(call, [])
    assert call.ended_by.startswith(how)
    assert (failed is None) is (how != LOOPS)
    assert time.thread_time() - began < SECONDS


def test_a_document_as_deep_as_xml_may_be_is_read(line: ScriptedLine) -> None:
    deep = f"<Say>{'<prosody>' * 250}deep{'</prosody>' * 250}</Say>"
    call = line.called(deep)
    assert (call.heard[0].text, call.warnings) == ("deep", [])


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), VERBS_OF_A_DOCUMENT.map(lambda verbs: bytes(twiml(verbs).body))))
def test_any_bytes_are_a_response_or_malformed(body: bytes) -> None:
    _is_response_or_malformed(body)


def _is_response_or_malformed(body: bytes) -> None:
    try:
        found = read_document(body)
    except MalformedError:
        return
    assert isinstance(found, Element)
    assert found.name == "Response"


@settings(max_examples=200, deadline=None)
@given(VERBS_OF_A_DOCUMENT, st.integers(0, 400), st.binary(max_size=4), st.integers(0, 40))
def test_a_document_that_was_damaged_on_the_way_is_one_or_none(
    verbs: str, at: int, dirt: bytes, lost: int
) -> None:
    body = bytes(twiml(verbs).body)
    _is_response_or_malformed(body[:at] + dirt + body[at + lost :])
