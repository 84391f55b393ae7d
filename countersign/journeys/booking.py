"""Booking calls on a phone line: how it is found, probed, and cleaned up after."""

from collections.abc import Iterator, Mapping

import httpx
import msgspec

from countersign.addresses import Addresses
from countersign.callers import Callers
from countersign.cleanup import CALLER, Remover
from countersign.errors import UserError
from countersign.journeys.asking import clock_moves, healthy, json_object, records_can_be_read
from countersign.journeys.removing import remover_of
from countersign.ledger import Entry
from countersign.people.wire import http_client, reached
from countersign.target import Booking, Control, Target

_NOBODY = "+12015550199"


def why_not_applicable(_section: Booking, _asked: list[str], _target: Target) -> str | None:
    """Whoever has a voice URL can be called."""
    return None


def offers(section: Booking) -> list[str]:
    """What the target says, and that the line tells of its health where it has doors for that."""
    tells = ["health"] if section.paths.health and section.paths.ready else []
    return [*section.offers, *tells]


def address(section: Booking) -> str:
    """Where the line answers."""
    return section.base_url


def located(section: Booking, addresses: Addresses) -> Booking:
    """The sandbox's line."""
    return msgspec.structs.replace(
        section,
        base_url=addresses.booking,
        account=addresses.line.account,
        auth_token=addresses.line.token,
        api_key=addresses.line.api_key,
        clock=Control(url=addresses.control, token=addresses.control_token),
        database_url=addresses.databases["booking"],
        cleanup_database_url=addresses.databases["booking"],
    )


def removers(section: Booking, target: Target, *, gone: bool) -> Mapping[str, Remover]:
    """What removes callers with their appointments; nothing where the suite may not write."""
    callers = remover_of(Callers, section, target, gone=gone)
    return {CALLER: callers} if callers else {}


def remove_marked(section: Booking, target: Target) -> str | None:
    """All appointments that are flagged as test data, and callers who have no other."""
    callers = remover_of(Callers, section, target, gone=False)
    if callers is None:
        return None
    appointments, people = callers.remove_all_marked()
    return f"{appointments} appointments and {people} callers"


def forget(_section: Booking, _entries: list[Entry]) -> None:
    """No stand-in keeps anything of a call."""


def probe(section: Booking, source: str) -> Iterator[str]:
    """Its health, its database, its key, its clock, its records; whom a call goes to is said."""
    paths = section.paths
    if paths.health:
        key = f"{source}: booking.base_url"
        healthy(section.base_url, paths.health, "the line", key, "booking.paths.health")
        yield f"booking: the line at {section.base_url} is healthy"
    else:
        yield _somebody_answers(section, source)
    if paths.ready:
        yield _is_ready(section, source)
    if section.api_key and "appointments" in section.offers:
        yield _key_is_accepted(section, section.api_key, source)
    if section.clock:
        clock_moves(section.clock, "booking", f"{source}: booking.clock")
        yield "booking: the clock can be moved"
    if section.database_url:
        for name in ("users", "appointments"):
            own = section.tables.get(name, name)
            records_can_be_read(
                section.database_url, own, f"{source}: booking.database_url", "booking.tables"
            )
        yield "booking: the records can be read"
    hours, days = section.hours, " ".join(section.hours.days)
    yield (
        f"booking: calls go to {section.number} at {_shown(section.voice_url)}; the practice is open {days} "
        f"{hours.opens} to {hours.closes}, {section.time_zone}"
    )


def _somebody_answers(section: Booking, source: str) -> str:
    """A line that tells nothing of its health is not called for that alone; its host must be there."""
    with http_client(section.base_url) as client:
        reached(client, "HEAD", "/", f"{source}: booking.base_url")
    return f"booking: somebody answers at {section.base_url}"


def _is_ready(section: Booking, source: str) -> str:
    where = f"{source}: booking.base_url"
    with http_client(section.base_url) as client:
        answer = reached(client, "GET", section.paths.ready, where)
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        raise UserError(
            f"{where}: the line at {section.base_url} says that its database is away "
            f"(503: {answer.text[:200]}): bring the database back."
        )
    if answer.status_code != httpx.codes.OK:
        raise UserError(
            f"{where}: {section.base_url}{section.paths.ready} answers {answer.status_code} where the line "
            f'should say that it is ready: correct booking.paths.ready, or write "" where it has none.'
        )
    if (state := json_object(answer, where).get("db")) != "ok":
        raise UserError(
            f"{where}: the line at {section.base_url} says that it is ready, but not that its database is "
            f'well (db: {state!r}, not "ok"): mend the deployment, or correct booking.paths.ready.'
        )
    return "booking: the line's database is well"


def _key_is_accepted(section: Booking, key: str, source: str) -> str:
    """Asked about a number that nobody has; nothing is written."""
    with http_client(section.base_url) as client:
        answer = reached(
            client, "GET", section.paths.appointments, f"{source}: booking.base_url",
            params={"mobile": _NOBODY}, headers={"X-API-Key": key},
        )  # fmt: skip
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise UserError(
            f"{source}: booking.api_key is refused by the line ({answer.status_code}): "
            f"correct the variable that it is taken from."
        )
    if not answer.is_success:
        raise UserError(
            f"{source}: {section.base_url}{section.paths.appointments} answers {answer.status_code} where "
            f"appointments should be: correct booking.paths.appointments, or take 'appointments' out of "
            f"booking.offers."
        )
    return "booking: the API key is accepted"


def _shown(url: str) -> str:
    """Without the query, which may hold a key."""
    return url.partition("?")[0]
