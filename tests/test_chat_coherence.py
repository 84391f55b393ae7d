"""What a target names of a training chat must fit together; else one sentence says what to mend."""

from typing import Any

import pytest

from countersign.coherence.chat import check_chat
from countersign.errors import UserError
from countersign.target import Control, Standin, Target, Training, TrainingPaths

URL = "https://chat.staging.example.com"
SOURCE = "targets/staging.toml"


def check(*, embedded: bool = False, **keys: Any) -> None:
    target = Target(environment="staging", embedded=embedded, source=SOURCE)
    check_chat(Training(**{"base_url": URL, **keys}), target)


def test_what_fits_is_taken() -> None:
    door = {"url": "http://127.0.0.1:1", "token": "t"}
    check(offers=["completion", "replay", "masking"])
    check(
        offers=["model", "database", "clock"],
        model=Standin(url="http://127.0.0.1:1", backstage_token="t"),
        database_url="sqlite:///x.db",
        clock=Control(**door),
        replies={"price_talk_v2": ["Hello."]},
    )
    check(embedded=True, base_url="", offers=["spare", "faults", "model", "database", "clock"])


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"base_url": ""}, "training.base_url is missing: add it"),
        ({"offers": ["model"]}, "names 'model', but there is no training.model: add it, or take 'model' out"),
        ({"offers": ["database"]}, "but there is no training.database_url"),
        ({"offers": ["clock"]}, "but there is no training.clock"),
        ({"offers": ["spare"]}, "names 'spare', which only the embedded sandbox can offer"),
        ({"offers": ["wizard"]}, "names 'wizard', which is nothing that a training chat offers"),
        ({"scenarios": ()}, "training.scenarios must name each scenario of the pilot once"),
        ({"scenarios": ("a", "a")}, "training.scenarios must name each scenario of the pilot once"),
        ({"replies": {"a": []}}, "training.replies.a must say something in each line"),
        ({"replies": {"a": [" "]}}, "training.replies.a must say something in each line"),
        ({"paths": TrainingPaths(chat="chat")}, "training.paths.chat must begin with a slash: 'chat'"),
    ],
)
def test_what_does_not_fit_is_a_sentence(keys: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError) as refusal:
        check(**keys)
    assert str(refusal.value).startswith(SOURCE)
    assert sentence in str(refusal.value)
