from datetime import UTC, datetime, timedelta

import pytest

from countersign.sandbox.onboarding import codes
from countersign.sandbox.onboarding.models import EmailVerification, Mailing

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def sent(at: datetime, *, resent: bool = False, email: str = "amira@example.com") -> EmailVerification:
    kept, _ = codes.issue(7, email, at, resent=resent)
    kept.mailing, kept.sent_at = Mailing.SENT, at
    return kept


@pytest.mark.parametrize("written", ["123456", " 123 456 ", "123-456", "1 2-3 4-5 6", "123\u00a0456"])
def test_a_code_is_found_whatever_separates_its_digits(written: str) -> None:
    assert codes.code_in(written) == "123456"


@pytest.mark.parametrize(
    "written", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "123_456", "amira@example.com"]
)
def test_what_has_not_six_digits_is_no_code(written: str) -> None:
    assert codes.code_in(written) is None


def test_a_code_has_six_digits_and_is_kept_as_a_salted_hash() -> None:
    issued = [codes.issue(7, "amira@example.com", NOW, resent=False) for _ in range(50)]
    for kept, code in issued:
        assert codes.code_in(code) == code
        assert codes.fits(kept, code)
        assert not codes.fits(kept, f"{(int(code) + 1) % 1_000_000:06d}")
        assert code not in kept.code_hash
    assert len({kept.salt for kept, _ in issued}) == len(issued)
    assert len({code for _, code in issued}) > len(issued) // 2


def test_a_code_is_good_for_fifteen_minutes() -> None:
    kept = sent(NOW)
    assert not codes.expired(kept, NOW + timedelta(minutes=14, seconds=59))
    assert codes.expired(kept, NOW + timedelta(minutes=15))


def test_the_minutes_left_are_those_begun() -> None:
    kept = sent(NOW)
    assert codes.minutes_left(kept, NOW + timedelta(milliseconds=20)) == 15
    assert codes.minutes_left(kept, NOW + timedelta(minutes=1)) == 14
    assert codes.minutes_left(kept, NOW + timedelta(minutes=20)) == 0


def test_another_code_is_sent_after_a_minute_at_the_earliest() -> None:
    assert codes.wait_before_resend([], NOW) == 0
    assert codes.wait_before_resend([sent(NOW)], NOW + timedelta(seconds=20)) == 40
    assert codes.wait_before_resend([sent(NOW)], NOW + timedelta(seconds=59.5)) == 1
    assert codes.wait_before_resend([sent(NOW)], NOW + timedelta(seconds=60)) == 0


def test_the_minute_does_not_hold_for_a_corrected_address() -> None:
    soon = NOW + timedelta(seconds=5)
    assert codes.wait_before_resend([sent(NOW)], soon, "other@example.com") == 0
    assert codes.wait_before_resend([sent(NOW)], soon, "amira@example.com") == 55


def test_four_codes_are_sent_again_within_an_hour() -> None:
    past = [sent(NOW)] + [sent(NOW + timedelta(minutes=2 * n), resent=True) for n in range(1, 4)]
    assert codes.wait_before_resend(past, NOW + timedelta(minutes=8)) == 0
    past.append(sent(NOW + timedelta(minutes=8), resent=True))
    assert codes.wait_before_resend(past, NOW + timedelta(minutes=10)) == 52 * 60
    assert codes.wait_before_resend(past, NOW + timedelta(minutes=61)) == 60
    assert codes.wait_before_resend(past, NOW + timedelta(minutes=62)) == 0


def test_a_mail_that_was_interrupted_may_have_been_sent() -> None:
    kept, _ = codes.issue(7, "amira@example.com", NOW, resent=False)
    assert codes.being_sent([kept], NOW + timedelta(seconds=1)) is kept
    assert codes.maybe_sent([kept], NOW + timedelta(seconds=1)) is None
    assert codes.being_sent([kept], NOW + timedelta(minutes=1)) is None
    assert codes.maybe_sent([kept], NOW + timedelta(minutes=1)) is kept
    assert codes.not_sent([kept]) is None
    assert codes.live([kept]) == [kept]


def test_a_withdrawn_code_is_not_live_and_a_used_one_stays_verified() -> None:
    used, waiting = sent(NOW), sent(NOW)
    used.verified = True
    codes.withdraw([used, waiting])
    assert codes.live([used, waiting]) == []
    assert used.mailing == Mailing.SENT
