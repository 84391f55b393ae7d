"""What becomes of the mail and the SMS of the onboarding bot, as the services that carry them tell."""

import time
from collections.abc import Callable

import msgspec

from countersign.errors import UndecidedError, UserError
from countersign.evidence.exchange import Exchange
from countersign.identity import Person, PhoneBook, person, plus_addressed
from countersign.matchers.conversation import offers_menu
from countersign.matchers.delivery import delivered, is_the_only_sms
from countersign.matchers.judging import judge
from countersign.people.brevo_account import BrevoAccount, FollowedMail, MailEvent
from countersign.people.mailbox import CODE, Mailbox
from countersign.people.newcomer import Newcomer
from countersign.people.parcel import Parcel
from countersign.people.twilio_account import FollowedPhone, TextMessage, TwilioAccount
from countersign.phrasebook import phrasebook
from countersign.scenes.onboarding import OnboardingScene
from countersign.scenes.surroundings import Surroundings
from countersign.target import Onboarding, Patience, Providers, Target


class IntegrationScene:
    """Follows what the bot sends until it has arrived, and notes how long that took."""

    def __init__(
        self, target: Target, surroundings: Surroundings, onboarding: OnboardingScene, phones: PhoneBook
    ) -> None:
        if target.onboarding is None or target.providers is None:
            raise UserError(
                f"{target.source}: what is sent is followed with [onboarding] and [providers]: add them."
            )
        self._target: Onboarding = target.onboarding
        self._providers: Providers = target.providers
        self._around = surroundings
        self._onboarding = onboarding
        self._phones = phones
        self._mail: dict[str, FollowedMail] = {}
        self._phone: dict[str, FollowedPhone] = {}

    def newcomer_with_mailbox(self, name: str) -> Newcomer:
        """Someone new to the bot, with an address whose mail can be followed."""
        door = self._providers.brevo
        if door is None:
            raise UserError(f"{self._around.source}: a step follows mail, but there is no providers.brevo.")
        someone = person(name)
        if door.recipient:
            someone = msgspec.structs.replace(someone, email=plus_addressed(door.recipient))
        account = BrevoAccount(door)
        self._around.leave.callback(account.client.close)

        def tell(event: MailEvent, seen_at: float) -> None:
            self._tell(
                account.service, name, "mail", f"{event.event}: {event.subject}", seen_at, event.reason
            )

        self._mail[name] = mail = FollowedMail(account, someone.email, tell)
        return self._onboarding.bring_in(someone, self._mailbox(someone, mail))

    def newcomer_with_code(self, name: str) -> Newcomer:
        """The same, as far as a code that was delivered."""
        newcomer = self.newcomer_with_mailbox(name)
        newcomer.is_asked_for_email()
        newcomer.gives_email()
        self.code_arrives(newcomer)
        return newcomer

    def user_with_phone(self, name: str) -> Newcomer:
        """Someone who has finished, without an e-mail address, and has a phone whose SMS can be followed."""
        door = self._providers.twilio
        if door is None:
            raise UserError(f"{self._around.source}: a step follows SMS, but there is no providers.twilio.")
        number = door.recipient or self._phones.lease_phone()
        if not door.recipient:
            self._around.leave.callback(self._phones.give_back, number)
        account = TwilioAccount(door)
        self._around.leave.callback(account.client.close)

        def tell(message: TextMessage, seen_at: float) -> None:
            self._tell(
                account.service, name, "sms", f"{message.status}: {message.body}", seen_at, message.reason
            )

        self._phone[name] = FollowedPhone(account, number, tell)
        newcomer = self._onboarding.bring_in(person(name), None, number=number)
        newcomer.becomes_unverified()
        return newcomer

    def code_arrives(self, who: Newcomer) -> None:
        """The next mail whose subject ends in a code is delivered."""
        self._mail_arrives(who, "the mail with the code", lambda subject: bool(CODE.search(subject)))

    def welcome_arrives(self, who: Newcomer) -> None:
        """The next mail whose subject is a welcome is delivered."""
        book = phrasebook("onboarding", self._target.says, self._target.buttons)
        self._mail_arrives(who, "the welcome mail", lambda subject: book.says("welcomes by mail", subject))

    def sms_arrives(self, who: Newcomer) -> None:
        """The first SMS to the phone is delivered."""
        parcel = self._phone[who.name].follow("the SMS", asked_at=_asked_at(who), patience=self._patience)
        self._note("SMS", parcel)
        judge(who.name, parcel, delivered())

    def no_second_sms(self, who: Newcomer) -> None:
        """The service knows of one SMS to the phone, also when the bot has finished."""
        who.user.lets_the_bot_finish()
        sids = self._phone[who.name].sids()
        if isinstance(sids, str):
            raise UndecidedError(f"It could not be found out whether a second SMS was sent: {sids}.")
        judge(who.name, sids, is_the_only_sms())

    def menu_is_reached(self, who: Newcomer) -> None:
        """The main menu is there; how long the way from the code took is noted."""
        who.user.sees(offers_menu())
        typed = next((turn for turn in reversed(who.user.turns) if turn.kind == "text"), None)
        shown = who.user.turn.first_answer_at
        if typed is None or typed.began_at is None or shown is None:
            raise LookupError(f"{who.name} has typed no code before, so that there is no way to be measured")
        self._around.measured.append(("from the code to the menu", max(shown - typed.began_at, 0.0), "s"))

    @property
    def _patience(self) -> float:
        return self._providers.patience.answer

    def _mailbox(self, someone: Person, mail: FollowedMail) -> Mailbox:
        """A mailbox as its owner sees it: the code stands in the subject that the service tells."""
        book = phrasebook("onboarding", self._target.says, self._target.buttons)
        patience = Patience(answer=self._patience, quiet=self._providers.patience.quiet)
        return Mailbox(someone.name, someone.email, mail, book, self._around.transcript, patience)

    def _mail_arrives(self, who: Newcomer, what: str, wanted: Callable[[str], bool]) -> None:
        parcel = self._mail[who.name].follow(what, wanted, asked_at=_asked_at(who), patience=self._patience)
        self._note("mail", parcel)
        judge(who.name, parcel, delivered())

    def _note(self, kind: str, parcel: Parcel) -> None:
        """How long after the request each event was seen, and how long the delivery took by their clock."""
        for event, seconds in parcel.times():
            self._around.measured.append((f"{kind} {_NAMES.get(event, event)}", seconds, "s"))
        first, arrival = parcel.stages[0] if parcel.stages else None, parcel.arrival
        if first and arrival and first is not arrival and first.dated and arrival.dated:
            took = (arrival.dated - first.dated).total_seconds()
            name = f"{kind} from {_NAMES.get(first.event, first.event)} to {arrival.event}"
            self._around.measured.append((f"{name}, as {parcel.service} dates it", took, "s"))

    def _tell(
        self, service: str, name: str, channel: str, body: str, seen_at: float, reason: str | None
    ) -> None:
        self._around.transcript.add(
            Exchange(
                at=seen_at,
                sender=service,
                receiver=name,
                channel=channel,
                body=f"{body} ({reason})" if reason else body,
            )
        )


_NAMES = {"requests": "requested"}


def _asked_at(who: Newcomer) -> float:
    """When the person did what is answered by mail or SMS."""
    who.user.looks()
    return who.user.turn.began_at or time.time()
