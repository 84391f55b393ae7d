"""Integration mode: whole runs that send through services which know nothing of this suite.

The live services are played by stand-ins in this process: the run has only their addresses and credentials,
as it would have those of the real ones.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
from postgresql import fresh_database
from sandbox.serving import address_of, listening, served
from whole_suite import ROOT, Suite

from countersign.adhoc.integration import integration
from countersign.errors import UserError
from countersign.providers.brevo import brevo_app
from countersign.providers.credentials import new_brevo_key, new_twilio_account
from countersign.providers.twilio import Account, twilio_app
from countersign.results.record import Attempt, Measure, Outcome, Planned, Run, read

BACKSTAGE = "behind-the-live-services"
EMAIL, PHONE, SENDER = "tina.tester@post.acme.io", "+436641234567", "+436767654321"
MAIL_SCENARIOS, SMS_SCENARIOS = 3, 2


@dataclass(frozen=True)
class Live:
    """The services as the tester's variables name them."""

    brevo: str
    twilio: str
    key: str
    account: str
    token: str

    @property
    def mail(self) -> dict[str, str]:
        """The variables for mail."""
        return {
            "INTEGRATION_TEST_MODE": "true",
            "INTEGRATION_TEST_EMAIL": EMAIL,
            "BREVO_API_KEY": self.key,
            "BREVO_API_URL": f"{self.brevo}/v3",
            "INTEGRATION_TEST_PATIENCE": "5",
        }

    @property
    def sms(self) -> dict[str, str]:
        """The variables for SMS."""
        return {
            "INTEGRATION_TEST_MODE": "true",
            "TWILIO_ACCOUNT_SID": self.account,
            "TWILIO_AUTH_TOKEN": self.token,
            "TWILIO_FROM": SENDER,
            "INTEGRATION_TEST_PHONE": PHONE,
            "TWILIO_API_URL": self.twilio,
            "INTEGRATION_TEST_PATIENCE": "5",
        }

    @property
    def all(self) -> dict[str, str]:
        """The variables for both."""
        return self.mail | self.sms

    def breaks(self, service: str, **trouble: object) -> None:
        """From now on everything that the service accepts meets this."""
        httpx.put(
            f"{service}/backstage/faults",
            headers={"Authorization": f"Bearer {BACKSTAGE}"},
            json={"to": "*", **trouble},
            trust_env=False,
        ).raise_for_status()


@contextmanager
def living(*, events_after: float = 0.0, delivered_after: float = 0.0) -> Iterator[Live]:
    """The services, for as long as the block lasts."""
    key, (account, token) = new_brevo_key(), new_twilio_account()
    mail = brevo_app(backstage_token=BACKSTAGE, api_keys=[key], events_after=events_after)
    sms = twilio_app(
        backstage_token=BACKSTAGE,
        accounts=[Account(sid=account, auth_token=token, numbers=[SENDER])],
        delivered_after=delivered_after,
    )
    with ExitStack() as stack:
        sockets = [stack.enter_context(listening()) for _ in range(2)]
        stack.enter_context(served(dict(zip((mail, sms), sockets, strict=True))))
        brevo, twilio = map(address_of, sockets)
        yield Live(brevo=brevo, twilio=twilio, key=key, account=account, token=token)


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """The suite with its integration scenarios, and with others that must not be run."""
    suite = Suite(tmp_path)
    for name in ("integration.feature", "becoming_a_user.feature"):
        source = ROOT / "features" / "onboarding" / name
        shutil.copy(source, suite.folder / "features" / "onboarding" / name)
    return suite


def lines(suite: Suite, kind: type) -> list[object]:
    return [line for line in read(suite.reports / "run.jsonl") if isinstance(line, kind)]


def attempts(suite: Suite) -> list[Attempt]:
    return [line for line in read(suite.reports / "run.jsonl") if isinstance(line, Attempt)]


def measured(suite: Suite) -> dict[str, float]:
    found = read(suite.reports / "run.jsonl")
    return {line.name: line.value for line in found if isinstance(line, Measure)}


def outcomes(suite: Suite) -> list[Outcome]:
    return [attempt.outcome for attempt in attempts(suite)]


