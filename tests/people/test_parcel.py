"""A mail or an SMS that is followed: how often the service is asked, and what is made of its answers."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sandbox.serving import address_of, listening, served
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from countersign.errors import UndecidedError, UserError
from countersign.matchers.delivery import delivered
from countersign.matchers.judging import judge
from countersign.people.parcel import Parcel, Stage, followed, told
from countersign.people.wire import http_client


def parcel(*events: str, patience: float = 1.0, reason: str = "") -> Parcel:
    """One that has come so far."""
    stages = [Stage(event, time.time(), reason=reason) for event in events]
    arrives, lost = frozenset({"delivered"}), frozenset({"hardBounces"})
    return Parcel("the mail", "Brevo", time.time(), patience, arrives, lost, stages)


@contextmanager
def service(status: int, body: str = "") -> Iterator[httpx.Client]:
    """A service that always answers the same."""

    async def answer(_: Request) -> Response:
        return PlainTextResponse(body, status)

    with (
        listening() as sock,
        served({Starlette(routes=[Route("/v3/x", answer)]): sock}),
        http_client(address_of(sock)) as client,
    ):
        yield client


def test_the_longer_it_takes_the_more_rarely_the_service_is_asked() -> None:
    began, turns = time.monotonic(), 0
    for _ in followed(parcel("requests", patience=1.5)):
        turns += 1
    assert 1.5 <= time.monotonic() - began < 4.0
    assert 3 <= turns <= 16


def test_what_is_over_is_not_asked_about_again() -> None:
    assert sum(1 for _ in followed(parcel("requests", "delivered", patience=60.0))) == 1


def test_what_was_delivered_is_delivered() -> None:
    judge("Amira", parcel("requests", "delivered"), delivered())


def test_what_was_lost_is_a_failure_with_the_reason() -> None:
    with pytest.raises(AssertionError, match="Brevo says of the mail 'hardBounces': no such mailbox"):
        judge("Amira", parcel("requests", "hardBounces", reason="no such mailbox"), delivered())


@pytest.mark.parametrize(
    ("events", "said"),
    [(["requests"], "Brevo says so far requests"), ([], "Brevo knows nothing of it yet")],
)
def test_what_may_still_come_is_neither(events: list[str], said: str) -> None:
    with pytest.raises(UndecidedError, match=f"within 1 s whether the mail was delivered: {said}"):
        judge("Amira", parcel(*events), delivered())


def test_a_service_that_could_not_be_asked_is_named() -> None:
    pending = parcel("requests")
    with service(429, "too many requests") as client:
        answer = told(client, "/v3/x", "BREVO_API_KEY", "Brevo")
    assert isinstance(answer, str)
    pending.trouble = answer
    with pytest.raises(UndecidedError, match="Brevo answered 429 to the question: too many requests"):
        judge("Amira", pending, delivered())


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_ends_the_wait_at_once(status: int) -> None:
    with service(status) as client, pytest.raises(UserError, match="BREVO_API_KEY is refused by Brevo at"):
        told(client, "/v3/x", "BREVO_API_KEY", "Brevo")
