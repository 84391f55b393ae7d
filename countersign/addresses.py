"""Where the embedded services of one run are and what opens them; all of it is made new for each run."""

from collections.abc import Callable, Collection, Mapping
from urllib.parse import unquote, urlsplit

import msgspec

from countersign.evidence.known_secrets import SHORTEST
from countersign.hosting import (
    BotOrders,
    ChatOrders,
    GatewayOrders,
    LineOrders,
    ProvidersOrders,
    SandboxOrders,
)
from countersign.providers.credentials import (
    new_bot_token,
    new_brevo_key,
    new_openrouter_key,
    new_stripe_key,
    new_token,
    new_twilio_account,
    new_webhook_secret,
)

PRODUCTS = ("onboarding", "booking", "training", "referrals")
"""The sandbox's products, by the journeys that they are for."""

GROUP = -1_004_000_000_001
"""The group in which the driver bot meets the sandbox's bot."""


class Bot(msgspec.Struct, frozen=True, kw_only=True):
    """A bot, as the Telegram stand-in knows it."""

    token: str
    username: str

    @classmethod
    def new(cls, username: str) -> "Bot":
        """A bot of that name, with a fresh token."""
        return cls(token=new_bot_token(), username=username)


class MailAccount(msgspec.Struct, frozen=True, kw_only=True):
    """How the products send mail."""

    api: str
    """Brevo's base URL, with its version."""
    key: str
    sender: str = "no-reply@countersign.example"


class SmsAccount(msgspec.Struct, frozen=True, kw_only=True):
    """How the products send SMS."""

    api: str
    """Twilio's base URL."""
    account: str
    token: str
    sender: str


class PhoneLine(msgspec.Struct, frozen=True, kw_only=True):
    """What opens the phone line to the carrier, and to the practice's own programs."""

    account: str
    token: str
    api_key: str

    @classmethod
    def new(cls) -> "PhoneLine":
        """Fresh ones."""
        account, token = new_twilio_account()
        return cls(account=account, token=token, api_key=new_token())


class ModelAccount(msgspec.Struct, frozen=True, kw_only=True):
    """How the products ask a language model."""

    api: str
    """OpenRouter's base URL, with its version."""
    key: str


class ShopAccount(msgspec.Struct, frozen=True, kw_only=True):
    """How the gateway sells."""

    api: str
    """Stripe's base URL."""
    key: str
    webhook_secret: str


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """Base URLs of the stand-ins and products of a run, and their credentials."""

    telegram: str
    brevo: str
    twilio: str
    openrouter: str
    stripe: str
    onboarding: str
    booking: str
    training: str
    referrals: str
    control: str
    backstage_token: str
    control_token: str
    bot: Bot
    driver: Bot
    webhook_secret: str
    mail: MailAccount
    sms: SmsAccount
    line: PhoneLine
    model: ModelAccount
    shop: ShopAccount
    databases: dict[str, str]
    """The URL of each product's database."""
    redis_url: str = ""

    @classmethod
    def of(cls, urls: Mapping[str, str], databases: dict[str, str], redis_url: str = "") -> "Addresses":
        """The addresses with fresh credentials."""
        account, token = new_twilio_account()
        return cls(
            **urls,
            backstage_token=new_token(),
            control_token=new_token(),
            bot=Bot.new("countersign_sandbox_bot"),
            driver=Bot.new("countersign_driver_bot"),
            webhook_secret=new_token(),
            mail=MailAccount(api=f"{urls['brevo']}/v3", key=new_brevo_key()),
            sms=SmsAccount(api=urls["twilio"], account=account, token=token, sender="+15005550006"),
            line=PhoneLine.new(),
            model=ModelAccount(api=f"{urls['openrouter']}/api/v1", key=new_openrouter_key()),
            shop=ShopAccount(api=urls["stripe"], key=new_stripe_key(), webhook_secret=new_webhook_secret()),
            databases=databases,
            redis_url=redis_url,
        )

    @property
    def secrets(self) -> list[str]:
        """All that opens a door, and must not reach a disk."""
        return [
            self.backstage_token,
            self.control_token,
            self.bot.token,
            self.driver.token,
            self.webhook_secret,
            self.mail.key,
            self.sms.token,
            self.line.token,
            self.line.api_key,
            self.model.key,
            self.shop.key,
            self.shop.webhook_secret,
            *_password_in(self.redis_url),
        ]

    def for_providers(self, sockets: dict[str, int], lifeline: int, ready: int) -> ProvidersOrders:
        """What the process that plays the outside services needs to know."""
        return ProvidersOrders(
            sockets=sockets,
            lifeline=lifeline,
            ready=ready,
            backstage_token=self.backstage_token,
            bot_token=self.bot.token,
            bot_username=self.bot.username,
            driver_token=self.driver.token,
            driver_username=self.driver.username,
            group=GROUP,
            brevo_key=self.mail.key,
            twilio_account=self.sms.account,
            twilio_token=self.sms.token,
            twilio_from=self.sms.sender,
            openrouter_key=self.model.key,
            stripe_key=self.shop.key,
        )

    def through(self, mail: MailAccount | None, sms: SmsAccount | None) -> "Addresses":
        """The same, with products that send through these accounts where they are given."""
        return msgspec.structs.replace(self, mail=mail or self.mail, sms=sms or self.sms)

    def for_sandbox(
        self, data_dir: str, products: Collection[str] = PRODUCTS
    ) -> Callable[[dict[str, int], int, int], SandboxOrders]:
        """What a process that runs these products needs to know, given what it is started with."""
        return lambda sockets, lifeline, ready: SandboxOrders(
            sockets=sockets,
            lifeline=lifeline,
            ready=ready,
            control_token=self.control_token,
            onboarding=self._bot() if "onboarding" in products else None,
            booking=self._line() if "booking" in products else None,
            training=self._chat() if "training" in products else None,
            referrals=self._gateway() if "referrals" in products else None,
            data_dir=data_dir,
        )

    def _bot(self) -> BotOrders:
        return BotOrders(
            telegram_api=self.telegram,
            bot_token=self.bot.token,
            bot_username=self.bot.username,
            webhook_url=f"{self.onboarding}/webhook",
            webhook_secret=self.webhook_secret,
            brevo_api=self.mail.api,
            brevo_key=self.mail.key,
            mail_sender=self.mail.sender,
            twilio_api=self.sms.api,
            twilio_account=self.sms.account,
            twilio_token=self.sms.token,
            twilio_from=self.sms.sender,
            allowed_groups=[GROUP],
            database_url=self.databases["onboarding"],
        )

    def _line(self) -> LineOrders:
        return LineOrders(
            account=self.line.account,
            auth_token=self.line.token,
            api_key=self.line.api_key,
            database_url=self.databases["booking"],
        )

    def _chat(self) -> ChatOrders:
        return ChatOrders(
            model_api=self.model.api, model_key=self.model.key, database_url=self.databases["training"]
        )

    def _gateway(self) -> GatewayOrders:
        return GatewayOrders(
            public_url=self.referrals,
            model_api=self.model.api,
            model_key=self.model.key,
            stripe_api=self.shop.api,
            stripe_key=self.shop.key,
            stripe_webhook_secret=self.shop.webhook_secret,
            redis_url=self.redis_url,
            database_url=self.databases["referrals"],
        )


def _password_in(url: str) -> set[str]:
    """The password of a URL, as it is written there and as it is meant; a short one hides in every word."""
    password = urlsplit(url).password or ""
    return {form for form in (password, unquote(password)) if len(form) >= SHORTEST}
