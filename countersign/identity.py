"""Who the suite plays: people that nobody else is, and that anybody can tell to be test data."""

import fcntl
import json
import re
import secrets
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from countersign.errors import UserError
from countersign.evidence.personal_data import passes_luhn

TELEGRAM_IDS = range(4_000_000_000_000_000, 4_500_000_000_000_000)
"""Below 2⁵², as the Bot API promises, and far above the ids that Telegram has given out."""

EMAIL_DOMAIN = "countersign.example.com"
"""Below a domain that nobody can own (RFC 2606), and well-formed for every validator."""

_AREAS = (201, 212, 213, 303, 305, 312, 404, 415, 503, 512, 602, 617, 702, 713, 808, 816, 904, 907, 916, 972)
_LEASE_SECONDS = 24 * 3600.0


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Someone who exists in one scenario only."""

    name: str
    """As the features say it."""
    first_name: str
    last_name: str
    username: str
    email: str
    telegram_id: int


def person(name: str) -> Person:
    """Someone new of that name, different in every scenario, worker and run, and marked as test data."""
    first, _, last = name.strip().partition(" ")
    # Each from the system's own source: nothing is inherited by a forked worker.
    mark = secrets.token_hex(8)
    return Person(
        name=name,
        first_name=first or "Someone",
        last_name=last.strip() or "Countersign",
        username=f"countersign_{mark}",
        email=f"{_ascii(first) or 'someone'}.{mark}@{EMAIL_DOMAIN}",
        telegram_id=_new_telegram_id(),
    )


def plus_addressed(address: str) -> str:
    """An address of the same mailbox that nobody has used before; most mail services deliver it."""
    local, _, domain = address.partition("@")
    return f"{local}+cs-{secrets.token_hex(8)}@{domain}"


def is_test_telegram_id(telegram_id: int) -> bool:
    """Whether the id bears the mark of test data."""
    return telegram_id in TELEGRAM_IDS


def is_test_email(address: str) -> bool:
    """Whether the address bears the mark of test data."""
    return address.lower().endswith(f"@{EMAIL_DOMAIN}")


class PhoneBook:
    """Leases phone numbers that are reserved for fiction, one holder each, over all processes of a machine.

    A lease that nobody gave back ends after a day.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "phones.json"
        self._lock = folder / "phones.lock"

    def lease_phone(self) -> str:
        """A number that nobody else holds, as +1NXX55501XX."""
        with self._leases() as leases:
            free = [number for number in _fictional_numbers() if number not in leases]
            if not free:
                raise UserError(
                    f"{self._file}: all phone numbers for tests are leased; wait until other runs "
                    f"have ended, or delete the file when none is under way."
                )
            number = secrets.choice(free)
            leases[number] = time.time() + _LEASE_SECONDS
        return number

    def give_back(self, number: str) -> None:
        """Let others have the number; only when nothing of its holder is left."""
        with self._leases() as leases:
            leases.pop(number, None)

    @contextmanager
    def _leases(self) -> Iterator[dict[str, float]]:
        """The leases that have not ended, for one process at a time; what is changed is kept."""
        try:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            with self._lock.open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                leases = self._read()
                yield leases
                fresh = self._file.with_suffix(".new")
                fresh.write_text(json.dumps(leases))
                fresh.replace(self._file)
        except OSError as error:
            raise UserError(
                f"{self._file.parent}: the leases of phone numbers can't be kept here ({error.strerror}): "
                f"make the folder writable."
            ) from error

    def _read(self) -> dict[str, float]:
        if not self._file.exists():
            return {}
        try:
            leases = msgspec.json.decode(self._file.read_bytes(), type=dict[str, float])
        except msgspec.MsgspecError as error:
            raise UserError(f"{self._file} is damaged ({error}): delete it.") from error
        now = time.time()
        return {number: ends for number, ends in leases.items() if ends > now}


def _fictional_numbers() -> Iterator[str]:
    for area in _AREAS:
        for last in range(100):
            yield f"+1{area}55501{last:02d}"


def _new_telegram_id() -> int:
    """An id that can't be taken for a card, and so stays readable in every report."""
    while True:
        telegram_id = TELEGRAM_IDS.start + secrets.randbelow(len(TELEGRAM_IDS))
        if not passes_luhn(str(telegram_id)):
            return telegram_id


def _ascii(name: str) -> str:
    """The name as the local part of an address can hold it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "", plain.lower())[:24]
