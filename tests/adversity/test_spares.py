"""Deployments that belong to one scenario."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from countersign.adversity.spares import Spares, sweep
from countersign.errors import UserError
from countersign.evidence.redaction import Redactor
from countersign.nursery import Nursery
from countersign.services import Addresses


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    """Forks products."""
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture
def spares(addresses: Addresses, nursery: Nursery, tmp_path: Path) -> Spares:
    """Starts deployments beside the one that all tests share."""
    return Spares(addresses, nursery, Redactor(), tmp_path)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """Somebody who asks."""
    with httpx.Client(timeout=30.0, trust_env=False) as client:
        yield client


def test_a_deployment_has_a_bot_and_a_database_of_its_own(
    spares: Spares, addresses: Addresses, client: httpx.Client
) -> None:
    with spares.deployment("onboarding") as spare:
        [url] = spare.base_urls
        assert client.get(f"{url}/health").json()["status"] == "healthy"
        assert spare.addresses.bot.username != addresses.bot.username
        assert spare.database_url != addresses.databases["onboarding"]
        webhook = client.get(f"{addresses.telegram}/bot{spare.addresses.bot.token}/getWebhookInfo").json()
        assert webhook["result"]["url"] == f"{url}/webhook"
    with pytest.raises(httpx.ConnectError):
        client.get(f"{url}/health")


def test_two_processes_share_one_database(spares: Spares, client: httpx.Client) -> None:
    with spares.deployment("onboarding", processes=2) as spare:
        healths = [client.get(f"{url}/health").json()["database"] for url in spare.base_urls]
        assert healths == ["up", "up"]
        assert len(set(spare.base_urls)) == 2


def test_nothing_is_left(spares: Spares) -> None:
    with spares.deployment("onboarding") as spare:
        file = Path(spare.database_url.removeprefix("sqlite:///"))
        assert file.exists()
    assert not file.parent.exists()


def test_what_killed_runs_left_is_swept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with subprocess.Popen(["true"]) as ended:
        ended.wait()
    orphan = tmp_path / f"countersign-spare-{ended.pid}-x"
    living = tmp_path / f"countersign-spare-{os.getpid()}-x"
    stranger = tmp_path / "countersign-spare-parts"
    for folder in (orphan, living, stranger):
        folder.mkdir()
    assert sweep("sqlite:///x.db") == ["Cleaned up after a run that died: a deployment of its own."]
    assert sorted(tmp_path.iterdir()) == sorted([living, stranger])
    assert sweep("sqlite:///x.db") == []


def test_a_database_that_does_not_answer_is_named(
    addresses: Addresses, nursery: Nursery, tmp_path: Path
) -> None:
    nowhere = msgspec.structs.replace(
        addresses, databases={"onboarding": "postgresql+psycopg://nobody@127.0.0.1:9/x"}
    )
    with (
        pytest.raises(UserError, match=r"COUNTERSIGN_SANDBOX_DATABASE_URL .*127\.0\.0\.1"),
        Spares(nowhere, nursery, Redactor(), tmp_path).deployment("onboarding"),
    ):
        pytest.fail("it can't have started")
