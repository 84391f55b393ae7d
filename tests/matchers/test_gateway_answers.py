import pytest

from countersign.matchers.gateway_answers import (
    AnsweredWith,
    cannot_pay,
    counts_down,
    granted,
    outside_trouble,
    refused_as_nonsense,
    too_often,
)
from countersign.matchers.gateway_health import catalog_is_exact, is_well, lost
from countersign.people.gateway_door import Reply
from countersign.people.gateway_watch import Health


def reply(status: int, text: str = "", **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = "POST /v1/chat/completions"
    return Reply(asked, asked, status, named, text, 0.0)


@pytest.mark.parametrize(
    ("matcher", "good", "bad"),
    [
        (cannot_pay(), reply(402, "Top up at /checkout"), reply(402, "No.")),
        (cannot_pay(), reply(402, "Please buy credits"), reply(200, "Top up")),
        (refused_as_nonsense(), reply(422, "The model is unknown"), reply(422, "{}")),
        (refused_as_nonsense(), reply(400, "The model is unknown"), reply(500, "The model is unknown")),
        (outside_trouble(), reply(503, "The model is away"), reply(502, "Traceback (most recent call last)")),
        (
            outside_trouble(),
            reply(504, "It took too long"),
            reply(502, "refused the key sk-or-v1-abc of ours"),
        ),
        (too_often(), reply(429, "Later", retry_after="7"), reply(429, "Later")),
        (too_often(), reply(429, "Later", retry_after="7"), reply(429, "Later", retry_after="0")),
        (granted("be served"), reply(201), reply(302)),
    ],
)
def test_an_answer_has_the_status_and_the_words(matcher: AnsweredWith, good: Reply, bad: Reply) -> None:
    assert matcher.matches(good)
    assert not matcher.matches(bad)


def limited(*told: tuple[str, str, str]) -> list[Reply]:
    names = ("x_ratelimit_limit", "x_ratelimit_remaining", "x_ratelimit_reset")
    return [reply(200, **dict(zip(names, one, strict=True))) for one in told]


def test_answers_count_down_one_by_one() -> None:
    assert counts_down().matches(limited(("20", "19", "60"), ("20", "18", "59")))
    assert not counts_down().matches(limited(("20", "19", "60"), ("20", "19", "59")))
    assert not counts_down().matches(limited(("20", "19", "60"), ("30", "18", "59")))
    assert not counts_down().matches(limited(("20", "19", "60"), ("20", "18", "soon")))
    assert not counts_down().matches([reply(200), reply(200)])


def test_a_key_in_an_answer_is_not_repeated() -> None:
    told = reply(201, '{"api_key": "gw-secret", "user_id": 7}').described()
    assert "gw-secret" not in told
    assert "user_id" in told


WELL = Health(200, "connected", "connected", "1.0", "{}")


def test_a_gateway_says_how_it_is() -> None:
    assert is_well().matches(WELL)
    assert is_well().matches(Health(200, "connected", "not configured", "1.0", "{}"))
    assert not is_well().matches(Health(503, "connected", "connected", "1.0", "{}"))
    assert not is_well().matches(Health(200, "unavailable", "connected", "1.0", "{}"))
    assert not is_well().matches(Health(200, "connected", "", "1.0", "{}"))
    assert not is_well().matches(Health(200, "connected", "connected", "", "{}"))


def test_a_gateway_that_has_lost_one_part_names_that_one() -> None:
    away = Health(503, "unavailable", "connected", "1.0", "{}")
    assert lost("database").matches(away)
    assert not lost("cache").matches(away)
    assert not lost("database").matches(WELL)
    assert not lost("database").matches(Health(200, "unavailable", "connected", "1.0", "{}"))
    assert not lost("cache").matches(Health(503, "unavailable", "unavailable", "1.0", "{}"))


def test_a_catalog_tells_prices_as_texts() -> None:
    model = {"id": "a/b", "name": "A", "context_length": 8, "pricing": {"prompt": "0.1", "completion": "0"}}
    assert catalog_is_exact().matches([model])
    assert not catalog_is_exact().matches([])
    assert not catalog_is_exact().matches([{**model, "pricing": {"prompt": 0.1, "completion": "0"}}])
    assert not catalog_is_exact().matches([{**model, "name": ""}])
