"""One run: its target, guard, services and ledger, and the world of the scenario that runs."""

import difflib
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing
from pathlib import Path

import msgspec
from sqlalchemy import Engine, make_url

from countersign import guard, preflight
from countersign.adhoc.described import described_target
from countersign.adhoc.integration import MODE, TAG, Integration, integration
from countersign.adversity.spares import Spares, sweep
from countersign.applicability import needs, unknown_needs, why_not_applicable
from countersign.errors import UserError
from countersign.evidence.redaction import Redactor
from countersign.evidence.tally import TALLY, origin_of
from countersign.evidence.transcript import Transcript
from countersign.journeys import sections
from countersign.journeys.versions import versions
from countersign.ledger import Ledger
from countersign.leftovers import LEDGERS, TARGETS, Belongings, remove_leftovers
from countersign.nursery import Nursery
from countersign.records.database import open_for_reading
from countersign.results.record import Left, Measure, Outcome, Planned
from countersign.results.session import Decision, Evidence, RunFacts
from countersign.services import Addresses, Services
from countersign.target import CAPABILITIES, Providers, Target
from countersign.target_file import Loaded, load_target
from countersign.world import World

OPTIONS = (
    "target", "verbose", "shuffle", "reports", "allure", "retries", "shard", "history", "report", "users",
    "scenario_timeout",
)  # fmt: skip

MOST_USERS = 200

DATABASE_VARIABLE = "COUNTERSIGN_SANDBOX_DATABASE_URL"
REDIS_VARIABLE = "COUNTERSIGN_SANDBOX_REDIS_URL"

FOREIGN_VARIABLES = (
    "PRODUCTION_TEST_URL", "FUNCTION_URL", "PRODUCTION_API_KEY", "PRODUCTION_TEST_TIMEOUT",
    "SMOKE_TEST_BOT_TOKEN", "SMOKE_TEST_CHAT_ID", "ENABLE_SMOKE_TESTS", "INTEGRATION_TEST_MODE",
    "INTEGRATION_TEST_EMAIL", "BASE_URL", "TEST_API_KEY", "COUNTERSIGN_ENVIRONMENT",
    "SMOKE_TEST_BOT_USERNAME", "SMOKE_TEST_API_URL",
)  # fmt: skip
"""Variables that name a deployment for testers of other suites."""


