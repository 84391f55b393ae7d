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

_AREAS = (
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 225, 228, 229,
    231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281, 301, 302, 303,
    304, 305, 307, 308, 309, 310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 323, 325, 330, 334,
    336, 337, 347, 351, 352, 360, 361, 386, 401, 402, 404, 405, 406, 407, 408, 409, 410, 412, 413, 414,
    415, 417, 419, 423, 425, 432, 434, 435, 440, 443, 469, 478, 479, 480, 484, 501, 502, 503, 504, 505,
    507, 508, 509, 510, 512, 513, 515, 516, 517, 518, 520, 530, 540, 541, 551, 559, 561, 562, 563, 570,
    571, 573, 574, 580, 585, 586, 601, 602, 603, 605, 606, 607, 608, 609, 610, 612, 614, 615, 616, 617,
    702, 713, 808, 816, 904, 907, 916, 972,
)  # fmt: skip
_FICTIONAL = [f"+1{area}55501{last:02d}" for area in _AREAS for last in range(100)]
_FICTIONAL_ABROAD = [f"+447700900{last:03d}" for last in range(1000)]
"""The mobile numbers that the United Kingdom keeps for drama."""
_LEASE_SECONDS = 24 * 3600.0
_KEPT_SECONDS = 365 * 24 * 3600.0


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


USER_IDS = "countersign-"
"""How the ids of users begin that the suite makes up for a product which lets its users name themselves."""


def user_id(name: str) -> str:
    """An id that nobody else has, and that anybody can tell to be test data."""
    return f"{USER_IDS}{_ascii(name) or 'someone'}-{secrets.token_hex(8)}"


def is_test_user_id(name: str) -> bool:
    """Whether the id bears the mark of test data."""
    return name.startswith(USER_IDS)


def loopback_address() -> str:
    """An address of this machine that most likely nobody else has: limits per address are one's own."""
    return f"127.{secrets.randbelow(254) + 1}.{secrets.randbelow(256)}.{secrets.randbelow(254) + 1}"


class PhoneBook:
    """Leases phone numbers that are reserved for fiction, one holder each, over all processes of a machine.

    A lease that nobody gave back ends after a day.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "phones.json"
        self._lock = folder / "phones.lock"

    def lease_phone(self, *, abroad: bool = False) -> str:
        """A number that nobody else holds, as +1NXX55501XX, or of another country."""
        with self._leases() as leases:
            fictional = _FICTIONAL_ABROAD if abroad else _FICTIONAL
            free = [number for number in fictional if number not in leases]
            if not free:
                raise UserError(
                    f"{self._file}: all phone numbers for tests are leased; wait until other runs "
                    f"have ended, or delete the file when none is under way."
                )
            number = secrets.choice(free)
            leases[number] = time.time() + _LEASE_SECONDS
        return number

    def keep(self, number: str) -> None:
        """Let nobody have the number for a year: a deployment knows it, and nothing can be removed there."""
        with self._leases() as leases:
            leases[number] = time.time() + _KEPT_SECONDS

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
