"""Referrals in a scenario's world: customers are new, come from addresses of their own, and leave nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from countersign.cleanup import customer
from countersign.errors import UserError
from countersign.evidence.transcript import Transcript
from countersign.ledger import Ledger
from countersign.leftovers import Belongings
from countersign.matchers.judging import judge
from countersign.matchers.money import adds_up, books_agree
from countersign.scenes.referrals import ReferralsScene
from countersign.services import Addresses
from countersign.session import located
from countersign.target import Bonus, Patience, Referrals, Target
from countersign.world import World

OFFERS = ["registration", "payments", "webhook", "model", "database", "clock", "operator"]


@dataclass
class AtTheGateway:
    """A world on the embedded gateway, and what it wrote down."""

    world: World
    belongings: Belongings
    ledger: Ledger

    @property
    def scene(self) -> ReferralsScene:
        return self.world.referrals


Gateways = Callable[..., AtTheGateway]


@pytest.fixture
def gateway(addresses: Addresses, tmp_path: Path) -> Iterator[Gateways]:
    """gateway(bonus=…) → a world on the embedded gateway, seen as a deployment with changes."""
    ledger, made = Ledger(tmp_path / "ledger", "run", "staging"), []

    def make(**changes: Any) -> AtTheGateway:
        section = Referrals(offers=OFFERS, patience=Patience(answer=2.0, quiet=0.05))  # type: ignore[arg-type]
        target = located(
            Target(environment="staging", name="staging", source="targets/staging.toml", referrals=section),
            addresses,
        )
        assert target.referrals
        changed = msgspec.structs.replace(target.referrals, **changes)
        target = msgspec.structs.replace(target, referrals=changed)
        belongings = Belongings(target, ledger)
        made.append(AtTheGateway(World(target, Transcript(), belongings, None), belongings, ledger))
        return made[-1]

    yield make
    for each in made:
        each.world.close()
    ledger.close()


def test_how_long_it_took_bears_one_name_whichever_key_it_was_about(gateway: Gateways) -> None:
    here = gateway()
    amira = here.scene.customer("Amira")
    for _ in range(2):
        amira.deletes_key(amira.makes_key())
    names = [name for name, _ in amira.answer_times()]
    assert names == ["POST /auth/register", *(["POST /user/api-keys", "DELETE /user/api-keys/{id}"] * 2)]
    assert amira.reply.asked == f"DELETE /user/api-keys/{amira.keys[-1].id}"
    assert amira.reply.granted


def test_a_transcript_tells_what_was_asked_and_what_was_answered(gateway: Gateways) -> None:
    here = gateway()
    amira = here.scene.customer("Amira")
    amira.listens(here.scene.models.short())
    told = [
        (one.sender, one.receiver, one.body.split()[0], one.took is None)
        for one in here.world.transcript.exchanges
        if "Amira" in (one.sender, one.receiver)
    ]
    question, answer = ("Amira", "the gateway", "POST", True), ("the gateway", "Amira")
    assert told == [question, (*answer, "201", False), question, (*answer, f"{amira.reply.status}", False)]
    assert amira.key.secret not in here.world.transcript.as_text()


def test_whoever_buys_and_asks_is_in_the_books_and_leaves_nothing(gateway: Gateways) -> None:
    here = gateway()
    amira = here.scene.customer("Amira")
    here.scene.shop.has_sold(amira, Decimal("12.34"))
    amira.asks(here.scene.models.short())
    here.scene.bills.billed_rightly(amira)
    judge("Amira", amira.account(), adds_up())
    judge("Amira", here.scene.books_of(amira), books_agree(amira.account()))
    assert here.ledger.unsettled == 1
    here.world.close()
    assert here.scene.books_of(amira).accounts == 0
    assert here.ledger.unsettled == 0
    assert here.belongings.left() == []


def test_inviter_and_friend_are_removed_in_whatever_order(gateway: Gateways) -> None:
    here = gateway()
    amira = here.scene.customer("Amira")
    here.scene.program.has_completed(amira, 2)
    here.scene.program.paid(amira)  # looked at since
    assert here.scene.books_of(amira).referrals
    here.world.close()
    assert here.ledger.unsettled == 0


def test_where_nothing_can_be_removed_whoever_stays_is_listed(gateway: Gateways) -> None:
    here = gateway(cleanup_database_url=None)
    amira = here.scene.customer("Amira")
    here.scene.stranger("Bruno")
    here.world.close()
    [left] = here.belongings.left()
    assert (left.what, left.which) == ("customer", amira.person.email)
    again = gateway()
    again.belongings.expect(customer(amira.person))()  # so that nothing stays for other tests


def test_where_nobody_can_sign_up_the_account_of_the_target_is_used(gateway: Gateways) -> None:
    amira = gateway().scene.customer("Amira")
    here = gateway(offers=["account"], api_key=amira.key.secret)
    same = here.scene.customer("Amira")
    assert same.invitation() == amira.invitation()
    same.notes_account()
    same.asks(here.scene.models.short())
    here.scene.bills.is_served_by_balance(same)
    assert same.reply.status == 402


def test_a_step_without_its_key_says_what_is_missing(gateway: Gateways) -> None:
    here = gateway(offers=[], api_key=None, openrouter=None, stripe=None, database_url=None, clock=None)
    for needs, missing in (
        (lambda: here.scene.customer("Amira"), "referrals.api_key"),
        (lambda: here.scene.models.stage, "referrals.openrouter"),
        (lambda: here.scene.shop.stage, "referrals.stripe"),
        (lambda: here.scene.records, "database_url"),
        (lambda: here.scene.operator, "referrals.clock"),
    ):
        with pytest.raises(UserError, match=f"targets/staging.toml: .*{missing}"):
            needs()


def test_another_programme_is_judged_by_its_own_numbers(gateway: Gateways) -> None:
    here = gateway(bonus=Bonus(bronze="11"))
    amira = here.scene.customer("Amira")
    here.scene.program.has_invited(amira, "Bruno")
    here.scene.shop.sells(here.world.who("Bruno"), here.scene.program.least)
    with pytest.raises(
        AssertionError, match=r"Amira should be paid a bonus once: 11 credits.* of 10 credits"
    ):
        here.scene.program.paid(amira, "bronze")


def test_customers_come_from_addresses_of_their_own(gateway: Gateways) -> None:
    here = gateway()
    here.scene.doors.signed_up_from_one_address(3)
    here.scene.doors.signs_up_from_there("Dana")
    dana = here.world.who("Dana")
    assert dana.reply.status == 429
    dana.must_have_no_account()
    here.scene.stranger("Emil").has_account()


def test_whoever_leaves_a_stream_is_billed_for_what_came(gateway: Gateways) -> None:
    here = gateway()
    amira = here.scene.customer("Amira")
    here.scene.shop.has_sold(amira, Decimal(5))
    here.scene.counter.leaves(amira, 3)
    here.scene.bills.billed_for_part(amira, 3)
    here.scene.counter.part += Decimal("0.00000003")
    with pytest.raises(AssertionError, match="Amira, who left after 4 tokens, should be billed exactly"):
        here.scene.bills.billed_for_part(amira, 4)


def test_a_crowd_that_was_billed_wrongly_is_found_out(gateway: Gateways) -> None:
    here = gateway()
    here.scene.crowd.gather(2, Decimal(5))
    here.scene.crowd.does_all_at_once(10)
    here.scene.crowd.was_billed_rightly()
    here.scene.crowd.adds_up()
    here.scene.crowd.is_in_the_books()
    here.scene.crowd._due["Customer 1"].append(Decimal("-0.5"))
    with pytest.raises(AssertionError, match=r"Customer 1 should be billed .* but lacks api_usage of -0\.5"):
        here.scene.crowd.was_billed_rightly()
