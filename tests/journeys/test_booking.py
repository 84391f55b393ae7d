"""What is found out about a phone line before anybody calls it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
from answering import answering
from deployments import line_deployment

from countersign.errors import UserError
from countersign.preflight import probe
from countersign.services import Addresses
from countersign.target import BookingPaths, Control


def refusal(addresses: Addresses, **changes: Any) -> str:
    with pytest.raises(UserError) as caught:
        list(probe(line_deployment(addresses, **changes)))
    assert str(caught.value).startswith("targets/staging.toml: ")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_everything_in_order_is_told_line_by_line(addresses: Addresses) -> None:
    lines = list(probe(line_deployment(addresses)))
    assert len(lines) == 6
    assert all(line.startswith("booking: ") for line in lines)
    assert lines[-1] == (
        f"booking: calls go to +15005550100 at {addresses.booking}/twilio/voice; the practice is open "
        f"Mon Tue Wed Thu Fri 09:00 to 17:00, America/Edmonton"
    )


def test_what_is_not_named_is_not_asked(addresses: Addresses) -> None:
    nothing = dict.fromkeys(("clock", "database_url", "api_key"))
    bare = BookingPaths(health="", ready="", appointments="")
    lines = list(probe(line_deployment(addresses, paths=bare, offers=[], **nothing)))
    assert [line.split(" at ")[0] for line in lines] == [
        "booking: somebody answers",
        "booking: calls go to +15005550100",
    ]


def test_a_key_in_the_voice_url_is_not_said(addresses: Addresses) -> None:
    paths = BookingPaths(voice="/voice?code=hidden", health="", ready="")
    lines = list(probe(line_deployment(addresses, paths=paths)))
    assert "hidden" not in "".join(lines)


@pytest.mark.parametrize("paths", [BookingPaths(), BookingPaths(health="", ready="", appointments="")])
def test_a_line_that_does_not_answer(addresses: Addresses, paths: BookingPaths) -> None:
    sentence = refusal(addresses, base_url="http://127.0.0.1:9", paths=paths, offers=[])
    assert "booking.base_url does not answer at http://127.0.0.1:9" in sentence


def test_a_line_that_is_not_healthy(addresses: Addresses) -> None:
    sentence = refusal(addresses, paths=BookingPaths(health="/nothing-here"))
    assert "says that the line is not healthy (404" in sentence
    assert "correct booking.paths.health" in sentence


def test_a_wrong_api_key(addresses: Addresses) -> None:
    sentence = refusal(addresses, api_key="not-the-one")
    assert "booking.api_key is refused by the line (401): correct the variable" in sentence
    assert "not-the-one" not in sentence


def test_a_line_without_appointments_over_http(addresses: Addresses) -> None:
    sentence = refusal(addresses, paths=BookingPaths(appointments="/nothing-here"))
    assert "answers 404 where appointments should be: correct booking.paths.appointments" in sentence


def test_a_wrong_token_of_the_clock(addresses: Addresses) -> None:
    wrong = Control(url=addresses.control, token="wrong")
    assert "booking.clock.token is refused" in refusal(addresses, clock=wrong)


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://r@127.0.0.1:9/x"])
def test_a_database_that_cannot_be_read(addresses: Addresses, url: str) -> None:
    assert "the database of booking.database_url can't be read" in refusal(addresses, database_url=url)


@pytest.mark.parametrize("name", ["users", "appointments"])
def test_a_table_of_another_name(addresses: Addresses, name: str) -> None:
    assert "is the table 'others' there" in refusal(addresses, tables={name: "others"})


@contextmanager
def a_line_that_says(ready: int, body: str) -> Iterator[str]:
    """A line that is healthy, and says that of its database."""
    with answering({"/healthz": (200, "{}"), "/readyz": (ready, body)}) as url:
        yield url


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (503, '{"db":"away"}', "says that its database is away (503"),
        (404, "not found", "/readyz answers 404 where the line should say that it is ready"),
        (200, '{"db":"away"}', "but not that its database is well (db: 'away', not \"ok\")"),
        (200, '{"status":"ok"}', "but not that its database is well (db: None"),
        (200, "<html>", "answers something else than JSON"),
    ],
)
def test_a_line_whose_database_is_away(addresses: Addresses, status: int, body: str, sentence: str) -> None:
    with a_line_that_says(status, body) as url:
        assert sentence in refusal(addresses, base_url=url)


def test_a_line_that_has_no_word_on_its_database(addresses: Addresses) -> None:
    with answering({"/healthz": (200, "{}")}) as url:
        target = line_deployment(addresses, base_url=url, offers=[], paths=BookingPaths(ready=""))
        assert target.booking
        quiet = msgspec.structs.replace(target.booking, clock=None, database_url=None)
        lines = list(probe(msgspec.structs.replace(target, booking=quiet)))
    assert len(lines) == 2
