"""The official `openai` package works with the OpenRouter stand-in, unchanged but for its base URL."""

import asyncio
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai.types.chat import ChatCompletionChunk

from .conftest import Serve
from .openrouter_scene import KEY, MODEL, OpenRouter, app

HELLO: Any = [{"role": "user", "content": "Hello there"}]


@pytest.fixture(scope="module")
def url(serve_all: Serve) -> str:
    return serve_all(app())


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{url}/api/v1", api_key=KEY, max_retries=0, timeout=30) as client:
        yield client


@pytest.fixture
def stage(url: str) -> Iterator[OpenRouter]:
    directed = OpenRouter(url)
    yield directed
    directed.close()


def test_an_answer(client: openai.OpenAI, stage: OpenRouter) -> None:
    stage.stage.says(stage.whose, "Hello to you")

    answer = client.chat.completions.create(model=MODEL, messages=HELLO, user=stage.whose)

    assert answer.choices[0].message.content == "Hello to you"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None
    assert answer.usage.total_tokens == 2 + 3


def test_a_stream(client: openai.OpenAI, stage: OpenRouter) -> None:
    stage.stage.says(stage.whose, "Hello to you")

    chunks = list(
        client.chat.completions.create(
            model=MODEL,
            messages=HELLO,
            user=stage.whose,
            stream=True,
            stream_options={"include_usage": True},
        )
    )

    assert _heard(chunks) == "Hello to you"
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == 3


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (402, openai.APIStatusError),
        (403, openai.PermissionDeniedError),
        (408, openai.APIStatusError),
        (429, openai.RateLimitError),
        (502, openai.InternalServerError),
        (503, openai.InternalServerError),
    ],
)
def test_errors(
    client: openai.OpenAI, stage: OpenRouter, status: int, kind: type[openai.APIStatusError]
) -> None:
    stage.stage.fails(stage.whose, status, message="As it was scripted")

    with pytest.raises(kind, match="As it was scripted") as raised:
        client.chat.completions.create(model=MODEL, messages=HELLO, user=stage.whose)

    assert raised.value.status_code == status


def test_an_error_in_mid_stream(client: openai.OpenAI, stage: OpenRouter) -> None:
    stage.stage.fails(stage.whose, 502, after=1)
    heard: list[ChatCompletionChunk] = []

    stream = client.chat.completions.create(model=MODEL, messages=HELLO, user=stage.whose, stream=True)
    with pytest.raises(openai.APIError, match="Provider returned error"):
        heard.extend(stream)

    assert len(heard) == 1


def test_a_retry_that_waits_as_it_is_told(url: str, stage: OpenRouter) -> None:
    stage.stage.script(stage.whose, {"error": {"status": 429, "retry_after": 0}}, {"content": "at last"})

    with openai.OpenAI(base_url=f"{url}/api/v1", api_key=KEY, max_retries=1, timeout=30) as client:
        answer = client.chat.completions.create(model=MODEL, messages=HELLO, user=stage.whose)

    assert answer.choices[0].message.content == "at last"
    assert [call.status for call in stage.stage.requests(stage.whose)] == [429, 200]


def test_the_models(client: openai.OpenAI) -> None:
    assert MODEL in [model.id for model in client.models.list()]


def test_many_at_once_with_the_asynchronous_client(url: str, stage: OpenRouter) -> None:
    async def answer(client: openai.AsyncOpenAI, number: int) -> str:
        stream = await client.chat.completions.create(
            model=MODEL, messages=HELLO, user=f"{stage.whose}:{number}", stream=True
        )
        return _heard([chunk async for chunk in stream])

    async def answers() -> list[str]:
        async with openai.AsyncOpenAI(base_url=f"{url}/api/v1", api_key=KEY, timeout=30) as client:
            return await asyncio.gather(*(answer(client, number) for number in range(10)))

    for number in range(10):
        stage.stage.says(f"{stage.whose}:{number}", f"This is for number {number}")

    assert asyncio.run(answers()) == [f"This is for number {number}" for number in range(10)]


def _heard(chunks: list[ChatCompletionChunk]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
