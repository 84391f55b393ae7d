"""Whether a training chat can be used at all is said before a run, in a sentence that names the mend."""

from typing import Any

import msgspec
import pytest

from countersign.errors import UserError
from countersign.journeys import training
from countersign.services import Addresses
from countersign.target import Control, Standin, Target, Training, TrainingPaths

SOURCE = "targets/staging.toml"


def section(addresses: Addresses, **changes: Any) -> Training:
    """The sandbox's chat, as a target names it that somebody has written by hand."""
    return msgspec.structs.replace(training.located(Training(), addresses), **changes)


def refusal(addresses: Addresses, **changes: Any) -> str:
    with pytest.raises(UserError) as caught:
        list(training.probe(section(addresses, **changes), SOURCE))
    assert SOURCE in str(caught.value)
    return str(caught.value)


def test_everything_in_order_is_told_line_by_line(addresses: Addresses) -> None:
    lines = list(training.probe(section(addresses), SOURCE))
    assert len(lines) == 5
    assert "training: trainees can pick customer_service_v1 and complaint_handling_v1" in lines


def test_what_is_not_named_is_not_asked(addresses: Addresses) -> None:
    nothing = dict.fromkeys(("model", "clock", "database_url"))
    assert len(list(training.probe(section(addresses, **nothing), SOURCE))) == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"base_url": "http://127.0.0.1:9"}, "training.base_url does not answer at http://127.0.0.1:9"),
        ({"paths": TrainingPaths(health="/nothing")}, "says that the chat is not healthy (404"),
        ({"paths": TrainingPaths(scenarios="/nothing")}, "answers 404 where the scenarios should be"),
        ({"paths": TrainingPaths(scenarios="/api/health")}, "something else than a list of scenarios"),
        ({"scenarios": ("price_talk_v2",)}, "names 'price_talk_v2', which the chat does not have: choose of"),
        ({"tables": {"messages": "sayings"}}, "is the table 'sayings' there (training.tables)?"),
    ],
)
def test_what_is_not_in_order_is_a_sentence(
    addresses: Addresses, changes: dict[str, Any], sentence: str
) -> None:
    assert sentence in refusal(addresses, **changes)


def test_doors_that_do_not_open_are_told(addresses: Addresses) -> None:
    wrong = Standin(url=addresses.openrouter, backstage_token="wrong")
    assert "training.model.backstage_token is refused" in refusal(addresses, model=wrong)
    shut = Control(url=addresses.control, token="wrong")
    assert "training.clock.token is refused" in refusal(addresses, clock=shut)


def test_trainees_are_removed_where_the_suite_may_write_and_nowhere_else(addresses: Addresses) -> None:
    target = Target(environment="sandbox", source=SOURCE)
    assert list(training.removers(section(addresses), target, gone=False)) == ["trainee"]
    without = section(addresses, cleanup_database_url=None)
    assert not training.removers(without, target, gone=False)
    assert training.remove_marked(without, target) is None
    assert training.remove_marked(section(addresses), target) == "0 training sessions"
