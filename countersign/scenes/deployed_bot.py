"""A deployed bot in one scenario's world, reached through a driver bot in a group."""

from functools import cached_property

from countersign.errors import UserError
from countersign.evidence.exchange import said
from countersign.experience import Experience
from countersign.identity import person
from countersign.people.bot_api import BotApi
from countersign.people.driver_bot import NAME, DriverBot
from countersign.people.smoke_round import go_round, judge_experience
from countersign.people.smoke_tester import SmokeTester
from countersign.people.wire import http_client
from countersign.phrasebook import phrasebook
from countersign.scenes.surroundings import Surroundings
from countersign.target import Onboarding


class DeployedBotScene:
    """Brings the driver bot into the world, and keeps what it measured."""

    def __init__(self, onboarding: Onboarding, surroundings: Surroundings) -> None:
        self._onboarding = onboarding
        self._around = surroundings
        self._identity = float("inf")
        self._burst = (0, 1)
        self._experience = Experience()

    @cached_property
    def tester(self) -> SmokeTester:
        """Whoever drives; what was said before this scenario is left aside."""
        given, around = self._onboarding.driver, self._around
        if given is None:
            raise UserError(
                f"{around.source}: a step needs a driver bot, but there is no onboarding.driver: add it."
            )
        client = around.leave.enter_context(http_client(given.url))
        driver = DriverBot(
            BotApi(client, given.token, f"{around.source}: onboarding.driver"),
            given.chat_id,
            other=self._onboarding.bot_username.removeprefix("@"),
            phrasebook=phrasebook("onboarding", self._onboarding.says, self._onboarding.buttons),
            transcript=around.transcript,
            patience=self._onboarding.patience,
        )
        driver.arrive()
        around.leave.callback(self._keep_times, driver)
        return SmokeTester(driver, self._silence())

    def promised(self, deed: str) -> float:
        """How soon this target promises an answer to a greeting or a text, in seconds."""
        return float(getattr(self._onboarding.answers_within, deed))

    def new_address(self) -> str:
        """An address that nobody has, at a domain that nobody can own."""
        return person(NAME).email

    def identifies_itself(self) -> None:
        """Ask Telegram who the driver bot is, and keep how long that took."""
        self._identity = self.tester.driver.identify()
        self._around.measured.append(("answer to getMe", self._identity, "s"))

    def was_identified_within(self, seconds: float) -> None:
        """Telegram must have said so in time."""
        if self._identity > seconds:
            raise AssertionError(
                f"Telegram should say within {seconds:g} s who the driver bot is, but it took "
                f"{self._identity:.2f} s."
            )

    def writes_at_once(self) -> None:
        """Write different texts at the same moment."""
        self._burst = self.tester.writes_at_once()

    def was_answered_at_least(self, percent: int) -> None:
        """So large a part of them must be answered."""
        self.tester.is_answered_at_least(percent / 100, self._burst)

    def goes_round(self) -> None:
        """Go through everything that a bot can do with another, and keep how it felt."""
        self._experience = go_round(self.tester)
        self._keep(self._experience)

    def was_good(self) -> None:
        """The bot must be healthy, and nothing bad must have been found."""
        judge_experience(self.tester.bot, self._experience)

    def _keep(self, seen: Experience) -> None:
        for line in (seen.told(), *map(str, seen.issues())):
            self._around.transcript.add(said(NAME, "the testers", "experience", line))
        self._around.measured.append(("messages answered", seen.success, "share"))
        self._around.measured.append(("user experience", float(4 - "ABCD".index(seen.grade)), "grade"))
        self._around.measured.append(("phases of use that went well", seen.lifecycle, "share"))
        if seen.mean is not None:
            self._around.measured.append(("answer to the driver bot", seen.mean, "s on average"))

    def _keep_times(self, driver: DriverBot) -> None:
        for saying in driver.sayings:
            if saying.seconds is not None:
                answer = (f"answer to the driver bot's {saying.kind}", saying.seconds)
                self._around.answered.append(answer)

    def _silence(self) -> str:
        bot = f"@{self._onboarding.bot_username.removeprefix('@')}"
        running = "its /health was fine, so look" if self._onboarding.base_url else "is it running? Look"
        return (
            f"{running} whether {bot} is in the group and answers there, and whether Bot-to-Bot "
            f"Communication Mode is switched on for both bots, and Group Privacy switched off, in @BotFather"
        )
