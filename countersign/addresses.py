"""Where the embedded services of one run are and what opens them; all of it is made new for each run."""

from collections.abc import Mapping

import msgspec

from countersign.hosting import ProvidersOrders, SandboxOrders
from countersign.providers.credentials import new_bot_token, new_brevo_key, new_token


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """Base URLs of the stand-ins and products of a run, and their credentials."""

    telegram: str
    brevo: str
    onboarding: str
    control: str
    backstage_token: str
    control_token: str
    bot_token: str
    bot_username: str
    webhook_secret: str
    brevo_key: str
    database_url: str

    @classmethod
    def of(cls, urls: Mapping[str, str], database_url: str) -> "Addresses":
        """The addresses with fresh credentials."""
        return cls(
            telegram=urls["telegram"],
            brevo=urls["brevo"],
            onboarding=urls["onboarding"],
            control=urls["control"],
            backstage_token=new_token(),
            control_token=new_token(),
            bot_token=new_bot_token(),
            bot_username="countersign_sandbox_bot",
            webhook_secret=new_token(),
            brevo_key=new_brevo_key(),
            database_url=database_url,
        )

    @property
    def secrets(self) -> list[str]:
        """All that opens a door, and must not reach a disk."""
        return [
            self.backstage_token,
            self.control_token,
            self.bot_token,
            self.webhook_secret,
            self.brevo_key,
        ]

    def for_providers(self, sockets: dict[str, int], lifeline: int, ready: int) -> ProvidersOrders:
        """What the process that plays the outside services needs to know."""
        return ProvidersOrders(
            sockets=sockets,
            lifeline=lifeline,
            ready=ready,
            backstage_token=self.backstage_token,
            bot_token=self.bot_token,
            bot_username=self.bot_username,
            brevo_key=self.brevo_key,
        )

    def for_sandbox(self, sockets: dict[str, int], lifeline: int, ready: int, data_dir: str) -> SandboxOrders:
        """What the process that runs the products needs to know."""
        return SandboxOrders(
            sockets=sockets,
            lifeline=lifeline,
            ready=ready,
            control_token=self.control_token,
            telegram_api=self.telegram,
            bot_token=self.bot_token,
            bot_username=self.bot_username,
            webhook_url=f"{self.onboarding}/webhook",
            webhook_secret=self.webhook_secret,
            brevo_api=f"{self.brevo}/v3",
            brevo_key=self.brevo_key,
            database_url=self.database_url,
            data_dir=data_dir,
        )
