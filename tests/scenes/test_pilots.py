"""What must come of a pilot: so many sessions completed, so many points, everybody served in time."""

from dataclasses import dataclass, field

import pytest

from countersign.scenes.pilots import Pilots, served_in_time
from countersign.thresholds import Api, Chat, Pilot

MARKS = Chat(
    connect=1.0,
    answer=3.0,
    long_session=30,
    exchanges=8,
    pilot=Pilot(completed=0.8, average_score=75),
    api=Api(p95=3.0, health=1.0, errors=0.05, rounds=1, sessions_at_once=100),
)


@dataclass
class Somebody:
    """A pilot user, as far as a verdict looks at one."""

    name: str = "Pilot 1"
    times: dict[str, list[float]] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)

    def times_of(self, what: str) -> list[float]:
        return self.times.get(what, [])


class Scene:
    """The marks, and what was measured."""

    thresholds = MARKS

    def __init__(self) -> None:
        self.measured: dict[str, float] = {}

    def measures(self, name: str, value: float, unit: str) -> None:  # noqa: ARG002
        self.measured[name] = value


def pilots(scene: Scene | None = None) -> Pilots:
    return Pilots(scene or Scene(), 5)  # type: ignore[arg-type]


@pytest.mark.parametrize(("completed", "enough"), [(10, True), (8, True), (7, False), (0, False)])
def test_four_of_five_sessions_must_be_complete(completed: int, enough: bool) -> None:
    scene = Scene()
    crowd = pilots(scene)
    crowd._sessions = [(f"Pilot {n}", n < completed) for n in range(10)]
    crowd._troubles = ["Pilot 9 should hear something."]
    if enough:
        crowd.enough_completed()
    else:
        with pytest.raises(AssertionError, match=rf"At least 80% of the 10 sessions .* but {completed} have"):
            crowd.enough_completed()
    assert scene.measured == {"sessions completed": completed / 10}


def test_a_pilot_that_nobody_took_part_in_proves_nothing() -> None:
    for verdict in (pilots().enough_completed, pilots().scored_well, pilots().were_answered_in_time):
        with pytest.raises(AssertionError):
            verdict()


@pytest.mark.parametrize(("scores", "good"), [([75, 75], True), ([100, 49], False), ([74.9], False)])
def test_good_trainees_score_75_on_average(scores: list[float], good: bool) -> None:
    crowd = pilots()
    crowd._scores = scores
    if good:
        crowd.scored_well()
        return
    with pytest.raises(AssertionError, match="should score 75 on average"):
        crowd.scored_well()


@pytest.mark.parametrize(
    ("slow", "health", "errors", "sentence"),
    [
        (1, 0.1, 0, None),
        (2, 0.1, 0, r"the 95th of 100 took 3\.50 s"),
        (0, 1.0, 0, r"less than 1 s \(health\)"),
        (0, 0.1, 1, "Less than 5% of the answers should be errors, but of 20 there were 1"),
    ],
)
def test_nineteen_of_twenty_answers_come_in_time(
    slow: int, health: float, errors: int, sentence: str | None
) -> None:
    crowd, somebody = pilots(), Somebody()
    somebody.times = {"health": [health] * 20, "answer over HTTP": [0.1] * (20 - slow) + [3.5] * slow}
    crowd._people = [somebody]  # type: ignore[list-item]
    crowd._statuses = [200] * (20 - errors) + [500] * errors
    if sentence is None:
        crowd.were_answered_in_time()
        return
    with pytest.raises(AssertionError, match=sentence):
        crowd.were_answered_in_time()


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ({"connection": [0.9], "answer of the customer": [2.9]}, None),
        (
            {"connection": [1.0], "answer of the customer": [2.9]},
            r"connection should take less .* took 1\.00 s",
        ),
        (
            {"connection": [0.9], "answer of the customer": [0.1, 3.0]},
            r"answer of the customer .* took 3\.00 s",
        ),
        ({"connection": [0.9]}, "never came"),
    ],
)
def test_each_connection_and_each_answer_comes_in_time(
    times: dict[str, list[float]], sentence: str | None
) -> None:
    people = [Somebody(times={"connection": [0.1], "answer of the customer": [0.1]}), Somebody(times=times)]
    if sentence is None:
        served_in_time(people, MARKS)  # type: ignore[arg-type]
        return
    with pytest.raises(AssertionError, match=sentence):
        served_in_time(people, MARKS)  # type: ignore[arg-type]
