import json
from typing import Any

import pytest

from countersign.matchers.completions import broke_off, says, well_formed, well_streamed
from countersign.people.completions import Frames, Question, Usage, answer_in
from countersign.people.gateway_door import Reply

USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
WHOLE: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "a/b",
    "choices": [
        {"index": 0, "message": {"role": "assistant", "content": "Hello there"}, "finish_reason": "stop"}
    ],
    "usage": USAGE,
}


def reply(body: Any) -> Reply:
    asked = "POST /v1/chat/completions"
    return Reply(asked, asked, 200, {}, json.dumps(body), 0.1)


def frame(content: str | None = None, finish: str | None = None, **more: Any) -> str:
    choices = [{"index": 0, "delta": {"content": content} if content else {}, "finish_reason": finish}]
    body = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "a/b", "choices": choices}
    return f"data: {json.dumps(body | more)}"


GOOD = [
    ": OPENROUTER PROCESSING",
    "",
    frame("Hello"),
    "",
    frame(" there"),
    frame(finish="stop"),
    frame(choices=[], usage=USAGE),
    "data: [DONE]",
]


def streamed(lines: list[str]) -> Frames:
    frames = Frames()
    for line in lines:
        frames.take(line)
    return frames


def test_a_whole_answer_is_well_formed() -> None:
    answer = answer_in(reply(WHOLE))
    assert well_formed().matches(answer)
    assert not well_streamed().matches(answer)
    assert says("Hello there").matches(answer)
    assert answer.paid_for == Usage(3, 2)


@pytest.mark.parametrize(
    "flaw",
    [
        {"object": "completion"},
        {"id": ""},
        {"created": "now"},
        {"choices": []},
        {"choices": WHOLE["choices"] * 2},
        {"choices": [{**WHOLE["choices"][0], "finish_reason": None}]},
        {"choices": [{**WHOLE["choices"][0], "message": {"role": "user", "content": "x"}}]},
    ],
)
def test_a_flaw_in_the_schema_is_found(flaw: dict[str, Any]) -> None:
    assert not well_formed().matches(answer_in(reply({**WHOLE, **flaw})))


@pytest.mark.parametrize("usage", [None, {}, {**USAGE, "total_tokens": 6}, {**USAGE, "prompt_tokens": "3"}])
def test_a_usage_that_does_not_add_up_is_none(usage: Any) -> None:
    with pytest.raises(AssertionError, match="should tell its usage"):
        answer_in(reply({**WHOLE, "usage": usage}))


def test_a_stream_that_ends_as_it_should() -> None:
    answer = streamed(GOOD).answer()
    assert well_streamed().matches(answer)
    assert says("Hello there").matches(answer)
    assert answer.paid_for == Usage(3, 2)


@pytest.mark.parametrize(
    "spoiled",
    [
        GOOD[:-1],
        [*GOOD, frame("more")],
        [line for line in GOOD if "usage" not in line],
        [line for line in GOOD if '"stop"' not in line],
        [*GOOD[:6], frame("late"), *GOOD[6:]],
        [*GOOD[:6], frame(finish="stop"), *GOOD[6:]],
        [*GOOD[:3], frame(" other", id="chatcmpl-2"), *GOOD[4:]],
        [*GOOD[:3], "data: {", *GOOD[3:]],
        [*GOOD[:3], "hello", *GOOD[3:]],
        [*GOOD[:3], frame(choices=[], usage=USAGE), *GOOD[3:]],
        [*GOOD[:3], frame(error={"message": "away"}), *GOOD[3:]],
    ],
    ids=[
        "no end", "more after the end", "no usage", "no finish reason", "words after the finish",
        "two finish reasons", "two ids", "no JSON", "no frame", "usage twice", "an error",
    ],
)  # fmt: skip
def test_a_spoiled_stream_is_found(spoiled: list[str]) -> None:
    assert not well_streamed().matches(streamed(spoiled).answer())


def test_a_stream_that_broke_off_says_so_and_does_not_pretend_to_be_finished() -> None:
    error = frame(finish="error", error={"message": "away"})
    assert broke_off().matches(streamed([*GOOD[:4], error]).answer())
    assert not broke_off().matches(streamed(GOOD).answer())
    assert not broke_off().matches(streamed([*GOOD[:6], error]).answer())
    assert not broke_off().matches(streamed(GOOD[:4]).answer())


def test_a_question_is_in_the_schema_of_openai() -> None:
    body = Question("a/b", "Hello", 7).body(stream=True)
    assert body["messages"] == [{"role": "user", "content": "Hello"}]
    assert (body["max_tokens"], body["stream"]) == (7, True)
    assert "stream" not in Question("a/b", "Hello").body()
