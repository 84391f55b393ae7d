import json
from typing import Any

import pytest
from hamcrest.core.matcher import Matcher

from countersign.matchers.brevo_answers import names_mail, tells_events, tells_nothing, tells_rate
from countersign.matchers.judging import judge
from countersign.matchers.provider_answers import is_refused, listed, must_wait
from countersign.matchers.telegram_answers import carries, marks
from countersign.matchers.telegram_updates import offers, shows_trouble
from countersign.matchers.twilio_answers import has_segments, has_status, lists
from countersign.people.provider_answers import Answer

EMPTY = "Bad Request: message text is empty"
LATER = "Too Many Requests: retry after 7"
RATES = {"x-sib-ratelimit-limit": "10", "x-sib-ratelimit-remaining": "9", "x-sib-ratelimit-reset": "1"}
WENT = "Sat, 21 Nov 2026 10:00:00 +0000"
EVENT = {"event": "delivered", "email": "a@example.com", "messageId": "<1@b>", "subject": "s"}
EVENT |= {"date": "2026-11-21T10:00:00.000+00:00"}


def answer(body: Any, status: int = 200, service: str = "Telegram", **headers: str) -> Answer:
    text = body if isinstance(body, str) else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(service, "a call", status, text, named, 0.01)


def refused(**changes: Any) -> dict[str, Any]:
    return {"ok": False, "error_code": 400, "description": EMPTY} | changes


def told_to_wait(**changes: Any) -> dict[str, Any]:
    return refused(error_code=429, description=LATER, parameters={"retry_after": 7}, **changes)


def message(**content: Any) -> dict[str, Any]:
    return {"ok": True, "result": {"message_id": 1, **content}}


def twilio(**changes: Any) -> dict[str, Any]:
    body = {"code": 21610, "message": "Attempt to send to unsubscribed recipient", "status": 400}
    return body | {"more_info": "https://www.twilio.com/docs/errors/21610"} | changes


BOLD = {"type": "bold", "offset": 3, "length": 2}
EMPTY_TEXT = is_refused("Telegram", "the text is empty")
OPTED_OUT = is_refused("Twilio", "the recipient has opted out")
DELIVERED = tells_events(["delivered"], "a@example.com", "<1@b>")
BUTTON = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}

GOOD: list[tuple[Matcher[Any], Answer]] = [
    (EMPTY_TEXT, answer(refused(), 400)),
    (OPTED_OUT, answer(twilio(), 400, "Twilio")),
    (must_wait(7), answer(told_to_wait(), 429, retry_after="7")),
    (marks("hi", "bold"), answer(message(text="👋 hi", entities=[BOLD]))),
    (carries("Yes"), answer(message(reply_markup=BUTTON))),
    (carries(), answer(message(text="x"))),
    (offers(["a"]), answer({"ok": True, "result": [{"update_id": 5, "message": {"text": "a"}}]})),
    (offers([]), answer({"ok": True, "result": []})),
    (names_mail(), answer({"messageId": "<1@b>"}, 201, "Brevo")),
    (tells_rate(), answer({}, 201, "Brevo", **RATES)),
    (tells_nothing(), answer({}, 200, "Brevo")),
    (tells_nothing(), answer('{"events":[]}', 200, "Brevo")),
    (DELIVERED, answer({"events": [EVENT]}, 200, "Brevo")),
    (has_segments(2), answer({"num_segments": "2"}, 201, "Twilio")),
    (has_status("sent"), answer({"status": "sent", "error_code": None, "date_sent": WENT}, 200, "Twilio")),
    (lists(["b", "a"]), answer({"messages": [{"body": "b"}, {"body": "a"}]}, 200, "Twilio")),
]

