"""Someone who is onboarded by a bot: a Telegram user with a mailbox."""

import secrets

from hamcrest.core.matcher import Matcher

from countersign.identity import Person
from countersign.matchers.conversation import asks_for, asks_to, greets, says
from countersign.matchers.judging import judge
from countersign.people.mailbox import Mailbox
from countersign.people.telegram_user import TelegramUser, Turn

GET_STARTED = "Get Started"
ACCEPT = "Accept the terms"
SKIP = "Skip"
TRY_AGAIN = "Try again"


class Newcomer:
    """A newcomer: does the next thing only when the bot has asked for it, as a person would."""

    def __init__(self, user: TelegramUser, mailbox: Mailbox | None) -> None:
        self.user = user
        self._mailbox = mailbox
        self._leads_to_code: Turn | None = None
        self._codes_before = 0

    @property
    def name(self) -> str:
        """As the features call the newcomer."""
        return self.user.name

    @property
    def mailbox(self) -> Mailbox:
        """The mailbox, on a deployment where mail can be read."""
        if self._mailbox is None:
            raise LookupError(f"{self.name} has no mailbox here: tag the scenario with @needs.mailbox")
        return self._mailbox

    @property
    def person(self) -> Person:
        """Who this is, beyond the name."""
        return self.user.person

    @property
    def subject(self) -> str:
        """Whom the virtual clock moves time for."""
        return f"telegram:{self.person.telegram_id}"

    def answer_times(self) -> list[tuple[str, float]]:
        """What each thing that was done is called, and how many seconds the bot took to answer it."""
        turns = self.user.turns
        return [(f"answer to a {turn.kind}", turn.seconds) for turn in turns if turn.seconds is not None]

    def is_greeted(self) -> None:
        """Start the bot and be greeted."""
        self.user.starts()
        self.user.sees(greets("a newcomer"))

    def gets_started(self) -> None:
        """Tap Get Started, after having started the bot."""
        if not self.user.turns:
            self.is_greeted()
        self.user.taps(GET_STARTED)

    def is_asked_for_email(self) -> None:
        """Come as far as the question for the e-mail address."""
        self.gets_started()
        self.user.sees(asks_for("the e-mail address"))

    def gives_email(self) -> None:
        """Write the e-mail address, when asked for it."""
        self.user.sees(asks_for("the e-mail address"))
        self._note_codes()
        self.user.writes(self.user.person.email)
        self._leads_to_code = self.user.turn

    def is_asked_for_code(self) -> None:
        """Come as far as the question for the code, with the code in the mailbox."""
        self.is_asked_for_email()
        self.gives_email()
        self.user.sees(asks_for("the code"))
        self.mailbox.newest_code()

    def asks_again_for_code(self) -> None:
        """Tap the button that sends the code again."""
        self._note_codes()
        self.user.taps(TRY_AGAIN)
        self._leads_to_code = self.user.turn

    def types_code(self) -> None:
        """Write the code from the newest mail, when asked for it."""
        if self.user.turn is self._leads_to_code:
            self.user.sees(asks_for("the code"))
        self.user.writes(self.mailbox.newest_code(since=self._codes_before))

    def types_wrong_code(self, times: int = 1) -> None:
        """Write six digits that are not the code that was mailed, so many times."""
        right = self.mailbox.newest_code()
        for _ in range(times):
            wrong = (int(right) + 1 + secrets.randbelow(999_999)) % 1_000_000
            self.user.writes(f"{wrong:06d}")

    def skips_email(self) -> None:
        """Go on without an e-mail address, when asked for it."""
        self.user.sees(asks_for("the e-mail address"))
        self.user.taps(SKIP)

    def accepts_terms(self) -> None:
        """Accept the terms, when asked to."""
        self.user.sees(asks_to("accept the terms"))
        self.user.taps(ACCEPT)

    def becomes_verified(self) -> None:
        """Go through all three steps."""
        self.is_asked_for_code()
        self.types_code()
        self.accepts_terms()
        self.user.sees(says("the account is ready"))

    def becomes_unverified(self) -> None:
        """Go through, without an e-mail address."""
        self.is_asked_for_email()
        self.skips_email()
        self.accepts_terms()
        self.user.sees(says("the account is ready"))

    def fails_to_get_a_code(self) -> None:
        """Give the e-mail address while mail is out of order, and be told so."""
        self.is_asked_for_email()
        self.mailbox.goes_out_of_order()
        self.gives_email()
        self.user.sees(says("the code could not be mailed"))

    def finds(self, matcher: "Matcher[Mailbox]") -> None:
        """Look into the mailbox when the bot has finished, and once more a moment later."""
        self.user.lets_the_bot_finish()
        self.mailbox.wait_for(lambda: matcher.matches(self.mailbox))
        self.mailbox.stay_for_more()
        judge(self.name, self.mailbox, matcher)

    def _note_codes(self) -> None:
        """Only a code that comes after what is done now is the answer to it."""
        if self._mailbox:
            self._mailbox.look()
            self._codes_before = len(self._mailbox.codes())
