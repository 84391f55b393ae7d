"""The outside services in one scenario's world: developers who ask them, and whom they write to."""

from functools import cached_property
from typing import TypeVar

from countersign.errors import UserError
from countersign.identity import PhoneBook, person
from countersign.people.bot_developer import BotDeveloper
from countersign.people.bot_stage import BotStage, ChatPartner
from countersign.people.bot_updates import BotUpdates
from countersign.people.callback_listener import CallbackListener, Delivery
from countersign.people.mail_developer import MailDeveloper, MailTroubles
from countersign.people.model_developer import ModelDeveloper
from countersign.people.model_stage import ModelStage
from countersign.people.provider_answers import Answer, Answers, ServiceWire
from countersign.people.shop_developer import ShopDeveloper
from countersign.people.shop_stage import ShopStage
from countersign.people.sms_developer import SmsDeveloper, SmsTroubles
from countersign.people.wire import Door, http_client
from countersign.providers.credentials import new_bot_token
from countersign.scenes.surroundings import Surroundings
from countersign.target import BrevoDoor, OpenRouterDoor, Providers, StripeDoor, TelegramDoor, TwilioDoor
from countersign.target import Door as ProviderDoor

_POLL = 60.0

D = TypeVar("D")


class ProvidersScene:
    """Gives each scenario a bot, a mailbox and a number of its own where the service is a stand-in."""

    def __init__(self, providers: Providers, surroundings: Surroundings, phones: PhoneBook) -> None:
        self._providers = providers
        self._around = surroundings
        self._phones = phones
        self._answers = Answers(surroundings.transcript)

    @property
    def answer(self) -> Answer:
        """What was answered last."""
        return self._answers.last

    @cached_property
    def bot(self) -> BotDeveloper:
        """A developer with a bot."""
        door = self._telegram
        if door.backstage_token is None:
            return BotDeveloper(self._wire("Telegram", door.url), door.bot_token, self._providers.patience)
        stage = BotStage(self._backstage(door, "Telegram"))
        token = new_bot_token()
        wire = self._wire("Telegram", door.url)
        return BotDeveloper(wire, token, self._providers.patience, stage.register(token), stage)

    @cached_property
    def updates(self) -> BotUpdates:
        """How the bot gets its updates."""
        return BotUpdates(self.bot, self._bot_elsewhere, self._webhook, self._providers.patience)

    @cached_property
    def mail(self) -> MailDeveloper:
        """A developer whose product sends mail."""
        door = self._brevo
        troubles = MailTroubles(self._backstage(door, "Brevo")) if door.backstage_token else None
        mail = MailDeveloper(
            self._wire("Brevo", door.url),
            door.api_key,
            door.sender,
            person("Recipient").email if troubles else self._recipient(door.recipient, "brevo"),
            troubles,
            self._providers.patience,
        )
        self._around.leave.callback(mail.leaves)
        return mail

    @cached_property
    def sms(self) -> SmsDeveloper:
        """A developer whose product sends SMS."""
        door = self._twilio
        troubles = SmsTroubles(self._backstage(door, "Twilio")) if door.backstage_token else None
        sms = SmsDeveloper(
            self._wire("Twilio", door.url),
            door.account,
            door.auth_token,
            door.sender,
            self._number(troubles) if troubles else self._recipient(door.recipient, "twilio"),
            troubles,
            lambda: self._listener("Twilio"),
            self._providers.patience,
        )
        self._around.leave.callback(sms.leaves)
        return sms

    @cached_property
    def models(self) -> ModelDeveloper:
        """A developer whose product asks language models."""
        door = self._openrouter
        stage = ModelStage(self._backstage(door, "OpenRouter")) if door.backstage_token else None
        models = ModelDeveloper(
            self._wire("OpenRouter", door.url, timeout=self._providers.patience.answer),
            door.api_key,
            door.model,
            person("Product").username,
            stage,
        )
        self._around.leave.callback(models.leaves)
        return models

    @cached_property
    def shop(self) -> ShopDeveloper:
        """A developer whose product sells."""
        door = self._stripe
        stage = ShopStage(self._backstage(door, "Stripe")) if door.backstage_token else None
        shop = ShopDeveloper(
            self._wire("Stripe", door.url, timeout=self._providers.patience.answer),
            door.api_key,
            person("Buyer").username,
            stage,
            lambda: self._listener("Stripe"),
            self._providers.patience,
        )
        self._around.leave.callback(shop.leaves)
        return shop

    def opens_mail_account(self) -> MailDeveloper:
        """Begin with a product that sends mail."""
        return self.mail

    def opens_sms_account(self) -> SmsDeveloper:
        """Begin with a product that sends SMS."""
        return self.sms

    def opens_model_account(self) -> ModelDeveloper:
        """Begin with a product that asks language models."""
        return self.models

    def opens_shop(self) -> ShopDeveloper:
        """Begin with a product that sells."""
        return self.shop

    def meets(self, name: str) -> ChatPartner:
        """Somebody who has started the bot: made up, or whoever is in the chat that the target names."""
        partner = self.knows(name)
        if self._telegram.backstage_token is not None:
            partner.starts()
        return partner

    def knows(self, name: str) -> ChatPartner:
        """Somebody with a Telegram account, to whom the bot writes from now on."""
        partner = self._partner(name)
        self.bot.meets(partner)
        return partner

    def meets_in_group(self, name: str) -> None:
        """A group with the bot and somebody, to which the bot writes from now on."""
        member = self._partner(name)
        stage = self.bot.stage
        group = stage.group(str(self.bot.username), member.chat_id)
        self._around.leave.callback(stage.dissolve, group)
        self.bot.meets(ChatPartner(name, group, self._providers.patience))

    def brought(self, name: str, texts: list[str]) -> list[Delivery]:
        """What the webhook was brought of somebody's messages."""
        return self.updates.brought(texts, self.bot.partners.who(name).chat_id)

    def _partner(self, name: str) -> ChatPartner:
        door, patience = self._telegram, self._providers.patience
        if door.backstage_token is None:
            if door.chat_id is None:
                raise UserError(
                    f"{self._around.source}: providers.telegram needs a chat_id in which the bot may write: "
                    f"add one, or a backstage_token where it is a stand-in."
                )
            return ChatPartner(name, door.chat_id, patience)
        someone = person(name)
        partner = self.bot.stage.partner(name, someone.telegram_id, str(self.bot.username), patience)
        self._around.leave.callback(partner.leaves)
        partner.arrives()
        return partner

    def _bot_elsewhere(self) -> BotDeveloper:
        """A second copy of the bot's program, on a line of its own."""
        return self.bot.copy(self._wire("Telegram", self._telegram.url, timeout=_POLL))

    def _webhook(self) -> CallbackListener:
        """Where the bot's updates are brought, until the world ends."""
        listener = self._listener("Telegram")
        self._around.leave.callback(self.bot.drops_what_waits)
        return listener

    def _listener(self, service: str) -> CallbackListener:
        return self._around.leave.enter_context(CallbackListener(service, self._around.transcript))

    def _number(self, troubles: SmsTroubles) -> str:
        number = self._phones.lease_phone()
        self._around.leave.callback(self._phones.give_back, number)
        troubles.forget(number)  # it may have had another holder before
        return number

    def _recipient(self, given: str | None, service: str) -> str:
        if given is None:
            raise UserError(
                f"{self._around.source}: providers.{service} needs a recipient that may be written to: add "
                f"one, or a backstage_token where it is a stand-in."
            )
        return given

    def _wire(self, service: str, url: str, timeout: float = 10.0) -> ServiceWire:
        client = self._around.leave.enter_context(http_client(url, timeout=timeout))
        return ServiceWire(service, client, self._answers)

    def _backstage(self, door: ProviderDoor, service: str) -> Door:
        client = http_client(door.url, token=door.backstage_token)
        return Door(self._around.leave.enter_context(client), f"the {service} stand-in")

    @property
    def _telegram(self) -> TelegramDoor:
        return self._named(self._providers.telegram, "telegram")

    @property
    def _brevo(self) -> BrevoDoor:
        return self._named(self._providers.brevo, "brevo")

    @property
    def _twilio(self) -> TwilioDoor:
        return self._named(self._providers.twilio, "twilio")

    @property
    def _openrouter(self) -> OpenRouterDoor:
        return self._named(self._providers.openrouter, "openrouter")

    @property
    def _stripe(self) -> StripeDoor:
        return self._named(self._providers.stripe, "stripe")

    def _named(self, door: D | None, name: str) -> D:
        if door is None:
            raise UserError(f"{self._around.source}: a step needs providers.{name}, which is not there.")
        return door
