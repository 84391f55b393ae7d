"""What is expected of OpenRouter's answers: what it may say, and each way in which it would be wrong."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import msgspec
import pytest
from hamcrest.core.string_description import StringDescription

from countersign.matchers.model_answers import (
    breaks_off,
    is_completion,
    is_stream,
    tells_to_wait,
)
from countersign.matchers.model_prices import costs_what_it_took, is_catalog
from countersign.matchers.provider_answers import is_refused
from countersign.people.provider_answers import Answer

MODEL = "openai/gpt-4o-mini"
USAGE = {"prompt_tokens": 4, "completion_tokens": 2, "total_tokens": 6, "cost": 0.0000018}
COMPLETION: dict[str, Any] = {
    "id": "gen-1",
    "object": "chat.completion",
    "created": 1,
    "model": MODEL,
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "native_finish_reason": "stop",
            "message": {"role": "assistant", "content": "Good morning"},
        }
    ],
    "usage": USAGE,
}
CATALOG: dict[str, Any] = {
    "data": [
        {
            "id": MODEL,
            "name": "GPT-4o-mini",
            "context_length": 128_000,
            "pricing": {"prompt": "0.00000015", "completion": "0.0000006"},
            "top_provider": {"max_completion_tokens": None},
        }
    ]
}

Change = Callable[[dict[str, Any]], object]


def answered(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    text = body if isinstance(body, str) else msgspec.json.encode(body).decode()
    return Answer("OpenRouter", "a question", status, text, headers or {}, 0.0)


def streamed(*frames: dict[str, Any], end: str = "data: [DONE]\n\n") -> Answer:
    told = "".join(f"data: {msgspec.json.encode(frame).decode()}\n\n" for frame in frames)
    text = f": OPENROUTER PROCESSING\n\n{told}{end}"
    return answered(text, headers={"content-type": "text/event-stream; charset=utf-8"})


def chunk(content: str = "", finish_reason: str | None = None, **more: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish_reason}
    return {"id": "gen-1", "object": "chat.completion.chunk", "model": MODEL, "choices": [choice], **more}


def changed(body: dict[str, Any], change: Change) -> dict[str, Any]:
    copy = deepcopy(body)
    change(copy)
    return copy


USED = chunk(usage=USAGE, choices=[])
WHOLE = [chunk("Good"), chunk(" morning"), chunk(finish_reason="stop"), USED]


@pytest.mark.parametrize("model", [MODEL, f"{MODEL}-2024-07-18"])
def test_a_completion_is_taken(model: str) -> None:
    answer = answered(COMPLETION | {"model": model, "provider": "OpenAI"})

    assert is_completion(MODEL).matches(answer)
    assert is_completion(MODEL, ends="stop", words="Good morning", most=2).matches(answer)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda body: body.pop("id"), "id"),
        (lambda body: body.update(object="chat.completion.chunk"), "object"),
        (lambda body: body.update(created="now"), "created"),
        (lambda body: body.update(model="openai/gpt-4o"), "model"),
        (lambda body: body.update(choices=body["choices"][0]), "choices"),
        (lambda body: body.update(choices=body["choices"] * 2), "choices"),
        (lambda body: body["choices"][0].update(finish_reason="error"), "finish_reason"),
        (lambda body: body["choices"][0].pop("native_finish_reason"), "native_finish_reason"),
        (lambda body: body["choices"][0]["message"].update(role="user"), "role"),
        (lambda body: body["choices"][0]["message"].update(content="Good evening"), "content"),
        (lambda body: body.pop("usage"), "usage"),
        (lambda body: body.update(usage=USAGE | {"total_tokens": 7}), "usage"),
        (lambda body: body.update(usage=USAGE | {"completion_tokens": 3, "total_tokens": 7}), "usage"),
    ],
)
def test_a_completion_with_a_flaw_is_not_taken_and_the_flaw_is_named(change: Change, named: str) -> None:
    answer = answered(changed(COMPLETION, change))
    matcher = is_completion(MODEL, ends="stop", words="Good morning", most=2)
    found = StringDescription()

    assert not matcher.matches(answer)
    matcher.describe_mismatch(answer, found)
    assert f"{named}" in found.out.rpartition("(")[2]
    assert not matcher.matches(answered(COMPLETION, status=201))


def test_a_stream_is_taken_with_its_usage_in_an_empty_choice_too() -> None:
    in_a_choice = [*WHOLE[:-1], chunk(usage=USAGE)]

    for frames in (WHOLE, in_a_choice):
        assert is_stream(MODEL, ends="stop", words="Good morning", most=2).matches(streamed(*frames))


@pytest.mark.parametrize(
    "answer",
    [
        streamed(*WHOLE, end=""),
        streamed(*WHOLE, end="[DONE]\n\n"),
        streamed(*WHOLE[:-1]),
        streamed(*WHOLE[:2], USED),
        streamed(*WHOLE[:3], WHOLE[2], USED),
        streamed(WHOLE[1], WHOLE[0], *WHOLE[2:]),
        streamed(WHOLE[0], *WHOLE[2:]),
        streamed(WHOLE[0], WHOLE[2], WHOLE[1], USED),
        streamed(*WHOLE, USED),
        streamed(*WHOLE[:3], chunk("!", usage=USAGE)),
        streamed(*WHOLE[:2], chunk(finish_reason="length"), USED),
        streamed(*WHOLE[:2], chunk(finish_reason="stop", id="gen-2"), USED),
        streamed(*WHOLE[:2], chunk(finish_reason="stop", object="chat.completion"), USED),
        streamed(*WHOLE[:2], chunk(finish_reason="stop", model="openai/gpt-4o"), USED),
        streamed(*WHOLE[:3], chunk(usage=USAGE | {"total_tokens": 5}, choices=[])),
        answered(streamed(*WHOLE).text, headers={"content-type": "application/json"}),
        answered(COMPLETION, headers={"content-type": "text/event-stream"}),
        streamed(),
    ],
)
def test_a_stream_with_a_flaw_is_not_taken(answer: Answer) -> None:
    assert not is_stream(MODEL, ends="stop", words="Good morning", most=2).matches(answer)


def test_an_answer_that_breaks_off_says_so() -> None:
    error = {"code": 502, "message": "Provider returned error"}
    stream = streamed(chunk("Good"), chunk(finish_reason="error", error=error))
    broken = changed(COMPLETION, lambda body: body["choices"][0].update(finish_reason="error", error=error))

    assert breaks_off("Good").matches(stream)
    assert breaks_off("Good morning").matches(answered(broken))
    assert not breaks_off("Good morning").matches(stream)
    assert not breaks_off("Good").matches(streamed(chunk("Good"), chunk(finish_reason="error")))
    assert not breaks_off("Good").matches(streamed(chunk("Good"), chunk(finish_reason="stop", error=error)))
    assert not breaks_off("Good morning").matches(answered(COMPLETION))


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body["data"][0].update(id="openai/gpt-4o"),
        lambda body: body["data"][0]["pricing"].update(prompt=0.00000015),
        lambda body: body["data"][0]["pricing"].update(completion="cheap"),
        lambda body: body["data"][0].pop("context_length"),
        lambda body: body["data"][0].update(top_provider={}),
        lambda body: body.update(data={}),
    ],
)
def test_a_catalog_tells_prices_as_text_and_limits(change: Change) -> None:
    assert is_catalog(MODEL).matches(answered(CATALOG))
    assert not is_catalog(MODEL).matches(answered(changed(CATALOG, change)))


def test_an_answer_costs_what_the_catalog_says() -> None:
    costs = costs_what_it_took(answered(CATALOG), MODEL)

    assert costs.matches(answered(COMPLETION))
    assert not costs.matches(answered(COMPLETION | {"usage": USAGE | {"cost": 0.0000018001}}))
    assert not costs.matches(answered(COMPLETION | {"usage": USAGE | {"cost": None}}))
    assert not costs_what_it_took(answered({"data": []}), MODEL).matches(answered(COMPLETION))


def test_how_long_to_wait_stands_in_the_header() -> None:
    assert tells_to_wait(7).matches(answered("", 429, {"retry-after": "7"}))
    assert not tells_to_wait(7).matches(answered("", 429))
    assert not tells_to_wait(7).matches(answered("", 503, {"retry-after": "7"}))


@pytest.mark.parametrize(
    ("body", "is_one"),
    [
        ({"error": {"code": 401, "message": "User not found."}}, True),
        ({"error": {"code": 401, "message": "User not found."}, "user_id": "user_1"}, True),
        ({"error": {"code": 401, "message": "No auth credentials found"}}, False),
        ({"error": {"code": "401", "message": "User not found."}}, False),
        ({"error": {"code": 401, "message": "User not found.", "secret": 1}}, False),
        ({"error": "User not found."}, False),
        ({"detail": "User not found."}, False),
    ],
)
def test_a_refusal_has_one_shape(body: dict[str, Any], is_one: bool) -> None:
    assert is_refused("OpenRouter", "the key is unknown").matches(answered(body, 401)) is is_one
