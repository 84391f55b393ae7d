"""How long answers took: only answers are held against what a journey promises, and none is missed."""

from pathlib import Path

import pytest

from countersign.results.record import Measure, Outcome
from countersign.signoff.gates import Allowed, Asked
from countersign.signoff.latencies import latencies, unmeasured

from .records import Story


def measure(name: str, seconds: float, *, unit: str = "s", answer: bool = True) -> Measure:
    return Measure(id="s0", name=name, value=seconds, unit=unit, answer=answer)


MEASURES = [
    measure("answer to a tap", 0.5),
    measure("connection", 4.0, answer=False),
    measure("spread of what is let go together", 0.01, answer=False),
    measure("answer to a tap", 3.0, unit="s, 95th of 100 in the crowd", answer=False),
    measure("answers", 12, unit="answers", answer=False),
]


def asked(*allowed: Allowed) -> Asked:
    return Asked("s", "?", [], {}, allowed=list(allowed))


@pytest.mark.parametrize(
    ("allowed", "judged"),
    [
        ([], {}),
        ([Allowed("shop", 2.0)], {"answer to a tap": 2.0}),
        ([Allowed("shop", 2.0, "connection")], {"connection": 2.0}),
        (
            [
                Allowed("shop", 2.0),
                Allowed("shop", 1.0, "connection"),
                Allowed("shop", 0.4, "answer to a tap"),
            ],
            {"answer to a tap": 0.4, "connection": 1.0},
        ),
        ([Allowed("bank", 2.0)], {}),
    ],
)
def test_a_promise_of_a_journey_is_about_its_answers_alone(
    tmp_path: Path, allowed: list[Allowed], judged: dict[str, float]
) -> None:
    found = latencies(Story(measures=MEASURES).dossier(tmp_path), asked(*allowed))
    assert {one.name: one.threshold for one in found if one.threshold is not None} == judged


def test_what_is_no_answer_is_shown_and_what_was_worked_out_is_not_worked_out_again(tmp_path: Path) -> None:
    found = latencies(Story(measures=MEASURES).dossier(tmp_path), asked(Allowed("shop", 2.0)))
    assert [(one.name, one.answer, one.count, one.p95) for one in found] == [
        ("connection", False, 1, 4.0),
        ("answer to a tap", True, 1, 0.5),
        ("spread of what is let go together", False, 1, 0.01),
    ]


@pytest.mark.parametrize(
    ("measures", "outcomes", "allowed", "told"),
    [
        (MEASURES, [Outcome.PASSED], Allowed("shop", 2.0), []),
        (MEASURES, [Outcome.PASSED], Allowed("shop", 2.0, "connection"), []),
        (
            MEASURES[1:],
            [Outcome.PASSED, Outcome.FAILED, Outcome.NOT_RUN],
            Allowed("shop", 2.0),
            ["no answer was measured on shop, though 2 of its scenarios were carried out"],
        ),
        (
            MEASURES[:2],
            [Outcome.FAILED],
            Allowed("shop", 2.0, "answer to a tip"),
            [
                "'answer to a tip' was not measured on shop, though 1 of its scenarios was carried out; "
                "what was measured there: answer to a tap, connection"
            ],
        ),
        (
            [],
            [Outcome.PASSED],
            Allowed("shop", 2.0, "answer to a tap"),
            [
                "'answer to a tap' was not measured on shop, though 1 of its scenarios was carried out; "
                "nothing was measured there"
            ],
        ),
        ([], [Outcome.NOT_APPLICABLE, Outcome.MANUAL, None], Allowed("shop", 2.0), []),
        ([], [Outcome.PASSED], Allowed("bank", 2.0), []),
    ],
)
def test_a_promise_that_nobody_has_measured_is_named(
    tmp_path: Path,
    measures: list[Measure],
    outcomes: list[Outcome | None],
    allowed: Allowed,
    told: list[str],
) -> None:
    dossier = Story(outcomes, measures=measures).dossier(tmp_path)
    assert unmeasured(dossier, asked(allowed)) == told
