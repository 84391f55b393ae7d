import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from countersign.sandbox.clock import CLOCK_TABLES, Clock
from countersign.sandbox.control import Controlled, control_app
from countersign.sandbox.database import make_tables, open_database
from countersign.sandbox.faults import Faults

from .serving import address_of, listening, served

TOKEN = {"Authorization": "Bearer secret"}


@pytest.fixture(scope="module")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('clock')}/clock.db"


@pytest.fixture(scope="module")
def clock(database_url: str) -> Iterator[Clock]:
    engine = open_database(database_url)
    make_tables(engine, [CLOCK_TABLES])
    yield Clock(engine)
    engine.dispose()


@pytest.fixture(scope="module")
def control(clock: Clock, database_url: str) -> Iterator[httpx.Client]:
    engine = open_database(database_url)
    app = control_app({"onboarding": Controlled(clock, Faults(engine))}, "secret")
    with ExitStack() as opened:
        sock = opened.enter_context(listening())
        opened.enter_context(served({app: sock}))
        yield opened.enter_context(httpx.Client(timeout=30, base_url=address_of(sock), trust_env=False))


@pytest.fixture
def subject() -> str:
    """Somebody whose time nobody else moves."""
    return f"telegram:{secrets.randbelow(10**12)}"


def near(moment: datetime, expected: datetime) -> bool:
    return abs(moment - expected) < timedelta(seconds=5)


def test_time_goes_by_for_one_subject_alone(clock: Clock, subject: str) -> None:
    clock.forward(subject, 900)
    clock.forward(subject, 0.5)
    assert clock.offset(subject) == 900.5
    assert near(clock.now(subject), datetime.now(UTC) + timedelta(minutes=15))
    assert near(clock.now("telegram:another"), datetime.now(UTC))


def test_another_process_sees_the_same_time(clock: Clock, database_url: str, subject: str) -> None:
    clock.forward(subject, 60)
    other = open_database(database_url)
    assert Clock(other).offset(subject) == 60
    other.dispose()


def test_the_control_port_moves_the_clock_and_tells_it(
    control: httpx.Client, clock: Clock, subject: str
) -> None:
    answer = control.post(
        "/clock/onboarding", json={"subject": subject, "forward_seconds": 901}, headers=TOKEN
    )
    assert answer.status_code == 200
    told = answer.json()
    assert (told["subject"], told["offset_seconds"]) == (subject, 901)
    assert near(datetime.fromisoformat(told["now"]), clock.now(subject))
    seen = control.get("/clock/onboarding", params={"subject": subject}, headers=TOKEN)
    assert seen.json()["offset_seconds"] == 901


def test_the_control_port_brings_a_subject_back_into_everybodys_time(
    control: httpx.Client, clock: Clock, subject: str
) -> None:
    clock.forward(subject, 901)
    clock.forward(f"{subject} and another", 5)
    assert control.delete("/clock/onboarding", params={"subject": subject}, headers=TOKEN).status_code == 204
    assert (clock.offset(subject), clock.offset(f"{subject} and another")) == (0, 5)
    assert control.delete("/clock/onboarding", headers=TOKEN).status_code == 422


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "secret"}])
def test_the_control_port_opens_only_to_its_token(
    control: httpx.Client, clock: Clock, headers: dict[str, str], subject: str
) -> None:
    order = {"subject": subject, "forward_seconds": 5}
    assert control.post("/clock/onboarding", json=order, headers=headers).status_code == 401
    assert control.get(f"/clock/onboarding?subject={subject}", headers=headers).status_code == 401
    assert clock.offset(subject) == 0


def test_an_unknown_product_is_not_found(control: httpx.Client) -> None:
    answer = control.get("/clock/lottery?subject=x", headers=TOKEN)
    assert answer.status_code == 404
    assert "onboarding" in answer.json()["error"]


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"subject": "", "forward_seconds": 1},
        {"subject": "telegram:1", "forward_seconds": -1},
        {"subject": "telegram:1", "forward_seconds": 1e12},
        {"subject": "telegram:1", "forward_seconds": "1"},
        {"subject": "telegram:1", "forward_seconds": 1, "everybody": True},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(control: httpx.Client, order: dict[str, object]) -> None:
    assert control.post("/clock/onboarding", json=order, headers=TOKEN).status_code == 422
