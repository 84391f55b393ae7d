"""What the suite knows of each journey, whatever part of the suite asks: one module for each.

A journey is named by its folder of features and by its section in a target file. Whoever adds one adds its
section to `target.py`, a module here, and a scene that brings its people into the world.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from countersign.addresses import Addresses
from countersign.cleanup import Remover
from countersign.journeys import booking, onboarding, providers, referrals, training
from countersign.ledger import Entry
from countersign.target import Target


class Journey(Protocol):
    """The sections are those of the target that the journey is about."""

    def why_not_applicable(self, section: Any, asked: list[str], target: Target) -> str | None:
        """Why a scenario that asks for these capabilities can't be driven here at all."""

    def offers(self, section: Any) -> list[str]:
        """The capabilities that the deployment has."""

    def address(self, section: Any) -> str:
        """Where it is driven, for the first line of a run."""

    def located(self, section: Any, addresses: Addresses) -> Any:
        """The embedded section, now that its services have addresses."""

    def probe(self, section: Any, source: str) -> Iterator[str]:
        """A line for each thing that was found in order; a `UserError` for the first that is not."""

    def removers(self, section: Any, target: Target, *, gone: bool) -> Mapping[str, Remover]:
        """What removes each kind of thing that scenarios create; `gone` where all went with its sandbox."""

    def remove_marked(self, section: Any, target: Target) -> str | None:
        """Remove everything that bears the mark of test data; what that was, where there can be something."""

    def forget(self, section: Any, entries: list[Entry]) -> None:
        """Let stand-ins that outlive the run forget what dead runs have left there."""


JOURNEYS: Mapping[str, Journey] = {
    "onboarding": onboarding,
    "booking": booking,
    "training": training,
    "referrals": referrals,
    "providers": providers,
}


def sections(target: Target) -> Iterator[tuple[str, Journey, Any]]:
    """The journeys that the target names, each with what is known of it and with its section."""
    for name, section in target.journeys().items():
        yield name, JOURNEYS[name], section
