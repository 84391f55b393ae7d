"""Many newcomers who do the same at the same moment."""

from collections.abc import Callable, Sequence

from countersign.matchers.conversation import asks_for, asks_to, greets, says, says_one_thing
from countersign.matchers.judging import judge
from countersign.matchers.mail import holds_mails
from countersign.matchers.races import meets_nobody_else, shown_so_many
from countersign.matchers.records import on_record_as_verified
from countersign.people.newcomer import ACCEPT, GET_STARTED, Newcomer
from countersign.people.telegram_user import HeldBack
from countersign.records.onboarding import OnboardingRecords


class Crowd:
    """Those who were gathered."""

    def __init__(self, people: Sequence[Newcomer], at_once: Callable[[Sequence[HeldBack]], None]) -> None:
        self.people = people
        self._at_once = at_once

    def become_verified(self) -> None:
        """All go through the whole setup, each step at the same moment."""
        self._all(lambda one: one.user.is_about_to_write("/start"))
        self._each(lambda one: one.user.sees(greets("a newcomer")))
        self._all(lambda one: one.user.is_about_to_tap(GET_STARTED))
        self._each(lambda one: one.user.sees(asks_for("the e-mail address")))
        self._all(lambda one: one.user.is_about_to_write(one.person.email))
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
        self.people[-1].user.lets_the_bot_finish()
        for one in self.people:
            one.user.looks()
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

    def meet_nobody_else(self) -> None:
        """Nobody sees anything of another, nor anything more: they have all done the same."""
        self.people[-1].user.lets_the_bot_finish()
        for one in self.people:
            one.user.looks()
            one.mailbox.look()
            judge(one.name, one, meets_nobody_else(self.people))
        fewest = min(len(one.user.conversation.visible()) for one in self.people)
        for one in self.people:
            judge(one.name, one.user, shown_so_many(fewest))

    def _all(self, deed: Callable[[Newcomer], HeldBack]) -> None:
        self._at_once([deed(one) for one in self.people])

    def _each(self, look: Callable[[Newcomer], object]) -> None:
        for one in self.people:
            look(one)
