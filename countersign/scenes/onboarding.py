"""Onboarding in one scenario's world: newcomers, the bot's own records, and its clock."""

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property

import msgspec
from sqlalchemy import Engine

from countersign.adversity.spares import Spare
from countersign.adversity.troubles import DatabaseTroubles
from countersign.cast import Cast, Somebody
from countersign.cleanup import telegram_user
from countersign.clock import Clock
from countersign.errors import UserError
from countersign.identity import Person, PhoneBook, person
from countersign.leftovers import LEDGERS
from countersign.people.mail_stage import MailStage
from countersign.people.mailbox import Mailbox
from countersign.people.newcomer import Newcomer
from countersign.people.phone import Phone
from countersign.people.sms_stage import SmsStage
from countersign.people.telegram_stage import TelegramStage
from countersign.people.telegram_user import TelegramUser
from countersign.people.wire import Door, http_client
from countersign.phrasebook import phrasebook
from countersign.records.database import open_for_reading
from countersign.records.onboarding import OnboardingRecords
from countersign.scenes.doors import Doors
from countersign.scenes.races import Races
from countersign.scenes.surroundings import Surroundings
from countersign.target import Onboarding, Standin

BETWEEN_CODES = timedelta(seconds=61)
"""A little longer than a newcomer has to wait for another code."""


