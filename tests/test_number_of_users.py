"""How many people make a crowd is said by -D users=N; a wrong number is a sentence."""

from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.evidence.transcript import Transcript
from countersign.ledger import Ledger
from countersign.leftovers import Belongings
from countersign.people.trainee import Trainee
from countersign.session import Session
from countersign.target import Target, Training
from countersign.world import World


@pytest.mark.parametrize("written", ["0", "-1", "201", "five", "5.0", "", " 5", "٥", "1_0"])
def test_what_is_no_number_of_users_is_a_sentence(written: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refusal:
        Session({"users": written}, tmp_path)
    assert f"-D users={written} is no number of users: write a whole number from 1 to 200" in str(
        refusal.value
    )


def test_five_come_where_nothing_is_said() -> None:
    assert Session({}, Path("reports"))._users == 5


def test_so_many_pilot_users_come(tmp_path: Path) -> None:
    target = Target(
        environment="staging", source="targets/x.toml", training=Training(base_url="http://127.0.0.1:9")
    )
    ledger = Ledger(tmp_path, "run", "x")
    world = World(target, Transcript(), Belongings(target, ledger), None, users=12)
    world.training.pilots.gather()
    assert len({one.user_id for one in world.people if isinstance(one, Trainee)}) == 12
    world.close()
    ledger.close()


@pytest.mark.parametrize("written", ["1", "200"])
def test_every_number_up_to_the_most_is_taken(written: str, tmp_path: Path) -> None:
    assert Session({"users": written}, tmp_path)._users == int(written)
