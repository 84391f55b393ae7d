"""What the shards of a run say together, what is missing from it, and what does not fit together."""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from uuid import NAMESPACE_OID, uuid5

import msgspec

from countersign.errors import UserError
from countersign.results.options import Shard
from countersign.results.record import Journey, Outcome, Planned, Promise, Run, Told
from countersign.results.revision import UNCHECKED
from countersign.results.run_lines import undivided
from countersign.results.shard_record import Finding, ShardRecord
from countersign.results.wording import counted

_SANDBOX = "sandbox"
"""Each machine has one of its own, so that its addresses are different ones."""


@dataclass(frozen=True)
class Joined:
    """One run, made of its shards."""

    run: Run
    requirements: Sequence[Journey | Promise | Told]
    planned: Sequence[Planned]
    findings: Sequence[Finding]
    """As time went by."""
    gaps: Mapping[str, str]
    """Scenario id → why nobody reported it."""
    problems: Sequence[str]
    aborted: str
    ended_at: float


def begun(shards: Sequence[ShardRecord]) -> tuple[list[ShardRecord], list[str]]:
    """Those that had begun to run; one that was killed while it planned knows less than the others."""
    stillborn = [
        shard
        for shard in shards
        if shard.reading.end is None
        and any(shard.selected.keys() < other.selected.keys() for other in shards)
        and not shard.reading.attempts
    ]
    notes = [f"{one.name} was killed before it had begun ({one.folder})." for one in stillborn]
    return [shard for shard in shards if shard not in stillborn], notes


def check_same_run(shards: Sequence[ShardRecord]) -> None:
    """A `UserError` where these are not the shards of one run."""
    one = shards[0]
    for other in shards[1:]:
        for what, mine, theirs in _compared(one, other):
            if mine != theirs:
                raise UserError(
                    f"{one.folder} and {other.folder} are not of one run: {what} is {mine} in the one, "
                    f"{theirs} in the other. Merge the shards of one run only."
                )
        if different := _different(one.selected, other.selected):
            raise UserError(
                f"{one.folder} and {other.folder} have not selected the same ({different.path}: "
                f"{different.name}): run all shards from one commit, with the same options."
            )


def latest(shards: Sequence[ShardRecord]) -> tuple[list[ShardRecord], list[str]]:
    """Of a shard that was run again the last time counts; what was red before stays an earlier attempt."""
    kept: dict[int, ShardRecord] = {}
    notes = []
    for record in sorted(shards, key=lambda one: one.reading.run.started_at):
        earlier = kept.get(record.shard.number)
        if earlier and earlier.reading.run.run_id == record.reading.run.run_id:
            continue
        if earlier:
            notes.append(
                f"{record.name} was run again: {record.folder} counts, which began later; what failed in "
                f"{earlier.folder} is an earlier attempt. There it said: {_said(earlier)}."
            )
            record = replace(record, findings=[*earlier.bad, *record.findings], earlier=earlier)
        kept[record.shard.number] = record
    return [kept[number] for number in sorted(kept)], notes


def join(shards: Sequence[ShardRecord]) -> tuple[Joined, list[str]]:
    """The run that they are the parts of, and what is worth knowing besides."""
    missing, without_work = _missing(shards)
    lost, twice = _misfits(shards)
    joined = Joined(
        run=_whole(shards),
        requirements=_requirements(shards[0]),
        planned=sorted(shards[0].selected.values(), key=_place),
        findings=list(heapq.merge(*(shard.findings for shard in shards), key=lambda finding: finding.at)),
        gaps=dict(_gaps(shards)),
        problems=list(_problems(shards)),
        aborted="; ".join([*_endings(shards), *missing, *lost]),
        ended_at=max(_ended_at(shard) for shard in shards),
    )
    return joined, [*without_work, *twice]


def _compared(one: ShardRecord, other: ShardRecord) -> Iterator[tuple[str, object, object]]:
    mine, theirs = one.reading.run, other.reading.run
    yield "the number of shards", one.shard.of, other.shard.of
    yield "the target", mine.target or "none", theirs.target or "none"
    yield "the environment", mine.environment or "none", theirs.environment or "none"
    yield "the target file's digest", mine.target_digest or "none", theirs.target_digest or "none"
    yield "the version under test", mine.versions, theirs.versions
    yield "the suite's version", mine.suite_version, theirs.suite_version
    yield "the commit of the suite", _commit(mine), _commit(theirs)
    if mine.ci_run and theirs.ci_run:
        yield "the CI server's run", mine.ci_run, theirs.ci_run
    if mine.environment != _SANDBOX:
        yield "the address", mine.addresses, theirs.addresses


def _commit(run: Run) -> str:
    """The suite that was run; that git was too slow to say so on one machine makes it no other one."""
    return run.revision.removesuffix(UNCHECKED) or "none"


def _different(mine: Mapping[str, Planned], theirs: Mapping[str, Planned]) -> Planned | None:
    """A scenario that is not the same in both selections."""
    for scenario_id in [*mine, *theirs]:
        if mine.get(scenario_id) != theirs.get(scenario_id):
            return mine.get(scenario_id) or theirs[scenario_id]
    return None


