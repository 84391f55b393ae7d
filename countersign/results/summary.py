"""What a person wants to know when a run is over."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from countersign.results.left_behind import left_behind
from countersign.results.paint import Paint, indented
from countersign.results.readiness import in_a_line as readiness_in_a_line
from countersign.results.record import Attempt, End, Outcome, Planned, Readiness, Resilience, Run
from countersign.results.resilience import in_a_line
from countersign.results.verdict import TO_BE_EXPLAINED, Verdict
from countersign.results.wording import counted

_GROUPED = (Outcome.NOT_APPLICABLE, Outcome.REFUSED, Outcome.MANUAL, Outcome.NOT_RUN)
_LONGEST_SENTENCE = 6


@dataclass(frozen=True)
class Story:
    """A run that is over."""

    run: Run
    end: End
    planned: Sequence[Planned]
    attempts: Mapping[str, Attempt]
    reports: Path
    same_again: Sequence[str]
    """The options that make another run like this one: `-D`, `target=staging`."""
    resilience: Resilience | None = None
    readiness: Sequence[Readiness] = ()


def summary(story: Story, paint: Paint, news: Sequence[str] = ()) -> str:
    """The closing lines of a run, with what is new beside former runs; the last one is the verdict."""
    verdict = Verdict(story.end.exit_code)
    outcome = {Verdict.PASSED: Outcome.PASSED, Verdict.FAILED: Outcome.FAILED}.get(verdict, Outcome.NOT_RUN)
    lines = [
        "",
        *_failures(story, paint),
        *(f"{paint.mark(Outcome.ERROR)} {problem}" for problem in story.end.problems),
        *_reasons(story),
        *([f"Ended early: {story.end.aborted.rstrip('.')}."] if story.end.aborted else []),
        *left_behind(one for attempt in story.attempts.values() for one in attempt.left),
        *news,
        *([in_a_line(story.resilience)] if story.resilience else []),
        *map(readiness_in_a_line, story.readiness),
        _numbers(story),
        f"Reports: {story.reports}",
        paint.outcome(outcome, f"{verdict.name} (exit code {verdict.value}): {verdict.meaning}"),
    ]
    return "\n".join(lines)


def _failures(story: Story, paint: Paint) -> Iterator[str]:
    findings = story.resilience.findings if story.resilience else []
    advice = {finding.scenario_id: finding.recommendation for finding in findings}
    for planned in story.planned:
        attempt = story.attempts.get(planned.id)
        if attempt is None or attempt.outcome not in TO_BE_EXPLAINED:
            continue
        yield f"{paint.mark(attempt.outcome)} {planned.feature}: {planned.name} ({attempt.outcome})"
        yield indented(_short(attempt.sentence), 4)
        if recommendation := advice.get(planned.id):
            yield f"    what to do: {recommendation}"
        again = shlex.join(["behave", f"{planned.path}:{planned.line}", *story.same_again])
        yield f"    run it again: {again}"
        yield ""


def _reasons(story: Story) -> Iterator[str]:
    """What was not executed, grouped by why."""
    for outcome in _GROUPED:
        reasons: dict[str, list[Planned]] = {}
        for planned in story.planned:
            attempt = story.attempts.get(planned.id)
            if attempt is not None and attempt.outcome is outcome:
                reasons.setdefault(attempt.sentence, []).append(planned)
        for reason, scenarios in reasons.items():
            yield f"{len(scenarios)} {outcome}: {reason}"
            if outcome is Outcome.NOT_RUN:
                yield from (f"    {planned.path}:{planned.line} {planned.name}" for planned in scenarios)


def _numbers(story: Story) -> str:
    counts = ", ".join(
        f"{story.end.counts[outcome]} {outcome}" for outcome in Outcome if story.end.counts.get(outcome)
    )
    steps = sum(
        step.status not in ("skipped", "untested", "undefined")
        for attempt in story.attempts.values()
        for step in attempt.steps
    )
    where = f" against {story.run.target} ({story.run.environment})" if story.run.target else ""
    seconds = story.end.ended_at - story.run.started_at
    scenarios = counted(len(story.planned), "scenario")
    return f"{scenarios}{where}: {counts}; {counted(steps, 'step')} in {seconds:.1f} s"


def _short(sentence: str) -> str:
    lines = sentence.splitlines()
    return "\n".join(lines if len(lines) <= _LONGEST_SENTENCE else [*lines[:_LONGEST_SENTENCE], "…"])
