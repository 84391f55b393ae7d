from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, insert, select

from countersign.sandbox.clock import CLOCK_TABLES, Clock
from countersign.sandbox.control import Controlled, control_app
from countersign.sandbox.database import make_tables, open_database
from countersign.sandbox.faults import Faults
from countersign.sandbox.onboarding.models import Base, User
from countersign.sandbox.operator import Operator

from .serving import address_of, listening, served

TOKEN = {"Authorization": "Bearer secret"}
AMIRA = 4_000_000_000_000_001


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path}/bot.db")
    make_tables(engine, [Base.metadata, CLOCK_TABLES])
    user = insert(User).values(
        id=AMIRA, first_name="Amira", email_verified=False, is_verified=False, status="active",
        onboarding_completed=True, referral_code="A", created_at=datetime.now(UTC),
    )  # fmt: skip
    with engine.begin() as connection:
        connection.execute(user)
    yield engine
    engine.dispose()


@pytest.fixture
def control(engine: Engine) -> Iterator[httpx.Client]:
    app = control_app({"onboarding": Controlled(Clock(engine), Faults(engine), Operator(engine))}, "secret")
    with ExitStack() as opened:
        sock = opened.enter_context(listening())
        opened.enter_context(served({app: sock}))
        yield opened.enter_context(httpx.Client(timeout=30, base_url=address_of(sock), trust_env=False))


def status(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return connection.scalar(select(User.status).where(User.id == AMIRA))


@pytest.mark.parametrize("standing", ["suspended", "blocked", "active"])
@pytest.mark.parametrize("name", ["telegram_id", "user_id"])
def test_a_user_is_given_a_standing(control: httpx.Client, engine: Engine, name: str, standing: str) -> None:
    order = {name: AMIRA, "status": standing}
    answer = control.put("/operator/onboarding", json=order, headers=TOKEN)
    assert (answer.status_code, answer.json()) == (200, order)
    assert status(engine) == standing


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({"telegram_id": AMIRA + 1, "status": "blocked"}, 404),
        ({"telegram_id": AMIRA, "status": "king"}, 422),
        ({"telegram_id": AMIRA}, 422),
        ({"status": "blocked"}, 422),
        ({"telegram_id": AMIRA, "user_id": AMIRA, "status": "blocked"}, 422),
        ({"telegram_id": AMIRA, "status": "blocked", "for": "ever"}, 422),
    ],
)
def test_what_can_not_be_done_is_refused(
    control: httpx.Client, engine: Engine, order: dict[str, object], expected: int
) -> None:
    assert control.put("/operator/onboarding", json=order, headers=TOKEN).status_code == expected
    assert status(engine) == "active"


def test_nobody_else_is_let_in(control: httpx.Client, engine: Engine) -> None:
    order = {"telegram_id": AMIRA, "status": "blocked"}
    assert control.put("/operator/onboarding", json=order).status_code == 401
    assert control.put("/operator/booking", json=order, headers=TOKEN).status_code == 404
    assert status(engine) == "active"
