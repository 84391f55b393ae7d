"""A practice that tests can call: its line is served on a real socket, and called by the suite's carrier."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from sqlalchemy import Engine, text

from countersign.carrier import Call, Number, Signing
from countersign.sandbox.booking.hours import Hours
from countersign.sandbox.booking.settings import LineSettings
from countersign.sandbox.booking.web import booking_app
from countersign.sandbox.clock import Clock
from countersign.sandbox.database import open_database

from ..serving import address_of, listening, served

EDMONTON = ZoneInfo("America/Edmonton")
ACCOUNT, TOKEN, KEY = "AC" + "1" * 32, "the token", "the key"
MONDAY = datetime(2027, 3, 1, 10, tzinfo=EDMONTON)
"""A Monday at 10 AM, far enough from any change of the clocks."""

_numbers = count(20_000)


class Phone:
    """Somebody on the phone with the line; whatever the carrier would warn of fails the test."""

    def __init__(self, office: "Office", caller: str, process: int, signing: Signing) -> None:
        url = f"{office.urls[process]}/twilio/voice"
        self.number = caller
        self.call = Call(
            Number(voice_url=url, number=office.line, account=ACCOUNT, auth_token=TOKEN),
            caller,
            signing=signing,
            say=lambda _: None,
        )
        self.call.dial()

    @property
    def heard(self) -> str:
        """What the line said in its last turn."""
        assert not self.call.warnings, self.call.warnings
        last = self.call.heard[-1].turn
        return " ".join(heard.text for heard in self.call.heard if heard.turn == last and heard.text)

    @property
    def over(self) -> bool:
        return self.call.over

    def says(self, *answers: str) -> str:
        """Answer what is asked, one after the other; what the line says to the last."""
        for words in answers:
            self.call.speak(words)
        return self.heard

    def presses(self, key: str) -> str:
        self.call.press(key)
        return self.heard

    def stays_silent(self) -> str:
        self.call.stay_silent()
        return self.heard

    def is_asked_when(self, name: str = "Amira Haddad") -> "Phone":
        assert "When would you like to come?" in self.says(f"My name is {name}", "yes")
        return self

    def is_asked_to_confirm(self, time: str = "Tuesday at 2 PM", length: str = "45 minutes") -> "Phone":
        assert "Should I confirm?" in self.is_asked_when().says(time, length)
        return self


class Office:
    """The practice: its line, as one process or several, its clock and its records."""

    def __init__(self, urls: list[str], engines: list[Engine], own: Engine, settings: LineSettings) -> None:
        self.urls = urls
        self.engines = engines
        self.settings = settings
        self.clock = Clock(own)
        self.hours = Hours(EDMONTON)
        self._own = own
        self._phones: list[Phone] = []
        self.line = fictional()
        """A number that nobody has called yet."""

    def calls(
        self,
        caller: str = "",
        *,
        at: datetime | None = MONDAY,
        process: int = 0,
        signing: Signing = Signing.RIGHT,
    ) -> Phone:
        """Somebody calls; it is that moment for them."""
        caller = caller or fictional()
        if at is not None:
            self.stands_at(caller, at)
        phone = Phone(self, caller, process, signing)
        self._phones.append(phone)
        return phone

    def hangs_up(self) -> None:
        """Whoever is still on the phone hangs up."""
        for phone in self._phones:
            if not phone.over:
                phone.call.hang_up()
        self._phones.clear()

    def stands_at(self, caller: str, moment: datetime) -> None:
        """Let it be that moment for the caller; time only goes forward."""
        ahead = (moment - self.clock.now(caller)).total_seconds()
        if ahead > 1:
            self.clock.forward(caller, ahead)

    def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        with self._own.connect() as connection:
            return [dict(row) for row in connection.execute(text(statement), values).mappings()]

    def appointments(self, mobile: str = "", status: str = "booked") -> list[tuple[datetime, int]]:
        """When somebody comes on this line, in the practice's time; or only the one with that number."""
        rows = self.rows(
            "SELECT a.starts_at, a.duration_min FROM appointments a JOIN users u ON u.id = a.user_id "
            "WHERE a.line = :line AND a.status = :status AND (:mobile = '' OR u.mobile = :mobile) "
            "ORDER BY a.starts_at",
            line=self.line,
            status=status,
            mobile=mobile,
        )
        return [(local(row["starts_at"]), row["duration_min"]) for row in rows]

    def knows(self, mobile: str) -> str | None:
        """The name that is on record under that number."""
        names = self.rows("SELECT full_name FROM users WHERE mobile = :mobile", mobile=mobile)
        assert len(names) <= 1
        return names[0]["full_name"] if names else None


def fictional() -> str:
    """A number that nobody can have, and that no test has seen before."""
    area, last = divmod(next(_numbers), 100)
    return f"+1{area}55501{last:02d}"


def local(kept: datetime | str) -> datetime:
    """A moment as the database gives it, in the practice's time."""
    moment = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(EDMONTON)


@contextmanager
def office_of(database_url: str, *, processes: int = 1, **changed: Any) -> Iterator[Office]:
    """An office with that database, until the block ends."""
    told: dict[str, Any] = {"account": ACCOUNT, "auth_token": TOKEN, "api_key": KEY, **changed}
    settings = LineSettings(database_url=database_url, **told)
    apps = [booking_app(settings) for _ in range(processes)]
    with ExitStack() as opened:
        sockets = [opened.enter_context(listening()) for _ in apps]
        opened.enter_context(served(dict(zip(apps, sockets, strict=True))))
        own = open_database(database_url)
        opened.callback(own.dispose)
        urls = [address_of(sock) for sock in sockets]
        yield Office(urls, [app.state.engine for app in apps], own, settings)


@contextmanager
def program(office: Office, key: str | None = KEY) -> Iterator[httpx.Client]:
    """A program of the practice's own."""
    headers = {b"X-API-Key": key.encode()} if key else {}
    with httpx.Client(timeout=30, base_url=office.urls[0], headers=headers, trust_env=False) as client:
        yield client
