"""What scenarios leave in a deployment: written down before it is there, removed after, or by a later run."""

import os
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from countersign import guard
from countersign.cleanup import CALLER, KINDS, Remover, gone_with_its_sandbox, remove, settle_orphan
from countersign.errors import UserError
from countersign.identity import PhoneBook
from countersign.journeys import sections
from countersign.ledger import Entry, Ledger
from countersign.target import VARIABLES, Target
from countersign.target_file import load_target

LEDGERS = Path(os.environ.get("COUNTERSIGN_HOME") or ".countersign") / "ledger"
TARGETS = Path("targets")

_CREATE = ("onboarding", "booking", "training", "referrals")
"""The journeys that create something in a deployment."""


@dataclass(frozen=True)
class Remainder:
    """Something in a deployment where the suite may remove nothing."""

    what: str
    """In the singular: "booking"."""
    where: str
    which: str
    """By what a person finds it again."""


class Belongings:
    """Writes down what comes into a deployment, and removes it again."""

    def __init__(self, target: Target, ledger: Ledger) -> None:
        self._ledger = ledger
        self._removers = removers(target)
        self._addresses = {name: journey.address(section) for name, journey, section in sections(target)}
        self._left: list[Remainder] = []

    def expect(self, entry: Entry) -> Callable[[], None]:
        """Write down what is about to be created; what is returned removes all traces of it."""
        return partial(self._remove, self._ledger.write(entry), entry)

    def can_remove(self, entry: Entry) -> bool:
        """Whether all traces of it can be removed, so that nobody will find any later."""
        return entry.kind in self._removers

    def made(self, entry: Entry, what: str, which: str) -> None:
        """Note what has come of it, in the singular, and by what a person finds it again.

        Where it can't be removed, the run lists it; and whoever calls from that number is known there.
        """
        if not self.can_remove(entry):
            if entry.kind == CALLER:
                PhoneBook(self._ledger.path.parent).keep(str(entry.identity["mobile"]))
            where = self._addresses.get(entry.journey, "the deployment")
            self._left.append(Remainder(what=what, where=where, which=which))

    def left(self) -> list[Remainder]:
        """What has been noted since this was last asked, and stays."""
        noted, self._left = self._left, []
        return noted

    def _remove(self, entry_id: str, entry: Entry) -> None:
        if not self.can_remove(entry):
            return  # it stays in the ledger, for whoever may write to the database
        report = remove({entry_id: entry}, self._removers)
        for settled in report.settled:
            self._ledger.settle(settled)
        if report.reasons:
            raise RuntimeError(" ".join(report.reasons))


def removers(target: Target, *, of_dead_runs: bool = False) -> Mapping[str, Remover]:
    """What removes each kind of thing from this deployment; nothing where the suite may not write.

    What a dead run had in a sandbox has gone with it; what this run has there must be removed in truth.
    """
    gone = target.embedded and of_dead_runs
    return {
        kind: remover
        for _, journey, section in sections(target)
        for kind, remover in journey.removers(section, target, gone=gone).items()
    }


def remove_leftovers(target: Target, folder: Path = LEDGERS) -> list[str]:
    """Remove what dead runs on this target have left behind; sentences on what became of it."""
    return _settle(target, folder, removers(target, of_dead_runs=True))


def clean(name: str, *, everything: bool) -> int:
    """The command: remove what dead runs left, or everything that bears the test mark; 0 when it is gone."""
    target = load_target(name, TARGETS).target
    guard.check_target(target, TARGETS, os.environ)
    if target.embedded:
        return _clean_embedded(target)
    if not removers(target):
        keys = " or ".join(f"{name}.cleanup_database_url" for name in target.journeys() if name in _CREATE)
        raise UserError(f"{target.source}: nothing can be removed without {keys}: add it.")
    for line in _settle(target, LEDGERS, removers(target)) or [f"No run has left anything on {target.name}."]:
        print(line)
    if everything:
        _remove_marked(target)
    return 0


def _clean_embedded(target: Target) -> int:
    """The sandbox's database goes with its run: what is left is only the ledger."""
    lines = _settle(target, LEDGERS, dict.fromkeys(KINDS, gone_with_its_sandbox))
    for line in lines or ["No run has left anything: a sandbox takes its database along."]:
        print(line)
    return 0


def _remove_marked(target: Target) -> None:
    removed = [journey.remove_marked(section, target) for _, journey, section in sections(target)]
    told = ", ".join(one for one in removed if one)
    print(f"Removed everything that bears the test mark from {target.name}: {told}.")


def _settle(target: Target, folder: Path, removing: Mapping[str, Remover]) -> list[str]:
    """Go through the ledgers of dead runs; sentences on what is gone and what stays."""
    settled = 0
    stay: list[str] = []
    with ExitStack() as held:
        for orphan in Ledger.orphans(folder, target.name):
            held.callback(orphan.close)
            _forget_in_standins(target, list(orphan.entries.values()))
            hopeless = Counter(
                entry.journey for entry in orphan.entries.values() if entry.kind not in removing
            )
            stay += [
                f"{_people(count)} can't be removed: {_lack(target, of)}" for of, count in hopeless.items()
            ]
            report = settle_orphan(orphan, removing)
            settled += len(report.settled)
            stay += report.reasons
    told = [f"Cleaned up after a run that died: {_people(settled)} left behind."] if settled else []
    return told + [f"Left behind by earlier runs: {reason}" for reason in dict.fromkeys(stay)]


def _lack(target: Target, journey: str) -> str:
    """Why people of that journey can't be removed."""
    if target.source == VARIABLES:
        return f"{target.names} no database; a target file can, as {journey}.cleanup_database_url."
    return f"{target.names} no {journey}.cleanup_database_url."


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _forget_in_standins(target: Target, entries: list[Entry]) -> None:
    """A stand-in that outlives the run must not keep the people of a run that died."""
    if not target.embedded:
        for _, journey, section in sections(target):
            journey.forget(section, entries)
