"""What the history and the measures say."""

from datetime import timedelta

from countersign.results.record import Outcome
from countersign.results.wording import counted
from countersign.signoff import gates
from countersign.signoff.dossier import Dossier
from countersign.signoff.gates import Asked
from countersign.signoff.latencies import latencies, unmeasured
from countersign.signoff.verdicts.suite import UNKNOWN, WRONG
from countersign.signoff.verdicts.words import green, ids, inconclusive, red, some
from countersign.signoff.weighing import Finding

_COUNTED = ("answers", "server errors")


def stable(gate: gates.Stable, dossier: Dossier) -> Finding:
    """How long an environment has been green."""
    if dossier.skew:
        return inconclusive(gate, f"{dossier.skew}, so nobody knows since when")
    run, end = dossier.reading.run, dossier.reading.end
    here = run.environment == gate.environment
    where = run.target if here else gate.environment
    since = (dossier.now - timedelta(hours=gate.hours)).timestamp()
    known = [one for one in dossier.past.runs(gate.environment) if not here or one.target == run.target]
    if not known:
        return inconclusive(gate, f"the history knows no run on {where}")
    before = [one for one in known if one.started_at < since]
    if not before:
        hours = (dossier.now.timestamp() - known[0].started_at) / 3600
        sentence = f"the history of {where} is {hours:.1f} h old, and {gate.hours:g} h are asked for"
        return inconclusive(gate, sentence)
    runs = [one for one in known if one.started_at >= since]
    if not runs:
        return inconclusive(gate, f"there was no run on {where} in the last {gate.hours:g} h")
    # How the time began is what the run before it has found.
    looked_at = [before[-1], *runs]
    bad = [one.run_id for one in looked_at if one.exit_code != 0]
    if here and run.run_id not in [one.run_id for one in known] and (end is None or end.exit_code != 0):
        bad.append(run.run_id)
    if bad:
        sentence = f"{counted(len(bad), 'run')} on {where} since then and just before were not green"
        return red(gate, f"not for {gate.hours:g} h: {sentence}", *bad)
    scenarios = ", ".join(f"{sum(one.counts.values())}" for one in looked_at)
    sentence = f"the last {gate.hours:g} h on {where} began green, and {counted(len(runs), 'run')} since were"
    return green(gate, f"{sentence} ({scenarios} scenarios)", *(one.run_id for one in looked_at))


def error_rate(gate: gates.ErrorRate, dossier: Dossier) -> Finding:
    """What failed soon after the deployment."""
    if dossier.deployed_at is None:
        return inconclusive(gate, "nobody has said when it was deployed: --deployed-at 2026-11-21T10:00:00Z")
    if dossier.skew:
        return inconclusive(gate, f"{dossier.skew}, so nobody knows what was run when")
    began = dossier.deployed_at.timestamp()
    until = began + 60 * gate.minutes
    early = [
        case
        for case in dossier.cases
        if case.final and began <= case.final.started_at <= until and case.outcome in (*WRONG, Outcome.PASSED)
    ]
    if not early:
        sentence = f"nothing was run in the first {gate.minutes:g} minutes after the deployment"
        return inconclusive(gate, sentence)
    wrong = [case for case in early if case.outcome in WRONG]
    rate = 100 * len(wrong) / len(early)
    sentence = f"{len(wrong)} of {len(early)} scenarios failed ({rate:.1f} %; {gate.most:g} % are allowed)"
    if rate > gate.most:
        return red(gate, sentence, *ids(wrong))
    unknown = [
        case
        for case in dossier.cases
        if case.outcome in UNKNOWN and (case.final is None or case.final.started_at <= until)
    ]
    if 100 * (len(wrong) + len(unknown)) > gate.most * (len(early) + len(unknown)):
        told = f"{sentence}, but of {counted(len(unknown), 'more scenario')} nobody knows"
        return inconclusive(gate, told, *ids(unknown))
    return green(gate, sentence, *ids(wrong))


def server_errors(gate: gates.ServerErrors, dossier: Dossier) -> Finding:
    """How many answers were 5xx."""
    since = dossier.deployed_at.timestamp() if dossier.deployed_at else dossier.reading.run.started_at
    if dossier.reading.run.started_at < since:
        return inconclusive(gate, "this run began before the deployment")
    found = {
        name: sum(one.value for one in dossier.reading.measures if one.name == name) for name in _COUNTED
    }
    if not found["answers"]:
        return inconclusive(gate, "the run has counted no answer of any product")
    errors = int(found["server errors"])
    where = [one.id for one in dossier.reading.measures if one.name == "server errors" and one.value]
    sentence = f"{errors} of {found['answers']:.0f} answers were 5xx"
    return (red if errors > gate.most else green)(gate, sentence, *where)


def latency(gate: gates.Latency, dossier: Dossier, asked: Asked) -> Finding:
    """Whether answers came in time."""
    found = [one for one in latencies(dossier, asked) if one.threshold is not None]
    if not found:
        return inconclusive(gate, "nothing was measured of which gates.toml says how long it may take")
    slow = [one for one in found if one.p95 > (one.threshold or 0.0)]
    if slow:
        told = some(
            [f"{one.name} ({one.journey}): {one.p95:.2f} s, {one.threshold:g} s allowed" for one in slow]
        )
        return red(gate, f"{len(slow)} of {len(found)} take too long: {told}", dossier.path.name)
    if missing := unmeasured(dossier, asked):
        return inconclusive(gate, "; ".join(missing), dossier.path.name)
    return green(
        gate, f"{counted(len(found), 'kind')} of answers as quick as they must be", dossier.path.name
    )