BAD: list[tuple[Matcher[Any], Answer]] = [
    (EMPTY_TEXT, answer(refused(), 200)),
    (EMPTY_TEXT, answer(refused(), 400, "Brevo")),
    (EMPTY_TEXT, answer(refused(error_code=401), 400)),
    (EMPTY_TEXT, answer(refused(description="Bad Request: empty"), 400)),
    (EMPTY_TEXT, answer(refused(result={}), 400)),
    (EMPTY_TEXT, answer("<html>", 400)),
    (OPTED_OUT, answer(twilio(code=21611), 400, "Twilio")),
    (OPTED_OUT, answer(twilio(status=403), 400, "Twilio")),
    (OPTED_OUT, answer(twilio(more_info=""), 400, "Twilio")),
    (OPTED_OUT, answer(twilio(message="No"), 400, "Twilio")),
    (must_wait(7), answer(told_to_wait(), 429)),
    (must_wait(7), answer(told_to_wait(), 429, retry_after="8")),
    (must_wait(8), answer(told_to_wait(), 429, retry_after="8")),
    (marks("hi", "bold"), answer(message(text="👋 hi", entities=[BOLD | {"offset": 2}]))),
    (marks("hi", "bold"), answer(message(text="👋 hi", entities=[BOLD, BOLD]))),
    (marks("hi", "bold"), answer(message(text="👋 hi"))),
    (carries("Yes"), answer(message(text="x"))),
    (carries("Yes"), answer(message(reply_markup={"inline_keyboard": [[{"text": "Yes", "hide": False}]]}))),
    (carries(), answer(message(reply_markup=None))),
    (offers(["a"]), answer({"ok": True, "result": []})),
    (offers([]), answer(refused(), 409)),
    (offers([]), answer({"ok": True, "result": [], "error_code": 400})),
    (names_mail(), answer({"messageId": "1"}, 201, "Brevo")),
    (names_mail(), answer({"messageId": "<1@b>"}, 200, "Brevo")),
    (tells_rate(), answer({}, 201, "Brevo", **RATES | {"x-sib-ratelimit-reset": "soon"})),
    (tells_rate(), answer({}, 201, "Brevo", **RATES | {"x-sib-ratelimit-remaining": "10"})),
    (tells_nothing(), answer({"events": [EVENT]}, 200, "Brevo")),
    (tells_nothing(), answer({}, 404, "Brevo")),
    (DELIVERED, answer({"events": [EVENT, EVENT]}, 200, "Brevo")),
    (DELIVERED, answer({"events": [EVENT | {"date": "yesterday"}]}, 200, "Brevo")),
    (DELIVERED, answer({"events": [EVENT | {"email": "b@example.com"}]}, 200, "Brevo")),
    (has_segments(2), answer({"num_segments": 2}, 201, "Twilio")),
    (has_status("failed", 30008), answer({"status": "failed", "error_code": 30008}, 200, "Twilio")),
    (has_status("sent"), answer({"status": "queued", "error_code": None}, 200, "Twilio")),
    (has_status("sent"), answer({"status": "sent", "error_code": None, "date_sent": None}, 200, "Twilio")),
    (lists(["b", "a"]), answer({"messages": [{"body": "a"}, {"body": "b"}]}, 200, "Twilio")),
    (shows_trouble(1, "e"), answer({"ok": True, "result": {"pending_update_count": 1}})),
]


@pytest.mark.parametrize(("matcher", "given"), GOOD)
def test_what_should_be_answered_is_let_pass(matcher: Matcher[Any], given: Answer) -> None:
    judge(given.service, given, matcher)


@pytest.mark.parametrize(("matcher", "given"), BAD)
def test_anything_else_is_a_sentence_that_names_the_service(matcher: Matcher[Any], given: Answer) -> None:
    with pytest.raises(AssertionError, match=rf"^{given.service} should .+, but .+\.$"):
        judge(given.service, given, matcher)


def test_a_refusal_names_what_was_expected_and_what_came() -> None:
    with pytest.raises(AssertionError) as caught:
        judge("Telegram", answer(message(text="")), EMPTY_TEXT)
    assert "because the text is empty (400, «Bad Request: message text is empty»)" in str(caught.value)
    assert "Telegram answered 200 «" in str(caught.value)


@pytest.mark.parametrize("service", ["Telegram", "Brevo", "Twilio"])
def test_a_reason_that_nobody_knows(service: str) -> None:
    with pytest.raises(LookupError, match=f"{service} refuses nothing because 'it rains': known are"):
        is_refused(service, "it rains")


def test_a_kind_that_nobody_knows() -> None:
    with pytest.raises(LookupError, match="nothing is marked as 'pink': known are"):
        marks("a", "pink")


def test_a_list_in_words() -> None:
    assert listed("one, two,three") == ["one", "two", "three"]
