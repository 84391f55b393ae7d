"""Joins the reports of all shards of a run into those of one run, which say what is missing from it."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import msgspec

from countersign.errors import UserError
from countersign.results import allure_report, junit
from countersign.results.allure_report.shards import bring
from countersign.results.joining import Joined, begun, check_same_run, join, latest
from countersign.results.owners import Advice, owned
from countersign.results.paint import Paint
from countersign.results.readiness import Owned, readiness, remembered
from countersign.results.record import Attempt, End, Outcome, Planned, ResilienceFinding
from countersign.results.recorder import Recorder
from countersign.results.reports import ReportsFolder
from countersign.results.resilience import resilience
from countersign.results.run_lines import same_again
from countersign.results.shard_record import ShardRecord, read_shard, undisturbed
from countersign.results.summary import Story, summary
from countersign.results.verdict import verdict


def merge(folders: Sequence[Path], out: Path) -> tuple[Story, list[str]]:
    """Write the reports of the whole run into the folder: its story, and what is worth knowing besides."""
    _check_apart(folders, out)
    with ExitStack() as held, ReportsFolder(out, "-o DIR") as reports:
        for folder in dict.fromkeys(folders):
            held.enter_context(undisturbed(folder))
        shards, notes = _shards(folders)
        joined, more = join(shards)
        story = _write(joined, shards, reports)
        _bring_allure(shards, story, joined, reports.allure)
        junit.derive(reports.record, reports.junit)
        if reports.allure.is_dir():
            allure_report.describe(reports.record, reports.allure)
    return story, [*notes, *more]


def told(story: Story, notes: Iterable[str], news: Sequence[str] = ()) -> str:
    """What a run would say at its end, after the notes."""
    said = summary(story, Paint(sys.stdout, _Terminal()), news)
    return "\n".join([*(f"Note: {note}" for note in notes), said])


class _Terminal:
    """What behave's configuration would say about colours."""

    def has_colored_mode(self, stream: TextIO) -> bool:
        """Only who reads along sees colours."""
        return stream.isatty()


def _check_apart(folders: Sequence[Path], out: Path) -> None:
    """What is read must not be cleared before."""
    whole = out.resolve()
    for folder in folders:
        here = folder.resolve()
        if here == whole or {whole / "allure-results", whole / "junit"} & {here, *here.parents}:
            raise UserError(
                f"{folder} is to be merged and would be replaced: name another folder with -o DIR."
            )


def _shards(folders: Sequence[Path]) -> tuple[list[ShardRecord], list[str]]:
    """The records that count, and a note on each folder that does not."""
    found = {folder: read_shard(folder) for folder in dict.fromkeys(folders)}
    shards, notes = begun([record for record in found.values() if record])
    for folder, record in found.items():
        if not record:
            notes.append(
                f"{folder} holds no run record: its shard was not begun, or it is no reports folder."
            )
    if not shards:
        raise UserError(
            f"There is no run record in {', '.join(map(str, found))}: name the reports folders of the shards."
        )
    check_same_run(shards)
    counting, passed_over = latest(shards)
    return counting, [*notes, *passed_over]


def _write(joined: Joined, shards: Sequence[ShardRecord], reports: ReportsFolder) -> Story:
    """The record of the whole run; all that it says has been redacted before it was first written."""
    with Recorder(reports.record, str) as record:
        run = record.write(joined.run)
        for line in joined.requirements:
            record.append(line)
        for planned in joined.planned:
            record.append(planned)
        for finding in joined.findings:
            for measure in finding.measures:
                record.append(measure)
            if finding.attempt:
                number = len(record.all_attempts.get(finding.attempt.id, ())) + 1
                record.append(msgspec.structs.replace(finding.attempt, attempt=number))
        for _, attempt in _not_run(joined):
            record.append(attempt)
        advice = _Advice(shards, joined.planned)
        score = resilience(joined.planned, record.attempts, advice.on)
        if score is not None:
            record.write(score)
        ready = [
            record.write(one) for one in readiness(joined.planned, record.attempts, _owned(shards, joined))
        ]
        counts = record.counts()
        code = verdict(counts, problems=bool(joined.problems), aborted=bool(joined.aborted))
        end = record.write(
            End(
                ended_at=joined.ended_at,
                exit_code=code.value,
                aborted=joined.aborted,
                problems=list(joined.problems),
                counts=counts,
            )
        )
    return Story(run, end, joined.planned, record.attempts, reports.path, same_again(run), score, ready)


def _not_run(joined: Joined) -> Iterator[tuple[Planned, Attempt]]:
    """What nobody reported."""
    for planned in joined.planned:
        if reason := joined.gaps.get(planned.id):
            yield (
                planned,
                Attempt(
                    id=planned.id,
                    outcome=Outcome.NOT_RUN,
                    started_at=joined.ended_at,
                    seconds=0.0,
                    sentence=reason,
                ),
            )


def _owned(shards: Sequence[ShardRecord], joined: Joined) -> list[Owned]:
    """The journeys with marks, as the shards had them at hand; else as they are here."""
    given = remembered(line for shard in shards for line in shard.reading.readiness)
    named = {one.journey for one in given}
    return [*given, *(one for one in owned(joined.planned, Path.cwd()) if one.journey not in named)]


class _Advice:
    """What the shards recommended, who had the rules at hand; else what the rules here say."""

    def __init__(self, shards: Sequence[ShardRecord], planned: Iterable[Planned]) -> None:
        self._given = {finding.scenario_id: finding.recommendation for finding in _findings(shards)}
        self._here = Advice.for_all(planned, Path.cwd())

    def on(self, planned: Planned) -> str:
        """What is recommended where this scenario fails."""
        return self._given.get(planned.id) or self._here.on(planned)


def _findings(shards: Iterable[ShardRecord]) -> Iterator[ResilienceFinding]:
    for shard in shards:
        yield from shard.reading.resilience.findings if shard.reading.resilience else ()


def _bring_allure(shards: Sequence[ShardRecord], story: Story, joined: Joined, to: Path) -> None:
    """The Allure results of all shards, and one for each scenario that none of them reported."""
    if not any((shard.folder / "allure-results").is_dir() for shard in shards):
        return
    flaky = {one for one, final in story.attempts.items() if final.outcome is Outcome.FLAKY}
    try:
        to.mkdir()
        bring(shards, flaky, to)
    except OSError as error:
        raise UserError(
            f"{to}: the Allure results can't be written ({error.strerror or error}); "
            f"make room, or name another folder with -o DIR."
        ) from error
    if joined.gaps:
        from countersign.results.allure_report import lost

        lost.write(_not_run(joined), to)
