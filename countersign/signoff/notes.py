"""What a reader must know of what people have said: waivers and approvals that count for nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence

from countersign.results.record import Outcome
from countersign.results.wording import counted
from countersign.signoff.dossier import Case, Dossier
from countersign.signoff.waivers import Waiver, meant_by, named_by

_NOBODY_KNOWS = (Outcome.ERROR, Outcome.UNDECIDED, Outcome.NOT_RUN)


def of_waivers(dossier: Dossier) -> Iterator[str]:
    """A sentence for each waiver that nothing of this record is waived by."""
    for waiver in dossier.waivers:
        if why := why_idle(waiver, dossier):
            yield f"The waiver of {waiver.owner} for {waiver.what} {why}."


def of_approvals(dossier: Dossier) -> Iterator[str]:
    """What becomes of approvals that don't count for this record."""
    others = [one for one in dossier.approvals if one.record != dossier.digest]
    if others:
        yield f"Of another record, so that it does not count: {counted(len(others), 'approval')}."
    for one in dossier.approvals:
        if one not in others and (doubt := dossier.doubt_about(one)):
            yield f"The approval of {one.name} as {one.role} does not count: {doubt}."


def why_idle(waiver: Waiver, dossier: Dossier) -> str:
    """Why nothing is waived by it, to be read after its name; empty where something is."""
    if not waiver.counts_at(dossier.now):
        return f"has expired on {waiver.expires}"
    cases = {case.planned.id: case for case in dossier.cases}
    meant = [cases[planned.id] for planned in meant_by(waiver, dossier.reading)]
    if not meant:
        return f"waives nothing: {_not_found(waiver, dossier)}"
    return "" if any(case.waiver is waiver for case in meant) else _unused(meant)


def _not_found(waiver: Waiver, dossier: Dossier) -> str:
    """Why nobody can say which scenarios it means."""
    if waiver.rule is not None:
        if all(promise.id != waiver.rule for promise in dossier.reading.promises):
            return "the run knows no such rule"
        return "the run has planned no scenario of that rule"
    named = named_by(waiver, dossier.reading)
    if not named:
        return "the run has planned no such scenario"
    example = next((f"“{one.name}”" for one in named if one.name != waiver.scenario), "")
    way = f"its whole name, such as {example}, or by its id" if example else "its id"
    return f"{counted(len(named), 'scenario')} bear that name; name one by {way}"


def _unused(cases: Sequence[Case]) -> str:
    """Why none of these scenarios needs it, or none can be waived."""
    answered = [case.waiver for case in cases if case.waiver]
    unknown = [case for case in cases if case.outcome in _NOBODY_KNOWS]
    told = []
    if answered:
        longest = max(answered, key=lambda one: one.expires)
        told.append(f"that of {longest.owner} counts instead, which lasts until {longest.expires}")
    if unknown:
        told.append(f"what nobody could find out can't be waived ({_counts(unknown)})")
    if told:
        return f"does not count: {'; '.join(told)}"
    if all(case.outcome is Outcome.PASSED for case in cases):
        return "is idle: nothing of it is wrong"
    return f"is idle: nothing of it is known to be wrong ({_counts(cases)})"


def _counts(cases: Sequence[Case]) -> str:
    counts = Counter(case.outcome for case in cases)
    return ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
