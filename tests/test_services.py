"""The services of a run start together, and end with the run however it ends."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import httpx
import pytest
from sqlalchemy import make_url

from countersign import fleet as fleet_module
from countersign.errors import UserError
from countersign.services import ServiceFailed, Services, database_of

# A service that does as it is ordered, and nothing else.
OBEDIENT = """
import json, os, shutil, sys
orders = json.loads(os.environ["COUNTERSIGN_EMBEDDED"])
print("my orders are", json.dumps(orders), flush=True)
{trouble}
os.write(orders["ready"], b"ready\\n")
while os.read(orders["lifeline"], 64):
    pass
"""
PASSWORD = "hunter22"  # pragma: allowlist secret
Commands = Mapping[str, Sequence[str]]


def commands(providers: str = "", sandbox: str = "") -> Commands:
    return {
        name: [sys.executable, "-S", "-c", OBEDIENT.replace("{trouble}", trouble)]
        for name, trouble in (("providers", providers), ("sandbox", sandbox))
    }


_others: set[int] = set()
"""Services that other tests share."""


@pytest.fixture(autouse=True)
def _know_the_others() -> None:
    _others.clear()
    _others.update(children_of(os.getpid()))


def new_children() -> set[int]:
    """The processes that this test has started and that are still there."""
    return children_of(os.getpid()) - _others


def children_of(pid: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(") ")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(parent) == pid and state != "Z":
            found.add(int(stat.parent.name))
    return found


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def comes_true(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def data_dir_of(services: Services) -> Path:
    return Path(services.addresses.databases["onboarding"].removeprefix("sqlite:///")).parent


def descriptors() -> dict[str, str]:
    found = {}
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found[entry.name] = str(entry.readlink())
        except FileNotFoundError:
            continue
    return found


def test_the_embedded_services_are_ready_and_know_each_other() -> None:
    with Services.start() as services:
        addresses = services.addresses
        with httpx.Client(timeout=30) as client:
            health = client.get(f"{addresses.onboarding}/health").json()
            webhook = client.get(f"{addresses.telegram}/bot{addresses.bot.token}/getWebhookInfo").json()
            account = client.get(f"{addresses.brevo}/v3/account", headers={"api-key": addresses.mail.key})
            opened = {"Authorization": f"Bearer {addresses.backstage_token}"}
            mails = client.get(f"{addresses.brevo}/backstage/mails?to=a@example.com", headers=opened)
            moved = {"Authorization": f"Bearer {addresses.control_token}"}
            clock = client.get(f"{addresses.control}/clock/onboarding?subject=telegram:1", headers=moved)
        assert health["status"] == "healthy"
        assert webhook["result"]["url"] == f"{addresses.onboarding}/webhook"
        assert [answer.status_code for answer in (account, mails, clock)] == [200, 200, 200]
        assert services.alive() is None
        data_dir = data_dir_of(services)
        assert (data_dir / "onboarding.db").exists()
    assert not data_dir.exists()
    assert new_children() == set()


def test_nothing_is_left_open() -> None:
    before = descriptors()

    with Services.start(commands=commands()):
        assert len(descriptors()) > len(before)
    with pytest.raises(ServiceFailed):
        Services.start(commands=commands(sandbox="sys.exit(1)"))

    assert descriptors() == before


def test_stopping_twice_is_harmless() -> None:
    services = Services.start(commands=commands())
    services.stop()
    services.stop()

    assert services.alive() is None


def test_every_run_has_credentials_of_its_own() -> None:
    with Services.start(commands=commands()) as one, Services.start(commands=commands()) as other:
        assert not set(one.addresses.secrets) & set(other.addresses.secrets)
        assert data_dir_of(one) != data_dir_of(other)


def test_a_database_of_ones_own_is_used(tmp_path: Path) -> None:
    url = "postgresql+psycopg://localhost/sandbox"
    with Services.start(commands=commands(), database_url=url, log_dir=tmp_path) as services:
        assert services.addresses.databases["onboarding"] == url
    orders = json.loads((tmp_path / "sandbox.log").read_text().removeprefix("my orders are"))
    assert orders["onboarding"]["database_url"] == url


@pytest.mark.parametrize(
    ("server", "bot", "line"),
    [
        (None, "sqlite:////data/onboarding.db", "sqlite:////data/booking.db"),
        ("sqlite:////mine.db", "sqlite:////mine.db", "sqlite:////data/booking.db"),
        ("postgresql+psycopg://host/db", "public", "countersign_booking"),
        ("postgresql+psycopg://host/db?options=-csearch_path%3Down", "own", "own_booking"),
        ("postgresql+psycopg://host/db?options=-c search_path%3Down,public", "own,public", "own_booking"),
    ],
)
def test_each_product_has_a_database_of_its_own(server: str | None, bot: str, line: str) -> None:
    def where(product: str) -> str:
        url = make_url(database_of(product, server, "/data"))
        if url.get_backend_name() == "sqlite":
            return url.render_as_string()
        options = " ".join(url.normalized_query.get("options", ()))
        assert options.count("search_path") <= 1
        return options.partition("search_path=")[2] or "public"

    assert (where("onboarding"), where("booking")) == (bot, line)


def test_what_a_database_url_says_beside_its_schema_is_kept() -> None:
    server = "postgresql+psycopg://me@host/db?sslmode=require&options=-cstatement_timeout%3D5s"
    given = make_url(server).set(password=PASSWORD).render_as_string(hide_password=False)
    url = make_url(database_of("booking", given, "/data"))
    assert url.query["options"] == "-cstatement_timeout=5s -csearch_path=countersign_booking"
    assert (url.password, url.query["sslmode"]) == (PASSWORD, "require")


def test_secrets_are_in_no_command_line_and_in_no_log(tmp_path: Path) -> None:
    logs = tmp_path / "services"
    with Services.start(
        commands=commands(), log_dir=logs, redact=lambda line: line.replace("my orders", "MY ORDERS")
    ) as services:
        lines = [Path(f"/proc/{pid}/cmdline").read_text() for pid in new_children()]
    written = [(logs / f"{name}.log").read_text() for name in ("providers", "sandbox")]

    assert len(lines) == 2
    assert all(text.startswith("MY ORDERS are") for text in written)
    for secret in services.addresses.secrets:
        assert not any(secret in text for text in lines + written)


def test_a_service_that_cannot_start_is_named_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    trouble = "sys.exit('the till is empty')"

    with pytest.raises(ServiceFailed) as failure:
        Services.start(commands=commands(sandbox=trouble), log_dir=tmp_path)

    sentence = str(failure.value)
    assert sentence.startswith("The sandbox process could not start (exit code 1); the end of what it said")
    assert sentence.endswith("the till is empty")
    assert str(tmp_path / "sandbox.log") in sentence
    assert new_children() == set()
    assert list(tmp_path.glob("countersign-*")) == []


def test_a_service_that_is_never_ready_is_not_waited_for_for_ever() -> None:
    with pytest.raises(ServiceFailed, match=r"The sandbox process was not ready within 0\.3 s"):
        Services.start(
            commands=commands(sandbox="while os.read(orders['lifeline'], 64): pass\nsys.exit()"),
            seconds=0.3,
        )

    assert new_children() == set()


def test_a_command_that_is_not_there_is_named() -> None:
    with pytest.raises(ServiceFailed, match="/no/such/python can't be run"):
        Services.start(commands=dict(commands(), sandbox=["/no/such/python"]))

    assert new_children() == set()


def test_a_log_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UserError, match=r"The log .*providers\.log can't be written"):
        Services.start(commands=commands(), log_dir=tmp_path / "file")


def test_a_service_that_dies_is_named(tmp_path: Path) -> None:
    with Services.start(
        commands=commands(sandbox="print(os.getpid(), flush=True)"), log_dir=tmp_path
    ) as services:
        assert comes_true(lambda: (tmp_path / "sandbox.log").read_text().count("\n") == 2, 20.0)
        pid = int((tmp_path / "sandbox.log").read_text().split()[-1])

        os.kill(pid, signal.SIGKILL)

        assert comes_true(lambda: services.alive() is not None, 20.0)
        sentence = str(services.alive())
        assert sentence.startswith("The sandbox process died (killed by SIGKILL); the end of what it said")
        assert sentence.endswith(f"    {pid}")


def test_a_service_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleet_module, "_SECONDS_TO_END", 0.3)
    trouble = "import time; os.write(orders['ready'], b'ready'); time.sleep(60)"
    services = Services.start(commands=commands(sandbox=trouble))
    begun = time.monotonic()

    services.stop()

    assert time.monotonic() - begun < 20.0
    assert new_children() == set()


# A run that starts the embedded services and a forked worker, and waits.
RUN = """
import os, signal
from countersign.services import Services
with Services.start() as services:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # in the worker from its first moment
    worker = os.fork()
    if worker == 0:
        services.stop()
        assert services.alive() is None
        while True:
            signal.pause()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print(services.addresses.databases["onboarding"], worker, flush=True)
    signal.pause()
"""


@pytest.mark.usefixtures("heard_signals")
@pytest.mark.parametrize("death", ["kill -9", "Ctrl-C"])
def test_services_end_when_the_run_dies(death: str) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    with run:
        assert run.stdout is not None
        url, worker = run.stdout.readline().split()
        data_dir = Path(url.removeprefix("sqlite:///")).parent
        services = children_of(run.pid) - {int(worker)}
        try:
            assert len(services) == 2
            assert all(is_running(pid) for pid in services)
            assert (data_dir / "onboarding.db").exists()

            if death == "kill -9":
                run.kill()
            else:
                os.killpg(run.pid, signal.SIGINT)

            assert comes_true(lambda: not any(map(is_running, services)), 20.0)
            assert comes_true(lambda: not data_dir.exists(), 20.0)
            assert is_running(int(worker))
        finally:
            for pid in (*services, int(worker)):
                if is_running(pid):
                    os.kill(pid, signal.SIGKILL)
            run.kill()
