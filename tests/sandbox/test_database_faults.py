"""A database that goes wrong: what users see of it, what is kept, and how the bot comes back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from .conftest import fresh_database
from .sms_office import SmsOffice
from .together import together
from .town import CONTROL, Person, Town, town_of

ACCEPT = "✅ Accept Terms & Complete Setup"
TROUBLE = "Technical trouble"
USER = "SELECT * FROM users WHERE id = :id"
CODES = "SELECT * FROM email_verifications WHERE user_id = :id ORDER BY id"

OUTAGES: list[dict[str, Any]] = [
    {"kind": "refuses_connections"},
    {"kind": "out_of_connections"},
    {"kind": "fails_at_commit"},
    {"kind": "fails_midway"},
    {"kind": "disk_full"},
]


def named(outage: dict[str, Any]) -> str:
    return str(outage["kind"])


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def own_town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town whose database may go wrong."""
    folder: Path = tmp_path_factory.mktemp("faults")
    with fresh_database(request.param, folder) as url, town_of(url) as found:
        yield found


@pytest.fixture(autouse=True)
def mended(own_town: Town) -> Iterator[None]:
    yield
    own_town.mends_database()


@pytest.fixture
def amira(own_town: Town) -> Person:
    return own_town.newcomer(phone=f"+1202555{id(object()) % 10**6:06d}")


def told_of_trouble(person: Person) -> int:
    return sum(TROUBLE in text for text in person.shown())


@pytest.mark.parametrize("outage", OUTAGES, ids=named)
def test_an_update_waits_for_the_end_of_an_outage(
    own_town: Town, amira: Person, outage: dict[str, Any]
) -> None:
    amira.is_at_email()
    update = amira.mints("messages", text=amira.email)
    own_town.spoils_database(**outage)
    assert own_town.deliver(update).status_code == 503
    assert own_town.deliver(update).status_code == 503
    assert own_town.struck() > 0
    assert amira.shown() == [amira.sees(TROUBLE)["text"]]
    assert amira.mails() == []
    assert own_town.rows(CODES, id=amira.id) == []
    own_town.mends_database()
    assert own_town.deliver(update).status_code == 200
    amira.sees("Step 2/3")
    assert told_of_trouble(amira) == 1
    amira.writes(amira.codes()[-1])
    amira.sees("Step 3/3")


@pytest.mark.parametrize("outage", OUTAGES, ids=named)
def test_telegram_delivers_again_what_an_outage_held_up(
    own_town: Town, amira: Person, outage: dict[str, Any]
) -> None:
    amira.is_at_email()
    own_town.spoils_database(**outage)
    amira.writes("nonsense@")
    amira.sees(TROUBLE)
    own_town.mends_database()
    amira.sees("doesn't look like a valid email")


@pytest.mark.parametrize("outage", OUTAGES, ids=named)
def test_health_tells_the_truth_within_one_probe(own_town: Town, outage: dict[str, Any]) -> None:
    assert own_town.health()["http"] == 200
    own_town.spoils_database(**outage)
    sick = own_town.health()
    assert (sick["http"], sick["status"], sick["database"], sick["bot"]) == (503, "unhealthy", "down", "up")
    own_town.mends_database()
    well = own_town.health()
    assert (well["http"], well["status"], well["database"]) == (200, "healthy", "up")


def test_health_does_not_wait_for_a_slow_database(own_town: Town) -> None:
    own_town.spoils_database("slow", seconds=30)
    sick = own_town.health()
    assert (sick["http"], sick["database"]) == (503, "down")
    own_town.mends_database()
    assert own_town.health()["http"] == 200


def test_probes_leave_nothing_behind(own_town: Town) -> None:
    own_town.health()
    assert own_town.rows("SELECT * FROM health_probes") == []


def test_a_slow_database_only_makes_the_bot_slow(own_town: Town, amira: Person) -> None:
    amira.is_at_email()
    own_town.spoils_database("slow", seconds=0.02)
    amira.writes(amira.email)
    amira.sees("Step 2/3")
    assert own_town.struck() > 5
    assert told_of_trouble(amira) == 0


