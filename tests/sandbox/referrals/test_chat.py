"""Completions: asked, reserved, billed to the digit, and refused without a bill."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from countersign.sandbox.referrals.models import ChatRequest
from countersign.sandbox.referrals.money import UNITS

from ..serving import wait_for
from ..together import together
from .house import COMPLETION, MINI, PROMPT, Customer, House, asked, exactly, house_of


@pytest.fixture
def amira(house: House) -> Customer:
    return house.customer(cents=500)


def bill(prompt: int, completion: int) -> Decimal:
    return prompt * PROMPT + completion * COMPLETION


def test_an_answer_has_the_schema_of_openai_and_is_billed_to_the_digit(house: House, amira: Customer) -> None:
    house.script(amira, {"content": "Hello to you too", "prompt_tokens": 1234567, "completion_tokens": 7})
    answer = amira.asks()
    assert answer.status_code == 200
    told = answer.json()
    assert told == {
        "id": told["id"],
        "object": "chat.completion",
        "created": told["created"],
        "model": MINI,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Hello to you too"},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 1234567, "completion_tokens": 7, "total_tokens": 1234574},
    }
    cost = bill(1234567, 7)
    [movement] = amira.movements("api_usage")
    assert movement["request_id"] == told["id"]
    assert Decimal(movement["amount"]) == -cost
    assert Decimal(movement["balance_before"]) == 5
    assert Decimal(movement["balance_after"]) == amira.balance == 5 - cost
    assert house.reserved(amira) == []


def test_the_model_is_asked_in_the_gateways_name_for_the_customer(house: House, amira: Customer) -> None:
    amira.asks("hi", user="somebody else", temperature=0, metadata={"a": "b"})
    [call] = house.asked_of_models(amira)
    assert call["body"] == {
        "model": MINI,
        "messages": [{"role": "user", "content": "hi"}],
        "max_tokens": 20,
        "temperature": 0,
        "user": f"user:{amira.id}",
    }


def test_whoever_has_no_credits_is_told_how_to_top_up(house: House) -> None:
    poor = house.customer()
    answer = poor.asks()
    assert answer.status_code == 402
    error = exactly(answer)["error"]
    assert "/checkout-session" in error["message"]
    assert error["code"] == "insufficient_credits"
    assert poor.movements() == []
    assert house.asked_of_models(poor) == []
    assert house.reserved(poor) == []


def test_a_model_that_costs_nothing_needs_no_credits(house: House) -> None:
    poor = house.customer()
    assert poor.asks(model="meta-llama/llama-3.2-3b-instruct:free").status_code == 200
    [movement] = poor.movements()
    assert Decimal(movement["amount"]) == 0


def test_what_an_answer_may_cost_is_reserved_by_max_tokens_or_by_the_model(house: House) -> None:
    house.model(
        id="test/dear", pricing={"prompt": "0.000000000001", "completion": "0.01"}, context_length=1000,
        top_provider={"max_completion_tokens": 600},
    )  # fmt: skip
    five = house.customer(cents=500)
    assert five.asks(model="test/dear", max_tokens=None).status_code == 402
    assert five.asks(model="test/dear", max_tokens=501).status_code == 402
    # 500 tokens would be just enough, were it not for the prompt.
    assert five.asks(model="test/dear", max_tokens=500).status_code == 402
    assert five.asks(model="test/dear", max_tokens=499).status_code == 200


INVALID: list[tuple[dict[str, Any], str | None]] = [
    ({"model": "nobody/nothing"}, "model"),
    ({"model": 5}, "model"),
    ({"messages": []}, "messages"),
    ({"messages": "hello"}, "messages"),
    ({"messages": [{"role": "king", "content": "x"}]}, "messages[0].role"),
    ({"messages": [{"role": "user"}]}, "messages[0]"),
    ({"messages": [{"role": "user", "content": [{"type": "image_url", "text": "x"}]}]}, None),
    ({"max_tokens": 0}, "max_tokens"),
    ({"max_tokens": "ten"}, "max_tokens"),
    ({"max_tokens": True}, "max_tokens"),
    ({"temperature": 2.1}, "temperature"),
    ({"top_p": 0}, "top_p"),
    ({"n": 2}, "n"),
    ({"stream": "yes"}, "stream"),
    ({"stream_options": {"include_usage": True}}, "stream_options"),
    ({"stop": ["a", "b", "c", "d", "e"]}, "stop"),
    ({"presence_penalty": -3}, "presence_penalty"),
    ({"unheard_of": 1}, None),
]


@pytest.mark.parametrize(("wrong", "param"), INVALID)
def test_what_is_invalid_is_refused_and_named(small: House, wrong: dict[str, Any], param: str | None) -> None:
    amira = small.customer(cents=500)
    answer = amira.posts("/v1/chat/completions", {**asked(), **wrong})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["type"] == "invalid_request_error"
    if param is not None:
        assert error["param"] == param
    assert amira.movements("api_usage") == []
    assert small.asked_of_models(amira) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_rubbish_is_refused(small: House, body: bytes) -> None:
    amira = small.customer(cents=500)
    assert amira.http.post("/v1/chat/completions", content=body, headers=amira.headers).status_code == 400


FAILURES: list[tuple[dict[str, Any], int]] = [
    ({"error": {"status": 400}}, 502),
    ({"error": {"status": 401}}, 502),
    ({"error": {"status": 402}}, 502),
    ({"error": {"status": 403}}, 502),
    ({"error": {"status": 408}}, 504),
    ({"error": {"status": 429}}, 503),
    ({"error": {"status": 500}}, 502),
    ({"error": {"status": 503}}, 503),
    ({"cut": "before"}, 502),
]
IN_ONE_PIECE: list[tuple[dict[str, Any], int]] = [
    ({"content": "a b c", "error": {"status": 502}, "error_after": 1}, 502),
    ({"cut": "after"}, 502),
]


@pytest.mark.parametrize(
    ("failure", "expected", "stream"),
    [
        *((*case, False) for case in [*FAILURES, *IN_ONE_PIECE]),
        *((*case, True) for case in FAILURES),
    ],
)
def test_an_answer_that_fails_is_not_billed(
    small: House, failure: dict[str, Any], expected: int, stream: bool
) -> None:
    amira = small.customer(cents=500)
    small.script(amira, failure)
    answer = amira.asks(stream=stream)
    assert answer.status_code == expected
    assert answer.json()["error"]["message"].startswith("The language model")
    assert amira.movements("api_usage") == []
    assert amira.balance == 5
    assert amira.asks(stream=stream).status_code == 200
    assert len(amira.movements("api_usage")) == 1
    wait_for(lambda: small.reserved(amira) == [])


def test_a_repeated_request_is_answered_once_and_billed_once(house: House, amira: Customer) -> None:
    first = amira.asks(key="once")
    second = amira.asks(key="once")
    assert first.json() == second.json()
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert len(amira.movements("api_usage")) == 1
    assert len(house.asked_of_models(amira)) == 1
    assert amira.asks("something else", key="once").status_code == 422
    assert house.customer(cents=500).asks(key="once").json() != first.json()


def test_a_request_is_not_repeated_while_it_is_answered(house: House, amira: Customer) -> None:
    house.script(amira, {"content": "one", "delay": 0.2}, {"content": "two", "delay": 0.2})
    answers = together([lambda: amira.asks(key="both")] * 2)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(amira.movements("api_usage")) == 1


def test_a_request_that_failed_can_be_repeated(house: House, amira: Customer) -> None:
    house.script(amira, {"error": {"status": 502}})
    assert amira.asks(key="again").status_code == 502
    assert amira.asks(key="again").status_code == 200
    assert len(amira.movements("api_usage")) == 1


def test_what_a_dead_process_has_reserved_is_free_again_after_a_time(house: House, amira: Customer) -> None:
    died = house.clock.now(f"user:{amira.id}")
    house.writes(
        ChatRequest(
            id=f"dead-{amira.id}", user_id=amira.id, fingerprint="", state="open", reserved=5 * UNITS,
            until=died + timedelta(minutes=15),
        )
    )  # fmt: skip
    house.clock.forward(f"user:{amira.id}", 14 * 60)
    assert amira.asks().status_code == 402
    house.clock.forward(f"user:{amira.id}", 60)
    assert amira.asks().status_code == 200


def test_more_than_is_there_is_never_taken(house: House, amira: Customer) -> None:
    house.script(amira, {"content": "dear", "prompt_tokens": 1_000_000_000})
    assert amira.asks().status_code == 200
    [movement] = amira.movements("api_usage")
    assert amira.balance == 0
    assert Decimal(movement["amount"]) == -5
    assert Decimal(movement["metadata"]["unpaid"]) == bill(1_000_000_000, 1) - 5


def test_a_suspended_customer_can_look_and_not_ask(house: House, amira: Customer) -> None:
    house.changes("UPDATE users SET status = 'suspended' WHERE id = :id", id=amira.id)
    assert amira.asks().status_code == 403
    assert amira.posts("/checkout-session", {"amount": 500}).status_code == 403
    assert amira.posts("/user/api-keys", {}).status_code == 403
    assert amira.balance == 5
    assert house.asked_of_models(amira) == []


@pytest.mark.parametrize("stream", [False, True])
def test_a_model_that_takes_too_long_is_not_waited_for(tmp_path: Path, stream: bool) -> None:
    with house_of(f"sqlite:///{tmp_path}/gateway.db", seconds_to_answer=0.2) as house:
        amira = house.customer(cents=500)
        house.script(amira, {"delay": 20.0, "repeat": True})
        assert amira.asks(stream=stream).status_code == 504
        [call] = house.asked_of_models(amira, state="ended", wait=5)
        assert call["end"] == "left"
        wait_for(lambda: house.reserved(amira) == [])
        assert amira.movements("api_usage") == []
