"""Someone who is onboarded by a bot: a Telegram user with a mailbox."""

import re
import secrets
from collections.abc import Callable

from hamcrest.core.matcher import Matcher

from countersign.adversity.mail import MAIL_TROUBLES
from countersign.identity import Person
from countersign.matchers.conversation import MAIN_MENU, asks_for, asks_to, greets, offers_menu, says
from countersign.matchers.judging import judge
from countersign.people.mailbox import Mailbox
from countersign.people.phone import Phone
from countersign.people.telegram_user import HeldBack, TelegramUser, Turn

GET_STARTED = "Get Started"
ACCEPT = "Accept the terms"
SKIP = "Skip"
TRY_AGAIN = "Try again"
SETTINGS = "Settings & Help"
SMS_ALERTS = "SMS alerts"
SHARE_NUMBER = "Share my number"
INVITE = "Invite Friends"
BACK = "Back to Setup"
BACK_TO_MENU = "Back to Menu"
CHANGE_EMAIL = "Change Email"

_PAYLOAD = re.compile(r"[?&]start=([A-Za-z0-9_-]+)")


class Newcomer:
    """A newcomer: does the next thing only when the bot has asked for it, as a person would."""

    def __init__(self, user: TelegramUser, mailbox: Mailbox | None, phone: Phone | None = None) -> None:
        self.user = user
        self._mailbox = mailbox
        self._phone = phone
        self._leads_to_code: Turn | None = None
        self._codes_before = 0
        self._own_code: str | None = None
        self._first_code: str | None = None

    @property
    def name(self) -> str:
        """As the features call the newcomer."""
        return self.user.name

    @property
    def has_mailbox(self) -> bool:
        """Whether mail can be read on this deployment."""
        return self._mailbox is not None

    @property
    def mailbox(self) -> Mailbox:
        """The mailbox, on a deployment where mail can be read."""
        if self._mailbox is None:
            raise LookupError(f"{self.name} has no mailbox here: tag the scenario with @needs.mailbox")
        return self._mailbox

    @property
    def phone(self) -> Phone:
        """The phone, of whoever has brought one."""
        if self._phone is None:
            raise LookupError(f"{self.name} has no phone: say so where {self.name} is brought in")
        return self._phone

    @property
    def person(self) -> Person:
        """Who this is, beyond the name."""
        return self.user.person

    @property
    def address(self) -> str:
        """The e-mail address that is given when the bot asks for one."""
        return self._mailbox.address if self._mailbox else self.person.email

    @property
    def own_code(self) -> str:
        """The code that came when the e-mail address was given, whatever has come since."""
        if self._own_code is None:
            raise LookupError(f"{self.name} has not been asked for a code yet")
        return self._own_code

    @property
    def first_code(self) -> str:
        """The first code that ever came to the first address."""
        if self._first_code is None:
            raise LookupError(f"{self.name} has not been asked for a code yet")
        return self._first_code

    @property
    def subject(self) -> str:
        """Whom the virtual clock moves time for."""
        return f"telegram:{self.person.telegram_id}"

    def answer_times(self) -> list[tuple[str, float]]:
        """What each thing that was done is called, and how many seconds the bot took to answer it."""
        turns = self.user.turns
        return [(f"answer to a {turn.kind}", turn.seconds) for turn in turns if turn.seconds is not None]

    def is_taken_in(self) -> None:
        """Wait until the bot has taken in what this newcomer did last."""
        self.user.is_taken_in()

    def is_greeted(self) -> None:
        """Start the bot and be greeted."""
        self.user.starts()
        self.user.sees(greets("a newcomer"))

    def gets_started(self, by: str = GET_STARTED) -> None:
        """Tap the first button, after having started the bot."""
        if not self.user.turns:
            self.is_greeted()
        self.user.taps(by)

    def is_asked_for_email(self) -> None:
        """Come as far as the question for the e-mail address."""
        self.gets_started()
        self.user.sees(asks_for("the e-mail address"))

    def gives_email(self, written: Callable[[str], str] = str) -> None:
        """Write the e-mail address, when asked for it; in another way if that is the point."""
        self.user.sees(asks_for("the e-mail address"))
        self._note_codes()
        self.user.writes(written(self.address))
        self._leads_to_code = self.user.turn

    def is_asked_for_code(self) -> None:
        """Come as far as the question for the code, with the code in the mailbox."""
        self.is_asked_for_email()
        self.gives_email()
        self.sees_code()

    def sees_code(self) -> None:
        """Be asked for the code, and find it in the mailbox."""
        self.user.sees(asks_for("the code"))
        self._own_code = self.mailbox.newest_code(since=self._codes_before)
        self._first_code = self._first_code or self._own_code

    def gives_other_email(self, mailbox: Mailbox) -> None:
        """Change the e-mail address, and be asked for the code from the other mailbox."""
        self.user.taps(CHANGE_EMAIL)
        self.user.sees(asks_for("the e-mail address"))
        self._mailbox = mailbox
        self.gives_email()
        self.user.sees(asks_for("the code"))

    def writes(self, words: str) -> None:
        """Write anything, whatever was asked."""
        self.user.writes(words)

    def types(self, code: str) -> None:
        """Write a code, whoever's it is."""
        self.user.writes(code)

    def link_for_friends(self) -> str:
        """What the link brings along that the menu shows for friends."""
        self.user.taps(INVITE)
        self.user.sees(says("friends can be invited"))
        links = [_PAYLOAD.search(version.text) for version in self.user.conversation.shown_since(0)]
        found = [link.group(1) for link in links if link]
        if not found:
            raise AssertionError(f"{self.name} should be given a link for friends, but {self.user.so_far()}.")
        self.user.taps(BACK_TO_MENU)
        return found[-1]

    def is_asked_to_accept(self) -> None:
        """Come as far as the terms, with a verified address."""
        self.is_asked_for_code()
        self.types_code()
        self.user.sees(asks_to("accept the terms"))

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
        for wrong in self.wrong_codes(times):
            self.user.writes(wrong)

    def wrong_codes(self, number: int) -> list[str]:
        """So many times six digits that are not the code that was mailed."""
        right = int(self.mailbox.newest_code())
        return [f"{(right + 1 + secrets.randbelow(999_999)) % 1_000_000:06d}" for _ in range(number)]

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
        self.goes_on_to_menu()

    def goes_on_to_menu(self) -> None:
        """Type the code, accept the terms, and find the account ready."""
        self.types_code()
        self.accepts_terms()
        self.user.sees(says("the account is ready"))
        self.user.sees(offers_menu())

    def becomes_unverified(self) -> None:
        """Go through, without an e-mail address."""
        self.goes_through_unverified(GET_STARTED)

    def goes_through_unverified(self, first: str) -> None:
        """Go through from the first button on, without an e-mail address."""
        self.is_asked_to_accept_unverified(first)
        self.accepts_terms()
        self.user.sees(says("the account is ready"))

    def is_asked_to_accept_unverified(self, first: str = GET_STARTED) -> None:
        """Come as far as the terms, without an e-mail address."""
        self.gets_started(first)
        self.skips_email()
        self.user.sees(asks_to("accept the terms"))

    def reads_every_help(self) -> None:
        """From the first step to the menu, with a look at every help and a change of mind at the terms."""
        self._opens("Why Email?", BACK)
        self.gives_email()
        self.sees_code()
        self._opens("Help", BACK)
        self.types_code()
        self.user.sees(asks_to("accept the terms"))
        self._opens("Read Terms", BACK)
        self._opens("Decline", BACK)
        self.accepts_terms()
        self.user.sees(offers_menu())

    def looks_round(self) -> None:
        """Open each screen of the menu, and come back to it."""
        for label in MAIN_MENU:
            self._opens(label, BACK_TO_MENU)

    def _opens(self, label: str, way_back: str) -> None:
        self.user.taps(label)
        self.user.taps(way_back)

    def sets_alerts_up(self) -> None:
        """Share the own number, and be told that SMS alerts are on."""
        self.shares_number()
        self.user.sees(says("SMS alerts are on"))

    def is_about_to_share_somebody_else(self) -> HeldBack:
        """Answer the question for the own number by a contact; it is left to the caller whose it is."""
        self.asks_for_alerts()
        return self.user.is_about_to_tap(SHARE_NUMBER)

    def fails_to_get_a_code(self) -> None:
        """Give the e-mail address while mail is out of order, and be told so."""
        self.is_asked_for_email()
        self.mailbox.goes_out_of_order()
        self.gives_email()
        self.user.sees(says("the code could not be mailed"))

    def types_found_code(self) -> None:
        """Write the code from the newest mail, without being asked for it."""
        self.user.writes(self.mailbox.newest_code(since=self._codes_before))

    def gives_email_and_blocks_the_bot(self) -> None:
        """Write the e-mail address, and let the bot write no more."""
        self.gives_email()
        self.user.blocks_the_bot()

    def blocks_the_bot_while_the_code_is_mailed(self) -> None:
        """Give the e-mail address, and block the bot before it learns that the code was mailed."""
        self.is_asked_for_email()
        self.mailbox.goes_out_of_order(MAIL_TROUBLES["is slow"])
        self.gives_email_and_blocks_the_bot()
        self.user.lets_the_bot_finish()

    def asks_for_alerts(self) -> None:
        """Ask for SMS alerts in the settings, from the main menu."""
        self.user.taps(SETTINGS)
        self.user.taps(SMS_ALERTS)

    def shares_number(self) -> None:
        """Ask for SMS alerts in the settings, and share the own number."""
        self.asks_for_alerts()
        self._shares_number_when_asked()

    def shares_number_again(self) -> None:
        """Ask for SMS alerts again, and share the own number."""
        self.asks_again_for_alerts()
        self._shares_number_when_asked()

    def comes_back_for_alerts(self) -> None:
        """Start the bot, and ask for SMS alerts in the settings."""
        self.user.starts()
        self.asks_for_alerts()

    def asks_again_for_alerts(self) -> None:
        """Tap the button of the SMS alerts, which stands under the last answer."""
        self.user.taps(SMS_ALERTS)

    def finds_on_phone(self, matcher: "Matcher[Phone]") -> None:
        """Look at the phone when the bot has finished, and nothing more has come for a while."""
        self.phone.wait_for(lambda: matcher.matches(self.phone))
        self.user.lets_the_bot_finish()
        self.phone.look()
        self.phone.stay_for_more()
        judge(self.name, self.phone, matcher)

    def finds(self, matcher: "Matcher[Mailbox]") -> None:
        """Look into the mailbox when the bot has finished, and nothing more has come for a while."""
        self.mailbox.wait_for(lambda: matcher.matches(self.mailbox))
        self.user.lets_the_bot_finish()
        self.mailbox.look()
        self.mailbox.stay_for_more()
        judge(self.name, self.mailbox, matcher)

    def _shares_number_when_asked(self) -> None:
        self.user.sees(asks_for("the phone number"))
        self.user.taps(SHARE_NUMBER)

    def _note_codes(self) -> None:
        """Only a code that comes after what is done now is the answer to it."""
        if self._mailbox:
            self._mailbox.look()
            self._codes_before = len(self._mailbox.codes())