class Session:
    """What the runner has around its scenarios."""

    def __init__(self, userdata: Mapping[str, str], reports: Path) -> None:
        _check_options(userdata)
        self._target_name = userdata.get("target") or os.environ.get("COUNTERSIGN_TARGET") or ""
        self._users = _users(userdata.get("users", "5"))
        self._verbose = userdata.get("verbose", "off").lower() not in ("off", "no", "false", "0")
        self._reports = reports
        self._redactor = Redactor()
        self._services: Services | None = None
        self._nursery = Nursery()
        self._ledger: Ledger | None = None
        self._records: Engine | None = None
        self._target: Target | None = None
        self._live: Integration | None = None
        self._belongings: Belongings | None = None
        self._world: World | None = None

    def open(self) -> RunFacts:
        """Prepare, and remove what dead runs on this target have left behind."""
        for _ in self.prepare():
            pass  # only the pre-flight command shows what is in order
        target = self._known_target
        self._ledger = Ledger(LEDGERS, secrets.token_hex(8), target.name)
        self._belongings = Belongings(target, self._ledger)
        told = remove_leftovers(target)
        if self._services:
            told += sweep(self._services.addresses.databases["onboarding"])
        if target.onboarding and target.onboarding.database_url:
            self._records = open_for_reading(target.onboarding.database_url)
        return _facts(target, [*told, *self._unused_variables()], self._live)

    def prepare(self) -> Iterator[str]:
        """Load the target, let the guard look at it, start what is embedded, and knock at every door."""
        self._live = integration(os.environ, self._target_name or "sandbox")
        loaded = self._load()
        for secret in [*loaded.secrets, *(self._live.secrets if self._live else ())]:
            self._redactor.learn(secret)
        target = loaded.target
        if not target.journeys():
            raise UserError(f"{target.names} no journey, so there is nothing to test: add one.")
        guard.check_target(target, TARGETS, os.environ)
        yield f"{target.source} can be read, and the guard lets it be driven"
        if target.embedded:
            target = self._start_services(target)
            yield "the sandbox and the stand-ins have started"
        if self._live:
            target = self._live.applied_to(target)
            yield from self._live.probe()
        self._target = target
        yield from preflight.probe(target)

    def concerns(self, planned: Planned) -> bool:
        """Integration mode is about the live services alone, and so about few scenarios."""
        return self._live is None or TAG in planned.tags

    def _load(self) -> Loaded:
        """The target that was named; else the one that variables describe; else the sandbox."""
        described = None if self._target_name else described_target(os.environ)
        return described or load_target(self._target_name or "sandbox", TARGETS)

    def gate(self, planned: Planned) -> Decision | None:
        """What the target doesn't offer is not applicable; what the guard forbids is refused."""
        target = self._known_target
        if unknown := unknown_needs(planned.tags):
            raise UserError(
                f"{planned.path}:{planned.line}: @needs.{unknown[0]} is no capability; "
                f"known are {', '.join(CAPABILITIES)}."
            )
        unset = self._live.why_not(needs(planned.tags)) if self._live else None
        if reason := unset or why_not_applicable(planned.journey, planned.tags, target):
            return Decision(Outcome.NOT_APPLICABLE, reason)
        if refusal := guard.refusal(planned.tags, target.environment):
            return Decision(Outcome.REFUSED, refusal)
        if "spare" in needs(planned.tags):
            self._nursery.start()  # it has imported everything by the time that it is needed
        return None

    def world(self, scenario: str) -> World:
        """A new world for the scenario of that name; whoever asks for it closes it."""
        if self._belongings is None:
            raise RuntimeError("the session is not open")
        transcript = Transcript(self._redactor)
        if self._verbose:
            _print(f"\n▶ {scenario}")
            transcript.listen(_print)
        TALLY.take(())
        self._world = World(
            self._known_target,
            transcript,
            self._belongings,
            self._records,
            self._spares(),
            users=self._users,
        )
        return self._world

    def finish(self, scenario_id: str) -> Evidence:
        """What was said and measured in the world of the scenario that has ended."""
        world, self._world = self._world, None
        remains = self._belongings.left() if self._belongings else []
        left = [Left(what=one.what, where=one.where, which=one.which) for one in remains]
        if world is None:
            return Evidence(left=left)
        answers = [answer for one in world.people for answer in one.answer_times()] + world.answered
        came, broken = TALLY.take(_origins(self._known_target))
        counted = [("answers", float(came), "answers")] if came else []
        counted += [("server errors", float(broken), "answers")] if broken else []
        measures = [
            *(Measure(id=scenario_id, name=name, value=round(took, 6), unit="s") for name, took in answers),
            *(
                Measure(id=scenario_id, name=name, value=round(value, 6), unit=unit, answer=False)
                for name, value, unit in [*world.measured, *counted]
            ),
        ]
        return Evidence(transcript=world.transcript.exchanges, measures=measures, left=left)

    def redact(self, text: str) -> str:
        """The text without secrets."""
        return self._redactor(text)

    def health(self) -> str | None:
        """Which of our own services has died."""
        return self._services.alive() if self._services else None

    def forking(self) -> AbstractContextManager[None]:
        """A worker gets a door of its own to where spare products come from; the rest can be shared."""
        return self._nursery.forking()

    def close(self) -> None:
        """End the services, and close the ledger and the records."""
        if self._records is not None:
            self._records.dispose()
        if self._ledger is not None:
            self._ledger.close()
        self._nursery.close()
        if self._services is not None:
            self._services.stop()

    def _unused_variables(self) -> list[str]:
        """A tester who has set one of these expects another deployment to be tested than the sandbox."""
        used = ("INTEGRATION_TEST_EMAIL", MODE) if self._live else ()
        unused = [name for name in FOREIGN_VARIABLES if os.environ.get(name) and name not in used]
        if not unused or not self._known_target.embedded:
            return []
        return [f"Note: {', '.join(unused)} is set, but nothing in this run uses it: this is the sandbox."]

    def _spares(self) -> Spares | None:
        """Deployments beside the shared one, where the run has started that one itself."""
        if self._services is None:
            return None
        return Spares(self._services.addresses, self._nursery, self._redactor, self._reports / "services")

    @property
    def _known_target(self) -> Target:
        if self._target is None:
            raise RuntimeError("the session is not open")
        return self._target

    def _start_services(self, target: Target) -> Target:
        database_url = os.environ.get(DATABASE_VARIABLE) or None
        if database_url:
            guard.check_sandbox_database(DATABASE_VARIABLE, database_url)
        redis_url = os.environ.get(REDIS_VARIABLE) or None
        if redis_url:
            guard.check_sandbox_redis(REDIS_VARIABLE, redis_url)
        self._services = Services.start(
            database_url=database_url,
            redis_url=redis_url,
            mail=self._live.mail if self._live else None,
            sms=self._live.sms if self._live else None,
            redact=self._redactor,
            log_dir=self._reports / "services",
        )
        addresses = self._services.addresses
        for secret in addresses.secrets:
            self._redactor.learn(secret)
        return located(target, addresses)


