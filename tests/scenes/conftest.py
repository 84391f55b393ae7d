"""Worlds on the embedded stand-ins, as scenarios have them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from deployments import line_deployment

from countersign.evidence.transcript import Transcript
from countersign.ledger import Ledger
from countersign.leftovers import Belongings
from countersign.scenes.booking import BookingScene
from countersign.services import Addresses
from countersign.session import located
from countersign.target import Patience, Providers, Target
from countersign.world import World

MakeWorld = Callable[..., World]


@pytest.fixture
def make_world(addresses: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeWorld]:
    """make_world(telegram={…}) → a world, with changes to the doors of the services; None leaves one out."""
    monkeypatch.chdir(tmp_path)  # phone numbers are leased below the folder of the run
    ledger, made = Ledger(tmp_path / "ledger", "run", "live"), []

    def make(**changes: dict[str, Any] | None) -> World:
        quick = Providers(offers=["faults"], patience=Patience(answer=2.0, quiet=0.05))
        bare = Target(environment="sandbox", source="targets/live.toml", providers=quick)
        section = located(bare, addresses).providers
        assert section
        doors = {
            name: msgspec.structs.replace(getattr(section, name), **change) if change else None
            for name, change in changes.items()
        }
        target = msgspec.structs.replace(bare, providers=msgspec.structs.replace(section, **doors))
        made.append(World(target, Transcript(), Belongings(target, ledger), None))
        return made[-1]

    yield make
    for each in made:
        each.close()
    ledger.close()


@pytest.fixture
def here(make_world: MakeWorld) -> Iterator[World]:
    """One world, in which everything can be staged."""
    world = make_world()
    yield world
    world.close()


@dataclass
class OnTheLine:
    """A world on the embedded line, and what it wrote down."""

    world: World
    belongings: Belongings
    ledger: Ledger

    @property
    def scene(self) -> BookingScene:
        return self.world.booking


CallWorld = Callable[..., OnTheLine]


@pytest.fixture
def call_world(addresses: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CallWorld]:
    """call_world(offers=…) → a world on the embedded line, seen as a deployment with changes."""
    monkeypatch.chdir(tmp_path)  # phone numbers are leased below the folder of the run
    ledger, made = Ledger(tmp_path / "ledger", "run", "staging"), []

    def make(**changes: Any) -> OnTheLine:
        target = line_deployment(addresses, **changes)
        belongings = Belongings(target, ledger)
        made.append(OnTheLine(World(target, Transcript(), belongings, None), belongings, ledger))
        return made[-1]

    yield make
    for each in made:
        each.world.close()
    ledger.close()
