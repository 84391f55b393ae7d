"""The deployment under test: where it lives, what it offers, how it words things."""

from typing import Annotated, Literal, get_args

import msgspec

from countersign.phrasebook import Wording

Environment = Literal["sandbox", "staging", "production"]

VARIABLES = "the environment variables"
"""The source of a target that no file describes."""

Capability = Literal[
    "wizard",
    "mailbox",
    "sms",
    "database",
    "clock",
    "faults",
    "webhook",
    "operator",
    "driver",
    "spare",
    "telegram",
    "brevo",
    "twilio",
    "calendar",
    "signature",
    "appointments",
    "health",
    "model",
    "completion",
    "replay",
    "masking",
    "draft",
    "registration",
    "account",
    "payments",
    "cache",
    "openrouter",
    "stripe",
]
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
    """The control port: moves the virtual clock, and does what an operator of the product does."""

    url: Url
    token: Secret


class Driver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A second bot, which talks to the bot under test in a group where both are members."""

    token: Secret
    chat_id: int
    """The group."""
    url: Url = "https://api.telegram.org"
    """The Bot API that the driver bot talks to."""


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

    base_url: Url = ""
    """Only a target that is driven by a driver bot alone can do without."""
    replicas: list[Url] = []
    """Further processes of the same bot, behind the same database."""
    bot_username: str
    offers: list[Capability] = []
    telegram: Standin | None = None
    """The Telegram stand-in that the bot's Bot API base URL points at."""
    mail: Standin | None = None
    """The Brevo stand-in that the bot sends its mail through."""
    sms: Standin | None = None
    """The Twilio stand-in that the bot sends its SMS through."""
    driver: Driver | None = None
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


class TelegramDoor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bot of the suite's own at the Bot API."""

    bot_token: Secret
    url: Url = "https://api.telegram.org"
    chat_id: int | None = None
    """A chat in which the bot may write, where nobody can be played backstage."""
    backstage_token: Secret | None = None
    """Where this is our stand-in."""


class BrevoDoor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account of the suite's own at Brevo."""

    api_key: Secret
    url: Url = "https://api.brevo.com"
    sender: str
    recipient: str | None = None
    """A mailbox that may be mailed to, where none can be made up."""
    backstage_token: Secret | None = None


class TwilioDoor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account of the suite's own at Twilio."""

    account: str
    auth_token: Secret
    url: Url = "https://api.twilio.com"
    sender: str
    recipient: str | None = None
    """A phone that may be written to, where none can be made up."""
    backstage_token: Secret | None = None


class OpenRouterDoor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account of the suite's own at OpenRouter."""

    api_key: Secret
    url: Url = "https://openrouter.ai"
    model: str = "openai/gpt-4o-mini"
    """What is asked where nothing can be staged: a cheap one."""
    backstage_token: Secret | None = None


class StripeDoor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account of the suite's own at Stripe, in test mode."""

    api_key: Secret
    url: Url = "https://api.stripe.com"
    backstage_token: Secret | None = None


class Providers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The outside services themselves: their contracts are proven on our stand-ins, or on the real ones."""

    offers: list[Capability] = []
    telegram: TelegramDoor | None = None
    brevo: BrevoDoor | None = None
    twilio: TwilioDoor | None = None
    openrouter: OpenRouterDoor | None = None
    stripe: StripeDoor | None = None
    patience: Patience = Patience()

    @property
    def doors(self) -> list[str]:
        """The services that are named; a scenario about another one says nothing about this target."""
        return [service for service, door in self._named() if door]

    @property
    def base_url(self) -> str:
        """Where they are, for the first line of a run."""
        return " ".join(door.url for _, door in self._named() if door)

    def _named(self) -> list[tuple[str, "Door | None"]]:
        return [
            ("telegram", self.telegram),
            ("brevo", self.brevo),
            ("twilio", self.twilio),
            ("openrouter", self.openrouter),
            ("stripe", self.stripe),
        ]


Door = TelegramDoor | BrevoDoor | TwilioDoor | OpenRouterDoor | StripeDoor


class BookingPaths(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the phone line's HTTP server answers, below its base URL; calls lead on from the voice path.

    An empty one says that the line has no such thing; where a call begins it must say.
    """

    voice: str = "/twilio/voice"
    health: str = "/healthz"
    ready: str = "/readyz"
    appointments: str = "/appointments"


Day = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


class Hours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the practice can be visited, in its own time zone."""

    opens: str = "09:00"
    closes: str = "17:00"
    days: tuple[Day, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri")


class Booking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A phone line that books appointments: a voice application that answers the carrier's webhooks."""

    base_url: Url = ""
    replicas: list[Url] = []
    """Further processes of the same line, behind the same database."""
    offers: list[Capability] = []
    number: str = "+15005550100"
    """The number that is called; where each number has a calendar of its own, each scenario takes another."""
    account: str = "AC00000000000000000000000000000000"  # pragma: allowlist secret
    """The account that calls bear."""
    auth_token: Secret | None = None
    """What requests are signed with; without it they bear no signature."""
    api_key: Secret | None = None
    """What the line wants in X-API-Key, for calls and for its REST interface."""
    method: Literal["POST", "GET"] = "POST"
    """How the carrier asks for the first document."""
    fallback_url: Url | None = None
    """Where the carrier asks when the line fails, as it is configured for the number."""
    status_callback: Url | None = None
    """Where the carrier tells how a call went on, as it is configured for the number."""
    time_zone: str = "America/Edmonton"
    hours: Hours = Hours()
    clock: Control | None = None
    database_url: DatabaseUrl | None = None
    """Read only."""
    cleanup_database_url: DatabaseUrl | None = None
    """All that the suite may write with: it removes the suite's own rows."""
    tables: dict[str, str] = {}
    """The deployment's own names of tables and columns, where they differ: "users" or "users.mobile"."""
    paths: BookingPaths = BookingPaths()
    patience: Patience = Patience()
    says: dict[str, Wording] = {}
    """How this line words an intent, where it differs from the default phrasebook."""

    @property
    def voice_url(self) -> str:
        """What the called number is configured with at the carrier: where each call begins."""
        return f"{self.base_url.rstrip('/')}{self.paths.voice}"


