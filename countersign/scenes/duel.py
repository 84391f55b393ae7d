"""Two newcomers who both say that one address is theirs."""

from collections.abc import Callable, Sequence

from countersign.matchers.conversation import asks_for, asks_to, says
from countersign.people.newcomer import Newcomer
from countersign.people.telegram_user import HeldBack
from countersign.records.onboarding import OnboardingFile, OnboardingRecords


class Duel:
    """Each has a code of their own for the same address."""

    def __init__(
        self, first: Newcomer, second: Newcomer, at_once: Callable[[Sequence[HeldBack]], None]
    ) -> None:
        self._pair = (first, second)
        self._at_once = at_once
        self.address = first.person.email
        first.is_asked_for_code()
        ours = first.mailbox.codes()
        second.is_asked_for_email()
        second.user.writes(self.address)
        second.user.sees(asks_for("the code"))
        self._codes = (ours[-1], first.mailbox.newest_code(since=len(ours)))

    def both_type(self) -> None:
        """Both type their codes at the same moment."""
        typing = zip(self._pair, self._codes, strict=True)
        self._at_once([one.user.is_about_to_write(code) for one, code in typing])

    def only_one_goes_on(self, records: OnboardingRecords) -> None:
        """Whoever has the address goes on to the terms; the other is told that it is taken, and does not."""
        for one, file in zip(self._pair, self.ended(records), strict=True):
            if any(account.email_verified for account in file.accounts):
                one.user.sees(asks_to("accept the terms"))
            else:
                one.user.sees(says("the address is taken"))
                one.user.does_not_see(asks_to("accept the terms"))

    def ended(self, records: OnboardingRecords) -> list[OnboardingFile]:
        """What is on record about the two, when the bot has finished with both."""
        for one in self._pair:
            one.user.lets_the_bot_finish()
        return [records.file_of(one.person) for one in self._pair]
