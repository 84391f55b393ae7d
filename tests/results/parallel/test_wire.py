"""What the run and its workers say to each other arrives, whatever their lines are called."""

import fcntl
import resource
import socket
from collections.abc import Iterator

import pytest

from countersign.results.parallel.wire import Channel, Task

HIGH = 1500


@pytest.fixture
def many_files() -> Iterator[None]:
    """As in a process that has more files open than `select` knows of."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, HIGH + 1), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
def test_a_line_may_have_any_number() -> None:
    here, there = socket.socketpair()
    with here, there:
        high = socket.socket(fileno=fcntl.fcntl(here, fcntl.F_DUPFD, HIGH))
        with high:
            channel, other = Channel(high), Channel(there)
            assert not channel.has_more()
            assert other.say(Task(1, 1))
            assert channel.has_more()
            assert channel.is_talking(0.01)
            here.close()
            there.close()
            assert not channel.is_talking(0.01)
