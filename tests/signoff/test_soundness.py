"""A record that contradicts itself, in whatever way, is found out; one that a run has written never is."""

import re
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import msgspec
import pytest

from countersign.results.reading import Reading
from countersign.results.record import (
    Attempt,
    Elsewhere,
    End,
    Line,
    Measure,
    Outcome,
    Planned,
    Readiness,
    ReadinessMarks,
    Resilience,
    ResilienceFinding,
    StepResult,
)
from countersign.signoff.living import living_document
from countersign.signoff.pictures import spread, trend
from countersign.signoff.soundness import contradictions
from countersign.signoff.statement import Latency

from .records import Story

PASSED, FAILED, ERROR = Outcome.PASSED, Outcome.FAILED, Outcome.ERROR
RED = Story([PASSED, FAILED])
MARKS = ReadinessMarks(green_above=90, yellow_from=50, green="go", yellow="wait", red="stop")

Change = Callable[[list[Line]], list[Line]]


def found_in(lines: list[Line]) -> list[str]:
    return contradictions(lines, Reading.of(lines))


def without(kind: type, scenario: str) -> Change:
    return lambda lines: [
        one for one in lines if not (isinstance(one, kind) and getattr(one, "id", "") == scenario)
    ]


def with_end(**changes: object) -> Change:
    return lambda lines: [
        msgspec.structs.replace(one, **changes) if isinstance(one, End) else one for one in lines
    ]


def with_attempts(change: Callable[[Attempt], Attempt]) -> Change:
    return lambda lines: [change(one) if isinstance(one, Attempt) else one for one in lines]


def twice(kind: type) -> Change:
    return lambda lines: [
        *chain.from_iterable((one, one) if isinstance(one, kind) else (one,) for one in lines)
    ]


def attempt(scenario: str, outcome: Outcome, number: int = 1, **fields: object) -> Attempt:
    made = Attempt(id=scenario, outcome=outcome, started_at=1.0, seconds=0.5, attempt=number)
    return msgspec.structs.replace(made, **fields)


def and_all_of(other: Story) -> Change:
    return lambda lines: [*lines, *other.lines()]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (without(Planned, "s1"), "an attempt tells of scenario s1, which was not planned"),
        (
            without(Attempt, "s1"),
            "it sums up 1 passed, 1 failed, and its results come to 1 passed, 1 not run",
        ),
        (with_end(exit_code=0), "it ended with exit code 0, and its results come to 1: failed"),
        (with_end(counts={"passed": 2}), "it sums up 2 passed, and its results come to 1 passed, 1 failed"),
        (
            with_end(counts={"passed": 1, "failed": 1, "splendid": 3}),
            "it sums up 1 passed, 1 failed, 3 splen",
        ),
        (with_end(counts={}), "it sums up no scenario, and its results come to 1 passed, 1 failed"),
        (and_all_of(Story()), "it begins 2 times, and a record tells of one run"),
        (twice(End), "it ends 2 times, and a run ends once"),
        (lambda lines: [*lines, attempt("s1", PASSED, 2)], "it goes on for 1 line after its end"),
        (lambda lines: [lines[-1], *lines[:-1]], "something is told before the run begins"),
        (twice(Planned), "scenario s0 is planned twice"),
        (twice(Attempt), "of scenario s0 the attempts 1, 1 are told: one is missing, or told twice"),
        (
            with_attempts(lambda one: msgspec.structs.replace(one, attempt=2)),
            "of scenario s0 the attempts 2 are told: one is missing, or told twice",
        ),
        (
            with_attempts(lambda one: msgspec.structs.replace(one, outcome=PASSED)),
            "an attempt of scenario s1 passed, and says what was wrong: it is failed",
        ),
        (
            with_attempts(lambda one: msgspec.structs.replace(one, outcome=Outcome.FLAKY)),
            "an attempt of scenario s0 says that it is flaky, which only several together can be",
        ),
        (
            with_attempts(lambda one: msgspec.structs.replace(one, started_at=1e20)),
            "scenario s0 began at 1e+20, which is no moment",
        ),
        (
            with_attempts(lambda one: msgspec.structs.replace(one, seconds=-1.0)),
            "scenario s0 took -1 s, which can't be",
        ),
        (
            lambda lines: [*lines[:-1], Measure(id="s0", name="answer", value=-1.0, unit="s"), lines[-1]],
            "in scenario s0 answer took -1 s, which can't be",
        ),
        (with_end(ended_at=-1.0), "the run ended at -1, which is no moment"),
        (
            lambda lines: [msgspec.structs.replace(lines[0], started_at=1e20), *lines[1:]],
            "the run began at 1e+20, which is no moment",
        ),
    ],
)
def test_what_contradicts_itself_is_found(change: Change, sentence: str) -> None:
    assert found_in(RED.lines()) == []
    assert any(one.startswith(sentence) for one in found_in(change(RED.lines())))


def test_a_step_that_failed_in_a_scenario_that_passed_is_found() -> None:
    wrong = StepResult(keyword="Then", name="it is paid", status="failed")
    changed = with_attempts(lambda one: msgspec.structs.replace(one, steps=[wrong]))
    assert found_in(changed(Story([PASSED]).lines())) == [
        "an attempt of scenario s0 passed, and its step “Then it is paid” did not (failed)"
    ]


