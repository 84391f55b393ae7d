"""The setup without Telegram, mail or a database: what a user does, and what comes of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from countersign.sandbox.onboarding import texts
from countersign.sandbox.onboarding.actions import (
    Action,
    Effect,
    Hint,
    MailCode,
    MailWelcome,
    Resume,
    Send,
    Show,
    Start,
    Tap,
    Write,
)
from countersign.sandbox.onboarding.case import Case
from countersign.sandbox.onboarding.flow import respond, welcomed
from countersign.sandbox.onboarding.models import Mailing, Step, User
from countersign.sandbox.onboarding.outcomes import Delivery
from countersign.sandbox.onboarding.settings import House
from countersign.sandbox.onboarding.verification import mailed

ADDRESS = "amira@example.com"
HOUSE = House(brand="Tom & Co", bot_username="tom_bot")


class Shelf:
    """A register that answers from what a test puts there."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.inviters: dict[str, User] = {}

    def email_taken(self, email: str) -> bool:
        return email in self.taken

    def phone_taken(self, number: str) -> bool:
        return number in self.taken

    def inviter(self, referral_code: str) -> User | None:
        return self.inviters.get(referral_code)

    def friends(self) -> int:
        return 2

    def balance(self) -> Decimal:
        return Decimal("12.5")


def user(user_id: int = 7, first_name: str = "Amira") -> User:
    return User(
        id=user_id,
        first_name=first_name,
        referral_code=f"CODE{user_id}",
        status="onboarding",
        email_verified=False,
        is_verified=False,
        onboarding_completed=False,
    )


