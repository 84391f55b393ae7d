"""Where the embedded services of one run are and what opens them; all of it is made new for each run."""

from collections.abc import Callable, Mapping

import msgspec

from countersign.hosting import ProvidersOrders, SandboxOrders
from countersign.providers.credentials import (
    new_bot_token,
    new_brevo_key,
    new_token,
    new_twilio_account,
)

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


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """Base URLs of the stand-ins and products of a run, and their credentials."""

    telegram: str
    brevo: str
    twilio: str
    onboarding: str
    booking: str
    control: str
    backstage_token: str
    control_token: str
    bot: Bot
    driver: Bot
    webhook_secret: str
    mail: MailAccount
    sms: SmsAccount
    line: PhoneLine
    database_url: str
    booking_database_url: str

    @classmethod
    def of(cls, urls: Mapping[str, str], database_url: str, booking_database_url: str) -> "Addresses":
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
            database_url=database_url,
            booking_database_url=booking_database_url,
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
        )

    def through(self, mail: MailAccount | None, sms: SmsAccount | None) -> "Addresses":
        """The same, with products that send through these accounts where they are given."""
        return msgspec.structs.replace(self, mail=mail or self.mail, sms=sms or self.sms)

    def for_sandbox(self, data_dir: str) -> Callable[[dict[str, int], int, int], SandboxOrders]:
        """What a process that runs the products needs to know, given what it is started with."""
        return lambda sockets, lifeline, ready: SandboxOrders(
            sockets=sockets,
            lifeline=lifeline,
            ready=ready,
            control_token=self.control_token,
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
            database_url=self.database_url,
            booking_account=self.line.account,
            booking_token=self.line.token,
            booking_api_key=self.line.api_key,
            booking_database_url=self.booking_database_url,
            data_dir=data_dir,
        )
