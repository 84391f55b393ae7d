"""What one scenario can reach: its people, the scenes of the journeys, and the evidence of it all."""

from contextlib import ExitStack
from functools import cached_property
from typing import Any

from sqlalchemy import Engine

from countersign.adversity.spares import Spares
from countersign.cast import Cast, Somebody
from countersign.errors import UserError
from countersign.evidence.transcript import Transcript
from countersign.identity import PhoneBook
from countersign.leftovers import LEDGERS
from countersign.scenes.booking import BookingScene
from countersign.scenes.deployed_bot import DeployedBotScene
from countersign.scenes.integration import IntegrationScene
from countersign.scenes.onboarding import OnboardingScene
from countersign.scenes.providers import ProvidersScene
from countersign.scenes.referrals import ReferralsScene
from countersign.scenes.surroundings import Belongings, Surroundings
from countersign.scenes.training import TrainingScene
from countersign.target import Target


class World:
    """One scenario's own world; nobody in it has ever been in another."""

    def __init__(
        self,
        target: Target,
        transcript: Transcript,
        belongings: Belongings,
        records: Engine | None,
        spares: Spares | None = None,
        *,
        users: int = 5,
    ) -> None:
        self.transcript = transcript
        self.people: Cast[Somebody] = Cast()
        self._target = target
        self._records = records
        self._leave = ExitStack()
        self.answered: list[tuple[str, float]] = []
        self.measured: list[tuple[str, float, str]] = []
        self._surroundings = Surroundings(
            target.source,
            transcript,
            belongings,
            self._leave,
            self.measured,
            spares,
            users,
            answered=self.answered,
        )

    def who(self, name: str) -> Any:
        """Whoever has that name; "she", "he", "they" and "her" are the last person that was named.

        Steps follow each other: when another one's turn comes, what the last one did has been taken in.
        """
        before = self.people.last
        somebody = self.people.who(name)
        if before is not None and before is not somebody:
            before.is_taken_in()
        return somebody

    @cached_property
    def onboarding(self) -> OnboardingScene:
        """Onboarding by a Telegram bot."""
        if self._target.onboarding is None:
            raise UserError(
                f"{self._target.source}: a step needs the journey onboarding, which is not there."
            )
        return OnboardingScene(self._target.onboarding, self._surroundings, self.people, self._records)

    @cached_property
    def booking(self) -> BookingScene:
        """Booking calls on a phone line."""
        if self._target.booking is None:
            raise UserError(f"{self._target.source}: a step needs the journey booking, which is not there.")
        scene = BookingScene(self._target.booking, self._surroundings, self.people)
        self._leave.callback(scene.close_books)
        return scene

    @cached_property
    def training(self) -> TrainingScene:
        """Training sessions in a role-play chat."""
        if self._target.training is None:
            raise UserError(f"{self._target.source}: a step needs the journey training, which is not there.")
        return TrainingScene(self._target.training, self._surroundings, self.people)

    @cached_property
    def referrals(self) -> ReferralsScene:
        """Referrals and credits at an AI gateway."""
        if self._target.referrals is None:
            raise UserError(f"{self._target.source}: a step needs the journey referrals, which is not there.")
        return ReferralsScene(self._target.referrals, self._surroundings, self.people)

    @cached_property
    def integration(self) -> IntegrationScene:
        """What becomes of the mail and the SMS of the onboarding bot."""
        return IntegrationScene(self._target, self._surroundings, self.onboarding, PhoneBook(LEDGERS))

    @cached_property
    def providers(self) -> ProvidersScene:
        """The outside services themselves."""
        if self._target.providers is None:
            raise UserError(f"{self._target.source}: a step needs [providers], which is not there.")
        return ProvidersScene(self._target.providers, self._surroundings, PhoneBook(LEDGERS))

    @cached_property
    def deployed_bot(self) -> DeployedBotScene:
        """The onboarding bot as a second bot meets it in a group."""
        if self._target.onboarding is None:
            raise UserError(
                f"{self._target.source}: a step needs the journey onboarding, which is not there."
            )
        return DeployedBotScene(self._target.onboarding, self._surroundings)

    def close(self) -> None:
        """Let everybody leave, and remove what they left behind, the newest first."""
        self._leave.close()
