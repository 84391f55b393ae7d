"""How the business rules of a journey stand after a run: proven, failed, unproven, or done by hand."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from countersign.results.record import Journey, Outcome, Promise
from countersign.signoff.dossier import Case, Dossier
from countersign.signoff.statement import Standing
from countersign.signoff.verdicts.suite import is_wrong


class State(StrEnum):
    """What a run says of a rule."""

    PROVEN = "proven"
    FAILED = "failed"
    UNPROVEN = "unproven"
    MANUAL = "by hand"


_UNKNOWN = (Outcome.NOT_RUN, Outcome.UNDECIDED, Outcome.FLAKY)
_NEUTRAL = (Outcome.NOT_APPLICABLE, Outcome.REFUSED)


def state_of(promise: Promise, cases: Sequence[Case]) -> State:
    """Proven only where something passed, and nothing that bears its id did anything else than pass."""
    about_it = [case for case in cases if promise.id in case.planned.tags]
    if any(is_wrong(case) for case in about_it):
        return State.FAILED
    bearing = {case.outcome for case in about_it}
    if bearing & set(_UNKNOWN):
        return State.UNPROVEN
    if Outcome.PASSED in bearing:
        return State.PROVEN
    return State.MANUAL if bearing - set(_NEUTRAL) == {Outcome.MANUAL} else State.UNPROVEN


def standing_of(journey: Journey, dossier: Dossier, cases: Sequence[Case]) -> Standing:
    """The rules of a journey by their state, and its scenarios by their outcome."""
    own = [case for case in cases if case.planned.journey == journey.id]
    states = {promise.id: state_of(promise, own) for promise in dossier.promises(journey)}
    by_state = {state: [one for one, found in states.items() if found is state] for state in State}
    counts = Counter(case.outcome for case in own)
    return Standing(
        journey=journey.id,
        title=journey.title,
        owner=journey.owner,
        value_at_stake=journey.value_at_stake,
        proven=by_state[State.PROVEN],
        failed=by_state[State.FAILED],
        unproven=by_state[State.UNPROVEN],
        manual=by_state[State.MANUAL],
        scenarios={outcome.value: counts[outcome] for outcome in Outcome if counts[outcome]},
        failed_by_hand=sum(case.check.failed for case in own if case.check),
    )