def written(folder: Path) -> str:
    """All that a run has written down, whatever it is."""
    return "\n".join(path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file())


def test_what_is_delivered_is_green_with_the_times_of_each_event(suite: Suite) -> None:
    with living(delivered_after=0.3) as live:
        code, output = suite.run(**live.all)
    assert code == 0, output
    first = output.splitlines()
    assert any(
        line.startswith("Testing the embedded sandbox")
        and "mail through Brevo at 127.0.0.1, SMS through Twilio at 127.0.0.1, SQLite" in line
        for line in first
    ), output
    assert len(lines(suite, Planned)) == len(attempts(suite)) == MAIL_SCENARIOS + SMS_SCENARIOS
    times = measured(suite)
    assert 0 <= times["mail requested"] <= times["mail delivered"] < 5
    assert 0.3 <= times["SMS delivered"] < 5
    assert 0 < times["from the code to the menu"] < 5
    said = [exchange for attempt in attempts(suite) for exchange in attempt.transcript]
    assert {"mail", "sms", "telegram"} <= {str(exchange["channel"]) for exchange in said}
    assert any(str(exchange["last"]).startswith("Brevo → Amira: delivered") for exchange in said)
    [run] = lines(suite, Run)
    assert isinstance(run, Run)
    assert (run.target, run.environment) == ("sandbox", "sandbox")


def test_without_the_variables_the_stand_ins_are_asked_by_their_public_api(suite: Suite) -> None:
    code, output = suite.run("--tags=@integration")
    assert code == 0, output
    assert len(attempts(suite)) == MAIL_SCENARIOS + SMS_SCENARIOS
    said = [exchange for attempt in attempts(suite) for exchange in attempt.transcript]
    assert any("the stand-in of Brevo → Amira: delivered" in str(exchange) for exchange in said)
    assert any("the stand-in of Twilio → Amira: delivered" in str(exchange) for exchange in said)


def test_events_that_come_late_are_waited_for(suite: Suite) -> None:
    with living(events_after=1.0) as live:
        code, output = suite.run("--name=The code is delivered and leads", **live.mail)
    assert code == 0, output
    assert measured(suite)["mail delivered"] >= 1.0


def test_what_was_accepted_and_not_seen_delivered_is_undecided(suite: Suite) -> None:
    with living() as live:
        live.breaks(live.brevo, outcome="deferred")
        live.breaks(live.twilio, outcome="sent")
        environ = {**live.all, "INTEGRATION_TEST_PATIENCE": "1"}
        code, output = suite.run(**environ)
    assert code == 2, output
    assert set(outcomes(suite)) == {Outcome.UNDECIDED}
    mail, sms = attempts(suite)[0].sentence, attempts(suite)[-1].sentence
    assert mail == (
        "It could not be found out within 1 s whether the mail with the code was delivered: "
        "Brevo says so far requests, deferred."
    )
    assert sms.startswith("It could not be found out within 1 s whether the SMS was delivered: Twilio says")
    assert "INCONCLUSIVE (exit code 2)" in output
    assert "run it again: behave features/onboarding/integration.feature:" in output
    assert measured(suite)["mail requested"] < 1
    junit = ElementTree.parse(next((suite.reports / "junit").glob("*integration.xml")))
    assert {error.get("type") for error in junit.iter("error")} == {"undecided"}
    allure = [json.loads(path.read_text()) for path in suite.reports.rglob("*-result.json")]
    assert {result["status"] for result in allure} == {"unknown"}


def test_a_service_that_tells_nothing_is_undecided(suite: Suite) -> None:
    with living(events_after=60.0) as live:
        environ = {**live.mail, "INTEGRATION_TEST_PATIENCE": "1"}
        code, output = suite.run("--name=The code is delivered and leads", **environ)
    assert code == 2, output
    assert "Brevo knows nothing of it yet" in output


def test_a_mail_that_bounces_is_a_failure_with_the_reason(suite: Suite) -> None:
    with living() as live:
        live.breaks(live.brevo, outcome="hardBounces")
        code, output = suite.run("--name=The code is delivered and leads", **live.mail)
    assert code == 1, output
    [attempt] = attempts(suite)
    assert attempt.outcome is Outcome.FAILED
    assert "Brevo says of the mail with the code 'hardBounces': 550 5.1.1" in attempt.sentence


