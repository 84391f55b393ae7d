"""A deployed phone line that is known by variables alone: what is said, what runs there, and what stays."""

import re
import shutil

import pytest
from sqlalchemy import create_engine, text
from whole_suite import ROOT, Suite

from countersign.results.record import Attempt, Outcome, Run, read
from countersign.services import Addresses

MINE = "+12015550101"
WRONG = "not-the-one"
IN_THE_URL = "functionkey77"
FEATURE = """
Feature: A call
  Scenario: Somebody books
    Given somebody books at 2026-11-24 14:00

  @production-safe
  Scenario: Somebody only listens
    Given somebody only listens
"""
STEPS = """
from behave import given

from countersign.cleanup import caller

MINE = "+12015550101"

@given("somebody books at {when}")
def step_books(context, when):
    around = context.world._surroundings
    around.leave.callback(around.belongings.expect(caller(MINE)))
    around.belongings.made(caller(MINE), "booking", f"{MINE}, {when}")

@given("somebody only listens")
def step_listens(context):
    assert context.world._target.booking.voice_url
"""


@pytest.fixture
def calling(suite: Suite) -> Suite:
    """A suite in which somebody books."""
    for module in (suite.folder / "steps").glob("*.py"):
        module.unlink()
    (suite.folder / "features" / "booking").mkdir()
    (suite.folder / "features" / "booking" / "own.feature").write_text(FEATURE)
    suite.steps(STEPS)
    return suite


def variables(addresses: Addresses, **more: str) -> dict[str, str]:
    return {
        "PRODUCTION_TEST_URL": addresses.booking,
        "PRODUCTION_API_KEY": addresses.line.api_key,
        "TWILIO_AUTH_TOKEN": addresses.line.token,
        "TWILIO_ACCOUNT_SID": addresses.line.account,
        **more,
    }


def outcomes(suite: Suite) -> list[Outcome]:
    return [line.outcome for line in read(suite.reports / "run.jsonl") if isinstance(line, Attempt)]


def test_a_line_that_variables_name_is_called_and_what_is_booked_there_is_listed(
    calling: Suite, addresses: Addresses
) -> None:
    code, output = calling.run(**variables(addresses, COUNTERSIGN_ENVIRONMENT="staging"))
    assert code == 0, output
    where = f"booking at {addresses.booking}"
    assert f"Testing 127.0.0.1 (staging, the environment variables): {where}" in output
    assert f"1 booking stays at {addresses.booking}: {MINE}, 2026-11-24 14:00" in output
    assert "2 scenarios against adhoc-127.0.0.1 (staging): 2 passed" in output
    run = read(calling.reports / "run.jsonl")[0]
    assert isinstance(run, Run)
    assert run.addresses == {"booking": addresses.booking}
    for path in calling.reports.rglob("*"):
        for secret in (addresses.line.token, addresses.line.api_key):
            assert path.is_dir() or secret.encode() not in path.read_bytes(), path
    assert calling.processes() == []
    assert calling.temporary_files() == []


def test_the_next_run_says_who_stays_and_another_line_has_nothing_to_do_with_it(
    calling: Suite, addresses: Addresses
) -> None:
    staging = variables(addresses, COUNTERSIGN_ENVIRONMENT="staging")
    calling.run(**staging)
    _, output = calling.run(**staging)
    assert "1 person can't be removed: the environment variables name no database" in output
    other = staging | {"PRODUCTION_TEST_URL": addresses.booking.replace("127.0.0.1", "localhost")}
    code, output = calling.run(**other)
    assert code == 0, output
    assert "can't be removed" not in output


def test_unless_said_otherwise_it_is_production_where_nobody_books(
    calling: Suite, addresses: Addresses
) -> None:
    code, output = calling.run(**variables(addresses))
    assert code == 2
    assert "the environment variables name production, and COUNTERSIGN_ALLOW_PRODUCTION is not set" in output
    assert "set COUNTERSIGN_ALLOW_PRODUCTION=127.0.0.1" in output
    assert "Traceback" not in output
    code, output = calling.run(**variables(addresses, COUNTERSIGN_ALLOW_PRODUCTION="127.0.0.1"))
    assert code == 0, output
    assert sorted(outcomes(calling)) == [Outcome.PASSED, Outcome.REFUSED]
    assert "stays" not in output


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"PRODUCTION_API_KEY": WRONG},
            "booking.api_key is refused by the line (401)",
        ),
        ({"PRODUCTION_TEST_URL": "http://127.0.0.1:9"}, "booking.base_url does not answer at http://127.0.0"),
        ({"FUNCTION_URL": "http://127.0.0.1:9/voice"}, "name two different lines"),
        ({"PRODUCTION_TEST_TIMEOUT": "30s"}, "PRODUCTION_TEST_TIMEOUT=30s is no number of seconds"),
        (
            {"INTEGRATION_TEST_MODE": "true"},
            "PRODUCTION_TEST_URL names a line, but a run is one or the other",
        ),
    ],
)
def test_what_is_wrong_ends_the_run_with_a_sentence(
    calling: Suite, addresses: Addresses, changes: dict[str, str], sentence: str
) -> None:
    given = variables(addresses, COUNTERSIGN_ENVIRONMENT="staging") | changes
    code, output = calling.run(**given)
    assert code == 2, output
    assert sentence in output
    assert WRONG not in output
    assert "Traceback" not in output


