"""The ways to the bot that lead past its private chats."""

from functools import cached_property

from countersign.errors import UserError
from countersign.matchers.judging import judge
from countersign.matchers.screens import left_in_peace
from countersign.people.group import Group
from countersign.people.health_probe import HealthProbe
from countersign.people.newcomer import Newcomer
from countersign.people.operator import Operator
from countersign.people.webhook_caller import WebhookCaller
from countersign.people.wire import Door, http_client
from countersign.scenes.surroundings import Surroundings
from countersign.target import Onboarding


class Doors:
    """Who comes to the bot, beside the people who chat with it."""

    def __init__(self, onboarding: Onboarding, surroundings: Surroundings) -> None:
        self._onboarding = onboarding
        self._around = surroundings
        self._groups: dict[str, Group] = {}

    @cached_property
    def operator(self) -> Operator:
        """Whoever runs the product."""
        control = self._onboarding.clock
        if control is None:
            raise UserError(
                f"{self._around.source}: a step needs an operator, but onboarding.clock is not there."
            )
        client = http_client(control.url, token=control.token)
        door = Door(self._around.leave.enter_context(client), "the operator's door")
        return Operator(door, self._around.transcript)

    @cached_property
    def watch(self) -> HealthProbe:
        """Whoever asks the bot how it is."""
        client = self._around.leave.enter_context(http_client(self._onboarding.base_url))
        return HealthProbe(client, self._onboarding.paths.health, self._around.transcript)

    @cached_property
    def caller(self) -> WebhookCaller:
        """Whoever delivers updates."""
        client = self._around.leave.enter_context(http_client(self._onboarding.base_url, timeout=30.0))
        secret = self._onboarding.webhook_secret
        return WebhookCaller(client, self._onboarding.paths.webhook, secret, self._around.transcript)

    def writes_in_group(self, who: Newcomer, text: str) -> None:
        """Somebody writes in a group of theirs that the bot is in."""
        if who.name not in self._groups:
            self._groups[who.name] = self._group_of(who)
        self._groups[who.name].hears(text)

    def stays_silent_in_group(self, who: Newcomer) -> None:
        """The bot has taken in what was written there, and says nothing."""
        judge("The group", self._groups[who.name].what_the_bot_said(), left_in_peace())

    def _group_of(self, who: Newcomer) -> Group:
        telegram = self._onboarding.telegram
        if telegram is None:
            raise UserError(f"{self._around.source}: onboarding names no Telegram stand-in to act through.")
        client = self._around.leave.enter_context(http_client(telegram.url, token=telegram.backstage_token))
        group = Group(
            Door(client, "the Telegram stand-in"),
            self._onboarding.bot_username,
            who.person.telegram_id,
            who.name,
            self._around.transcript,
            self._onboarding.patience,
        )
        self._around.leave.callback(group.dissolve)
        return group
