from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from deployments import deployment
from sqlalchemy import Engine

from countersign.adversity.mail import MAIL_TROUBLES
from countersign.errors import UserError
from countersign.evidence.transcript import Transcript
from countersign.ledger import Ledger
from countersign.leftovers import Belongings
from countersign.matchers.conversation import offers_menu, says
from countersign.matchers.mail import holds_mails
from countersign.records.database import open_for_reading
from countersign.scenes.onboarding import BETWEEN_CODES
from countersign.services import Addresses
from countersign.target import Target
from countersign.world import World


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path / "ledger", "run", "staging")
    yield ledger
    ledger.close()


@pytest.fixture
def records(addresses: Addresses) -> Iterator[Engine]:
    engine = open_for_reading(addresses.databases["onboarding"])
    yield engine
    engine.dispose()


def world(target: Target, ledger: Ledger, records: Engine | None = None) -> World:
    return World(target, Transcript(), Belongings(target, ledger), records)


def test_a_person_is_somebody_else_in_every_world(addresses: Addresses, ledger: Ledger) -> None:
    target = deployment(addresses)
    first, second = world(target, ledger), world(target, ledger)
    assert (
        first.onboarding.newcomer("Amira").person.telegram_id
        != second.onboarding.newcomer("Amira").person.telegram_id
    )
    first.close()
    second.close()


def test_pronouns_are_whoever_was_named_last(addresses: Addresses, ledger: Ledger) -> None:
    here = world(deployment(addresses), ledger)
    with pytest.raises(LookupError, match="'she' is nobody"):
        here.who("she")
    amira, omar = here.onboarding.newcomer("Amira"), here.onboarding.newcomer("Omar")
    assert here.who("he") is omar
    assert here.who("Amira") is amira
    assert here.onboarding.newcomer("her") is amira
    with pytest.raises(LookupError, match="Zoe has not been introduced: this scenario knows Amira, Omar"):
        here.who("Zoe")
    here.close()


def test_whoever_comes_into_the_world_leaves_nothing(
    addresses: Addresses, ledger: Ledger, records: Engine
) -> None:
    here = world(deployment(addresses), ledger, records)
    amira = here.onboarding.newcomer("Amira")
    assert ledger.unsettled == 1
    amira.becomes_verified()
    amira.user.sees(says("the account is ready"))
    amira.user.sees(offers_menu())
    assert len(here.onboarding.records.file_of(amira.person).accounts) == 1
    here.close()
    assert here.onboarding.records.file_of(amira.person).described() == "nothing"
    assert ledger.unsettled == 0


def test_where_the_suite_may_not_write_the_ledger_keeps_it(addresses: Addresses, ledger: Ledger) -> None:
    here = world(deployment(addresses, cleanup_database_url=None), ledger)
    here.onboarding.newcomer("Amira").is_greeted()
    here.close()
    assert ledger.unsettled == 1


def test_time_goes_by_for_one_person_alone(addresses: Addresses, ledger: Ledger) -> None:
    here = world(deployment(addresses), ledger)
    amira, omar = here.onboarding.newcomer("Amira"), here.onboarding.newcomer("Omar")
    amira.is_asked_for_code()
    omar.is_asked_for_code()
    here.onboarding.clock.forward(amira.subject, timedelta(minutes=16))
    amira.types_code()
    amira.user.sees(says("the code has expired"))
    omar.types_code()
    omar.accepts_terms()
    omar.user.sees(says("the account is ready"))
    here.close()


def test_time_goes_by_after_what_the_bot_is_still_at(addresses: Addresses, ledger: Ledger) -> None:
    here = world(deployment(addresses), ledger)
    amira = here.onboarding.newcomer("Amira")
    amira.is_asked_for_email()
    amira.mailbox.goes_out_of_order(MAIL_TROUBLES["is slow"])
    amira.gives_email()
    here.onboarding.lets_time_go_by(amira, BETWEEN_CODES)
    amira.asks_again_for_code()
    amira.finds(holds_mails(2))
    here.close()


def test_what_a_target_lacks_is_said(addresses: Addresses, ledger: Ledger) -> None:
    here = world(deployment(addresses, clock=None, mail=None), ledger)
    with pytest.raises(UserError, match=r"there is no database_url"):
        _ = here.onboarding.records
    with pytest.raises(UserError, match=r"there is no onboarding\.clock"):
        _ = here.onboarding.clock
    with pytest.raises(
        LookupError, match=r"Amira has no mailbox here: tag the scenario with @needs\.mailbox"
    ):
        _ = here.onboarding.newcomer("Amira").mailbox
    here.close()


def test_the_target_promises_the_times(addresses: Addresses, ledger: Ledger) -> None:
    here = world(deployment(addresses), ledger)
    assert [here.onboarding.promised(deed) for deed in ("greeting", "tap", "text")] == [5.0, 3.0, 8.0]