class Amira:
    """A user whose every move goes through the flow."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.case = Case(user(), None, [], datetime(2026, 11, 21, 12, 0, tzinfo=UTC), HOUSE, self.shelf)
        self.orders: list[MailCode] = []
        self.welcomes: list[str] = []

    def does(self, action: Action) -> str:
        """All that she sees, in its order; mail is left waiting."""
        return "\n---\n".join(
            self._seen(effect) for effect in respond(self.case, action) if self._visible(effect)
        )

    def taps(self, data: str, message_id: int = 1) -> str:
        return self.does(Tap(data, message_id))

    def writes(self, text: str) -> str:
        return self.does(Write(text))

    def mail_goes(self, delivery: Delivery = Delivery.SENT) -> str:
        order = self.orders[-1]
        order.kept.id = len(self.case.codes)
        effects = mailed(self.case, order.kept.id, delivery, again=order.again)
        return "\n---\n".join(self._seen(effect) for effect in effects)

    def waits(self, **by: float) -> None:
        self.case.now += timedelta(**by)

    @property
    def step(self) -> str | None:
        return self.case.session.current_step if self.case.session else None

    @property
    def code(self) -> str:
        return self.orders[-1].code

    @property
    def wrong_code(self) -> str:
        return f"{(int(self.code) + 1) % 1_000_000:06d}"

    def is_at_email(self) -> "Amira":
        self.does(Start())
        self.taps(texts.START)
        return self

    def is_at_code(self) -> "Amira":
        self.is_at_email().writes(ADDRESS)
        self.mail_goes()
        return self

    def is_at_terms(self) -> "Amira":
        self.is_at_code().writes(self.code)
        return self

    def is_done(self) -> "Amira":
        self.is_at_terms().taps(texts.ACCEPT, 42)
        return self

    def _visible(self, effect: Effect) -> bool:
        if isinstance(effect, MailCode):
            self.orders.append(effect)
        elif isinstance(effect, MailWelcome):
            self.welcomes.append(effect.address)
        return isinstance(effect, Show | Send | Hint)

    def _seen(self, effect: Effect) -> str:
        if isinstance(effect, Hint):
            return effect.text
        assert isinstance(effect, Show | Send)
        labels = [label for row in effect.screen.buttons for label, _ in row]
        return f"{effect.screen.text}\n{labels}"


@pytest.fixture
def amira() -> Amira:
    return Amira()


@pytest.mark.parametrize("action", [Start(), Write("hello"), Write(ADDRESS), Tap(texts.ACCEPT, 1), Write("")])
def test_an_unknown_user_is_greeted_whatever_arrives(amira: Amira, action: Action) -> None:
    seen = amira.does(action)
    assert "🔒 <b>Tom &amp; Co</b>" in seen
    assert "Secure crypto trades &amp; instant cashouts" in seen
    assert "🚀 Get Started" in seen
    assert amira.step == Step.EMAIL


def test_three_steps_lead_to_the_menu(amira: Amira) -> None:
    amira.does(Start())
    assert "Step 1/3</b> 🟦⬜⬜" in amira.taps(texts.START)
    seen = amira.writes(ADDRESS)
    assert seen.index("Email received! Validating…") < seen.index(
        "Email validated! Sending verification code…"
    )
    assert amira.step == Step.EMAIL
    seen = amira.mail_goes()
    assert "Check your inbox at <b>amira@example.com</b>, expires in 15 minutes" in seen
    assert "Expires in 15m • 5/5 attempts left" in seen
    assert amira.step == Step.CODE
    seen = amira.writes(f"{amira.code[:3]} {amira.code[3:]}")
    assert "🎉 <b>Email verified successfully!</b>" in seen
    assert "Step 3/3</b> 🟦🟦🟦" in seen
    assert not amira.case.user.onboarding_completed
    seen = amira.taps(texts.ACCEPT)
    assert "🎉 <b>Welcome to Tom &amp; Co!</b>" in seen
    assert "✅ Account ready" in seen
    assert "🤝 Create New Trade" in seen
    done = amira.case.user
    assert (done.email, done.email_verified, done.is_verified, done.status) == (ADDRESS, True, True, "active")
    assert amira.step == Step.DONE
    assert amira.welcomes == [ADDRESS]


def test_whoever_skips_the_address_ends_unverified_and_gets_no_mail(amira: Amira) -> None:
    assert "Step 3/3" in amira.is_at_email().taps(texts.SKIP)
    amira.taps(texts.ACCEPT)
    assert amira.case.user.onboarding_completed
    assert amira.case.user.status == "active"
    assert not amira.case.user.is_verified
    assert amira.welcomes == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("amira@example", "doesn't look like a valid email"),
        ("123 456", "I need your <b>email address</b> first"),
        ("taken@example.com", "already registered with another account"),
    ],
)
def test_each_mistake_at_the_address_has_its_own_text(amira: Amira, written: str, said: str) -> None:
    amira.shelf.taken.add("taken@example.com")
    assert said in amira.is_at_email().writes(written)
    assert amira.orders == []
    assert amira.step == Step.EMAIL


def test_wrong_codes_count_down_and_lock(amira: Amira) -> None:
    amira.is_at_code()
    for left in ("4 attempts", "3 attempts", "2 attempts", "1 attempt"):
        assert f"You have {left} remaining" in amira.writes(amira.wrong_code)
    assert "locked" in amira.writes(amira.wrong_code)
    seen = amira.writes(amira.code)
    assert "Resend Code" in seen
    assert "locked" in seen
    assert amira.step == Step.CODE
    assert "locked" in amira.does(Start())


def test_what_is_not_a_code_costs_no_attempt(amira: Amira) -> None:
    amira.is_at_code()
    assert "exactly <b>6 digits</b>" in amira.writes("other@example.com")
    assert "5/5 attempts left" in amira.does(Start())


def test_the_step_tells_true_time_and_attempts(amira: Amira) -> None:
    amira.is_at_code().writes(amira.wrong_code)
    amira.waits(minutes=6)
    assert "Expires in 9m • 4/5 attempts left" in amira.does(Start())


def test_a_code_expires_after_fifteen_minutes(amira: Amira) -> None:
    amira.is_at_code().waits(minutes=15)
    assert "code has expired" in amira.writes(amira.code)
    assert "code has expired" in amira.does(Start())
    assert amira.step == Step.CODE


def test_a_code_may_not_be_resent_within_a_minute(amira: Amira) -> None:
    amira.is_at_code().waits(seconds=18)
    seen = amira.taps(texts.RESEND)
    assert "in 42 seconds" in seen
    assert "Step 2/3" in seen
    assert len(amira.orders) == 1


def test_a_resent_code_replaces_the_old_one_once_it_is_out(amira: Amira) -> None:
    old = amira.is_at_code().code
    amira.writes(amira.wrong_code)
    amira.waits(seconds=60)
    assert "Sending a new code" in amira.taps(texts.RESEND)
    assert "5/5 attempts left" in amira.mail_goes()
    if old != amira.code:
        assert "4 attempts remaining" in amira.writes(old)
    assert "Step 3/3" in amira.writes(amira.code)


def test_the_old_code_still_works_when_the_new_one_was_not_mailed(amira: Amira) -> None:
    old = amira.is_at_code().code
    amira.waits(seconds=61)
    amira.taps(texts.RESEND)
    assert "not sent" in amira.mail_goes(Delivery.REFUSED)
    assert "Step 3/3" in amira.writes(old)


def test_a_fifth_resend_within_the_hour_is_refused(amira: Amira) -> None:
    amira.is_at_code()
    for _ in range(4):
        amira.waits(minutes=2)
        amira.taps(texts.RESEND)
        amira.mail_goes()
    amira.waits(minutes=2)
    assert "in 52 minutes" in amira.taps(texts.RESEND)
    assert len(amira.orders) == 5


def test_a_second_tap_on_resend_sends_nothing(amira: Amira) -> None:
    amira.is_at_code().waits(minutes=1)
    amira.taps(texts.RESEND)
    assert "One moment" in amira.taps(texts.RESEND)
    assert len(amira.orders) == 2


def test_an_outage_is_told_and_can_be_retried(amira: Amira) -> None:
    amira.is_at_email().writes(ADDRESS)
    seen = amira.mail_goes(Delivery.REFUSED)
    assert "<b>not sent</b>" in seen
    assert "🔄 Try Again" in seen
    assert "not sent" in amira.does(Start())
    amira.taps(texts.RESEND)
    assert "Step 2/3" in amira.mail_goes()
    assert "Step 3/3" in amira.writes(amira.code)


def test_a_mail_that_was_interrupted_can_be_retried(amira: Amira) -> None:
    amira.is_at_email().writes(ADDRESS)
    assert "One moment" in amira.does(Start())
    amira.waits(minutes=1)
    assert "🔄 Try Again" in amira.does(Start())
    amira.taps(texts.RESEND)
    assert "Step 2/3" in amira.mail_goes()


def test_an_address_written_again_while_the_mail_goes_out_sends_nothing(amira: Amira) -> None:
    amira.is_at_email().writes(ADDRESS)
    assert "One moment" in amira.writes(ADDRESS)
    assert len(amira.orders) == 1


def test_a_code_typed_before_the_mail_service_has_answered_is_taken(amira: Amira) -> None:
    amira.is_at_email().writes(ADDRESS)
    assert "Step 3/3" in amira.writes(amira.code)
    assert "Step 2/3" not in amira.mail_goes()
    assert amira.step == Step.TERMS


def test_a_changed_address_makes_the_old_code_worthless(amira: Amira) -> None:
    old = amira.is_at_code().code
    assert "Step 1/3" in amira.taps(texts.CHANGE_EMAIL)
    amira.writes("other@example.com")
    amira.mail_goes()
    if old != amira.code:
        assert "4 attempts remaining" in amira.writes(old)
    amira.writes(amira.code)
    assert amira.case.user.email == "other@example.com"


def test_a_mail_that_was_overtaken_by_a_change_of_address_leads_nowhere(amira: Amira) -> None:
    amira.is_at_email().writes(ADDRESS)
    amira.taps(texts.CHANGE_EMAIL)
    assert "no longer valid" in amira.mail_goes()
    assert amira.step == Step.EMAIL


def test_an_address_that_was_verified_by_somebody_else_meanwhile_is_refused(amira: Amira) -> None:
    amira.is_at_code()
    amira.shelf.taken.add(ADDRESS)
    assert "already registered" in amira.writes(amira.code)
    assert amira.case.user.email is None
    assert amira.step == Step.EMAIL


@pytest.mark.parametrize(
    "data", [texts.SKIP, texts.RESEND, texts.CANCEL, texts.CHANGE_EMAIL, "menu_wallet", "nonsense"]
)
def test_an_old_button_shows_the_step_again(amira: Amira, data: str) -> None:
    assert "Step 3/3" in amira.is_at_terms().taps(data)
    assert amira.step == Step.TERMS


@pytest.mark.parametrize("data", [texts.ACCEPT, texts.DECLINE, texts.SKIP, "menu_create"])
def test_no_button_skips_the_code(amira: Amira, data: str) -> None:
    assert "Step 2/3" in amira.is_at_code().taps(data)
    assert not amira.case.user.onboarding_completed


@pytest.mark.parametrize("data", [texts.HELP_EMAIL, texts.HELP_CODE, texts.HELP_TERMS])
def test_help_leads_back_to_the_same_step(amira: Amira, data: str) -> None:
    assert "← Back to Setup" in amira.is_at_code().taps(data)
    assert "Step 2/3" in amira.taps(texts.START)


def test_declining_offers_a_way_back(amira: Amira) -> None:
    seen = amira.is_at_terms().taps(texts.DECLINE)
    assert "Terms declined" in seen
    assert "← Back to Setup" in seen
    assert "Step 3/3" in amira.taps(texts.START)


def test_cancelling_removes_the_session_and_the_code(amira: Amira) -> None:
    amira.is_at_code()
    assert "Setup cancelled" in amira.taps(texts.CANCEL)
    assert amira.case.session is None
    assert {kept.mailing for kept in amira.case.codes} == {Mailing.WITHDRAWN}
    assert "Step 1/3" in amira.taps(texts.START)


@pytest.mark.parametrize(
    ("came_to", "shown"),
    [("is_at_email", "Step 1/3"), ("is_at_code", "Step 2/3"), ("is_at_terms", "Step 3/3")],
)
def test_start_and_resuming_show_the_step_at_hand(amira: Amira, came_to: str, shown: str) -> None:
    getattr(amira, came_to)()
    assert shown in amira.does(Start())
    assert shown in amira.does(Resume(1, Start()))


def test_after_a_day_a_new_session_starts(amira: Amira) -> None:
    amira.is_at_code().waits(hours=24)
    seen = amira.writes(amira.code)
    assert "a new one has started" in seen
    assert "🚀 Get Started" in seen
    assert amira.step == Step.EMAIL
    assert "Step 1/3" in amira.taps(texts.START)


def test_a_second_tap_on_accept_shows_the_same_welcome(amira: Amira) -> None:
    first = amira.is_at_terms().taps(texts.ACCEPT, 42)
    assert amira.taps(texts.ACCEPT, 42) == first
    assert "🏠 <b>Welcome to Tom &amp; Co!</b>" in amira.taps(texts.ACCEPT, 43)
    assert amira.welcomes == [ADDRESS]


def test_a_refused_welcome_mail_is_sent_when_the_user_comes_again(amira: Amira) -> None:
    amira.is_done()
    welcomed(amira.case, Delivery.REFUSED)
    amira.does(Start())
    assert amira.welcomes == [ADDRESS, ADDRESS]
    welcomed(amira.case, Delivery.SENT)
    amira.does(Start())
    assert len(amira.welcomes) == 2


def test_a_welcome_mail_that_may_have_gone_out_is_not_sent_again(amira: Amira) -> None:
    amira.is_done()
    welcomed(amira.case, Delivery.UNKNOWN)
    amira.does(Start())
    assert amira.welcomes == [ADDRESS]


def test_a_code_whose_mail_may_have_gone_out_works_and_can_be_sent_again(amira: Amira) -> None:
    amira.is_at_email().writes(ADDRESS)
    seen = amira.mail_goes(Delivery.UNKNOWN)
    assert "probably <b>not sent</b>" in seen
    assert "🔄 Try Again" in seen
    assert "probably <b>not sent</b>" in amira.does(Start())
    assert "Step 3/3" in amira.writes(amira.code)


def test_a_new_code_replaces_one_whose_mail_may_have_gone_out(amira: Amira) -> None:
    doubtful = amira.is_at_email().writes(ADDRESS) and amira.code
    amira.mail_goes(Delivery.UNKNOWN)
    amira.taps(texts.RESEND)
    amira.mail_goes()
    if doubtful != amira.code:
        assert "4 attempts remaining" in amira.writes(doubtful)
    assert "Step 3/3" in amira.writes(amira.code)


def test_an_address_written_twice_shows_the_step_of_the_code(amira: Amira) -> None:
    amira.is_at_code()
    assert "Step 2/3" in amira.writes(ADDRESS.upper())
    assert len(amira.orders) == 1


@pytest.mark.parametrize(
    ("button", "shown"),
    [
        ("menu_create", "which holds 12.50 USD"),
        ("trades_messages_hub", "You have no trades"),
        ("menu_wallet", "Your wallet holds 12.50 USD"),
        ("invite_friends", "https://t.me/tom_bot?start=ref_CODE7"),
        ("menu_support", "your member number 7"),
        ("hamburger_menu", "📧 Email: amira@example.com"),
    ],
)
def test_each_button_of_the_menu_leads_somewhere_and_back(amira: Amira, button: str, shown: str) -> None:
    seen = amira.is_done().taps(button)
    assert shown in seen
    assert "← Back to Menu" in seen
    assert "🏠" in amira.taps(texts.MENU)


def test_a_finished_user_sees_the_menu_on_start_and_on_text(amira: Amira) -> None:
    amira.is_done()
    assert "🏠" in amira.does(Start())
    assert "🏠" in amira.writes("hello")


def test_whoever_follows_an_invitation_is_told_by_whom(amira: Amira) -> None:
    amira.shelf.inviters["ABC"] = user(8, "Bo <b>")
    seen = amira.does(Start("ref_ABC"))
    assert "👤 Bo &lt;b&gt; invited you" in seen
    assert "✨ Claim Bonus & Start" in seen
    assert amira.case.user.referred_by_id == 8


def test_nobody_invites_themselves_and_an_unknown_code_is_ignored(amira: Amira) -> None:
    amira.shelf.inviters["OWN"] = amira.case.user
    assert "🚀 Get Started" in amira.does(Start("ref_OWN"))
    assert "🚀 Get Started" in amira.does(Start("ref_NONE"))
    assert amira.case.user.referred_by_id is None


@pytest.mark.parametrize(("status", "said"), [("suspended", "is suspended"), ("blocked", "is blocked")])
def test_a_refused_user_is_told_so_and_gets_no_session(amira: Amira, status: str, said: str) -> None:
    amira.case.user.status = status
    for action in (Start(), Write(ADDRESS), Tap(texts.START, 1)):
        assert said in amira.does(action)
    assert amira.case.session is None