def test_an_sms_that_is_undelivered_is_a_failure_with_the_reason(suite: Suite) -> None:
    with living() as live:
        live.breaks(live.twilio, outcome="undelivered", error_code=30003)
        code, output = suite.run("--name=The welcome SMS is delivered", **live.sms)
    assert code == 1, output
    assert "Twilio says of the SMS 'undelivered': 30003 Unreachable destination handset" in output


@pytest.mark.parametrize(
    ("service", "wrong", "sentence"),
    [
        ("mail", {"BREVO_API_KEY": new_brevo_key()}, "BREVO_API_KEY is refused by Brevo at 127.0.0.1 (401"),
        (
            "sms",
            {"TWILIO_AUTH_TOKEN": "0" * 32},
            "TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN is refused by Twilio at 127.0.0.1 (401",
        ),
        ("mail", {"BREVO_API_URL": "http://127.0.0.1:9/v3"}, "Brevo did not answer at 127.0.0.1"),
    ],
)
def test_credentials_that_open_nothing_end_the_run(
    suite: Suite, service: str, wrong: dict[str, str], sentence: str
) -> None:
    with living() as live:
        code, output = suite.run(**{**getattr(live, service), **wrong})
    assert code == 2, output
    assert sentence in output
    assert "Traceback" not in output


def test_what_no_variable_names_is_not_applicable_with_the_names(suite: Suite) -> None:
    with living() as live:
        code, output = suite.run(**live.mail)
    assert code == 0, output
    assert outcomes(suite).count(Outcome.NOT_APPLICABLE) == SMS_SCENARIOS
    assert (
        "2 not applicable: needs TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM and "
        "INTEGRATION_TEST_PHONE, which are not set"
    ) in output


@pytest.mark.parametrize("tags", ["not @integration", "@smoke"])
def test_tags_that_leave_nothing_prove_nothing(suite: Suite, tags: str) -> None:
    with living() as live:
        code, output = suite.run(f"--tags={tags}", **live.mail)
    assert code == 2, output
    assert "this run is about nothing" in output


def test_no_secret_and_no_address_of_the_tester_is_written_down(suite: Suite) -> None:
    with living() as live:
        live.breaks(live.brevo, outcome="softBounces")
        live.breaks(live.twilio, outcome="failed")
        code, output = suite.run("-D", "verbose", **live.all)
        secrets = (live.key, live.token, EMAIL, EMAIL.split("@")[1], PHONE, PHONE[1:])
    assert code == 1
    everything = output + written(suite.reports) + written(suite.folder / ".countersign")
    assert "softBounces" in everything
    assert [secret for secret in secrets if secret in everything] == []
    assert suite.processes() == []
    assert suite.temporary_files() == []


def test_the_number_is_free_again_in_a_database_that_outlives_the_run(suite: Suite) -> None:
    with living() as live, fresh_database() as url:
        for _ in range(2):
            code, output = suite.run(**live.sms, COUNTERSIGN_SANDBOX_DATABASE_URL=url)
            assert code == 0, output
            assert "SMS through Twilio at 127.0.0.1, PostgreSQL database countersign_" in output
            assert outcomes(suite).count(Outcome.PASSED) == SMS_SCENARIOS


MAIL = {"INTEGRATION_TEST_MODE": "yes", "INTEGRATION_TEST_EMAIL": EMAIL, "BREVO_API_KEY": "xkeysib-1"}
SMS = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "t0ken-of-twilio",
    "TWILIO_FROM": SENDER,
    "INTEGRATION_TEST_PHONE": PHONE,
}


@pytest.mark.parametrize("mode", ["", "false", "off", "0"])
def test_the_mode_is_off_unless_it_is_said(mode: str) -> None:
    assert integration({**MAIL, "INTEGRATION_TEST_MODE": mode}, "sandbox") is None


