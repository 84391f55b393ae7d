"""Streams of the OpenRouter stand-in: their frames, held and broken, and what of them was heard."""

import threading
from collections.abc import Iterator

import httpx
import pytest

from countersign.providers.openrouter import telling
from countersign.providers.openrouter.speech import pieces_of

from .conftest import Serve
from .openrouter_scene import MODEL, OpenRouter, app, frames


@pytest.fixture(scope="module")
def url(serve_all: Serve) -> str:
    return serve_all(app())


@pytest.fixture
def openrouter(url: str) -> Iterator[OpenRouter]:
    asked = OpenRouter(url)
    yield asked
    asked.close()


def test_a_stream_begins_with_a_comment_and_ends_with_its_usage(openrouter: OpenRouter) -> None:
    openrouter.stage.says(openrouter.whose, "On its way")

    lines = openrouter.streams("Where is my parcel?")

    assert lines[0] == ": OPENROUTER PROCESSING"
    assert lines[-1] == "data: [DONE]"
    *told, usage = frames(lines)
    assert [frame["choices"][0]["delta"]["content"] for frame in told] == ["On", " its", " way", ""]
    assert [frame["choices"][0]["finish_reason"] for frame in told] == [None, None, None, "stop"]
    assert usage["choices"] == []
    assert usage["usage"]["total_tokens"] == 4 + 3
    assert not any("usage" in frame for frame in told)
    assert len({(frame["id"], frame["object"], frame["model"], frame["created"]) for frame in told}) == 1
    assert (told[0]["object"], told[0]["model"]) == ("chat.completion.chunk", MODEL)
    call = openrouter.stage.ended(openrouter.whose, 1)
    assert (call.end, call.delivered.chunks, call.delivered.finished) == ("answered", 3, True)


def test_a_stream_costs_what_an_answer_in_one_piece_costs(openrouter: OpenRouter) -> None:
    openrouter.stage.says(openrouter.whose, "one two three", "one two three")

    streamed = frames(openrouter.streams())[-1]["usage"]

    assert streamed == openrouter.asks().json()["usage"]


def test_an_error_before_a_stream_has_its_status(openrouter: OpenRouter) -> None:
    openrouter.stage.fails(openrouter.whose, 503)

    answer = openrouter.asks(stream=True)

    assert answer.status_code == answer.json()["error"]["code"] == 503


def test_an_error_in_mid_stream_is_told_in_a_chunk(openrouter: OpenRouter) -> None:
    openrouter.stage.script(
        openrouter.whose, {"content": "one two three", "error": {"status": 502}, "error_after": 1}
    )

    lines = openrouter.streams()

    one, error = frames(lines)
    assert one["choices"][0]["delta"]["content"] == "one"
    assert error["error"] == {"message": "Provider returned error", "code": 502}
    assert error["choices"][0]["finish_reason"] == "error"
    assert lines[-1] == "data: [DONE]"
    call = openrouter.stage.ended(openrouter.whose, 1)
    assert (call.end, call.delivered.text, call.delivered.finished) == ("failed", "one", False)


