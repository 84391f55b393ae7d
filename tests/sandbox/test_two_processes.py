"""Two processes of the bot behind one database: whatever arrives where, nobody notices."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from countersign.sandbox.clock import CLOCK_TABLES
from countersign.sandbox.database import make_tables, open_database
from countersign.sandbox.onboarding.models import Base

from .conftest import fresh_database
from .together import together
from .town import Person, Town, town_of

ACCEPT = "✅ Accept Terms & Complete Setup"
ERRORS = ("❌", "⚠️", "🚫", "No active onboarding session", "Traceback", "try again")
CODES = "SELECT * FROM email_verifications WHERE user_id = :id ORDER BY id"
MAKE = """
import sys
from countersign.sandbox.clock import CLOCK_TABLES
from countersign.sandbox.database import make_tables, open_database
from countersign.sandbox.onboarding.models import Base
engine = open_database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
make_tables(engine, [Base.metadata, CLOCK_TABLES])
engine.dispose()
"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town whose bot runs twice."""
    folder: Path = tmp_path_factory.mktemp("both")
    with fresh_database(request.param, folder) as url, town_of(url, processes=2) as found:
        yield found


@pytest.fixture
def amira(both: Town) -> Person:
    return both.newcomer()


def spread(town: Town, updates: list[Any]) -> list[int]:
    """Deliver all updates at once, by turns to each process; how they were answered."""
    calls = [
        lambda update=update, n=n: town.deliver(update, bot=town.bots[n % 2])
        for n, update in enumerate(updates)
    ]
    return [answer.status_code for answer in together(calls)]


def assert_no_error_in(person: Person) -> None:
    for text in person.shown():
        assert not any(error in text for error in ERRORS), text


@pytest.mark.parametrize("_", range(3))
def test_five_starts_make_one_of_everything(both: Town, _: int) -> None:
    amira = both.newcomer()
    updates = [amira.mints("messages", text="/start") for _ in range(5)]
    assert set(spread(both, updates)) == {200}
    amira.sees("Secure crypto trades")
    assert len(amira.shown()) <= 2
    assert_no_error_in(amira)
    for table, owner in (("users", "id"), ("onboarding_sessions", "user_id"), ("wallets", "user_id")):
        assert len(both.rows(f"SELECT * FROM {table} WHERE {owner} = :id", id=amira.id)) == 1


@pytest.mark.parametrize("different", [False, True])
@pytest.mark.parametrize("_", range(3))
def test_three_addresses_lead_to_one_valid_code(both: Town, different: bool, _: int) -> None:
    amira = both.newcomer().is_at_email()
    addresses = [f"{n}.{amira.email}" if different else amira.email for n in range(3)]
    updates = [amira.mints("messages", text=address) for address in addresses]
    assert set(spread(both, updates)) == {200}
    amira.sees("Step 2/3")
    assert_no_error_in(amira)
    usable = [row for row in both.rows(CODES, id=amira.id) if row["mailing"] in ("sent", "sending")]
    assert len(usable) == 1
    amira.email = usable[0]["email"]
    assert len(amira.codes()) == 1
    amira.writes(amira.codes()[0])
    amira.sees("Step 3/3")


@pytest.mark.parametrize("_", range(3))
def test_a_double_tap_on_accept_completes_once(both: Town, _: int) -> None:
    amira = both.newcomer().is_at_terms()
    message = amira.sees_button(ACCEPT)["message_id"]
    taps = [amira.mints("taps", message_id=message, label=ACCEPT) for _ in range(4)]
    assert set(spread(both, taps)) == {200}
    amira.sees("Account ready")
    assert len(amira.shown()) == 1
    assert [mail["subject"] for mail in amira.mails()].count("Welcome to Tom & Co!") == 1


