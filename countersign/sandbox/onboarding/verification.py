"""Steps 1 and 2: an address, a code mailed to it, and the code typed."""

from countersign.sandbox.onboarding import codes, texts
from countersign.sandbox.onboarding.actions import Effect, Hint, MailCode, Send, Show
from countersign.sandbox.onboarding.case import Case
from countersign.sandbox.onboarding.emails import address_in
from countersign.sandbox.onboarding.models import EmailVerification, Mailing, OnboardingSession, Step
from countersign.sandbox.onboarding.outcomes import Delivery
from countersign.sandbox.onboarding.standing import code_screen, current_screen


def wrote_email(case: Case, session: OnboardingSession, text: str) -> list[Effect]:
    """Take what was written when an address is asked for."""
    code = codes.code_in(text)
    if code and codes.live(case.codes):
        # The mail may be in the inbox before the mail service has answered us.
        return _try_code(case, session, code)
    if pending := codes.being_sent(case.codes, case.now):
        return [Show(texts.still_sending(pending.email))]
    if not session.context_data.get("begun") and "@" not in text:
        return [Show(texts.landing(case.house))]
    if code:
        return [Show(texts.code_instead_of_email())]
    address = address_in(text)
    if address is None:
        return [Show(texts.bad_email())]
    if case.register.email_taken(address):
        return [Show(texts.email_taken())]
    return _send_first_code(case, session, address)


def wrote_code(case: Case, session: OnboardingSession, text: str) -> list[Effect]:
    """Take what was written when the code is asked for."""
    code = codes.code_in(text)
    if code:
        return _try_code(case, session, code)
    if address_in(text) == session.email:
        # The address was written twice, and the first one has been answered by a code.
        return [Show(current_screen(case, session))]
    return [Show(texts.bad_code())]


def resend(case: Case, session: OnboardingSession) -> list[Effect]:
    """Mail another code to the same address."""
    if codes.being_sent(case.codes, case.now):
        return [Hint(texts.STILL_SENDING)]
    address = session.email
    if address is None:
        return [Show(current_screen(case, session))]
    if wait := codes.wait_before_resend(case.codes, case.now):
        return [Show(current_screen(case, session, texts.too_soon(wait)))]
    return [Show(texts.sending_again(address)), _mail_code(case, address, again=True)]


def back_to_email(case: Case, session: OnboardingSession) -> None:
    """Return to step 1; no code that was mailed works any more."""
    codes.withdraw(case.codes)
    session.current_step = Step.EMAIL
    session.email = None


def mailed(case: Case, code_id: int, delivery: Delivery, *, again: bool) -> list[Effect]:
    """Go on after the mail with a code was sent, or wasn't."""
    kept = next((code for code in case.codes if code.id == code_id), None)
    if kept is None:
        return []
    if delivery is Delivery.SENT:
        kept.sent_at = case.now
    if case.session is None or kept.mailing == Mailing.WITHDRAWN:
        return [Show(texts.code_overtaken(kept.email))]
    if delivery is Delivery.REFUSED and not kept.verified:
        kept.mailing = Mailing.FAILED
        return [Show(texts.code_not_sent(kept.email))]
    if delivery is Delivery.UNKNOWN and not kept.verified:
        kept.mailing = Mailing.UNKNOWN
        return [Show(texts.code_maybe_sent(kept.email))]
    return _code_is_out(case, case.session, kept, again=again)


def _send_first_code(case: Case, session: OnboardingSession, address: str) -> list[Effect]:
    session.context_data["begun"] = True
    if wait := codes.wait_before_resend(case.codes, case.now, address):
        return [Show(texts.step_email(texts.too_soon(wait)))]
    codes.withdraw(case.codes)
    session.email = address
    return [
        Show(texts.email_received()),
        Show(texts.email_validated()),
        _mail_code(case, address, again=False),
    ]


def _mail_code(case: Case, address: str, *, again: bool) -> MailCode:
    resent = codes.follows_another(case.codes, case.now)
    kept, code = codes.issue(case.user.id, address, case.now, resent=resent)
    case.codes.append(kept)
    return MailCode(kept, code, again)


def _code_is_out(
    case: Case, session: OnboardingSession, kept: EmailVerification, *, again: bool
) -> list[Effect]:
    codes.withdraw([code for code in case.codes if code is not kept])
    kept.mailing = Mailing.SENT
    minutes = codes.minutes_left(kept, case.now)
    if kept.verified:
        # The user found the mail and typed the code before the mail service had answered us.
        return [Show(texts.code_sent(kept.email, minutes))]
    session.current_step = Step.CODE
    if again:
        return [Show(code_screen(kept, case, texts.NEW_CODE_SENT))]
    return [Show(texts.code_sent(kept.email, minutes)), Send(code_screen(kept, case))]


def _try_code(case: Case, session: OnboardingSession, code: str) -> list[Effect]:
    asked_for = codes.live(case.codes)
    right = next((kept for kept in asked_for if _opens(case, session, kept, code)), None)
    if right:
        return _verified(case, session, right)
    newest = asked_for[-1] if asked_for else None
    if newest and codes.locked(newest):
        return [Show(texts.locked_code())]
    if newest is None or codes.expired(newest, case.now):
        return [Show(texts.expired_code())]
    newest.attempts += 1
    left = codes.attempts_left(newest)
    return [Show(texts.wrong_code(left) if left else texts.locked_code())]


def _opens(case: Case, session: OnboardingSession, kept: EmailVerification, code: str) -> bool:
    usable = not codes.locked(kept) and not codes.expired(kept, case.now) and kept.email == session.email
    return usable and codes.fits(kept, code)


def _verified(case: Case, session: OnboardingSession, right: EmailVerification) -> list[Effect]:
    if case.register.email_taken(right.email):
        back_to_email(case, session)
        return [Show(texts.email_taken())]
    right.verified = True
    case.user.email = right.email
    case.user.email_verified = True
    session.current_step = Step.TERMS
    return [Show(texts.code_received()), Show(texts.code_verified()), Send(texts.step_terms())]