@pytest.mark.parametrize(
    ("cut", "heard"),
    [({"cut_after": 1}, ["one"]), ({"cut": "after"}, ["one", " two"]), ({"cut_after": 0}, [])],
)
def test_a_stream_is_cut(openrouter: OpenRouter, cut: dict[str, object], heard: list[str]) -> None:
    openrouter.stage.script(openrouter.whose, {"content": "one two", **cut})
    lines: list[str] = []

    with (
        openrouter.api.stream("POST", "/chat/completions", json=openrouter.body(stream=True)) as answer,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        lines.extend(answer.iter_lines())

    assert [frame["choices"][0]["delta"]["content"] for frame in frames(lines)] == heard
    call = openrouter.stage.ended(openrouter.whose, 1)
    assert (call.end, call.delivered.chunks, call.delivered.finished) == ("cut", len(heard), False)
    assert call.usage is not None
    assert call.usage.completion_tokens == len(heard)


def test_a_held_stream_goes_on_when_it_is_released(openrouter: OpenRouter) -> None:
    openrouter.stage.script(openrouter.whose, {"content": "one two three four", "hold_after": 1})

    with openrouter.api.stream("POST", "/chat/completions", json=openrouter.body(stream=True)) as answer:
        heard = _contents(answer)
        assert next(heard) == "one"
        call = openrouter.stage.held(openrouter.whose, 5)
        assert (call.delivered.text, call.usage, call.end) == ("one", None, None)
        openrouter.stage.release(call, 2)
        assert [next(heard), next(heard)] == [" two", " three"]
        assert openrouter.stage.held(openrouter.whose, 5).delivered.chunks == 3
        openrouter.stage.release(call)
        assert list(heard) == [" four", ""]

    assert openrouter.stage.ended(openrouter.whose, 5).end == "answered"


def test_whoever_leaves_a_held_stream_is_charged_for_what_was_heard(openrouter: OpenRouter) -> None:
    openrouter.stage.script(openrouter.whose, {"content": "one two three four", "hold_after": 2})

    with openrouter.api.stream("POST", "/chat/completions", json=openrouter.body(stream=True)) as answer:
        heard = _contents(answer)
        assert [next(heard), next(heard)] == ["one", " two"]

    call = openrouter.stage.ended(openrouter.whose, 5)
    assert (call.end, call.delivered.chunks, call.content) == ("left", 2, "one two three four")
    assert call.usage is not None
    assert (call.usage.prompt_tokens, call.usage.completion_tokens) == (4, 2)
    generation = openrouter.api.get("/generation", params={"id": call.id}).json()["data"]
    assert (generation["cancelled"], generation["tokens_completion"]) == (True, 2)


def test_an_answer_in_one_piece_can_be_held_too(openrouter: OpenRouter) -> None:
    openrouter.stage.script(openrouter.whose, {"content": "yes", "hold_after": 3})
    answers: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: answers.append(openrouter.asks()))
    asking.start()

    other = OpenRouter(openrouter.url)
    call = other.stage.held(openrouter.whose, 5)
    assert answers == []
    other.stage.release(call)
    asking.join(30)
    other.close()

    assert [answer.status_code for answer in answers] == [200]


def test_nobody_releases_what_is_not_there(openrouter: OpenRouter) -> None:
    answer = openrouter.backstage.post("/backstage/streams/gen-1/release")

    assert (answer.status_code, answer.json()) == (404, {"error": "there is no such call"})


def test_a_slow_stream_takes_its_time(openrouter: OpenRouter) -> None:
    openrouter.stage.script(openrouter.whose, {"chunks": ["o", "n", "e"], "pace": 0.05})

    openrouter.streams()

    call = openrouter.stage.ended(openrouter.whose, 1)
    assert call.ended_at is not None
    assert call.ended_at - call.at >= 0.1


@pytest.mark.parametrize("text", ["", " ", "one", " one  two ", "one\n\ntwo\n", "é😀 x"])
def test_the_tokens_of_a_text_make_it_up_again(text: str) -> None:
    pieces = pieces_of(text)

    assert "".join(pieces) == text
    assert all(pieces)


def _contents(answer: httpx.Response) -> Iterator[str]:
    for line in answer.iter_lines():
        for frame in frames([line]):
            if frame["choices"]:
                yield frame["choices"][0]["delta"]["content"]


def test_what_nobody_releases_is_given_up(openrouter: OpenRouter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "LONGEST_HOLD", 0.05)
    openrouter.stage.script(openrouter.whose, {"hold_after": 0}, {"hold_after": 0})

    with pytest.raises(httpx.RemoteProtocolError):
        openrouter.asks()
    with pytest.raises(httpx.RemoteProtocolError):
        openrouter.streams()

    assert [call.end for call in openrouter.stage.requests(openrouter.whose)] == ["cut", "cut"]