def check(name: str) -> None:
    """The command: everything that a run does before its first scenario, and a line for each finding."""
    session = Session({"target": name}, Path("reports"))
    with closing(session):
        for line in session.prepare():
            print(f"✓ {line}")
    print("Everything is as the target says.")


def located(target: Target, addresses: Addresses) -> Target:
    """The embedded target, now that its services have addresses."""
    found = {name: journey.located(section, addresses) for name, journey, section in sections(target)}
    return msgspec.structs.replace(target, **found)


def _check_options(userdata: Mapping[str, str]) -> None:
    """A misspelt option would be passed over, and another target tested than was meant."""
    for name in userdata:
        if name not in OPTIONS and "." not in name:
            close = difflib.get_close_matches(name, OPTIONS, n=1)
            mend = f"did you mean -D {close[0]}=…?" if close else f"known are {', '.join(OPTIONS)}."
            raise UserError(f"-D {name} is not an option of this suite: {mend}")


def _users(written: str) -> int:
    """How many people make a crowd."""
    if not (written.isascii() and written.isdecimal() and 1 <= int(written) <= MOST_USERS):
        raise UserError(
            f"-D users={written} is no number of users: write a whole number from 1 to {MOST_USERS}, as in "
            f"-D users=5."
        )
    return int(written)


def _origins(target: Target) -> set[str]:
    """Where the products under test answer; outside services fail on purpose, as do spares."""
    found = [section for section in target.journeys().values() if not isinstance(section, Providers)]
    return {origin_of(url) for section in found for url in (section.base_url, *section.replicas) if url}


def _facts(target: Target, told: list[str], live: Integration | None) -> RunFacts:
    addresses = {name: journey.address(section) for name, journey, section in sections(target)}
    where = ", ".join(f"{journey} at {url}" for journey, url in addresses.items()) or "nothing"
    title = target.title or target.name
    through = f", {live.described()}, {_database(target)}" if live else ""
    first = f"Testing {title} ({target.environment}, {target.source}): {where}{through}"
    return RunFacts(
        target=target.name,
        environment=target.environment,
        addresses=addresses,
        versions=versions(target),
        digest=target.digest,
        first_line="\n".join([first, *told]),
    )


def _database(target: Target) -> str:
    """What kind of database the sandbox works in, and where."""
    url = make_url(target.onboarding.database_url or "") if target.onboarding else None
    if url is None or url.get_backend_name() == "sqlite":
        return "SQLite"
    return f"PostgreSQL database {url.database} at {url.host or url.query.get('host') or 'this machine'}"


def _print(line: str) -> None:
    # behave captures what steps print until they fail; this is meant to be read while they run.
    print(line, file=sys.__stdout__, flush=True)
