"""The OpenRouter stand-in over real HTTP: what it answers, what it refuses, and what its backstage shows."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from countersign.errors import RefusedError
from countersign.providers.openrouter import calls
from countersign.providers.openrouter.catalog import USUAL

from .conftest import Serve
from .openrouter_scene import KEY, MODEL, TOKEN, OpenRouter, app


@pytest.fixture(scope="module")
def url(serve_all: Serve) -> str:
    return serve_all(app())


@pytest.fixture
def openrouter(url: str) -> Iterator[OpenRouter]:
    """One stand-in for all, who keep to a name of their own."""
    asked = OpenRouter(url)
    yield asked
    asked.close()


def test_an_answer_has_all_that_openrouter_gives(openrouter: OpenRouter) -> None:
    openrouter.stage.says(openrouter.whose, "On its way to you")

    answer = openrouter.asks("Where is my parcel?")

    assert answer.status_code == 200
    body = answer.json()
    assert body["id"].startswith("gen-")
    assert answer.headers["x-generation-id"] == body["id"]
    assert (body["object"], body["model"], body["provider"]) == ("chat.completion", MODEL, "OpenAI")
    (choice,) = body["choices"]
    assert choice["message"] == {"role": "assistant", "content": "On its way to you", "refusal": None}
    assert (choice["finish_reason"], choice["native_finish_reason"]) == ("stop", "stop")
    usage = body["usage"]
    assert (usage["prompt_tokens"], usage["completion_tokens"], usage["total_tokens"]) == (4, 5, 9)
    assert usage["cost"] == pytest.approx(4 * 0.00000015 + 5 * 0.0000006)


def test_what_nobody_scripted_is_always_the_same_and_quotes_nothing(openrouter: OpenRouter) -> None:
    account = "AC-123456"

    said = [openrouter.asks(f"My account is {account}").json()["choices"][0]["message"] for _ in range(2)]

    assert said[0] == said[1]
    assert account not in said[0]["content"]
    others = {openrouter.asks(f"{n}").json()["choices"][0]["message"]["content"] for n in range(20)}
    assert len(others) > 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": None}, "No models provided"),
        ({"messages": None}, 'Input required: specify "prompt" or "messages"'),
        ({"messages": []}, 'Input required: specify "prompt" or "messages"'),
        ({"model": "nobody/knows-it"}, "nobody/knows-it is not a valid model ID"),
        ({"temperature": 2.1}, "Expected `float` <= 2.0 - at `$.temperature`"),
        ({"temperature": "hot"}, "Expected `float | null`, got `str` - at `$.temperature`"),
        ({"top_p": 0}, "Expected `float` > 0.0 - at `$.top_p`"),
        ({"max_tokens": 0}, "Expected `int` >= 1 - at `$.max_tokens`"),
        ({"max_tokens": 1.5}, "Expected `int | null`, got `float` - at `$.max_tokens`"),
        ({"messages": [{"role": "boss", "content": "Hi"}]}, "Invalid enum value 'boss' - at"),
        ({"messages": [{"content": "Hi"}]}, "missing required field `role`"),
        ({"messages": "Hi"}, "Expected `array`, got `str` - at `$.messages`"),
        ({"user": 7}, "Expected `str | null`, got `int` - at `$.user`"),
        ({"max_tokens": 128_000}, "maximum context length is 128000 tokens"),
    ],
)
def test_what_no_model_can_answer_is_refused(
    openrouter: OpenRouter, changes: dict[str, Any], message: str
) -> None:
    answer = openrouter.asks(**changes)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, 400)
    assert message in error["message"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"null"])
def test_a_body_that_is_no_object_is_refused(openrouter: OpenRouter, body: bytes) -> None:
    answer = openrouter.api.post("/chat/completions", content=body)

    assert answer.status_code == answer.json()["error"]["code"] == 400


@pytest.mark.parametrize(
    ("authorization", "message"),
    [
        (None, "No auth credentials found"),
        (f"Basic {KEY}", "No auth credentials found"),
        ("Bearer", "No auth credentials found"),
        ("Bearer sk-or-v1-other", "User not found."),
    ],
)
def test_only_the_key_opens_it(url: str, authorization: str | None, message: str) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    with httpx.Client(timeout=30, base_url=f"{url}/api/v1", headers=headers, verify=False) as nobody:
        answers = [
            nobody.post("/chat/completions", json={"model": MODEL}),
            nobody.get("/key"),
            nobody.get("/credits"),
            nobody.get("/generation?id=gen-1"),
        ]

    assert [answer.status_code for answer in answers] == [401] * 4
    assert [answer.json() for answer in answers] == [{"error": {"message": message, "code": 401}}] * 4


def test_an_answer_keeps_to_what_it_may_have(openrouter: OpenRouter) -> None:
    openrouter.stage.says(openrouter.whose, "one two three", "one two three", "one two three")

    short = openrouter.asks(max_tokens=2).json()
    shorter = openrouter.asks(max_tokens=3, max_completion_tokens=1).json()
    whole = openrouter.asks(max_tokens=3).json()

    said = [
        (answer["choices"][0]["message"]["content"], answer["choices"][0]["finish_reason"])
        for answer in (short, shorter, whole)
    ]
    assert said == [("one two", "length"), ("one", "length"), ("one two three", "stop")]
    assert short["usage"]["completion_tokens"] == 2


def test_no_answer_is_longer_than_its_model_allows(openrouter: OpenRouter) -> None:
    name = f"countersign/{openrouter.whose[5:]}"
    openrouter.stage.set_models(
        {
            "id": name,
            "pricing": {"prompt": "0.001", "completion": "0.01"},
            "context_length": 20,
            "top_provider": {"max_completion_tokens": 2},
        }
    )
    openrouter.stage.says(openrouter.whose, "one two three")

    answer = openrouter.asks(model=name).json()

    assert answer["choices"][0]["finish_reason"] == "length"
    assert answer["usage"]["cost"] == pytest.approx(4 * 0.001 + 2 * 0.01)
    assert openrouter.asks("word " * 21, model=name).status_code == 400
    openrouter.stage.withdraw_model(name)
    assert openrouter.asks(model=name).json()["error"]["message"] == f"{name} is not a valid model ID"


def test_the_first_of_several_models_that_there_is_answers(openrouter: OpenRouter) -> None:
    answer = openrouter.asks(model=None, models=["nobody/knows-it", "openai/gpt-4o", MODEL])

    assert answer.json()["model"] == "openai/gpt-4o"


def test_messages_may_come_in_parts(openrouter: OpenRouter) -> None:
    parts = [{"type": "text", "text": "Where is"}, {"type": "text", "text": "my parcel?"}]

    answer = openrouter.asks(messages=[{"role": "user", "content": parts}])

    assert answer.json()["usage"]["prompt_tokens"] == 4


def test_the_catalog_tells_anybody_what_models_cost_and_take(url: str) -> None:
    with httpx.Client(timeout=30, base_url=f"{url}/api/v1", verify=False) as anybody:
        models = anybody.get("/models").raise_for_status().json()["data"]
        count = anybody.get("/models/count").raise_for_status().json()["data"]["count"]
        providers = anybody.get("/providers").raise_for_status().json()["data"]

    assert len(models) == count >= len(USUAL)
    prices = {model["id"]: model["pricing"] for model in models}
    assert prices[MODEL]["prompt"] == "0.00000015"
    assert all(Decimal(price) >= 0 for each in prices.values() for price in each.values())
    assert all(model["top_provider"]["context_length"] == model["context_length"] for model in models)
    assert {"OpenAI", "Anthropic"} <= {provider["name"] for provider in providers}


def test_what_was_spent_is_told(serve: Serve) -> None:
    openrouter = OpenRouter(serve(app()))
    id = openrouter.asks("one", max_tokens=1).json()["id"]
    openrouter.stage.fails(openrouter.whose, 503)
    openrouter.asks()

    cost = 0.00000015 + 0.0000006
    credits = openrouter.api.get("/credits").json()["data"]
    key = openrouter.api.get("/key").json()["data"]
    generation = openrouter.api.get("/generation", params={"id": id}).json()["data"]
    unknown = openrouter.api.get("/generation", params={"id": "gen-1"})
    openrouter.close()

    assert credits["total_usage"] == key["usage"] == generation["total_cost"] == pytest.approx(cost)
    assert KEY not in key["label"]
    assert (generation["tokens_prompt"], generation["tokens_completion"]) == (1, 1)
    assert unknown.json()["error"] == {"message": "Generation gen-1 not found", "code": 404}


def test_where_nothing_is_it_says_so(openrouter: OpenRouter) -> None:
    nowhere = openrouter.api.get("/nowhere")
    wrong = openrouter.api.get("/chat/completions")

    assert nowhere.json() == {"error": {"message": "Not Found", "code": 404}}
    assert wrong.status_code == wrong.json()["error"]["code"] == 405


def test_scripted_answers_come_in_order_and_then_it_speaks_for_itself(openrouter: OpenRouter) -> None:
    usual = openrouter.asks().json()["choices"][0]["message"]["content"]
    openrouter.stage.says(openrouter.whose, "first", "second")
    openrouter.stage.says(openrouter.whose, "third")
    assert openrouter.stage.unsaid(openrouter.whose) == 3

    said = [openrouter.asks().json()["choices"][0]["message"]["content"] for _ in range(4)]

    assert said == ["first", "second", "third", usual]
    assert openrouter.stage.unsaid(openrouter.whose) == 0


def test_an_answer_is_repeated_until_another_is_scripted(openrouter: OpenRouter) -> None:
    openrouter.stage.script(openrouter.whose, {"content": "again", "repeat": True})
    said = [openrouter.asks().json()["choices"][0]["message"]["content"] for _ in range(2)]
    openrouter.stage.says(openrouter.whose, "once")
    said += [openrouter.asks().json()["choices"][0]["message"]["content"] for _ in range(2)]

    assert said[:3] == ["again", "again", "once"]
    assert said[3] != "again"


def test_scripts_of_one_are_not_said_to_another(url: str) -> None:
    one, other = OpenRouter(url), OpenRouter(url)
    one.stage.fails(one.whose, 503)

    statuses = [other.asks().status_code, one.asks().status_code, one.asks().status_code]
    one.stage.is_itself(one.whose)
    statuses.append(one.asks().status_code)
    one.close()
    other.close()

    assert statuses == [200, 503, 503, 200]


def test_what_is_scripted_for_everybody_yields_to_one_s_own(serve: Serve) -> None:
    openrouter = OpenRouter(serve(app()))
    openrouter.stage.fails("*", 502)
    openrouter.stage.says(openrouter.whose, "still here")

    statuses = [openrouter.asks().status_code, openrouter.asks().status_code]
    statuses.append(openrouter.asks(user=None).status_code)
    openrouter.close()

    assert statuses == [200, 502, 502]


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (402, "Insufficient credits. Add more using https://openrouter.ai/settings/credits"),
        (403, "The chosen model requires moderation and your input was flagged"),
        (408, "Request timed out"),
        (429, "Rate limit exceeded"),
        (502, "Provider returned error"),
        (503, "There is no available model provider that meets your routing requirements"),
    ],
)
def test_failures_are_told_in_openrouter_s_words(openrouter: OpenRouter, status: int, message: str) -> None:
    openrouter.stage.fails(openrouter.whose, status)

    answer = openrouter.asks()

    assert answer.status_code == status
    assert answer.json() == {"error": {"message": message, "code": status}}
    assert openrouter.stage.ended(openrouter.whose, 1).usage is None


def test_a_failure_may_say_more(openrouter: OpenRouter) -> None:
    metadata = {"provider_name": "OpenAI", "raw": "upstream is busy"}
    error = {"status": 429, "message": "Slow down", "metadata": metadata, "retry_after": 7}
    openrouter.stage.script(openrouter.whose, {"error": error})

    answer = openrouter.asks()

    assert answer.headers["retry-after"] == "7"
    assert answer.json() == {"error": {"message": "Slow down", "code": 429, "metadata": metadata}}


def test_a_model_may_break_off_within_an_answer_of_status_200(openrouter: OpenRouter) -> None:
    openrouter.stage.script(
        openrouter.whose, {"content": "one two three", "error": {"status": 502}, "error_after": 2}
    )

    answer = openrouter.asks()

    (choice,) = answer.json()["choices"]
    assert answer.status_code == 200
    assert (choice["finish_reason"], choice["message"]["content"]) == ("error", "one two")
    assert choice["error"] == {"message": "Provider returned error", "code": 502}
    call = openrouter.stage.ended(openrouter.whose, 1)
    assert (call.end, call.usage.completion_tokens if call.usage else None) == ("failed", 2)


@pytest.mark.parametrize(("cut", "tokens"), [("before", None), ("after", 2)])
def test_a_connection_is_cut(openrouter: OpenRouter, cut: str, tokens: int | None) -> None:
    openrouter.stage.script(openrouter.whose, {"content": "one two", "cut": cut})

    with pytest.raises(httpx.RemoteProtocolError):
        openrouter.asks()

    call = openrouter.stage.ended(openrouter.whose, 1)
    assert (call.end, call.status) == ("cut", None)
    assert (call.usage.completion_tokens if call.usage else None) == tokens


def test_whoever_is_tired_of_waiting_is_noticed(openrouter: OpenRouter) -> None:
    openrouter.stage.is_slow(openrouter.whose, 30.0)

    with pytest.raises(httpx.ReadTimeout):
        openrouter.api.post("/chat/completions", json=openrouter.body(), timeout=0.1)

    call = openrouter.stage.ended(openrouter.whose, 5)
    assert (call.end, call.usage, call.delivered.chunks) == ("left", None, 0)


def test_the_journal_tells_what_was_asked_but_no_secret(openrouter: OpenRouter) -> None:
    openrouter.stage.script(openrouter.whose, {"content": "yes", "prompt_tokens": 40, "completion_tokens": 7})
    openrouter.api.post(
        "/chat/completions", json=openrouter.body("Hello"), headers={"X-Title": "The gateway"}
    )
    openrouter.asks(model="nobody/knows-it")

    answered, refused = openrouter.stage.requests(openrouter.whose)

    assert answered.body == openrouter.body("Hello")
    assert answered.messages == [{"role": "user", "content": "Hello"}]
    assert answered.headers["x-title"] == "The gateway"
    assert KEY not in str(answered)
    assert "authorization" not in answered.headers
    assert answered.usage is not None
    assert (answered.usage.prompt_tokens, answered.usage.completion_tokens) == (40, 7)
    assert (answered.end, answered.content, answered.finish_reason) == ("answered", "yes", "stop")
    assert (refused.end, refused.status, refused.seq) == ("refused", 400, 2)
    assert openrouter.stage.requests(openrouter.whose, after=2) == []


def test_only_the_newest_calls_are_remembered(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "KEPT", 2)
    monkeypatch.setattr(calls, "KEPT_OF_ONE", 1)
    monkeypatch.setattr(calls, "MOST_OWNERS", 2)
    openrouter = OpenRouter(serve(app()))

    ids = [openrouter.asks(user=user).json()["id"] for user in ("a", "b", "a", "c", "a")]
    seen = {user: [call.seq for call in openrouter.stage.requests(user)] for user in ("a", "b", "c")}
    told = [openrouter.api.get("/generation", params={"id": id}).status_code for id in (ids[-1], ids[0])]
    openrouter.close()

    # At least as many as are to be kept; and whoever has asked last is forgotten last.
    assert seen == {"a": [3], "b": [], "c": [1]}
    assert told == [200, 404]


def test_an_unknown_key_is_in_the_journal_too(openrouter: OpenRouter) -> None:
    openrouter.api.post(
        "/chat/completions", json=openrouter.body(), headers={"Authorization": "Bearer sk-or-v1-stolen"}
    )

    (call,) = openrouter.stage.requests(openrouter.whose)

    assert (call.status, call.end) == (401, "refused")
    assert "stolen" not in str(call)


def test_a_key_can_be_added_and_taken_away(openrouter: OpenRouter) -> None:
    another = {"Authorization": "Bearer sk-or-v1-another"}
    statuses = []
    for change in ("POST", "DELETE"):
        openrouter.backstage.request(
            change, "/backstage/keys", json={"key": "sk-or-v1-another"}
        ).raise_for_status()
        statuses.append(openrouter.api.get("/key", headers=another).status_code)

    assert statuses == [200, 401]


@pytest.mark.parametrize(
    "answer",
    [
        {"says": "hello"},
        {"content": "a b", "chunks": ["a"]},
        {"cut": "before", "cut_after": 1},
        {"cut": "sometime"},
        {"error": {"status": 200}},
        {"delay": -1},
        {"delay": 3600},
    ],
)
def test_a_script_that_can_t_be_is_refused(openrouter: OpenRouter, answer: dict[str, Any]) -> None:
    with pytest.raises(RefusedError, match="422"):
        openrouter.stage.script(openrouter.whose, answer)


def test_only_the_last_answer_may_be_repeated(openrouter: OpenRouter) -> None:
    with pytest.raises(RefusedError, match="only the last answer can be repeated"):
        openrouter.stage.script(openrouter.whose, {"repeat": True}, {"content": "never"})


def test_the_backstage_opens_to_its_token_only(url: str) -> None:
    with httpx.Client(timeout=30, base_url=url, verify=False) as anybody:
        answers = [
            anybody.get("/backstage/requests"),
            anybody.get("/backstage/requests", headers={"Authorization": f"Bearer {TOKEN}x"}),
        ]

    assert [answer.status_code for answer in answers] == [401, 401]


def test_a_body_that_is_too_big_is_refused(openrouter: OpenRouter) -> None:
    answer = openrouter.api.post("/chat/completions", content=b" " * (4 * 1024 * 1024 + 1))

    assert answer.status_code == answer.json()["error"]["code"] == 413


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("GET", "/backstage/requests?state=gone", "state must be one of running, held, ended"),
        ("GET", "/backstage/requests?after=then", "after and wait must be numbers"),
        ("POST", "/backstage/streams/{id}/release?chunks=0", "chunks must be a number from 1"),
        ("DELETE", "/backstage/models", "say which model"),
    ],
)
def test_an_order_that_can_t_be_is_refused(openrouter: OpenRouter, method: str, path: str, told: str) -> None:
    id = openrouter.asks().json()["id"]

    answer = openrouter.backstage.request(method, path.format(id=id))

    assert answer.status_code == 422
    assert told in answer.json()["error"]