def test_an_update_that_takes_too_long_is_not_acknowledged(
    own_town: Town, amira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("countersign.sandbox.onboarding.bot.SECONDS_TO_WORK", 0.3)
    amira.is_at_email()
    update = amira.mints("messages", text="nonsense@")
    own_town.spoils_database("slow", seconds=20)
    assert own_town.deliver(update).status_code == 503
    amira.sees(TROUBLE)
    own_town.mends_database()
    amira.sees("doesn't look like a valid email")
    assert own_town.deliver(update).status_code == 200
    assert len(amira.shown()) == 2


def after_the_first_commit(own_town: Town, amira: Person, update: Any, spoiled: str, **how: Any) -> None:
    """Have the database fail while the mail service is being asked."""
    fault = {"to": amira.email, "delay": 0.15}
    own_town.client.put(
        f"{own_town.brevo}/backstage/faults", headers={"Authorization": "Bearer backstage"}, json=fault
    ).raise_for_status()

    def spoil() -> httpx.Response | None:
        amira.sees("Sending verification code")
        own_town.spoils_database(spoiled, **how)
        return None

    answers = together([lambda: own_town.deliver(update), spoil])
    assert answers[0] is not None
    assert answers[0].status_code == 503


@pytest.mark.parametrize("kind", ["refuses_connections", "fails_at_commit", "out_of_connections"])
def test_a_code_that_was_mailed_works_though_that_could_not_be_kept(
    own_town: Town, amira: Person, kind: str
) -> None:
    amira.is_at_email()
    update = amira.mints("messages", text=amira.email)
    after_the_first_commit(own_town, amira, update, kind)
    [code] = amira.codes()
    amira.sees(TROUBLE)
    assert not any("not sent" in text for text in amira.shown())
    own_town.mends_database()
    assert own_town.deliver(update).status_code == 200
    amira.sees("Verification code sent", "Check your inbox")
    amira.sees("Step 2/3", "5/5 attempts left")
    assert amira.codes() == [code]
    assert told_of_trouble(amira) == 1
    amira.writes(code)
    amira.sees("Step 3/3")


def test_a_code_that_was_mailed_is_taken_before_it_is_known_that_it_was(
    own_town: Town, amira: Person
) -> None:
    amira.is_at_email()
    update = amira.mints("messages", text=amira.email)
    after_the_first_commit(own_town, amira, update, "fails_at_commit")
    own_town.mends_database()
    amira.writes(amira.codes()[-1])
    amira.sees("Step 3/3")


def test_an_order_for_a_code_that_was_rolled_back_mails_nothing(own_town: Town, amira: Person) -> None:
    amira.is_at_email()
    own_town.spoils_database("fails_at_commit", times=1)
    update = amira.mints("messages", text=amira.email)
    assert own_town.deliver(update).status_code == 503
    assert amira.mails() == []
    assert own_town.rows(CODES, id=amira.id) == []
    assert own_town.deliver(update).status_code == 200
    assert len(amira.codes()) == 1


@pytest.mark.parametrize("outage", OUTAGES, ids=named)
def test_a_completion_is_all_or_nothing(own_town: Town, amira: Person, outage: dict[str, Any]) -> None:
    amira.is_at_terms()
    message = amira.sees_button(ACCEPT)["message_id"]
    tap = amira.mints("taps", message_id=message, label=ACCEPT)
    own_town.spoils_database(**outage)
    assert own_town.deliver(tap).status_code == 503
    amira.sees(TROUBLE)
    own_town.mends_database()
    [user] = own_town.rows(USER, id=amira.id)
    assert not user["onboarding_completed"]
    assert len(amira.mails()) == 1
    assert own_town.deliver(tap).status_code == 200
    amira.sees("Account ready")
    assert [mail["subject"] for mail in amira.mails()].count("Welcome to Tom & Co!") == 1


@pytest.mark.parametrize("times", [1, 2, 3, 4, 5])
def test_whichever_commit_fails_the_welcome_mail_goes_out_once(
    own_town: Town, amira: Person, times: int
) -> None:
    amira.is_at_terms()
    message = amira.sees_button(ACCEPT)["message_id"]
    tap = amira.mints("taps", message_id=message, label=ACCEPT)
    own_town.spoils_database("fails_at_commit", times=times)
    answers = [own_town.deliver(tap).status_code for _ in range(6)]
    assert answers[0] == 503
    assert answers[-1] == 200
    amira.sees("Account ready")
    assert [mail["subject"] for mail in amira.mails()].count("Welcome to Tom & Co!") == 1
    [user] = own_town.rows(USER, id=amira.id)
    assert user["onboarding_completed"]


def test_a_note_that_fails_takes_nothing_back(own_town: Town, amira: Person) -> None:
    """The work is committed and the answer is out: neither trouble nor a second answer."""
    amira.is_at_email()
    amira.has_telegram_fail(method="sendMessage", delay=0.15)
    update = amira.mints("messages", text="nonsense@")
    before = own_town.rows("SELECT count(*) AS n FROM processed_updates WHERE user_id = :id", id=amira.id)

    def spoil() -> None:
        noted = "SELECT count(*) AS n FROM processed_updates WHERE user_id = :id"
        while own_town.rows(noted, id=amira.id) == before:
            pass
        own_town.spoils_database("fails_at_commit")

    answers = together([lambda: own_town.deliver(update), spoil])
    assert answers[0] is not None
    assert answers[0].status_code == 200
    assert len(amira.shown()) == 1


def test_an_sms_that_was_sent_is_not_sent_again_when_that_could_not_be_kept(
    own_town: Town, amira: Person
) -> None:
    amira.is_done()
    update = amira.mints("messages", text="contact")
    del update["message"]["text"]
    number = "+12025550199"
    update["message"]["contact"] = {"phone_number": number, "first_name": "Amira", "user_id": amira.id}
    sms: SmsOffice = own_town.sms
    sms.lets_wait(number)
    sms.gate.clear()

    def spoil() -> None:
        amira.sees("Sending your welcome SMS")
        own_town.spoils_database("fails_at_commit")
        sms.gate.set()

    own_town.write("UPDATE users SET phone = NULL WHERE phone = :number", number=number)
    asked = sms.asked.count(number)
    answers = together([lambda: own_town.deliver(update), spoil])
    assert answers[0] is not None
    assert answers[0].status_code == 503
    own_town.mends_database()
    assert own_town.deliver(update).status_code == 200
    amira.sees("SMS alerts are on", number)
    assert sms.asked.count(number) == asked + 1


def test_users_who_come_during_an_outage_are_all_served_after_it(own_town: Town) -> None:
    people = [own_town.newcomer(f"User {n}") for n in range(10)]
    own_town.spoils_database("refuses_connections")
    for person in people:
        person.writes("/start")
    for person in people:
        person.sees(TROUBLE)
    own_town.mends_database()
    for person in people:
        person.sees("Secure crypto trades")
        assert told_of_trouble(person) == 1


def test_a_fault_strikes_as_often_as_it_is_told(own_town: Town, amira: Person) -> None:
    own_town.spoils_database("fails_at_commit", times=2)
    update = amira.mints("messages", text="/start")
    answers = [own_town.deliver(update).status_code for _ in range(3)]
    assert answers[-1] == 200
    state = own_town.client.get(f"{own_town.control}/faults/onboarding", headers=CONTROL).json()
    assert state == {"fault": None, "struck": 2}


def test_the_clock_moves_while_the_database_of_the_product_is_out(own_town: Town, amira: Person) -> None:
    own_town.spoils_database("refuses_connections")
    amira.has_time_go_by(60)
    assert own_town.struck() == 0


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"kind": "explodes"},
        {"kind": "slow"},
        {"kind": "slow", "seconds": 0},
        {"kind": "slow", "seconds": 61},
        {"kind": "disk_full", "seconds": 1},
        {"kind": "disk_full", "times": 0},
        {"kind": "disk_full", "colour": "red"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(own_town: Town, order: dict[str, Any]) -> None:
    answer = own_town.client.put(f"{own_town.control}/faults/onboarding", headers=CONTROL, json=order)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert own_town.health()["http"] == 200


@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE"])
def test_faults_are_guarded_by_the_token(own_town: Town, method: str) -> None:
    url = f"{own_town.control}/faults/onboarding"
    assert own_town.client.request(method, url, json={"kind": "disk_full"}).status_code == 401
    known = own_town.client.request(
        method, url.replace("onboarding", "billing"), json={"kind": "disk_full"}, headers=CONTROL
    )
    assert known.status_code == 404
    assert own_town.health()["http"] == 200