class OnboardingScene:
    """Brings newcomers into the world, and lets steps look behind the bot where the target allows it."""

    def __init__(
        self, onboarding: Onboarding, surroundings: Surroundings, cast: Cast[Somebody], records: Engine | None
    ) -> None:
        self._onboarding = onboarding
        self._around = surroundings
        self._cast = cast
        self._engine = records
        self._spare: Spare | None = None
        self._phrasebook = phrasebook("onboarding", onboarding.says, onboarding.buttons)

    def moves_to_spare(self, *, processes: int = 1, maintenance: bool = False) -> None:
        """From now on everybody meets a bot of this scenario's own, which may be broken."""
        if self._around.spares is None:
            raise UserError(f"{self._around.source}: only a sandbox can be deployed beside the shared one.")
        if any(True for _ in self._cast):
            raise LookupError("somebody has met the shared bot already: move first, then bring people in")
        leave = self._around.leave
        self._spare = leave.enter_context(
            self._around.spares.deployment("onboarding", processes=processes, maintenance=maintenance)
        )
        self._onboarding = self._spare.instead_of(self._onboarding)
        self._engine = open_for_reading(self._spare.database_url)
        leave.callback(self._engine.dispose)

    @property
    def troubles(self) -> DatabaseTroubles:
        """What can be done to the database of the scenario's own bot."""
        if self._spare is None:
            raise LookupError("only a deployment of the scenario's own may be broken: move to a spare first")
        return self._spare.troubles

    def newcomer(self, name: str, *, with_phone: bool = False) -> Newcomer:
        """Someone new to the bot, or whoever has that name already."""
        if self._cast.knows(name):
            return self._cast.who_is(name, Newcomer)
        someone = person(name)
        # Given back when nothing of its holder is left.
        phone = self._lease_phone(name) if with_phone else None
        return self.bring_in(someone, self._mailbox(someone), phone, number=phone.number if phone else "")

    def newcomer_who(
        self,
        name: str,
        *,
        has_address: Callable[[str], str] = str,
        is_called: str | None = None,
        has_number: str = "",
    ) -> Newcomer:
        """Someone new whose e-mail address, name on Telegram or phone number is of that kind."""
        usual = person(name)
        someone = msgspec.structs.replace(
            usual, email=has_address(usual.email), first_name=is_called or usual.first_name
        )
        return self.bring_in(someone, self._mailbox(someone), number=has_number)

    def other_mailbox(self, newcomer: Newcomer) -> Mailbox:
        """A second mailbox of the same person."""
        return self.mailbox_at(newcomer.name, f"other.{newcomer.person.email}")

    def asks_again_patiently(self, newcomer: Newcomer, times: int) -> None:
        """Ask for another code so many times, each as soon as it is allowed, and get it."""
        for _ in range(times):
            self.lets_time_go_by(newcomer, BETWEEN_CODES)
            newcomer.asks_again_for_code()
            newcomer.sees_code()

    def lets_time_go_by(self, newcomer: Newcomer, by: timedelta) -> None:
        """Move time for one newcomer; what they did before, the bot has taken in, and dates before it."""
        newcomer.user.is_taken_in()
        self.clock.forward(newcomer.subject, by)

    @cached_property
    def doors(self) -> Doors:
        """The ways to the bot that lead past the chat."""
        return Doors(self._onboarding, self._around)

    def bring_in(
        self, someone: Person, mailbox: Mailbox | None, phone: Phone | None = None, *, number: str = ""
    ) -> Newcomer:
        """Let this person come into the world, with what they can look into and the number they can share."""
        self._around.leave.callback(self._around.belongings.expect(telegram_user(someone)))
        newcomer = Newcomer(self._telegram_user(someone), mailbox, phone)
        self._around.leave.callback(newcomer.user.leave)
        newcomer.user.arrive(number)
        self._cast.introduce(newcomer)
        return newcomer

    @cached_property
    def races(self) -> Races:
        """What newcomers do at the same moment."""
        return Races(self._onboarding, self._around, self.newcomer, self.mailbox_at)

    def mailbox_at(self, name: str, address: str) -> Mailbox:
        """The mailbox of another address."""
        if self._onboarding.mail is None:
            raise UserError(f"{self._around.source}: a step reads mail, but there is no onboarding.mail.")
        stage = MailStage(self._door(self._onboarding.mail, "the mail stand-in"))
        around, patience = self._around, self._onboarding.patience
        mailbox = Mailbox(name, address, stage, self._phrasebook, around.transcript, patience)
        around.leave.callback(mailbox.leave)
        return mailbox

    @property
    def records(self) -> OnboardingRecords:
        """The product's own records."""
        if self._engine is None:
            raise UserError(f"{self._around.source}: a step reads the records, but there is no database_url.")
        return OnboardingRecords(self._engine, self._onboarding.tables, self._around.transcript)

    @cached_property
    def clock(self) -> Clock:
        """The product's clock."""
        control = self._onboarding.clock
        if control is None:
            raise UserError(f"{self._around.source}: a step moves time, but there is no onboarding.clock.")
        client = self._around.leave.enter_context(http_client(control.url, token=control.token))
        return Clock(Door(client, "the clock"), "onboarding")

    def promised(self, deed: str) -> float:
        """How soon this target promises an answer to a greeting, a tap or a text, in seconds."""
        return float(getattr(self._onboarding.answers_within, deed))

    def _telegram_user(self, someone: Person) -> TelegramUser:
        onboarding = self._onboarding
        if onboarding.telegram is None:
            raise UserError(f"{self._around.source}: onboarding names no Telegram stand-in to act through.")
        return TelegramUser(
            person=someone,
            stage=TelegramStage(
                self._door(onboarding.telegram, "the Telegram stand-in"), onboarding.bot_username
            ),
            phrasebook=self._phrasebook,
            transcript=self._around.transcript,
            patience=onboarding.patience,
        )

    def _mailbox(self, someone: Person) -> Mailbox | None:
        return self.mailbox_at(someone.name, someone.email) if self._onboarding.mail else None

    def _lease_phone(self, name: str) -> Phone:
        """A phone that nobody else has until this world ends."""
        if self._onboarding.sms is None:
            raise UserError(f"{self._around.source}: a step reads SMS, but there is no onboarding.sms.")
        leave, phones = self._around.leave, PhoneBook(LEDGERS)
        number = phones.lease_phone()
        leave.callback(phones.give_back, number)
        stage = SmsStage(self._door(self._onboarding.sms, "the SMS stand-in"))
        phone = Phone(name, number, stage, self._around.transcript, self._onboarding.patience)
        leave.callback(phone.leave)
        return phone

    def _door(self, standin: Standin, whose: str) -> Door:
        """A stand-in's backstage door, with a client of one person's own."""
        client = http_client(standin.url, token=standin.backstage_token)
        return Door(self._around.leave.enter_context(client), whose)
