"""The way through the setup: what a user did, what it changes, and what the user sees. No I/O."""

from collections.abc import Callable
from datetime import timedelta

from countersign.sandbox.onboarding import alerts, codes, sms_texts, texts
from countersign.sandbox.onboarding.actions import (
    Action,
    Effect,
    MailWelcome,
    Resume,
    Send,
    Share,
    Show,
    Start,
    Tap,
    Write,
)
from countersign.sandbox.onboarding.case import Case
from countersign.sandbox.onboarding.menu import menu_screen
from countersign.sandbox.onboarding.models import OnboardingSession, Step
from countersign.sandbox.onboarding.outcomes import Delivery
from countersign.sandbox.onboarding.screens import Screen
from countersign.sandbox.onboarding.standing import current_screen
from countersign.sandbox.onboarding.verification import back_to_email, resend, wrote_code, wrote_email

SESSION_LASTS = timedelta(hours=24)


def respond(case: Case, action: Action) -> list[Effect]:
    """Take in what the user did; the effects are to be carried out in their order."""
    if case.user.status == "suspended":
        return [Show(texts.suspended(case.house))]
    if case.user.status == "blocked":
        return [Show(texts.blocked())]
    if case.user.onboarding_completed:
        return _finished(case, action)
    session = case.session
    if session is None:
        return _without_session(case, action)
    if case.now >= session.expires_at:
        codes.withdraw(case.codes)
        return _enter(case, action, texts.NEW_SESSION)
    match action:
        case Start(payload):
            return _started(case, session, payload)
        case Write(text):
            return _wrote(case, session, text)
        case Tap():
            return _tapped(case, session, action)
        case Share() | Resume():
            return [Show(current_screen(case, session))]


def welcomed(case: Case, delivery: Delivery) -> list[Effect]:
    """Keep what became of the welcome mail; one that was refused is sent when the user comes again."""
    if case.session is not None:
        case.session.context_data["welcome_mail"] = delivery.value
    return []


def _without_session(case: Case, action: Action) -> list[Effect]:
    if isinstance(action, Resume):
        return [Show(texts.cancelled())]
    return _enter(case, action, "")


def _enter(case: Case, action: Action, note: str) -> list[Effect]:
    """Begin a new session."""
    session = OnboardingSession(
        user_id=case.user.id,
        current_step=Step.EMAIL,
        created_at=case.now,
        expires_at=case.now + SESSION_LASTS,
        context_data={},
    )
    case.session = session
    if isinstance(action, Tap) and action.data == texts.START:
        session.context_data["begun"] = True
        return [Show(texts.step_email(note))]
    payload = action.payload if isinstance(action, Start) else ""
    return [Show(_landing(case, payload, note))]


def _started(case: Case, session: OnboardingSession, payload: str) -> list[Effect]:
    if payload and session.current_step == Step.EMAIL and not session.context_data.get("begun"):
        return [Show(_landing(case, payload, ""))]
    return [Show(current_screen(case, session))]


def _landing(case: Case, payload: str, note: str) -> Screen:
    inviter = case.register.inviter(payload.removeprefix("ref_")) if payload.startswith("ref_") else None
    if inviter and inviter.id != case.user.id and case.user.referred_by_id in (None, inviter.id):
        case.user.referred_by_id = inviter.id
        return texts.invited(case.house, inviter.first_name)
    return texts.landing(case.house, note)


def _wrote(case: Case, session: OnboardingSession, text: str) -> list[Effect]:
    if not text or text.startswith("/"):
        return [Show(current_screen(case, session))]
    if session.current_step == Step.EMAIL:
        return wrote_email(case, session, text)
    if session.current_step == Step.CODE:
        return wrote_code(case, session, text)
    return [Show(current_screen(case, session))]


