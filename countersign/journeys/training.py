"""Training sessions in a role-play chat: how it is found, probed, and cleaned up after."""

from collections.abc import Iterator, Mapping

import httpx
import msgspec

from countersign.addresses import Addresses
from countersign.cleanup import TRAINEE, Remover
from countersign.errors import UserError
from countersign.journeys.asking import accepted, backstage, clock_moves, healthy, records_can_be_read
from countersign.journeys.removing import remover_of
from countersign.ledger import Entry
from countersign.people.wire import http_client, reached
from countersign.target import Control, Standin, Target, Training
from countersign.trainees import Trainees

_TABLES = ("scenarios", "sessions", "messages")


def why_not_applicable(_section: Training, _asked: list[str], _target: Target) -> str | None:
    """Whoever has an address can be used."""
    return None


def offers(section: Training) -> list[str]:
    """What the target says, and a draft where it names one."""
    return [*section.offers, *(["draft"] if section.draft else [])]


def address(section: Training) -> str:
    """Where it answers."""
    return section.base_url


def located(section: Training, addresses: Addresses) -> Training:
    """The sandbox's own."""
    return msgspec.structs.replace(
        section,
        base_url=addresses.training,
        model=Standin(url=addresses.openrouter, backstage_token=addresses.backstage_token),
        clock=Control(url=addresses.control, token=addresses.control_token),
        database_url=addresses.databases["training"],
        cleanup_database_url=addresses.databases["training"],
    )


def removers(section: Training, target: Target, *, gone: bool) -> Mapping[str, Remover]:
    """What removes trainees with their sessions; nothing where the suite may not write."""
    trainees = remover_of(Trainees, section, target, gone=gone)
    return {TRAINEE: trainees} if trainees else {}


def remove_marked(section: Training, target: Target) -> str | None:
    """All sessions of users who bear the mark of test data."""
    trainees = remover_of(Trainees, section, target, gone=False)
    return f"{trainees.remove_all_marked()} training sessions" if trainees else None


def forget(_section: Training, _entries: list[Entry]) -> None:
    """The model's stand-in keeps nothing by a trainee's name."""


def probe(section: Training, source: str) -> Iterator[str]:
    """Its health, its scenarios, its model, its clock, its records."""
    key = f"{source}: training.base_url"
    healthy(section.base_url, section.paths.health, "the chat", key, "training.paths.health")
    yield f"training: the chat at {section.base_url} is healthy"
    yield _scenarios_are_there(section, source)
    if section.model:
        where = f"{source}: training.model"
        answer = backstage(section.model, "requests?whose=preflight", where)
        accepted(answer, f"{where}.backstage_token", f"the stand-in at {section.model.url}")
        yield f"training: the model's stand-in at {section.model.url} can be directed"
    if section.clock:
        clock_moves(section.clock, "training", f"{source}: training.clock")
        yield "training: the clock can be moved"
    if section.database_url:
        for name in _TABLES:
            own = section.tables.get(name, name)
            records_can_be_read(
                section.database_url, own, f"{source}: training.database_url", "training.tables"
            )
        yield "training: the records can be read"


def _scenarios_are_there(section: Training, source: str) -> str:
    where = f"{source}: training.base_url"
    with http_client(section.base_url) as client:
        answer = reached(client, "GET", section.paths.scenarios, where)
    if answer.status_code != httpx.codes.OK:
        raise UserError(
            f"{where}: {section.base_url}{section.paths.scenarios} answers {answer.status_code} where the "
            f"scenarios should be: correct training.paths.scenarios."
        )
    try:
        listed = msgspec.json.decode(answer.content, type=list[_Listed])
    except msgspec.MsgspecError as error:
        raise UserError(
            f"{where}: {section.base_url}{section.paths.scenarios} answers something else than a list of "
            f"scenarios ({error}): correct training.paths.scenarios."
        ) from error
    ids = [one.config.id for one in listed]
    for wanted in section.scenarios:
        if wanted not in ids:
            raise UserError(
                f"{source}: training.scenarios names {wanted!r}, which the chat does not have: choose of "
                f"{', '.join(ids) or 'none, as it has no scenario'}."
            )
    return f"training: trainees can pick {' and '.join(section.scenarios)}"


class _Config(msgspec.Struct, frozen=True):
    id: str


class _Listed(msgspec.Struct, frozen=True):
    config: _Config