def test_a_target_that_is_named_wins_over_the_variables(calling: Suite, addresses: Addresses) -> None:
    code, output = calling.run("-D", "target=sandbox", **variables(addresses))
    assert code == 0, output
    assert "Testing the embedded sandbox" in output
    assert "PRODUCTION_TEST_URL, PRODUCTION_API_KEY is set, but nothing in this run uses it" in output
    assert "stays" not in output


@pytest.fixture
def booking(suite: Suite) -> Suite:
    """The suite with the features of booking as they are."""
    shutil.copytree(ROOT / "features", suite.folder / "features", dirs_exist_ok=True)
    return suite


def on_record(addresses: Addresses) -> list[tuple[str, str, bool]]:
    """Every appointment of the line, and whoever has none: number, moment, flag."""
    engine = create_engine(addresses.databases["booking"])
    asked = "SELECT mobile, starts_at, is_test_data FROM users LEFT JOIN appointments ON user_id = users.id"
    with engine.connect() as connection:
        found = [(str(row[0]), str(row[1]), bool(row[2])) for row in connection.execute(text(asked))]
    engine.dispose()
    return sorted(found)


def test_on_production_nothing_is_booked(booking: Suite, addresses: Addresses) -> None:
    before = on_record(addresses)
    allowed = variables(addresses, COUNTERSIGN_ALLOW_PRODUCTION="127.0.0.1")
    code, output = booking.run("features/booking", **allowed)
    assert code == 0, output
    found = outcomes(booking)
    assert found.count(Outcome.PASSED) >= 4
    assert set(found) <= {Outcome.PASSED, Outcome.REFUSED, Outcome.NOT_APPLICABLE, Outcome.MANUAL}
    assert on_record(addresses) == before


def test_what_the_run_says_that_it_left_is_what_is_there(booking: Suite, addresses: Addresses) -> None:
    before = on_record(addresses)
    staging = variables(addresses, COUNTERSIGN_ENVIRONMENT="staging")
    code, output = booking.run("features/booking", "--tags=@smoke", "-j", "2", **staging)
    assert code == 0, output
    new = [mobile for mobile, _, _ in on_record(addresses) if mobile not in {one for one, _, _ in before}]
    _, _, told = output.partition(f" at {addresses.booking}:")
    assert new
    assert sorted(re.findall(r"^ *(\+[0-9]+), ", told, re.MULTILINE)) == sorted(new)


def test_with_a_database_to_write_to_nothing_stays(booking: Suite, addresses: Addresses) -> None:
    before = on_record(addresses)
    (booking.folder / "targets" / "line.toml").write_text(
        f"""
environment = "staging"
[booking]
base_url = "{addresses.booking}"
account = "{addresses.line.account}"
auth_token = "${{SIGNING}}"
offers = ["database", "calendar", "signature"]
database_url = "{addresses.databases["booking"]}"
cleanup_database_url = "{addresses.databases["booking"]}"
"""
    )
    chosen = ("features/booking", "--tags=@smoke", "-D", "target=line")
    code, output = booking.run(*chosen, SIGNING=addresses.line.token)
    assert code == 0, output
    assert outcomes(booking).count(Outcome.PASSED) >= 5
    assert on_record(addresses) == before
    assert not re.search(r"bookings? stays? at", output)
    assert list((booking.folder / ".countersign" / "ledger").glob("*.jsonl")) == []


def test_a_function_is_called_by_its_whole_url_and_the_key_in_it_is_written_nowhere(
    booking: Suite, addresses: Addresses
) -> None:
    url = f"{addresses.booking}/twilio/voice?code={IN_THE_URL}"
    function = {"FUNCTION_URL": url, "COUNTERSIGN_ENVIRONMENT": "staging"}
    signed = {"TWILIO_AUTH_TOKEN": addresses.line.token, "TWILIO_ACCOUNT_SID": addresses.line.account}
    code, output = booking.run("features/booking", "-n", "The line answers a call", **function, **signed)
    assert code == 0, output
    assert outcomes(booking) == [Outcome.PASSED]
    assert IN_THE_URL not in output
    for path in booking.reports.rglob("*"):
        assert path.is_dir() or IN_THE_URL.encode() not in path.read_bytes(), path


def test_a_line_that_wants_signatures_turns_away_who_has_no_token(
    booking: Suite, addresses: Addresses
) -> None:
    bare = {"PRODUCTION_TEST_URL": addresses.booking, "COUNTERSIGN_ENVIRONMENT": "staging"}
    code, output = booking.run("features/booking", "-n", "The line answers a call", **bare)
    assert code == 1, output
    assert f"11200: {addresses.booking}/twilio/voice answers 403" in output
