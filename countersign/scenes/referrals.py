"""Referrals and credits in one scenario's world: customers, the gateway's books, its models and its shop."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlsplit

from countersign.adversity.relay import Relay
from countersign.adversity.spares import Spare
from countersign.adversity.troubles import DatabaseTroubles
from countersign.cast import Cast, Somebody
from countersign.cleanup import customer as entry_of
from countersign.clock import Clock
from countersign.errors import UserError
from countersign.guard import is_loopback
from countersign.identity import Person, loopback_address, person
from countersign.people.customer import Customer
from countersign.people.gateway_door import GatewayDoor
from countersign.people.gateway_watch import GatewayWatch
from countersign.people.operator import Operator
from countersign.people.wire import Door, http_client
from countersign.records.database import open_for_reading
from countersign.records.referrals import Books, ReferralRecords
from countersign.scenes.gateway_bills import GatewayBills
from countersign.scenes.gateway_catalogs import GatewayCatalogs
from countersign.scenes.gateway_counter import GatewayCounter
from countersign.scenes.gateway_crowd import GatewayCrowd
from countersign.scenes.gateway_doors import GatewayDoors
from countersign.scenes.gateway_models import GatewayModels
from countersign.scenes.gateway_news import GatewayNews
from countersign.scenes.gateway_rush import GatewayRush
from countersign.scenes.gateway_shop import GatewayShop
from countersign.scenes.referral_program import ReferralProgram
from countersign.scenes.surroundings import Surroundings
from countersign.target import Referrals


class ReferralsScene:
    """Brings customers into the world, and lets steps look behind the gateway where the target allows it."""

    def __init__(self, section: Referrals, surroundings: Surroundings, cast: Cast[Somebody]) -> None:
        self._section = section
        self._around = surroundings
        self._cast = cast
        self._spare: Spare | None = None
        self._numbers = 0

    # ---- the gateway

    @property
    def section(self) -> Referrals:
        """The gateway that everybody uses now."""
        return self._section

    def moves_to_spare(self, *, processes: int = 1) -> None:
        """From now on everybody uses a gateway of this scenario's own, which may be broken."""
        if self._around.spares is None:
            raise UserError(f"{self._around.source}: only a sandbox can be deployed beside the shared one.")
        if any(True for _ in self._cast):
            raise LookupError(
                "somebody has used the shared gateway already: move first, then bring people in"
            )
        self._spare = self._around.leave.enter_context(
            self._around.spares.deployment("referrals", processes=processes)
        )
        self._section = self._spare.instead_of(self._section)

    @property
    def troubles(self) -> DatabaseTroubles:
        """What can be done to the database of the scenario's own gateway."""
        return self._own.troubles

    @property
    def cache(self) -> Relay:
        """The way from the scenario's own gateway to its cache."""
        if self._own.cache is None:
            raise LookupError("this gateway has no cache: the run has no Redis")
        return self._own.cache

    @property
    def _own(self) -> Spare:
        if self._spare is None:
            raise LookupError("only a deployment of the scenario's own may be broken: move to a spare first")
        return self._spare

    @property
    def base_urls(self) -> list[str]:
        """The processes of the gateway."""
        return [self._section.base_url, *self._section.replicas]

    # ---- customers

    def customer(self, name: str, *, process: int = 0) -> Customer:
        """A customer of that name: one who signs up, or who uses the account that the target names."""
        if self._cast.knows(name):
            return self._cast.who_is(name, Customer)
        if "registration" in self._section.offers:
            return self.stranger(name, process=process).has_account()
        return self._holder(name)

    def stranger(self, name: str, *, process: int = 0, source: str | None = None) -> Customer:
        """Someone whom the gateway does not know yet; `source` is the address that they come from."""
        if self._cast.knows(name):
            return self._cast.who_is(name, Customer)
        someone = person(name)
        self._around.leave.callback(self._around.belongings.expect(entry_of(someone)))
        customer = self._introduced(someone, self.door(name, process=process, source=source))
        self._around.leave.callback(self._notes_what_stays, customer)
        return customer

    def _notes_what_stays(self, customer: Customer) -> None:
        """For the list of what is left behind where nothing can be removed."""
        if customer.user_id:
            self._around.belongings.made(entry_of(customer.person), "customer", customer.person.email)

    def others(self, number: int, what: str) -> Iterator[Customer]:
        """So many more customers, each from an address of their own, at all processes in turn."""
        return (one.has_account() for one in self.strangers(number, what))

    def strangers(self, number: int, what: str) -> list[Customer]:
        """So many more whom the gateway does not know yet."""
        first = self._numbers + 1
        self._numbers += number
        return [self.stranger(f"{what} {n}", process=n) for n in range(first, first + number)]

    def door(self, name: str, *, process: int = 0, source: str | None = None) -> GatewayDoor:
        """A connection to the gateway, from an address of its own where that is possible."""
        here = self.base_urls[process % len(self.base_urls)]
        own = source or (self.new_source() if is_loopback(urlsplit(here).hostname or "") else None)
        client = http_client(here, timeout=self._section.patience.answer * 2, source=own)
        return GatewayDoor(
            name, self._around.leave.enter_context(client), self._around.transcript, source=own
        )

    @staticmethod
    def new_source() -> str:
        """An address that nobody has come from."""
        return loopback_address()

    def _holder(self, name: str) -> Customer:
        """Whoever holds the account that the target names."""
        if self._section.api_key is None:
            raise UserError(
                f"{self._around.source}: a step needs an account, but there is no referrals.api_key."
            )
        customer = self._introduced(person(name), self.door(name))
        customer.uses_key(self._section.api_key)
        return customer

    def _introduced(self, someone: Person, door: GatewayDoor) -> Customer:
        customer = Customer(someone, door, self._section.paths, patience=self._section.patience.answer)
        self._cast.introduce(customer)
        return customer

    # ---- beside the customers

    @cached_property
    def watch(self) -> GatewayWatch:
        """Whoever watches over the gateway, and reads its catalogs."""
        return GatewayWatch(self.door("the watch"), self._section.paths)

    @cached_property
    def models(self) -> GatewayModels:
        """What can be asked."""
        return GatewayModels(self._section, self._around, self.watch)

    @cached_property
    def shop(self) -> GatewayShop:
        """Where credits are paid."""
        return GatewayShop(self)

    @cached_property
    def program(self) -> ReferralProgram:
        """Inviters and their friends."""
        return ReferralProgram(self)

    @cached_property
    def crowd(self) -> GatewayCrowd:
        """Many customers who do many things at once."""
        return GatewayCrowd(self)

    @cached_property
    def rush(self) -> GatewayRush:
        """What arrives at the same moment."""
        return GatewayRush(self)

    @cached_property
    def counter(self) -> GatewayCounter:
        """What is asked of the models, and what it costs."""
        return GatewayCounter(self)

    @cached_property
    def bills(self) -> GatewayBills:
        """What that must have cost."""
        return GatewayBills(self)

    @cached_property
    def news(self) -> GatewayNews:
        """Whoever tells the gateway of purchases."""
        return GatewayNews(self)

    @cached_property
    def catalogs(self) -> GatewayCatalogs:
        """What is sold."""
        return GatewayCatalogs(self)

    @cached_property
    def doors(self) -> GatewayDoors:
        """The ways to the gateway of whoever has no right to."""
        return GatewayDoors(self)

    @cached_property
    def records(self) -> ReferralRecords:
        """The gateway's own books."""
        url = self._section.database_url
        if url is None:
            raise UserError(f"{self._around.source}: a step reads the books, but there is no database_url.")
        engine = open_for_reading(url)
        self._around.leave.callback(engine.dispose)
        return ReferralRecords(engine, self._section.tables, self._around.transcript)

    def books_of(self, customer: Customer) -> Books:
        """What is on record about them."""
        return self.records.books_of(customer.person.email, customer.name)

    @cached_property
    def operator(self) -> Operator:
        """Whoever runs the gateway."""
        return Operator(self._control_door(), self._around.transcript, "referrals")

    def lets_time_go_by(self, customer: Customer, by: timedelta) -> None:
        """Move time for one customer."""
        Clock(self._control_door(), "referrals").forward(customer.whose, by)

    def standin_door(self, of: str) -> Door:
        """The backstage door of an outside service."""
        standin = getattr(self._section, of)
        if standin is None:
            raise UserError(f"{self._around.source}: a step directs {of}, but there is no referrals.{of}.")
        client = http_client(standin.url, timeout=30.0, token=standin.backstage_token)
        return Door(self._around.leave.enter_context(client), f"the stand-in of {of}")

    def _control_door(self) -> Door:
        control = self._section.clock
        if control is None:
            raise UserError(f"{self._around.source}: a step needs the control port, but no referrals.clock.")
        client = http_client(control.url, token=control.token)
        return Door(self._around.leave.enter_context(client), "the control port")

    @property
    def people(self) -> Cast[Somebody]:
        """Everybody in this scenario."""
        return self._cast

    @property
    def around(self) -> Surroundings:
        """What every scene shares."""
        return self._around