def test_what_is_not_said_is_as_the_services_have_it() -> None:
    live = integration({**MAIL, **SMS}, "sandbox")
    assert live
    assert live.mail
    assert live.sms
    assert (live.mail.api, live.mail.sender, live.patience) == ("https://api.brevo.com/v3", EMAIL, 60.0)
    assert live.sms.api == "https://api.twilio.com"
    assert live.described() == "mail through Brevo at api.brevo.com, SMS through Twilio at api.twilio.com"


@pytest.mark.parametrize(
    ("change", "target", "sentence"),
    [
        ({"COUNTERSIGN_ENVIRONMENT": "production"}, "sandbox", "never runs on production"),
        ({}, "staging", "the target is 'staging'"),
        ({"ENABLE_SMOKE_TESTS": "true"}, "sandbox", "ENABLE_SMOKE_TESTS are both on"),
        ({"INTEGRATION_TEST_MODE": "maybe"}, "sandbox", "must be true or false"),
        ({"INTEGRATION_TEST_EMAIL": "nobody"}, "sandbox", "INTEGRATION_TEST_EMAIL is no e-mail address"),
        ({"INTEGRATION_TEST_EMAIL": "a@b@c.de"}, "sandbox", "INTEGRATION_TEST_EMAIL is no e-mail address"),
        ({"INTEGRATION_TEST_EMAIL": "a@prod.acme.io"}, "sandbox", "looks like production ('prod')"),
        ({"INTEGRATION_TEST_EMAIL": "live@acme.io"}, "sandbox", "looks like production ('live')"),
        ({"BREVO_SENDER": "no address"}, "sandbox", "BREVO_SENDER is no e-mail address"),
        ({"BREVO_API_KEY": ""}, "sandbox", "INTEGRATION_TEST_EMAIL is set, but BREVO_API_KEY is not"),
        ({"BREVO_API_URL": "https://mail.prod.acme.io"}, "sandbox", "BREVO_API_URL looks like production"),
        ({"BREVO_API_URL": "http://api.brevo.com"}, "sandbox", "over http, which anybody can read"),
        ({"TWILIO_API_URL": "twilio"}, "sandbox", "TWILIO_API_URL is not a URL"),
        ({"TWILIO_API_URL": "https://me:secret@twilio.com"}, "sandbox", "TWILIO_API_URL holds credentials"),
        ({"INTEGRATION_TEST_PHONE": "0664 1234567"}, "sandbox", "INTEGRATION_TEST_PHONE is no number"),
        ({"TWILIO_FROM": "Acme"}, "sandbox", "TWILIO_FROM is no number"),
        ({"TWILIO_ACCOUNT_SID": "AC1"}, "sandbox", "TWILIO_ACCOUNT_SID is no account"),
        ({"TWILIO_FROM": ""}, "sandbox", "TWILIO_ACCOUNT_SID is set, but TWILIO_FROM is not"),
        ({"INTEGRATION_TEST_PATIENCE": "long"}, "sandbox", "INTEGRATION_TEST_PATIENCE=long is no number"),
        ({"INTEGRATION_TEST_PATIENCE": "0"}, "sandbox", "INTEGRATION_TEST_PATIENCE=0 is no number"),
        (dict.fromkeys([*MAIL, *SMS], "") | {"INTEGRATION_TEST_MODE": "1"}, "sandbox", "no live service"),
    ],
)
def test_what_a_tester_can_do_wrong_is_said_in_one_sentence(
    change: dict[str, str], target: str, sentence: str
) -> None:
    with pytest.raises(UserError) as raised:
        integration({**MAIL, **SMS, **change}, target)
    said = str(raised.value)
    assert sentence in said
    assert not [value for value in (MAIL["BREVO_API_KEY"], SMS["TWILIO_AUTH_TOKEN"]) if value in said]


def test_a_mailbox_that_anybody_may_have_is_no_production() -> None:
    assert integration({**MAIL, "INTEGRATION_TEST_EMAIL": "tina@live.com"}, "sandbox")


def test_a_database_that_looks_like_production_is_refused(suite: Suite) -> None:
    with living() as live:
        code, output = suite.run(
            **live.mail, COUNTERSIGN_SANDBOX_DATABASE_URL="postgresql://tester@127.0.0.1/acme_prod"
        )
    assert code == 2, output
    assert "COUNTERSIGN_SANDBOX_DATABASE_URL: the database looks like production" in output
