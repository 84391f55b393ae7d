"""The sandbox's process: how it starts, what it needs, how it ends."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import msgspec
import pytest

from countersign.errors import UserError
from countersign.hosting import BotOrders, LineOrders, SandboxOrders, listen
from countersign.providers.telegram import Bot, telegram_app
from countersign.sandbox.database import make_tables, open_database
from countersign.sandbox.main import run_alone
from countersign.sandbox.onboarding.models import Base
from countersign.sandbox.onboarding.settings import settings_from

from .serving import address_of, listening, served, wait_for

TOKEN = "1234567890:abcdefghijklmnopqrstuvwxyzABCDEFGHI"
NEEDED = {
    "COUNTERSIGN_SANDBOX_BOT_TOKEN": TOKEN,
    "COUNTERSIGN_SANDBOX_TELEGRAM_API": "http://127.0.0.1:1",
    "COUNTERSIGN_SANDBOX_WEBHOOK_URL": "http://127.0.0.1:2/webhook",
    "COUNTERSIGN_SANDBOX_WEBHOOK_SECRET": "secret",
    "COUNTERSIGN_SANDBOX_BREVO_API": "http://127.0.0.1:3/v3",
    "COUNTERSIGN_SANDBOX_BREVO_KEY": "key",
    "COUNTERSIGN_SANDBOX_DATABASE_URL": "sqlite:///x.db",
}
EMBEDDED = """
import sys, msgspec
from countersign.hosting import SandboxOrders
from countersign.sandbox.main import run_embedded
run_embedded(msgspec.json.decode(sys.stdin.buffer.readline(), type=SandboxOrders))
"""
ONE_PRODUCT = (
    "from countersign.sandbox.main import run_alone; "
    "run_alone({{'booking': {}, 'control': {}}}, only='booking', environment={{}})"
)
ALONE = (
    "from countersign.sandbox.main import run_alone; "
    "run_alone({{'onboarding': {}, 'control': {}}}, only='onboarding')"
)


@pytest.fixture(scope="module")
def telegram() -> Iterator[str]:
    bots = [Bot(token=TOKEN, username="embedded_bot", first_name="Tom")]
    with listening() as sock, served({telegram_app(backstage_token="backstage", bots=bots): sock}):
        yield address_of(sock)


def healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", trust_env=False).status_code == 200
    except httpx.ConnectError:
        return False


def test_an_embedded_sandbox_serves_until_the_run_ends(telegram: str, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    lifeline, held = os.pipe()
    told, ready = os.pipe()
    with ExitStack() as opened:
        sockets = {name: opened.enter_context(listen()) for name in ("onboarding", "booking", "control")}
        orders = SandboxOrders(
            sockets={name: sock.fileno() for name, sock in sockets.items()},
            lifeline=lifeline,
            ready=ready,
            control_token="control",
            onboarding=BotOrders(
                telegram_api=telegram,
                bot_token=TOKEN,
                bot_username="embedded_bot",
                webhook_url=f"{address_of(sockets['onboarding'])}/webhook",
                webhook_secret="secret",
                brevo_api="http://127.0.0.1:9",
                brevo_key="key",
                database_url=f"sqlite:///{data_dir}/onboarding.db",
            ),
            booking=LineOrders(
                account="AC1",
                auth_token="token",
                api_key="key",
                database_url=f"sqlite:///{data_dir}/booking.db",
            ),
            data_dir=str(data_dir),
        )
        process = subprocess.Popen(
            [sys.executable, "-c", EMBEDDED],
            stdin=subprocess.PIPE,
            pass_fds=[lifeline, ready, *orders.sockets.values()],
        )
        assert process.stdin
        with process.stdin:
            process.stdin.write(msgspec.json.encode(orders) + b"\n")
        os.close(lifeline)
        os.close(ready)
        with os.fdopen(told, "rb") as report:
            assert report.read() == b"ready\n"
        assert healthy(address_of(sockets["onboarding"]))
        clock = httpx.get(
            f"{address_of(sockets['control'])}/clock/onboarding?subject=telegram:1",
            headers={"Authorization": "Bearer control"},
            trust_env=False,
        )
        assert clock.json()["offset_seconds"] == 0
        os.close(held)
        assert process.wait(30) == 0
    assert not data_dir.exists()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def test_a_sandbox_alone_says_where_it_listens_and_ends_by_ctrl_c(telegram: str, tmp_path: Path) -> None:
    port, control_port = free_port(), free_port()
    wanted = {**NEEDED, "COUNTERSIGN_SANDBOX_TELEGRAM_API": telegram}
    for name in ("WEBHOOK_URL", "WEBHOOK_SECRET", "DATABASE_URL"):
        del wanted[f"COUNTERSIGN_SANDBOX_{name}"]
    process = subprocess.Popen(
        [sys.executable, "-c", ALONE.format(port, control_port)],
        env={**os.environ, **wanted, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    with process.stdout as said:
        assert f"http://127.0.0.1:{port}" in said.readline()
        wait_for(lambda: healthy(f"http://127.0.0.1:{port}"))
        process.send_signal(signal.SIGINT)
        assert str(control_port) in said.read()
    assert process.wait(30) == 0
    assert list(tmp_path.iterdir()) == []


def test_one_product_alone_needs_nothing_of_the_other(tmp_path: Path) -> None:
    port, control_port = free_port(), free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", ONE_PRODUCT.format(port, control_port)],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    with process.stdout as said:
        assert f"http://127.0.0.1:{port}/twilio/voice" in said.readline()
        asked = {"CallSid": "CA1", "From": "+14155550123", "To": "+12125550100"}
        answer = httpx.post(f"http://127.0.0.1:{port}/twilio/voice", data=asked, trust_env=False)
        assert "<Gather" in answer.text
        process.send_signal(signal.SIGINT)
        said.read()
    assert process.wait(30) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_sandbox_alone_names_everything_that_is_missing() -> None:
    with pytest.raises(UserError) as refusal:
        run_alone(environment={})
    for name in ("BOT_TOKEN", "TELEGRAM_API", "BREVO_API", "BREVO_KEY"):
        assert f"COUNTERSIGN_SANDBOX_{name}" in str(refusal.value)


def test_settings_come_from_the_environment() -> None:
    settings = settings_from(
        {
            **NEEDED,
            "COUNTERSIGN_SANDBOX_BRAND": "Tom & Co",
            "COUNTERSIGN_SANDBOX_ALLOWED_GROUPS": "-100, -200",
            "COUNTERSIGN_SANDBOX_MAINTENANCE": "true",
        },
        {},
    )
    assert settings.house.brand == "Tom & Co"
    assert settings.allowed_groups == [-100, -200]
    assert settings.maintenance


@pytest.mark.parametrize(("name", "value"), [("MAINTENANCE", "perhaps"), ("ALLOWED_GROUPS", "traders")])
def test_a_variable_that_makes_no_sense_is_named(name: str, value: str) -> None:
    with pytest.raises(UserError, match=f"COUNTERSIGN_SANDBOX_{name}"):
        settings_from({**NEEDED, f"COUNTERSIGN_SANDBOX_{name}": value}, {})


def test_tables_of_another_version_are_named(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/old.db")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE wallets (id INTEGER PRIMARY KEY, user_id BIGINT)")
    with pytest.raises(UserError, match="made by another version: wallets has no column balance, currency"):
        make_tables(engine, [Base.metadata])
    engine.dispose()
