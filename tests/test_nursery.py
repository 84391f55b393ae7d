"""The nursery: each worker has a door of its own, and a midwife that has died is told of."""

import signal
from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.nursery import Nursery


@pytest.fixture
def nursery() -> Nursery:
    nursery = Nursery()
    nursery.start()
    return nursery


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_worker_that_could_not_be_forked_leaves_no_door_open(nursery: Nursery) -> None:
    before = descriptors()
    with pytest.raises(BlockingIOError), nursery.forking():
        raise BlockingIOError
    assert descriptors() == before
    nursery.close()


def test_a_midwife_that_has_died_is_told_of_in_a_sentence(nursery: Nursery) -> None:
    process = nursery._process
    assert process
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    before = descriptors()
    with pytest.raises(UserError, match="the process that forks spare products has died"), nursery.forking():
        pass
    assert descriptors() == before
    nursery.close()