def _said(shard: ShardRecord) -> str:
    """What became of its scenarios, counted."""
    finals = [shard.reading.final(one.id) for one in shard.reading.planned]
    counts = Counter(final.outcome if final else Outcome.NOT_RUN for final in finals)
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome]) or "nothing"


def _gaps(shards: Sequence[ShardRecord]) -> Iterator[tuple[str, str]]:
    """The scenarios that nobody reported, and why."""
    reported = {scenario_id for shard in shards for scenario_id in shard.reading.attempts}
    for scenario_id in shards[0].selected:
        if scenario_id not in reported:
            yield scenario_id, _why_unreported(scenario_id, shards)


def _why_unreported(scenario_id: str, shards: Sequence[ShardRecord]) -> str:
    for shard in _takers(scenario_id, shards):
        killed = shard.reading.end is None
        return (
            f"{shard.name} was killed before it reported this"
            if killed
            else f"{shard.name} never reported it"
        )
    owners = {shard.division[scenario_id] for shard in shards}
    if len(owners) > 1:
        return "the shards divided the selection differently, and none of them took it"
    return f"shard {Shard(owners.pop(), shards[0].shard.of)} is missing"


def _takers(scenario_id: str, shards: Sequence[ShardRecord]) -> list[ShardRecord]:
    """The shards that had it for theirs."""
    return [shard for shard in shards if shard.division[scenario_id] == shard.shard.number]


def _endings(shards: Sequence[ShardRecord]) -> Iterator[str]:
    """How shards ended that did not end well."""
    for shard in shards:
        for earlier in (one for one in shard.runs if one is not shard):
            yield from (f"{problem}, before it was run again" for problem in _problems([earlier]))
        if shard.reading.end is None:
            yield f"{shard.name} was killed"
        elif shard.reading.end.aborted:
            yield f"{shard.name}: {shard.reading.end.aborted.rstrip('.')}"


def _problems(shards: Sequence[ShardRecord]) -> Iterator[str]:
    for shard in shards:
        for problem in shard.reading.end.problems if shard.reading.end else ():
            yield f"{shard.name}: {problem}"


def _missing(shards: Sequence[ShardRecord]) -> tuple[list[str], list[str]]:
    """The shards that are not there; one that had nothing to run is only worth a note."""
    count = shards[0].shard.of
    absent = sorted(set(range(1, count + 1)) - {shard.shard.number for shard in shards})
    owners = {owner for shard in shards for owner in shard.division.values()}
    return (
        [f"shard {Shard(number, count)} is missing" for number in absent if number in owners],
        [
            f"shard {Shard(number, count)} is missing, and had nothing to run."
            for number in absent
            if number not in owners
        ],
    )


def _misfits(shards: Sequence[ShardRecord]) -> tuple[list[str], list[str]]:
    """What comes of shards that divided the selection differently: a gap is grave, running twice is not."""
    takers = {scenario_id: _takers(scenario_id, shards) for scenario_id in shards[0].selected}
    owners = {scenario_id: {shard.division[scenario_id] for shard in shards} for scenario_id in takers}
    lost = sum(not takers[one] and len(owners[one]) > 1 for one in takers)
    twice = sum(len(those) > 1 for those in takers.values())
    mend = "give all of them the same history"
    fell = f"and {counted(lost, 'scenario')} fell between them: {mend}"
    ran = f"and ran {counted(twice, 'scenario')} more than once: {mend}."
    return (
        [f"the shards divided the selection differently, {fell}"] if lost else [],
        [f"The shards divided the selection differently, {ran}"] if twice else [],
    )


def _whole(shards: Sequence[ShardRecord]) -> Run:
    """The first line of the run that the shards are the parts of; merged again it is the same run."""
    runs = [shard.reading.run for shard in shards]
    return msgspec.structs.replace(
        runs[0],
        run_id=uuid5(NAMESPACE_OID, " ".join(sorted(run.run_id for run in runs))).hex,
        started_at=min(run.started_at for run in runs),
        addresses=dict(sorted(set.intersection(*(set(run.addresses.items()) for run in runs)))),
        revision=max((run.revision for run in runs), key=len),  # unchecked, where any of them is
        command=undivided(runs[0].command),
        python=", ".join(sorted({run.python for run in runs})),
        jobs=sum(run.jobs for run in runs),
        shard="",
    )


def _requirements(shard: ShardRecord) -> list[Journey | Promise | Told]:
    """Every shard knows what the whole selection is about."""
    reading = shard.reading
    return [*reading.journeys, *reading.promises, *reading.features]


def _ended_at(shard: ShardRecord) -> float:
    """When it ended; of a shard that was killed, when it was last heard of."""
    if shard.reading.end:
        return shard.reading.end.ended_at
    return max(
        (finding.at for finding in shard.findings if finding.attempt), default=shard.reading.run.started_at
    )


def _place(planned: Planned) -> tuple[list[tuple[bool, str]], int]:
    """Where behave comes by it: the files of a folder first, then the folders within."""
    parts = PurePath(planned.path).parts
    return [(number < len(parts) - 1, part) for number, part in enumerate(parts)], planned.line
