"""The screen of the step that a user is at."""

from countersign.sandbox.onboarding import codes, texts
from countersign.sandbox.onboarding.case import Case
from countersign.sandbox.onboarding.models import EmailVerification, OnboardingSession, Step
from countersign.sandbox.onboarding.screens import Screen


def current_screen(case: Case, session: OnboardingSession, note: str = "") -> Screen:
    """The screen of the step that the user is at."""
    if session.current_step == Step.TERMS:
        return texts.step_terms()
    doubtful = codes.maybe_sent(case.codes, case.now)
    if doubtful and not codes.locked(doubtful) and not codes.expired(doubtful, case.now):
        return texts.code_maybe_sent(doubtful.email, note)
    if session.current_step == Step.CODE:
        asked_for = codes.live(case.codes)
        return code_screen(asked_for[-1], case, note) if asked_for else texts.expired_code()
    if pending := codes.being_sent(case.codes, case.now):
        return texts.still_sending(pending.email)
    if failed := codes.not_sent(case.codes):
        return texts.code_not_sent(failed.email, note)
    return texts.step_email(note) if session.context_data.get("begun") else texts.landing(case.house)


def code_screen(kept: EmailVerification, case: Case, note: str = "") -> Screen:
    if codes.locked(kept):
        return texts.step_code_locked(kept.email, note)
    if codes.expired(kept, case.now):
        return texts.step_code_expired(kept.email, note)
    minutes = codes.minutes_left(kept, case.now)
    return texts.step_code(kept.email, minutes, codes.attempts_left(kept), kept.max_attempts, note)
