"""What newcomers do at the same moment: that it really was at the same moment."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from deployments import deployment

from countersign.errors import UserError
from countersign.evidence.transcript import Transcript
from countersign.ledger import Ledger
from countersign.leftovers import Belongings
from countersign.matchers.conversation import says
from countersign.matchers.races import answered_by_at_most
from countersign.services import Addresses
from countersign.world import World

MakeWorld = Callable[..., World]


@pytest.fixture
def world(addresses: Addresses, tmp_path: Path) -> Iterator[MakeWorld]:
    """world(base_url=…) → a world on the embedded bot, with changes to how it is reached."""
    ledger, made = Ledger(tmp_path / "ledger", "run", "staging"), []

    def make(**changes: Any) -> World:
        target = deployment(addresses, **changes)
        made.append(World(target, Transcript(), Belongings(target, ledger), None))
        return made[-1]

    yield make
    for each in made:
        each.close()
    ledger.close()


def test_what_the_webhook_turns_away_proves_nothing_of_a_race(world: MakeWorld) -> None:
    here = world(webhook_secret="not-the-secret").onboarding
    with pytest.raises(UserError, match=r"turns away .* \(401\).* correct onboarding.webhook_secret"):
        here.races.gathers(1).each_starts(2)


def test_a_bot_that_answers_nothing_at_all_has_not_run_a_race(world: MakeWorld) -> None:
    here = world(base_url="http://127.0.0.1:1").onboarding
    with pytest.raises(
        AssertionError, match=r"at least one of 2 updates .* answered none: All connection attempts"
    ):
        here.races.gathers(1).each_starts(2)


def test_what_the_bot_takes_in_is_a_race(world: MakeWorld) -> None:
    here = world().onboarding
    here.races.gathers(2).each_starts(2)
    here.races.crowd.each_sees(answered_by_at_most(2))
    here.races.crowd.none_sees(says("something went wrong"))
