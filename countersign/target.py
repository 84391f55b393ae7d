"""The deployment under test: where it lives, what it offers, how it words things."""

from typing import Annotated, Literal, get_args

import msgspec

from countersign.phrasebook import Wording

Environment = Literal["sandbox", "staging", "production"]

Capability = Literal["wizard", "mailbox", "database", "clock", "faults"]
"""What a deployment can offer to the suite; scenarios ask for it with `@needs.<capability>`."""

CAPABILITIES: tuple[str, ...] = get_args(Capability)

# What a field holds is said in its type, so that one walk over a file checks every key of every journey.
Url = Annotated[str, msgspec.Meta(extra={"is": "url"})]
Secret = Annotated[str, msgspec.Meta(extra={"is": "secret"})]
DatabaseUrl = Annotated[str, msgspec.Meta(extra={"is": "database"})]


class Patience(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long the people of the suite wait for this deployment, in seconds."""

    answer: Annotated[float, msgspec.Meta(gt=0, le=300)] = 8.0
    """For something that must come."""
    quiet: Annotated[float, msgspec.Meta(ge=0, le=60)] = 2.0
    """After the last sign of life, to be sure that nothing more comes."""


class Standin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stand-in of an outside service that this deployment is pointed at."""

    url: Url
    backstage_token: Secret


class Control(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The control port that moves the virtual clock."""

    url: Url
    token: Secret


class OnboardingPaths(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the bot's own HTTP server answers, below its base URL."""

    health: str = "/health"
    webhook: str = "/webhook"


class Promise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How soon a visible answer must come, in seconds, from the delivery of the update."""

    greeting: Annotated[float, msgspec.Meta(gt=0, le=300)] = 5.0
    tap: Annotated[float, msgspec.Meta(gt=0, le=300)] = 3.0
    text: Annotated[float, msgspec.Meta(gt=0, le=300)] = 8.0


class Onboarding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Telegram bot that onboards newcomers."""

    base_url: Url
    bot_username: str
    offers: list[Capability] = []
    telegram: Standin | None = None
    """The Telegram stand-in that the bot's Bot API base URL points at."""
    mail: Standin | None = None
    """The Brevo stand-in that the bot sends its mail through."""
    clock: Control | None = None
    bot_token: Secret | None = None
    """Lets the suite ask the bot who it is before anything is driven."""
    allowed_bots: list[str] = []
    """The bots that this target may drive; the one that answers getMe must be among them."""
    webhook_host: str | None = None
    webhook_secret: Secret | None = None
    database_url: DatabaseUrl | None = None
    """Read only."""
    cleanup_database_url: DatabaseUrl | None = None
    """All that the suite may write with: it removes the suite's own rows."""
    tables: dict[str, str] = {}
    """The deployment's own names of tables and columns, where they differ: "users" or "users.email"."""
    paths: OnboardingPaths = OnboardingPaths()
    patience: Patience = Patience()
    answers_within: Promise = Promise()
    says: dict[str, Wording] = {}
    """How this deployment words an intent, where it differs from the default phrasebook."""
    buttons: dict[str, list[str]] = {}


class Target(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A deployment under test."""

    environment: Environment
    title: str = ""
    embedded: bool = False
    """Whether the suite starts the deployment itself."""
    onboarding: Onboarding | None = None

    name: str = ""
    source: str = ""
    digest: str = ""

    def journeys(self) -> dict[str, Onboarding]:
        """The journeys that this target names."""
        return {"onboarding": self.onboarding} if self.onboarding else {}
