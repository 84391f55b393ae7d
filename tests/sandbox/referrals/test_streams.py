"""Answers in pieces: told in order, billed as others are, or for what was delivered of them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from countersign.sandbox.referrals.money import UNITS

from ..serving import wait_for
from .house import COMPLETION, MINI, PROMPT, Customer, House, asked, house_of

FIVE_WORDS = {"content": "one two three four five", "prompt_tokens": 1000}


@pytest.fixture
def amira(house: House) -> Customer:
    return house.customer(cents=500)


def frames_in(text: str) -> list[Any]:
    """The frames, each of which is data and nothing else."""
    events = [event for event in text.split("\n\n") if event]
    assert all(event.startswith("data: ") and "\n" not in event for event in events), text
    data = [event.removeprefix("data: ") for event in events]
    return [json.loads(one) if one != "[DONE]" else one for one in data]


def words_in(frames: list[Any]) -> list[str]:
    choices = [choice for frame in frames if frame != "[DONE]" for choice in frame["choices"]]
    return [choice["delta"]["content"] for choice in choices if "content" in choice["delta"]]


@contextmanager
def streamed(customer: Customer, **more: Any) -> Iterator[Iterator[str]]:
    """The frames of an answer as they come; leaving the block hangs up."""
    body = asked(stream=True, **more)
    request = customer.http.stream("POST", "/v1/chat/completions", json=body, headers=customer.headers)
    with request as answer:
        assert answer.status_code == 200
        yield (line for line in answer.iter_lines() if line)


def held(house: House, customer: Customer) -> str:
    """The call that is held at this moment."""
    [call] = house.asked_of_models(customer, state="held", wait=5)
    return str(call["id"])


def test_a_stream_has_words_one_end_the_usage_and_a_last_frame(house: House, amira: Customer) -> None:
    house.script(amira, FIVE_WORDS)
    answer = amira.asks(stream=True)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "x-ratelimit-remaining" in answer.headers
    frames = frames_in(answer.text)
    assert words_in(frames) == ["one", " two", " three", " four", " five"]
    *chunks, last = frames
    assert last == "[DONE]"
    name = chunks[0]["id"]
    assert all((chunk["id"], chunk["object"]) == (name, "chat.completion.chunk") for chunk in chunks)
    assert all(chunk["model"] == MINI for chunk in chunks)
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    ends = [choice["finish_reason"] for chunk in chunks for choice in chunk["choices"]]
    assert [end for end in ends if end] == ["stop"]
    assert ends[-1] == "stop"
    usages = [chunk["usage"] for chunk in chunks if "usage" in chunk]
    assert usages == [{"prompt_tokens": 1000, "completion_tokens": 5, "total_tokens": 1005}]
    assert chunks[-1]["choices"] == []
    [movement] = amira.movements("api_usage")
    assert movement["request_id"] == name


def test_streamed_or_not_it_costs_the_same(house: House, amira: Customer) -> None:
    house.script(amira, FIVE_WORDS, FIVE_WORDS)
    amira.asks()
    amira.asks(stream=True)
    [streamed, whole] = amira.movements("api_usage")
    assert streamed["amount"] == whole["amount"] == -(1000 * PROMPT + 5 * COMPLETION)


def test_a_stream_that_the_customer_leaves_is_billed_for_what_was_delivered(
    house: House, amira: Customer
) -> None:
    house.script(amira, {**FIVE_WORDS, "hold_after": 2})
    with streamed(amira) as lines:
        assert words_in([json.loads(next(lines)[6:]) for _ in range(2)]) == ["one", " two"]
        held(house, amira)
        assert len(house.reserved(amira)) == 1
        assert amira.movements("api_usage") == []
    wait_for(lambda: amira.movements("api_usage"))
    [movement] = amira.movements("api_usage")
    assert Decimal(movement["amount"]) == -(1000 * PROMPT + 2 * COMPLETION)
    assert movement["metadata"]["aborted"] is True
    assert house.reserved(amira) == []
    # The model no longer works for nobody.
    [call] = house.asked_of_models(amira, state="ended", wait=5)
    assert call["end"] == "left"


def test_whoever_leaves_before_the_model_says_anything_pays_nothing(house: House, amira: Customer) -> None:
    house.script(amira, {**FIVE_WORDS, "hold_after": 0})
    line = HTTPConnection(urlsplit(house.urls[0]).netloc, timeout=10)
    line.request("POST", "/v1/chat/completions", json.dumps(asked(stream=True)), amira.headers)
    call = held(house, amira)
    line.close()
    house.release(call)
    wait_for(lambda: house.reserved(amira) == [])
    assert amira.movements("api_usage") == []
    assert amira.balance == 5


def test_what_a_model_may_call_is_passed_on(house: House, amira: Customer) -> None:
    tool = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}
    assert amira.asks(tools=[tool], tool_choice="auto").status_code == 200
    [call] = house.asked_of_models(amira)
    assert call["body"]["tools"] == [tool]


def test_what_is_held_back_goes_on_and_is_billed_whole(house: House, amira: Customer) -> None:
    house.script(amira, {**FIVE_WORDS, "hold_after": 2})
    with streamed(amira) as lines:
        first = [next(lines), next(lines)]
        house.release(held(house, amira))
        frames = frames_in("\n\n".join([*first, *lines]))
    assert words_in(frames) == ["one", " two", " three", " four", " five"]
    assert frames[-1] == "[DONE]"
    [movement] = amira.movements("api_usage")
    assert Decimal(movement["amount"]) == -(1000 * PROMPT + 5 * COMPLETION)


BREAKS: list[dict[str, Any]] = [
    {**FIVE_WORDS, "error": {"status": 502, "message": "the secret inside"}, "error_after": 2},
    {**FIVE_WORDS, "cut_after": 2},
]


@pytest.mark.parametrize("failure", BREAKS)
def test_a_stream_that_the_model_breaks_off_says_so_and_costs_nothing(
    house: House, amira: Customer, failure: dict[str, Any]
) -> None:
    house.script(amira, failure)
    frames = frames_in(amira.asks(stream=True).text)
    assert words_in(frames) == ["one", " two"]
    assert frames[-1]["error"]["type"] == "provider_error"
    assert "secret" not in frames[-1]["error"]["message"]
    assert [choice["finish_reason"] for choice in frames[-1]["choices"]] == ["error"]
    assert "[DONE]" not in frames
    wait_for(lambda: house.reserved(amira) == [])
    assert amira.movements("api_usage") == []
    assert amira.balance == 5


def test_a_repeated_stream_is_told_again_and_billed_once(house: House, amira: Customer) -> None:
    house.script(amira, FIVE_WORDS)
    first = frames_in(amira.asks(key="once", stream=True).text)
    second = frames_in(amira.asks(key="once", stream=True).text)
    assert "".join(words_in(second)) == "".join(words_in(first))
    assert second[-2:] == first[-2:]
    assert len(amira.movements("api_usage")) == 1
    assert len(house.asked_of_models(amira)) == 1


def test_a_stream_that_was_left_is_not_told_again(house: House, amira: Customer) -> None:
    house.script(amira, {**FIVE_WORDS, "hold_after": 1})
    headers = {**amira.headers, "Idempotency-Key": "left"}
    body = asked(stream=True)
    with amira.http.stream("POST", "/v1/chat/completions", json=body, headers=headers) as answer:
        next(answer.iter_lines())
    wait_for(lambda: amira.movements("api_usage"))
    assert amira.asks(key="left", stream=True).status_code == 409
    assert len(amira.movements("api_usage")) == 1


def test_many_streams_at_once_are_told_and_billed_each(house: House, amira: Customer) -> None:
    house.script(amira, {**FIVE_WORDS, "hold_after": 4, "repeat": True})
    url = f"{house.urls[0]}/v1/chat/completions"
    with httpx.Client(timeout=30, trust_env=False) as http:
        opened = [
            http.send(
                http.build_request("POST", url, json=asked(stream=True), headers=amira.headers), stream=True
            )
            for _ in range(40)
        ]
        assert {answer.status_code for answer in opened} == {200}
        for answer in opened[:20]:
            answer.close()
        for call in house.asked_of_models(amira):
            house.release(call["id"])
        for answer in opened[20:]:
            answer.read()
            assert frames_in(answer.text)[-1] == "[DONE]"
    wait_for(lambda: len(amira.movements("api_usage")) == 40)
    house.books_agree()


def test_a_stream_that_the_end_of_the_server_breaks_off_is_billed(tmp_path: Path) -> None:
    with house_of(f"sqlite:///{tmp_path}/gateway.db") as house:
        amira = house.customer(cents=500)
        house.script(amira, {**FIVE_WORDS, "hold_after": 2})
        with streamed(amira) as lines:
            assert [next(lines), next(lines)]
            held(house, amira)
            house.ends()
            [bill] = house.rows("SELECT * FROM credit_transactions WHERE amount < 0")
            assert bill["amount"] == -(1000 * PROMPT + 2 * COMPLETION) * UNITS
            house.books_agree()