@pytest.mark.parametrize("_", range(3))
def test_an_update_that_comes_to_both_has_one_effect_and_one_answer(both: Town, _: int) -> None:
    amira = both.newcomer().is_at_code()
    wrong = f"{(int(amira.codes()[-1]) + 1) % 1_000_000:06d}"
    update = amira.mints("messages", text=wrong)
    assert set(spread(both, [update] * 4)) == {200}
    amira.sees("You have 4 attempts remaining")
    assert len(amira.shown()) == 1
    [kept] = both.rows(CODES, id=amira.id)
    assert kept["attempts"] == 1


def test_an_address_that_comes_to_both_is_mailed_one_code(both: Town, amira: Person) -> None:
    amira.is_at_email()
    update = amira.mints("messages", text=amira.email)
    assert set(spread(both, [update] * 2)) == {200}
    amira.sees("Step 2/3")
    assert len(amira.codes()) == 1
    assert_no_error_in(amira)


def test_twenty_newcomers_do_not_cross(both: Town) -> None:
    people = [both.newcomer(f"User {n}") for n in range(20)]
    for words in ("/start", "hello"):
        assert set(spread(both, [p.mints("messages", text=words) for p in people])) == {200}
    for person in people:
        person.sees("Secure crypto trades")
        person.is_at_email()
    updates = [person.mints("messages", text=person.email) for person in people]
    assert set(spread(both, updates)) == {200}
    for person in people:
        step = person.sees("Step 2/3")
        assert person.email in step["text"]
        assert_no_error_in(person)
        assert len(person.codes()) == 1
    updates = [person.mints("messages", text=person.codes()[0]) for person in people]
    assert set(spread(both, updates)) == {200}
    for person in people:
        person.sees("Step 3/3")


def test_one_number_shared_in_both_processes_has_one_owner(both: Town) -> None:
    people = [both.newcomer(f"User {n}").is_done() for n in range(4)]
    number = f"+1202555{people[0].id % 10**6:06d}"
    updates = []
    for person in people:
        update = person.mints("messages", text="contact")
        del update["message"]["text"]
        update["message"]["contact"] = {"phone_number": number, "first_name": "U", "user_id": person.id}
        updates.append(update)
    assert set(spread(both, updates)) == {200}
    assert len(both.rows("SELECT id FROM users WHERE phone = :number", number=number)) == 1
    assert both.sms.asked.count(number) == 1


def test_an_answer_that_another_process_owes_is_waited_for_and_then_given(both: Town, amira: Person) -> None:
    """The other process died at its work: it is trusted for a while, and no longer."""
    amira.is_at_email()
    update = amira.mints("messages", text="nonsense@")
    both.deliver(update)
    before = len(amira.shown())
    both.write(
        "UPDATE processed_updates SET answered_at = NULL, worked_on_by = 'the dead', "
        "worked_on_until = :soon WHERE user_id = :id AND update_id = :update",
        soon=_moment(both, 1.0),
        id=amira.id,
        update=update["update_id"],
    )
    assert both.deliver(update).status_code == 200
    assert len(amira.shown()) == before + 1
    assert "Step 1/3" in amira.shown()[-1]


def _moment(town: Town, seconds: float) -> Any:
    moment = datetime.now(UTC) + timedelta(seconds=seconds)
    return moment if "postgres" in town.database_url else moment.replace(tzinfo=None).isoformat(" ")


def test_processes_that_start_at_once_make_the_tables_once(database_url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE, database_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"

    def go(process: subprocess.Popen[str]) -> tuple[int, str]:
        _, complaint = process.communicate("go\n", timeout=20)
        return process.returncode, complaint

    ends = together([lambda p=p: go(p) for p in processes])  # type: ignore[misc]
    assert ends == [(0, "")] * 4


@pytest.mark.parametrize("_", range(5))
def test_threads_that_start_at_once_make_the_tables_once(database_url: str, _: int) -> None:
    engines = [open_database(database_url) for _ in range(6)]
    try:
        together([lambda e=e: make_tables(e, [Base.metadata, CLOCK_TABLES]) for e in engines])  # type: ignore[misc]
    finally:
        for engine in engines:
            engine.dispose()