def _tapped(case: Case, session: OnboardingSession, tap: Tap) -> list[Effect]:
    if help_screen := _help(case, tap.data):
        return [Show(help_screen)]
    if tap.data == texts.START:
        session.context_data["begun"] = True
    if tap.data == texts.ACCEPT and session.current_step == Step.TERMS:
        return _complete(case, session, tap.message_id)
    # A button that doesn't belong to the current step is an old one: it must not skip anything.
    take = _TAPS.get((session.current_step, tap.data))
    return take(case, session) if take else [Show(current_screen(case, session))]


def _help(case: Case, data: str) -> Screen | None:
    if data == texts.HELP_EMAIL:
        return texts.help_email()
    if data == texts.HELP_CODE:
        return texts.help_code()
    return texts.help_terms(case.house) if data == texts.HELP_TERMS else None


def _skip(case: Case, session: OnboardingSession) -> list[Effect]:
    back_to_email(case, session)
    session.current_step = Step.TERMS
    return [Show(texts.email_skipped()), Send(texts.step_terms())]


def _cancel(case: Case, _: OnboardingSession) -> list[Effect]:
    codes.withdraw(case.codes)
    case.session = None
    return [Show(texts.cancelled())]


def _change_email(case: Case, session: OnboardingSession) -> list[Effect]:
    back_to_email(case, session)
    return [Show(texts.step_email())]


def _decline(_: Case, __: OnboardingSession) -> list[Effect]:
    return [Show(texts.declined())]


_TAPS: dict[tuple[str, str], Callable[[Case, OnboardingSession], list[Effect]]] = {
    (Step.EMAIL, texts.SKIP): _skip,
    (Step.EMAIL, texts.CANCEL): _cancel,
    (Step.EMAIL, texts.RESEND): resend,
    (Step.EMAIL, texts.CHANGE_EMAIL): _change_email,
    (Step.CODE, texts.CANCEL): _cancel,
    (Step.CODE, texts.RESEND): resend,
    (Step.CODE, texts.CHANGE_EMAIL): _change_email,
    (Step.TERMS, texts.DECLINE): _decline,
}


def _complete(case: Case, session: OnboardingSession, message_id: int) -> list[Effect]:
    user = case.user
    session.current_step = Step.DONE
    session.completed_at = user.terms_accepted_at = user.onboarded_at = case.now
    session.context_data["completed_in"] = message_id
    user.onboarding_completed = True
    user.is_verified = user.email_verified
    user.status = "active"
    return [Show(texts.completed(case.house)), *_welcome_mail(case)]


def _welcome_mail(case: Case) -> list[Effect]:
    if case.session is None or case.user.email is None:
        return []
    # Marked before it is sent: a welcome that may have gone out is never sent twice.
    case.session.context_data["welcome_mail"] = "sending"
    return [MailWelcome(case.user.email)]


def _finished(case: Case, action: Action) -> list[Effect]:
    context = case.session.context_data if case.session else {}
    overdue = _welcome_mail(case) if context.get("welcome_mail") == Delivery.REFUSED.value else []
    if (message := _accepted_in(action)) and message == context.get("completed_in"):
        # A second tap on Accept finds the welcome already there, and leaves it there.
        return [Show(texts.completed(case.house)), *overdue]
    return [*_asked(case, action), *overdue]


def _asked(case: Case, action: Action) -> list[Effect]:
    """What a finished user asked for; the menu where it was nothing in particular."""
    match action:
        case Share():
            return alerts.shared(case, action)
        case Write(sms_texts.NOT_NOW):
            return alerts.declined(case)
        case Tap(sms_texts.SMS_ALERTS):
            return alerts.wanted(case)
        case Resume(deed=Share()):
            return alerts.standing(case, keys_are_out=True)
        case Resume(deed=Tap(sms_texts.SMS_ALERTS)):
            return alerts.standing(case, keys_are_out=False)
        case Tap(data) | Resume(deed=Tap(data)):
            return [Show(menu_screen(case, data))]
        case _:
            return [Show(texts.menu(case.house))]


def _accepted_in(action: Action) -> int | None:
    """The message in which the terms were accepted just now, or in an update whose answer got lost."""
    if isinstance(action, Resume) or (isinstance(action, Tap) and action.data == texts.ACCEPT):
        return action.message_id
    return None
