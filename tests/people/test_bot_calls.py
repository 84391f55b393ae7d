import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from countersign.people.bot_calls import WAYS, written

CALL = {"chat_id": 7, "text": "50 % & more 👋", "reply_markup": {"keyboard": [["é"]]}}


def request(way: str, parameters: dict[str, Any] | None = None) -> httpx.Request:
    call = written(way, parameters or CALL)
    return httpx.Request(call.verb, "http://127.0.0.1/sendMessage", **call.options)


@pytest.mark.parametrize(
    "way", ["with everything in the address", "with everything in the address of a post"]
)
def test_everything_stands_in_the_address(way: str) -> None:
    asked = request(way)
    assert asked.method == ("POST" if way.endswith("post") else "GET")
    assert asked.url.params["text"] == CALL["text"]
    assert json.loads(asked.url.params["reply_markup"]) == CALL["reply_markup"]
    assert asked.read() == b""


def test_a_form_carries_json_texts() -> None:
    asked = request("as a form")
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert json.loads(httpx.QueryParams(asked.read().decode())["reply_markup"]) == CALL["reply_markup"]


def test_json_carries_the_values_as_they_are() -> None:
    assert json.loads(request("as JSON").read()) == CALL


def test_parts_have_no_length_and_are_sent_in_chunks() -> None:
    asked = request("in parts, piece by piece")
    assert asked.headers["Transfer-Encoding"] == "chunked"
    body = asked.read().decode()
    assert 'name="text"\r\n\r\n50 % & more 👋\r\n' in body
    assert body.endswith("--countersign-parts--\r\n")


def test_what_is_nested_goes_into_a_part_of_its_own() -> None:
    body = request("in parts, with an attachment").read().decode()
    assert 'name="reply_markup"\r\n\r\nattach://reply_markup-part\r\n' in body
    assert 'name="reply_markup-part"; filename="reply_markup-part"' in body


def test_a_way_that_nobody_goes() -> None:
    with pytest.raises(LookupError, match="no call is made 'by pigeon': known are"):
        written("by pigeon", CALL)


def test_a_chunked_call_can_be_written_again() -> None:
    for way in WAYS:
        first, second = request(way), request(way)
        assert first.read() == second.read()
        assert not isinstance(first.content, Iterator)
