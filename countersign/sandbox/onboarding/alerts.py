"""SMS alerts: a finished user shares the own number and gets one welcome SMS. No I/O."""

from countersign.sandbox.onboarding import sms_texts, texts
from countersign.sandbox.onboarding.actions import Effect, Send, Share, Show, TextWelcome
from countersign.sandbox.onboarding.case import Case
from countersign.sandbox.onboarding.models import Alerts, User
from countersign.sandbox.onboarding.numbers import e164
from countersign.sandbox.onboarding.outcomes import Texting
from countersign.sandbox.onboarding.screens import NoKeys, Screen


def wanted(case: Case) -> list[Effect]:
    """The user asks for SMS alerts: for the first time, or again because the SMS didn't go out."""
    user = case.user
    if not case.house.sms_from:
        return [Show(texts.menu(case.house))]
    if not case.private:
        return [Show(sms_texts.only_in_private(case.house))]
    if user.phone is None:
        return [Send(sms_texts.share_your_number())]
    if user.sms_alerts is None:
        return [Show(sms_texts.sending_again(user.phone)), _welcome(user, user.phone)]
    return [Show(_standing(user))]


def shared(case: Case, share: Share) -> list[Effect]:
    """The user has shared a contact."""
    if not case.private:
        return [Show(sms_texts.only_in_private(case.house))]
    if not case.house.sms_from:
        return _then_menu(case, sms_texts.unavailable())
    if not share.own:
        return [Send(sms_texts.not_yours())]
    number = e164(share.phone)
    if number is None:
        return [Send(sms_texts.unusable())]
    if case.register.phone_taken(number):
        return _then_menu(case, sms_texts.taken())
    return _keep(case, number)


def declined(case: Case) -> list[Effect]:
    """The user doesn't share a number."""
    return _then_menu(case, sms_texts.not_now())


def standing(case: Case, *, keys_are_out: bool) -> list[Effect]:
    """How it stands, for someone who has not seen the answer."""
    if not case.private:
        return [Show(sms_texts.only_in_private(case.house))]
    if keys_are_out:
        return _then_menu(case, _without_keys(_standing(case.user)))
    return [Send(sms_texts.share_your_number()) if case.user.phone is None else Show(_standing(case.user))]


def texted(case: Case, number: str, outcome: Texting) -> list[Effect]:
    """Go on after the welcome SMS was sent, or wasn't."""
    user = case.user
    if user.sms_alerts != Alerts.SENDING:
        return []
    user.sms_alerts = _ALERTS_AFTER.get(outcome)
    match outcome:
        case Texting.ACCEPTED:
            return [Show(sms_texts.on(number))]
        case Texting.UNKNOWN:
            return [Show(sms_texts.may_arrive(number))]
        case Texting.LIMITED:
            return [Show(sms_texts.limited(number))]
        case Texting.OPTED_OUT:
            return [Show(sms_texts.opted_out(number, case.house))]
        case Texting.NUMBER_REFUSED:
            if user.phone == number:
                user.phone = None
            return [Show(sms_texts.number_refused(number))]
        case Texting.DOWN:
            return [Show(sms_texts.service_down(number))]


_ALERTS_AFTER = {Texting.ACCEPTED: Alerts.ON, Texting.UNKNOWN: Alerts.UNKNOWN}


def _keep(case: Case, number: str) -> list[Effect]:
    user = case.user
    before, user.phone = user.phone, number
    if user.sms_alerts is None:
        return [Send(sms_texts.shared(number)), _welcome(user, number)]
    if before != number:
        return _then_menu(case, sms_texts.changed(number))
    return _then_menu(case, _without_keys(_standing(user)))


def _welcome(user: User, number: str) -> TextWelcome:
    # Marked before it is sent: a welcome that may have gone out is never sent twice.
    user.sms_alerts = Alerts.SENDING
    return TextWelcome(number)


def _standing(user: User) -> Screen:
    if user.phone is None:
        return sms_texts.off()
    match user.sms_alerts:
        case Alerts.ON:
            return sms_texts.still_on(user.phone)
        case Alerts.UNKNOWN:
            return sms_texts.may_arrive(user.phone)
        case Alerts.SENDING:
            return sms_texts.being_sent(user.phone)
        case None:
            return sms_texts.not_yet_sent(user.phone)


def _then_menu(case: Case, screen: Screen) -> list[Effect]:
    """A message that gives the keyboard back can't have buttons, so the menu follows."""
    return [Send(screen), Send(texts.menu(case.house))]


def _without_keys(screen: Screen) -> Screen:
    return Screen(screen.text, keys=NoKeys())
