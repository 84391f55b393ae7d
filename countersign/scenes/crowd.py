"""Many newcomers who do the same at the same moment."""

from collections.abc import Callable, Sequence

from hamcrest.core.matcher import Matcher

from countersign.matchers.conversation import Told, asks_for, asks_to, greets, says, says_one_thing
from countersign.matchers.judging import judge
from countersign.matchers.mail import holds_mails
from countersign.matchers.races import meets_nobody_else, shown_so_many
from countersign.matchers.records import on_record_as_verified
from countersign.people.mailbox import Mailbox
from countersign.people.newcomer import ACCEPT, GET_STARTED, Newcomer
from countersign.people.telegram_user import HeldBack, TelegramUser
from countersign.records.onboarding import OnboardingFile, OnboardingRecords


class Crowd:
    """Those who were gathered."""

    def __init__(self, people: Sequence[Newcomer], at_once: Callable[[Sequence[HeldBack]], None]) -> None:
        self.people = people
        self._at_once = at_once

    def become_verified(self) -> None:
        """All go through the whole setup, each step at the same moment."""
        self.start()
        self._all(lambda one: one.user.is_about_to_tap(GET_STARTED))
        self._each(lambda one: one.user.sees(asks_for("the e-mail address")))
        self.give_addresses()
        self._each(lambda one: one.user.sees(asks_for("the code")))
        self._all(lambda one: one.user.is_about_to_write(one.mailbox.newest_code()))
        self._each(lambda one: one.user.sees(asks_to("accept the terms")))
        self._all(lambda one: one.user.is_about_to_tap(ACCEPT))
        self._each(lambda one: one.user.sees(says("the account is ready")))

    def start(self) -> None:
        """All start the bot, and are greeted."""
        self._all(lambda one: one.user.is_about_to_write("/start"))
        self._each(lambda one: one.user.sees(greets("a newcomer")))

    def give_addresses(self) -> None:
        """All write an address of their own, without further ado."""
        self._all(lambda one: one.user.is_about_to_write(one.person.email))

    def are_greeted_once(self) -> None:
        """Each has been shown one message, which greets, also when the bot has finished with the last."""
        self._let_the_bot_finish()
        for one in self.people:
            judge(one.name, one.user, greets("a newcomer"))
            judge(one.name, one.user, says_one_thing())

    def are_asked_for_codes_of_their_own(self) -> None:
        """Each is asked for the code, and has one mail, with a code."""
        self._each(lambda one: one.user.sees(asks_for("the code")))
        self._each(lambda one: one.mailbox.newest_code())
        self._each(lambda one: judge(one.name, one.mailbox, holds_mails(1)))

    def are_on_record(self, records: OnboardingRecords) -> None:
        """Each is on record as a verified user with the address that they gave."""
        self._each(
            lambda one: judge(one.name, records.file_of(one.person), on_record_as_verified(one.person.email))
        )

    def are_asked_for_the_code(self) -> None:
        """Come as far as the question for the code, one after the other."""
        self._each(lambda one: one.is_asked_for_code())

    def are_asked_to_accept(self) -> None:
        """Come as far as the terms, one after the other."""
        self._each(lambda one: one.is_asked_to_accept())

    def each_starts(self, times: int) -> None:
        """Each in turn starts the bot so many times at the same moment.

        One volley finds a race by chance only; several find it almost surely.
        """
        self._in_turn(lambda one: [one.user.is_about_to_write("/start") for _ in range(times)])

    def each_accepts(self, times: int) -> None:
        """Each in turn taps Accept so many times at the same moment."""
        self._in_turn(lambda one: [one.user.is_about_to_tap(ACCEPT) for _ in range(times)])

    def each_types_wrong_codes(self, number: int) -> None:
        """Each in turn writes so many wrong codes at the same moment."""
        self._in_turn(lambda one: [one.user.is_about_to_write(code) for code in one.wrong_codes(number)])

    def each_types_code(self) -> None:
        """Each writes the right code."""
        self._each(lambda one: one.user.writes(one.mailbox.newest_code()))

    def each_sees(self, matcher: "Matcher[TelegramUser]") -> None:
        """What must hold for each chat when the bot has finished with all."""
        self._each(lambda one: one.user.sees(matcher))
        self._let_the_bot_finish()
        self._each(lambda one: judge(one.name, one.user, matcher))

    def none_sees(self, what: Told) -> None:
        """What must not have been said to anybody when the bot has finished with all."""
        self._let_the_bot_finish()
        self._each(lambda one: judge(one.name, one.user, what.ever(), wanted=False))

    def each_finds(self, matcher: "Matcher[Mailbox]") -> None:
        """What must hold for each mailbox when the bot has finished with all."""
        self._each(lambda one: one.mailbox.wait_for(lambda: matcher.matches(one.mailbox)))
        self._let_the_bot_finish()
        self._each(lambda one: judge(one.name, one.mailbox, matcher))

    def each_on_record(self, records: OnboardingRecords, matcher: "Matcher[OnboardingFile]") -> None:
        """What must be on record about each."""
        self._each(lambda one: judge(one.name, records.file_of(one.person), matcher))

    def meet_nobody_else(self) -> None:
        """Nobody sees anything of another, nor anything more: they have all done the same."""
        self._let_the_bot_finish()
        for one in self.people:
            judge(one.name, one, meets_nobody_else(self.people))
        fewest = min(len(one.user.conversation.visible()) for one in self.people)
        for one in self.people:
            judge(one.name, one.user, shown_so_many(fewest))

    def _in_turn(self, deeds: Callable[[Newcomer], list[HeldBack]]) -> None:
        for one in self.people:
            self._at_once(deeds(one))

    def _let_the_bot_finish(self) -> None:
        """Wait for silence after the last one's deed; all others' came before."""
        self._each(lambda one: one.user.is_taken_in())
        self.people[-1].user.lets_the_bot_finish()
        for one in self.people:
            one.user.looks()
            if one.has_mailbox:
                one.mailbox.look()

    def _all(self, deed: Callable[[Newcomer], HeldBack]) -> None:
        self._at_once([deed(one) for one in self.people])

    def _each(self, look: Callable[[Newcomer], object]) -> None:
        for one in self.people:
            look(one)
