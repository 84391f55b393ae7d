"""One-time codes: made from a cryptographic source, kept as hashes, tried a few times for a short time."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from countersign.sandbox.onboarding.models import EmailVerification, Mailing

VALID_FOR = timedelta(minutes=15)
MAX_ATTEMPTS = 5
RESEND_AFTER = timedelta(seconds=60)
RESEND_WINDOW = timedelta(hours=1)
MAX_RESENDS = 4

SENDING_TAKES = timedelta(seconds=15)
"""A mail that is still being sent after that was interrupted: the call gives up sooner."""

_DIGITS = 6


def code_in(text: str) -> str | None:
    """The code that the text is, whatever spaces and dashes are in it; none if it isn't one."""
    digits = re.sub(r"[\s-]", "", text)
    return digits if re.fullmatch(rf"[0-9]{{{_DIGITS}}}", digits) else None


def issue(user_id: int, email: str, now: datetime, *, resent: bool) -> tuple[EmailVerification, str]:
    """A new code for that address, as it is kept and as it is mailed."""
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    salt = secrets.token_hex(16)
    kept = EmailVerification(
        user_id=user_id,
        email=email,
        salt=salt,
        code_hash=_hash(code, salt),
        purpose="onboarding",
        mailing=Mailing.SENDING,
        resent=resent,
        verified=False,
        attempts=0,
        max_attempts=MAX_ATTEMPTS,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    return kept, code


def fits(kept: EmailVerification, code: str) -> bool:
    """Whether this is the code that was mailed."""
    return hmac.compare_digest(kept.code_hash, _hash(code, kept.salt))


def live(codes: Sequence[EmailVerification]) -> list[EmailVerification]:
    """The codes that may still be asked for: sent, or just being sent."""
    return [code for code in codes if not code.verified and code.mailing in _PERHAPS_IN_THE_INBOX]


_PERHAPS_IN_THE_INBOX = (Mailing.SENT, Mailing.SENDING, Mailing.UNKNOWN)


def locked(code: EmailVerification) -> bool:
    """Whether too many wrong codes were typed."""
    return code.attempts >= code.max_attempts


def expired(code: EmailVerification, now: datetime) -> bool:
    """Whether the code's time is over."""
    return now >= code.expires_at


def attempts_left(code: EmailVerification) -> int:
    """How many more times a code may be typed."""
    return code.max_attempts - code.attempts


def minutes_left(code: EmailVerification, now: datetime) -> int:
    """How long the code is still good for, in minutes begun."""
    return max(ceil((code.expires_at - now).total_seconds() / 60), 0)


def being_sent(codes: Sequence[EmailVerification], now: datetime) -> EmailVerification | None:
    """The code whose mail is on its way out at this moment."""
    return next(
        (c for c in codes if c.mailing == Mailing.SENDING and now < c.created_at + SENDING_TAKES), None
    )


def not_sent(codes: Sequence[EmailVerification]) -> EmailVerification | None:
    """The newest code, if its mail did not go out."""
    return codes[-1] if codes and codes[-1].mailing == Mailing.FAILED else None


def maybe_sent(codes: Sequence[EmailVerification], now: datetime) -> EmailVerification | None:
    """The newest code, if nobody knows whether its mail went out: no answer came, or we were interrupted."""
    if not codes or codes[-1].verified or being_sent(codes, now):
        return None
    return codes[-1] if codes[-1].mailing in (Mailing.UNKNOWN, Mailing.SENDING) else None


def withdraw(codes: Sequence[EmailVerification]) -> None:
    """Make all of them worthless."""
    for code in codes:
        if not code.verified:
            code.mailing = Mailing.WITHDRAWN


def wait_before_resend(codes: Sequence[EmailVerification], now: datetime, email: str | None = None) -> int:
    """How many seconds must go by before another code may be sent; 0 when it may be sent now."""
    return max(_until_spaced(codes, now, email), _until_allowed(codes, now))


def follows_another(codes: Sequence[EmailVerification], now: datetime) -> bool:
    """Whether a code that is sent now counts as sent again."""
    return bool(_sent_lately(codes, now))


def _until_spaced(codes: Sequence[EmailVerification], now: datetime, email: str | None) -> int:
    sent = [code.sent_at for code in codes if code.sent_at and email in (None, code.email)]
    return _seconds(max(sent) + RESEND_AFTER - now) if sent else 0


def _until_allowed(codes: Sequence[EmailVerification], now: datetime) -> int:
    resent = sorted(code.sent_at for code in _sent_lately(codes, now) if code.resent and code.sent_at)
    return _seconds(resent[-MAX_RESENDS] + RESEND_WINDOW - now) if len(resent) >= MAX_RESENDS else 0


def _sent_lately(codes: Sequence[EmailVerification], now: datetime) -> list[EmailVerification]:
    return [code for code in codes if code.sent_at and now < code.sent_at + RESEND_WINDOW]


def _seconds(left: timedelta) -> int:
    return max(ceil(left.total_seconds()), 0)


def _hash(code: str, salt: str) -> str:
    return hmac.new(salt.encode(), code.encode(), hashlib.sha256).hexdigest()
