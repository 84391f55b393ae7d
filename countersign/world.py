"""What one scenario can reach: its people, the product's records and clock, and the evidence of it all."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Protocol

from sqlalchemy import Engine

from countersign.clock import Clock
from countersign.errors import UserError
from countersign.evidence.transcript import Transcript
from countersign.identity import Person, person
from countersign.people.mail_stage import MailStage
from countersign.people.mailbox import Mailbox
from countersign.people.newcomer import Newcomer
from countersign.people.telegram_stage import TelegramStage
from countersign.people.telegram_user import TelegramUser
from countersign.people.wire import Door, http_client
from countersign.phrasebook import phrasebook
from countersign.records.onboarding import OnboardingRecords
from countersign.target import Onboarding, Standin, Target

PRONOUNS = {"she", "he", "they", "her", "him", "them"}


class Belongings(Protocol):
    """Writes down who comes into the world before that happens, and removes what they leave behind."""

    def expect(self, newcomer: Person) -> Callable[[], None]:
        """Write the person down; what is returned removes their traces from the product."""
        ...


class World:
    """One scenario's own world; nobody in it has ever been in another."""

    def __init__(
        self, target: Target, transcript: Transcript, belongings: Belongings, records: Engine | None
    ) -> None:
        self._target = target
        self._belongings = belongings
        self._engine = records
        self._people: dict[str, Newcomer] = {}
        self._last: Newcomer | None = None
        self._leave = ExitStack()
        self.transcript = transcript

    def newcomer(self, name: str) -> Newcomer:
        """Someone new to the bot, or whoever has that name already."""
        if name in PRONOUNS or name in self._people:
            return self.who(name)
        onboarding = self._onboarding
        someone = person(name)
        self._leave.callback(self._belongings.expect(someone))
        newcomer = Newcomer(self._telegram_user(someone, onboarding), self._mailbox(someone, onboarding))
        newcomer.user.arrive()
        self._leave.callback(newcomer.user.leave)
        self._people[name] = self._last = newcomer
        return newcomer

    def who(self, name: str) -> Newcomer:
        """Whoever has that name; "she", "he", "they" and "her" are the last person that was named."""
        if name in PRONOUNS:
            if self._last is None:
                raise LookupError(f"'{name}' is nobody: no step of this scenario has named a person yet")
            return self._last
        if name not in self._people:
            known = ", ".join(self._people) or "nobody"
            raise LookupError(f"{name} has not been introduced: this scenario knows {known}")
        self._last = self._people[name]
        return self._last

    @property
    def people(self) -> list[Newcomer]:
        """Everyone in this world."""
        return list(self._people.values())

    @property
    def records(self) -> OnboardingRecords:
        """The product's own records."""
        if self._engine is None:
            raise UserError(f"{self._target.source}: a step reads the records, but there is no database_url.")
        return OnboardingRecords(self._engine, self._onboarding.tables, self.transcript)

    @property
    def clock(self) -> Clock:
        """The product's clock."""
        control = self._onboarding.clock
        if control is None:
            raise UserError(f"{self._target.source}: a step moves time, but there is no onboarding.clock.")
        client = self._leave.enter_context(http_client(control.url, token=control.token))
        return Clock(Door(client, "the clock"), "onboarding")

    def promised(self, deed: str) -> float:
        """How soon this target promises an answer to a greeting, a tap or a text, in seconds."""
        return float(getattr(self._onboarding.answers_within, deed))

    def close(self) -> None:
        """Let everybody leave, and remove what they left behind, the newest first."""
        self._leave.close()

    @property
    def _onboarding(self) -> Onboarding:
        if self._target.onboarding is None:
            raise UserError(
                f"{self._target.source}: a step needs the journey onboarding, which is not there."
            )
        return self._target.onboarding

    def _telegram_user(self, someone: Person, onboarding: Onboarding) -> TelegramUser:
        if onboarding.telegram is None:
            raise UserError(f"{self._target.source}: onboarding names no Telegram stand-in to act through.")
        return TelegramUser(
            person=someone,
            stage=TelegramStage(
                self._door(onboarding.telegram, "the Telegram stand-in"), onboarding.bot_username
            ),
            phrasebook=phrasebook("onboarding", onboarding.says, onboarding.buttons),
            transcript=self.transcript,
            patience=onboarding.patience,
        )

    def _mailbox(self, someone: Person, onboarding: Onboarding) -> Mailbox | None:
        if onboarding.mail is None:
            return None
        stage = MailStage(self._door(onboarding.mail, "the mail stand-in"))
        return Mailbox(someone.name, someone.email, stage, self.transcript, onboarding.patience)

    def _door(self, standin: Standin, whose: str) -> Door:
        """A stand-in's backstage door, with a client of one person's own."""
        return Door(self._leave.enter_context(http_client(standin.url, token=standin.backstage_token)), whose)
