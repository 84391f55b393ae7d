"""Requests that reach a server together."""

import re
import select
import socket
import threading

import pytest

from countersign.adversity.race import Post, chance_of_meeting, let_go_together, volleys_needed


class Doorman:
    """Answers requests with their own bodies; looks, when the first is complete, how much the others lack."""

    def __init__(self, expected: int) -> None:
        self.lacking: list[int] = []
        """What each of the others still lacked when the first was complete."""
        self._expected = expected
        self._server = socket.create_server(("127.0.0.1", 0))
        self._heard: dict[socket.socket, bytes] = {}
        self._thread = threading.Thread(target=self._serve)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.getsockname()[1]}/"

    def __enter__(self) -> "Doorman":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(10)
        self._server.close()

    def _serve(self) -> None:
        for _ in range(self._expected):
            connection, _ = self._server.accept()
            self._heard[connection] = b""
        waiting = list(self._heard)
        while waiting:
            for connection in select.select(waiting, [], [], 5.0)[0]:
                self._hear(connection)
                if self._lacks(connection) == 0 and not self.lacking:
                    self._look_at_the_others(connection)
            for connection in [each for each in waiting if self._lacks(each) == 0]:
                self._answer(connection)
                waiting.remove(connection)

    def _hear(self, connection: socket.socket) -> None:
        # What was there a moment ago may have been heard meanwhile.
        if select.select([connection], [], [], 0.0)[0]:
            self._heard[connection] += connection.recv(65536)

    def _lacks(self, connection: socket.socket) -> int:
        head, _, body = self._heard[connection].partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head.lower())
        return int(length[1]) - len(body) if length else 65536

    def _look_at_the_others(self, first: socket.socket) -> None:
        for other in self._heard:
            self._hear(other)
        self.lacking = [self._lacks(other) for other in self._heard if other is not first]

    def _answer(self, connection: socket.socket) -> None:
        body = self._heard[connection].partition(b"\r\n\r\n")[2]
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        connection.close()


def test_all_are_complete_but_for_one_byte_before_any_is_let_go() -> None:
    with Doorman(10) as server:
        volley = let_go_together([Post(server.url, f'{{"n": {n}}}'.encode(), {}) for n in range(10)])
    assert len(server.lacking) == 9
    assert set(server.lacking) <= {0, 1}
    assert [arrival.body for arrival in volley.arrivals] == [f'{{"n": {n}}}' for n in range(10)]
    assert {arrival.status for arrival in volley.arrivals} == {200}
    assert 0 <= volley.spread < 1


def test_one_that_cannot_connect_does_not_keep_the_others() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    with Doorman(1) as server:
        volley = let_go_together([Post(server.url, b"{}", {}), Post(nobody, b"{}", {})])
    assert [arrival.status for arrival in volley.arrivals] == [200, None]
    assert volley.arrivals[1].body == "All connection attempts failed"


def test_one_that_is_never_answered_ends_when_its_time_is_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        volley = let_go_together([Post(f"http://127.0.0.1:{deaf.getsockname()[1]}/", b"{}", {})], seconds=0.2)
    assert volley.arrivals[0].status is None
    assert volley.arrivals[0].body == "no answer within 0.2 s"


def test_a_race_needs_somebody() -> None:
    with pytest.raises(ValueError, match="somebody"):
        let_go_together([])


@pytest.mark.parametrize(
    ("count", "spread", "window", "chance"),
    [
        (1, 0.001, 0.0002, 0.0),  # nobody to race with
        (2, 0.0, 0.0002, 1.0),
        (2, 0.0001, 0.0002, 1.0),
        (2, 0.001, 0.0005, 0.5),
        (3, 0.001, 0.0005, 0.75),
    ],
)
def test_the_chance_of_meeting_a_race(count: int, spread: float, window: float, chance: float) -> None:
    assert chance_of_meeting(count, spread, window) == pytest.approx(chance)


@pytest.mark.parametrize(("chance", "needed"), [(1.0, 1), (0.999, 1), (0.5, 10), (0.0, None)])
def test_how_often_to_try(chance: float, needed: int | None) -> None:
    assert volleys_needed(chance) == needed
