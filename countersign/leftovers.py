"""What scenarios leave in a deployment: written down before it is there, removed after, or by a later run."""

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from countersign import guard
from countersign.cleanup import (
    TELEGRAM_USER,
    Remover,
    TelegramUsers,
    gone_with_its_sandbox,
    open_for_cleanup,
    remove,
    settle_orphan,
)
from countersign.errors import UserError
from countersign.identity import Person
from countersign.ledger import Entry, Identity, Ledger
from countersign.people.telegram_stage import TelegramStage
from countersign.people.wire import Door, http_client
from countersign.target import Target
from countersign.target_file import load_target

LEDGERS = Path(os.environ.get("COUNTERSIGN_HOME") or ".countersign") / "ledger"
TARGETS = Path("targets")


class Belongings:
    """Writes down who comes into the world, and removes what they leave behind."""

    def __init__(self, target: Target, ledger: Ledger) -> None:
        self._ledger = ledger
        self._removers = removers(target)

    def expect(self, someone: Person) -> Callable[[], None]:
        """Write the person down; what is returned removes their traces from the product."""
        identity: Identity = {"telegram_id": someone.telegram_id, "email": someone.email}
        entry = Entry(kind=TELEGRAM_USER, journey="onboarding", identity=identity)
        return partial(self._remove, self._ledger.write(entry), entry)

    def _remove(self, entry_id: str, entry: Entry) -> None:
        if not self._removers:
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
    onboarding = target.onboarding
    if onboarding is None or onboarding.cleanup_database_url is None:
        return {}
    url = onboarding.cleanup_database_url
    engine = open_for_cleanup(url, environment=target.environment, source=target.source)
    gone = target.embedded and of_dead_runs
    users = TelegramUsers(engine, onboarding.tables, source=target.source, embedded=gone)
    return {TELEGRAM_USER: users}


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
        raise UserError(
            f"{target.source}: nothing can be removed without onboarding.cleanup_database_url: add it."
        )
    for line in _settle(target, LEDGERS, removers(target)) or [f"No run has left anything on {target.name}."]:
        print(line)
    if everything:
        _remove_marked(target)
    return 0


def _clean_embedded(target: Target) -> int:
    """The sandbox's database goes with its run: what is left is only the ledger."""
    lines = _settle(target, LEDGERS, {TELEGRAM_USER: gone_with_its_sandbox})
    for line in lines or ["No run has left anything: a sandbox takes its database along."]:
        print(line)
    return 0


def _remove_marked(target: Target) -> None:
    remover = removers(target)[TELEGRAM_USER]
    assert isinstance(remover, TelegramUsers)
    count = remover.remove_all_marked()
    print(f"Removed everything that bears the test mark from {target.name}: {count} users.")


def _settle(target: Target, folder: Path, removing: Mapping[str, Remover]) -> list[str]:
    """Go through the ledgers of dead runs; sentences on what is gone and what stays."""
    settled = 0
    stay: list[str] = []
    with ExitStack() as held:
        for orphan in Ledger.orphans(folder, target.name):
            held.callback(orphan.close)
            people = [int(entry.identity["telegram_id"]) for entry in orphan.entries.values()]
            _forget_in_standin(target, people)
            if removing:
                report = settle_orphan(orphan, removing)
                settled += len(report.settled)
                stay += report.reasons
            elif people:
                stay.append(
                    f"{_people(len(people))} can't be removed: {target.source} names no "
                    f"onboarding.cleanup_database_url."
                )
    told = [f"Cleaned up after a run that died: {_people(settled)} left behind."] if settled else []
    return told + [f"Left behind by earlier runs: {reason}" for reason in dict.fromkeys(stay)]


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _forget_in_standin(target: Target, people: list[int]) -> None:
    """A stand-in that outlives the run must not keep the people of a run that died."""
    onboarding = target.onboarding
    if target.embedded or onboarding is None or onboarding.telegram is None:
        return
    door = onboarding.telegram
    with http_client(door.url, token=door.backstage_token) as client:
        stage = TelegramStage(Door(client, "the Telegram stand-in"), onboarding.bot_username)
        for telegram_id in people:
            stage.forget_user(telegram_id)