@pytest.mark.parametrize("outcome", [Outcome.NOT_APPLICABLE, Outcome.REFUSED, Outcome.MANUAL])
def test_what_was_run_and_is_said_to_be_left_out_is_found(outcome: Outcome) -> None:
    ran = StepResult(keyword="Then", name="it is paid", status="failed")
    changed = with_attempts(lambda one: msgspec.structs.replace(one, steps=[ran]))
    assert found_in(changed(Story([outcome]).lines())) == [
        f"an attempt of scenario s0 says that it is {outcome}, and tells of the steps that were run"
    ]


def test_a_part_of_a_run_that_says_it_is_the_whole_is_found() -> None:
    lines = Story(shard="1/2").lines()
    planned = next(one for one in lines if isinstance(one, Planned))
    lines.insert(-1, Elsewhere(planned=msgspec.structs.replace(planned, id="s9"), shard=2))
    assert found_in(lines) == []
    lines[0] = msgspec.structs.replace(lines[0], shard="")
    assert found_in(lines) == ["it says that it is the whole run, and leaves 1 scenario to other shards"]


@pytest.mark.parametrize(
    "story",
    [
        Story([PASSED, None], killed=True),
        Story([PASSED, None], aborted="interrupted by Ctrl-C"),
        Story([PASSED, Outcome.NOT_RUN], aborted="--stop ends a run at the first failure"),
        Story([PASSED], problems=["after_all failed"]),
        Story([PASSED, Outcome.MANUAL, Outcome.NOT_APPLICABLE, Outcome.REFUSED, Outcome.UNDECIDED, ERROR]),
        Story([]),
    ],
)
def test_whatever_a_run_may_come_to_is_sound(story: Story) -> None:
    assert found_in(story.lines()) == []


def test_what_was_run_again_is_sound() -> None:
    first, second = attempt("s0", FAILED, sentence="wrong"), attempt("s0", PASSED, 2)
    lines = [one for one in Story([PASSED]).lines() if not isinstance(one, Attempt | End)]
    end = End(ended_at=9.0, exit_code=2, counts={"flaky": 1})
    assert found_in([*lines, first, second, end]) == []
    assert found_in([*lines, second, end]) != []


READY = Readiness(
    journey="shop",
    title="Shopping",
    marks=MARKS,
    scenarios=2,
    selected=2,
    counted=2,
    passed=1,
    rate=50.0,
    colour="yellow",
    words="as told",
    not_passed=["s1"],
)


def with_line(line: Line) -> list[Line]:
    return [*RED.lines()[:-1], line, RED.lines()[-1]]


def test_a_readiness_that_is_none_is_found() -> None:
    assert found_in(with_line(READY)) == []
    for changes in (
        {"colour": "green"},
        {"passed": 2, "not_passed": []},
        {"counted": 1},
        {"selected": 9},
        {"words": ""},
        {"rate": 100.0},
    ):
        better = msgspec.structs.replace(READY, **changes)
        assert found_in(with_line(better)) == ["its readiness of shop is not what its results come to"]
    assert found_in([*with_line(READY)[:-1], READY, RED.lines()[-1]]) == [
        "the readiness of shop is told of twice"
    ]


def test_a_resilience_that_is_none_is_found() -> None:
    finding = ResilienceFinding(scenario_id="s1", name="scenario 1", severity="normal", sentence="")
    true = Resilience(
        score=50, weight_passed=2, weight_failed=2, weight_unknown=0, scenarios=2, findings=[finding]
    )
    lines = [
        msgspec.structs.replace(one, tags=["resilience"]) if isinstance(one, Planned) else one
        for one in with_line(true)
    ]
    assert found_in(lines) == []
    for changes in (
        {"score": 100},
        {"score": 100, "weight_failed": 0},
        {"findings": [], "score": 100, "weight_failed": 0},
        {"unknown": ["s0"]},
    ):
        changed = [
            msgspec.structs.replace(one, **changes) if isinstance(one, Resilience) else one for one in lines
        ]
        assert found_in(changed) == ["its resilience is not what its results come to"]


def test_it_costs_little_and_says_no_more_than_is_read() -> None:
    lines = Story([PASSED] * 5000).lines()
    began = time.process_time()
    assert found_in(lines) == []
    assert time.process_time() - began < 1.0
    assert len(found_in(twice(Planned)(lines))) == 20


def test_a_page_is_made_of_whatever_a_record_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    dossier = Story([PASSED]).dossier(tmp_path / "reports")
    dossier.reading.attempts["s0"] = [attempt("s0", Outcome.FLAKY)]  # as no run has ever written it
    assert "scenario 0" in living_document(dossier)


@pytest.mark.parametrize("value", [0.0, -1.0, 1e308, -1e308, 1e-320])
def test_nothing_is_drawn_outside_of_its_picture(value: float) -> None:
    for threshold in (None, 1.0, value):
        latency = Latency(
            name="answer",
            journey="shop",
            count=3,
            p50=value,
            p95=value,
            longest=value,
            threshold=threshold,
            trend=[1.0, value],
        )
        for picture in (f"{spread(latency)}", f"{trend(latency)}"):
            shape = picture.split('">', 1)[1]
            numbers = re.findall(
                r"-?[\d.]+(?:e[-+]?\d+)?|nan|inf", re.sub(r'(\w|-)+="[a-z#(][^"]*"', "", shape)
            )
            assert numbers
            assert all(0 <= float(one) <= 160 for one in numbers), picture