class TrainingPaths(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the training chat answers, below its base URL; an id or a name follows where one is asked for."""

    health: str = "/api/health"
    scenarios: str = "/api/scenarios"
    sessions: str = "/api/sessions"
    documents: str = "/api/documents"
    chat: str = "/chat"


class Training(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A role-play chat: REST for sessions, and a WebSocket for each."""

    base_url: Url = ""
    socket_url: Url = ""
    """Where the sockets are, where that is another host than the base URL's; http for ws, https for wss."""
    replicas: list[Url] = []
    """Further processes of the same chat, behind the same database."""
    offers: list[Capability] = []
    scenarios: tuple[str, ...] = ("customer_service_v1", "complaint_handling_v1")
    """The `config.id`s of two scenarios that trainees can pick."""
    draft: str = ""
    """The `config.id` of one that lacks a document, which its validation must say; empty for none."""
    model: Standin | None = None
    """The OpenRouter stand-in that the chat's language model is."""
    clock: Control | None = None
    database_url: DatabaseUrl | None = None
    """Read only."""
    cleanup_database_url: DatabaseUrl | None = None
    """All that the suite may write with: it removes the suite's own rows."""
    tables: dict[str, str] = {}
    """The deployment's own names of tables and columns: "sessions" or "sessions.user_id"."""
    paths: TrainingPaths = TrainingPaths()
    patience: Patience = Patience()
    says: dict[str, Wording] = {}
    """How this chat words an intent, where it differs from the default phrasebook."""
    replies: dict[str, list[str]] = {}
    """What a good trainee writes, turn by turn, by the `config.id` of the scenario."""


class ReferralsPaths(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the gateway answers, below its base URL."""

    health: str = "/health"
    models: str = "/catalog/models"
    providers: str = "/catalog/providers"
    register: str = "/auth/register"
    balance: str = "/user/balance"
    transactions: str = "/user/credit-transactions"
    keys: str = "/user/api-keys"
    chat: str = "/v1/chat/completions"
    link: str = "/referral/link"
    stats: str = "/referral/stats"
    apply: str = "/referral/apply"
    """Where a customer enters a code after the sign-up."""
    checkout: str = "/checkout-session"
    webhook: str = "/stripe/webhook"


class Bonus(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an inviter earns, in credits; the same thrice where it is flat."""

    bronze: str = "10"
    silver: str = "25"
    gold: str = "50"
    silver_from: int = 5
    """So many completed referrals make the inviter silver."""
    gold_from: int = 20
    invited: str = "0"
    """What the one who was invited earns, where both sides do."""
    least_purchase: str = "10"
    most_pending: int = 10


class Referrals(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An AI gateway that sells credits, and rewards who invites others."""

    base_url: Url = ""
    replicas: list[Url] = []
    """Further processes of the same gateway, behind the same database."""
    offers: list[Capability] = []
    api_key: Secret | None = None
    """Of a test account that exists already, where customers can't be registered."""
    model: str = ""
    """What is asked where nothing can be staged; the cheapest of the catalog where nothing is said."""
    openrouter: Standin | None = None
    """The stand-in of the language models that the gateway asks."""
    stripe: Standin | None = None
    """The Stripe stand-in that the gateway sells through."""
    webhook_secret: Secret | None = None
    """What Stripe signs its events to the gateway with."""
    bonus: Bonus = Bonus()
    clock: Control | None = None
    database_url: DatabaseUrl | None = None
    """Read only."""
    cleanup_database_url: DatabaseUrl | None = None
    """All that the suite may write with: it removes the suite's own rows."""
    tables: dict[str, str] = {}
    """The deployment's own names of tables and columns: "users" or "users.email"."""
    paths: ReferralsPaths = ReferralsPaths()
    patience: Patience = Patience()


Journey = Onboarding | Booking | Training | Referrals | Providers


class Target(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A deployment under test."""

    environment: Environment
    title: str = ""
    embedded: bool = False
    """Whether the suite starts the deployment itself."""
    onboarding: Onboarding | None = None
    booking: Booking | None = None
    training: Training | None = None
    referrals: Referrals | None = None
    providers: Providers | None = None

    name: str = ""
    source: str = ""
    digest: str = ""

    @property
    def names(self) -> str:
        """How a sentence begins that says what it names."""
        return f"{self.source} {'name' if self.source == VARIABLES else 'names'}"

    def journeys(self) -> dict[str, Journey]:
        """The journeys that this target names, by the folder of their features."""
        named: dict[str, Journey | None] = {
            "onboarding": self.onboarding,
            "booking": self.booking,
            "training": self.training,
            "referrals": self.referrals,
            "providers": self.providers,
        }
        return {journey: section for journey, section in named.items() if section}
