"""The bot as people meet it: over Telegram, mail and its webhook, on a real database."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from countersign.errors import UserError
from countersign.providers.telegram import Bot, telegram_app
from countersign.sandbox.onboarding.settings import Settings
from countersign.sandbox.onboarding.web import onboarding_app

from .serving import address_of, listening, served
from .together import together
from .town import BACKSTAGE, Person, Town, town_of

ACCEPT = "✅ Accept Terms & Complete Setup"
SESSION = "SELECT * FROM onboarding_sessions WHERE user_id = :id"
USER = "SELECT * FROM users WHERE id = :id"
WALLETS = "SELECT currency, balance FROM wallets WHERE user_id = :id"
CODES = "SELECT * FROM email_verifications WHERE user_id = :id ORDER BY id"


def test_a_newcomer_becomes_a_verified_user(town: Town, amira: Person) -> None:
    amira.writes("/start")
    assert amira.sees("Secure crypto trades & instant cashouts")["text"].startswith("🔒 Tom & Co")
    amira.taps("🚀 Get Started")
    amira.sees("Step 1/3 🟦⬜⬜", "Enter your email address", "6-digit verification code")
    amira.writes(amira.email)
    step_2 = amira.sees(
        "Step 2/3 🟦🟦⬜", f"Code sent to: {amira.email}", "Expires in 15m • 5/5 attempts left"
    )
    assert [b["label"] for row in step_2["buttons"] for b in row] == [
        "🔄 Resend Code",
        "📧 Change Email",
        "❓ Help",
        "❌ Cancel Setup",
    ]
    amira.writes(amira.codes()[-1])
    amira.sees("Email verified successfully!")
    amira.sees("Step 3/3 🟦🟦🟦", "Final Step - Accept Terms")
    amira.bot_has_finished(amira.taps(ACCEPT)["update_id"])
    amira.sees("🎉 Welcome to Tom & Co!", "✅ Account ready")
    [user] = town.rows(USER, id=amira.id)
    assert (user["email"], user["status"]) == (amira.email, "active")
    assert user["email_verified"]
    assert user["is_verified"]
    assert user["onboarding_completed"]
    assert user["terms_accepted_at"]
    assert user["onboarded_at"]
    [session] = town.rows(SESSION, id=amira.id)
    assert session["current_step"] == "done"
    assert session["completed_at"]
    assert town.rows(WALLETS, id=amira.id) == [{"currency": "USD", "balance": 0}]
    code, welcome = amira.mails()
    assert code["subject"][-6:] in code["html"]
    assert "15 minutes" in code["html"]
    assert welcome["subject"] == "Welcome to Tom & Co!"


def test_taps_edit_and_texts_are_answered_with_new_messages(amira: Person) -> None:
    amira.writes("/start")
    landing = amira.sees("Secure crypto trades")["message_id"]
    amira.taps("🚀 Get Started")
    assert amira.sees("Step 1/3")["message_id"] == landing
    assert "callback_answered" in {event["kind"] for event in amira.events}
    amira.writes("nonsense@")
    assert amira.sees("doesn't look like a valid email")["message_id"] > landing


def test_the_feedback_is_one_message_edited_through_its_texts(amira: Person) -> None:
    amira.is_at_email().writes(amira.email)
    amira.sees("Step 2/3")
    told = [(e["kind"], e["message"]) for e in amira.events if e["kind"] in ("sent", "edited")][-4:]
    assert [kind for kind, _ in told] == ["sent", "edited", "edited", "sent"]
    assert len({message["message_id"] for _, message in told[:3]}) == 1
    assert [message["text"] for _, message in told[:3]] == [
        "📧 Email received! Validating…",
        "✅ Email validated! Sending verification code…",
        f"📧 Verification code sent! Check your inbox at {amira.email}, expires in 15 minutes.",
    ]


def test_a_code_is_kept_as_a_hash(town: Town, amira: Person) -> None:
    amira.is_at_code()
    [kept] = town.rows(CODES, id=amira.id)
    assert amira.codes()[-1] not in str(kept)
    assert (kept["email"], kept["purpose"], kept["attempts"], kept["max_attempts"]) == (
        amira.email,
        "onboarding",
        0,
        5,
    )


def test_a_code_expires_by_the_clock_of_its_user_alone(town: Town, amira: Person) -> None:
    bo = town.newcomer("Bo").is_at_code()
    amira.is_at_code().has_time_go_by(15 * 60)
    amira.writes(amira.codes()[-1])
    amira.sees("code has expired")
    bo.writes(bo.codes()[-1])
    bo.sees("Step 3/3")


def test_a_resent_code_replaces_the_old_one(amira: Person) -> None:
    amira.is_at_code().taps("🔄 Resend Code")
    amira.sees("you can ask for a new code in")
    amira.has_time_go_by(61)
    amira.taps("🔄 Resend Code")
    amira.sees("Verification code sent again", "Step 2/3", "5/5 attempts left")
    old, new = amira.codes()
    assert old != new
    amira.writes(old)
    amira.sees("You have 4 attempts remaining")
    amira.writes(new)
    amira.sees("Step 3/3")


@pytest.mark.parametrize("status", [503, 0])
def test_a_mail_outage_is_told_and_survived(amira: Person, status: int) -> None:
    amira.is_at_email().mail_breaks(status)
    amira.writes(amira.email)
    amira.sees("not sent")
    assert not any("Check your inbox" in text for text in amira.shown())
    assert amira.codes() == []
    amira.mail_works()
    amira.taps("🔄 Try Again")
    amira.sees("Step 2/3")
    amira.writes(amira.codes()[-1])
    amira.sees("Step 3/3")


def test_a_cancelled_setup_leaves_no_session(town: Town, amira: Person) -> None:
    amira.is_at_code()
    amira.taps("❌ Cancel Setup")
    amira.sees("Setup cancelled")
    assert town.rows(SESSION, id=amira.id) == []
    amira.writes("/start")
    amira.sees("Secure crypto trades")


def test_a_session_that_was_left_for_a_day_is_replaced(town: Town, amira: Person) -> None:
    amira.is_at_code().has_time_go_by(24 * 3600)
    amira.writes("/start")
    amira.sees("a new one has started", "Secure crypto trades")
    [session] = town.rows(SESSION, id=amira.id)
    assert session["current_step"] == "capture_email"


def test_an_address_of_a_verified_user_is_refused_in_any_case(town: Town, amira: Person) -> None:
    amira.is_done()
    bo = town.newcomer("Bo").is_at_email()
    bo.writes(amira.email.upper())
    bo.sees("already registered with another account")


def test_two_may_try_one_address_and_one_gets_it(town: Town, amira: Person) -> None:
    bo = town.newcomer("Bo")
    bo.email = amira.email
    amira.is_at_code()
    bo.is_at_code()
    first, second = amira.codes()
    amira.writes(second)
    amira.sees("You have 4 attempts remaining")
    together([lambda: amira.writes(first), lambda: bo.writes(second)])
    amira.sees("")
    bo.sees("")
    verified = "SELECT id FROM users WHERE email = :email AND email_verified"
    assert len(town.rows(verified, email=amira.email)) == 1


def test_an_invited_newcomer_is_told_by_whom(town: Town, amira: Person) -> None:
    amira.is_done()
    amira.taps("🎁 Invite Friends")
    link = amira.sees("?start=ref_")["text"]
    code = link.split("?start=")[1].split()[0]
    bo = town.newcomer("Bo")
    bo.writes(f"/start {code}")
    bo.sees("🎉 Welcome to Tom & Co!", "👤 Amira invited you", "5.00 USD")
    bo.taps("✨ Claim Bonus & Start")
    bo.sees("Step 1/3")
    [row] = town.rows(USER, id=bo.id)
    assert row["referred_by_id"] == amira.id


@pytest.mark.parametrize("status", ["suspended", "blocked"])
def test_a_refused_user_is_told_so(town: Town, amira: Person, status: str) -> None:
    amira.writes("/start")
    amira.sees("Secure crypto trades")
    town.write("UPDATE users SET status = :status WHERE id = :id", status=status, id=amira.id)
    amira.writes(amira.email)
    amira.sees(f"is {status}")
    assert amira.mails() == []


def test_an_old_button_shows_the_step_again(town: Town, amira: Person) -> None:
    amira.is_at_email()
    amira.sees_button("⏭️ Skip for Now")
    amira.writes(amira.email)
    amira.sees("Step 2/3")
    amira.taps("⏭️ Skip for Now")
    amira.sees("Step 2/3")
    [session] = town.rows(SESSION, id=amira.id)
    assert session["current_step"] == "verify_otp"


def test_five_starts_at_once_make_one_user(town: Town, amira: Person) -> None:
    updates = [amira.mints("messages", text="/start") for _ in range(5)]
    answers = together([lambda update=update: town.deliver(update) for update in updates])  # type: ignore[misc]
    assert {answer.status_code for answer in answers} == {200}
    amira.sees("Secure crypto trades")
    assert len(amira.shown()) <= 2
    assert len(town.rows(USER, id=amira.id)) == 1
    assert len(town.rows(SESSION, id=amira.id)) == 1
    assert len(town.rows(WALLETS, id=amira.id)) == 1


def test_starts_that_queue_up_are_answered_once(amira: Person) -> None:
    updates = [amira.mints("messages", text="/start") for _ in range(5)]
    for update in updates:
        amira.town.deliver(update)
    assert len(amira.shown()) == 1
    amira.writes("/start")
    amira.sees("Secure crypto trades")


def test_three_addresses_at_once_lead_to_one_valid_code(town: Town, amira: Person) -> None:
    amira.is_at_email()
    updates = [amira.mints("messages", text=amira.email) for _ in range(3)]
    together([lambda update=update: town.deliver(update) for update in updates])  # type: ignore[misc]
    amira.sees("Step 2/3")
    assert [row["mailing"] for row in town.rows(CODES, id=amira.id)].count("sent") == 1
    amira.writes(amira.codes()[-1])
    amira.sees("Step 3/3")


def test_a_double_tap_on_accept_completes_once(town: Town, amira: Person) -> None:
    amira.is_at_terms()
    message = amira.sees_button(ACCEPT)["message_id"]
    taps = [amira.mints("taps", message_id=message, label=ACCEPT) for _ in range(2)]
    answers = together([lambda tap=tap: town.deliver(tap) for tap in taps])  # type: ignore[misc]
    assert {answer.status_code for answer in answers} == {200}
    amira.sees("Account ready")
    assert len(amira.shown()) == 1
    assert [mail["subject"] for mail in amira.mails()].count("Welcome to Tom & Co!") == 1


def test_an_update_that_comes_twice_has_one_effect(town: Town, amira: Person) -> None:
    amira.is_at_code()
    wrong = f"{(int(amira.codes()[-1]) + 1) % 1_000_000:06d}"
    update = amira.mints("messages", text=wrong)
    together([lambda: town.deliver(update), lambda: town.deliver(update)])
    assert town.deliver(update).status_code == 200
    amira.sees("You have 4 attempts remaining")
    assert len(amira.shown()) == 1
    [kept] = town.rows(CODES, id=amira.id)
    assert kept["attempts"] == 1


def test_an_answer_that_got_lost_is_given_when_the_update_comes_again(town: Town, amira: Person) -> None:
    amira.is_at_email()
    update = amira.mints("messages", text="not an address @")
    town.deliver(update)
    amira.sees("doesn't look like a valid email")
    town.write("UPDATE processed_updates SET answered_at = NULL WHERE user_id = :id", id=amira.id)
    before = len(amira.shown())
    town.deliver(update)
    assert "Step 1/3" in amira.shown()[before]


@pytest.mark.parametrize("fault", [{"status": 502}, {"status": 429, "retry_after": 1}])
def test_a_call_that_telegram_refuses_for_now_is_made_again(amira: Person, fault: dict[str, int]) -> None:
    amira.has_telegram_fail(method="sendMessage", **fault)
    amira.writes("/start")
    amira.sees("Secure crypto trades")
    assert len(amira.shown()) == 1


def test_an_update_whose_answer_cannot_be_given_is_not_acknowledged(town: Town, amira: Person) -> None:
    amira.has_telegram_fail(method="sendMessage", status=429, retry_after=60)
    update = amira.mints("messages", text="/start")
    assert town.deliver(update).status_code == 503
    assert amira.shown() == []
    assert town.deliver(update).status_code == 200
    amira.sees("Secure crypto trades")


def test_a_user_who_has_blocked_the_bot_holds_nothing_up(town: Town, amira: Person) -> None:
    update = amira.mints("messages", text="/start")
    amira.blocks_the_bot()
    assert town.deliver(update).status_code == 200
    assert amira.shown() == []


def test_a_message_that_is_gone_is_replaced_by_a_new_one(town: Town, amira: Person) -> None:
    amira.writes("/start")
    landing = amira.sees("Secure crypto trades")["message_id"]
    tap = amira.mints("taps", message_id=landing, label="🚀 Get Started")
    amira.has_telegram_fail(method="editMessageText", status=400)
    assert town.deliver(tap).status_code == 200
    assert amira.sees("Step 1/3")["message_id"] > landing


def test_twenty_newcomers_at_once_do_not_cross(town: Town) -> None:
    people = [town.newcomer(f"User {n}") for n in range(20)]
    together([lambda person=person: person.writes("/start") for person in people])  # type: ignore[misc]
    for person in people:
        person.sees("Secure crypto trades")
        assert len(person.shown()) == 1


@pytest.mark.parametrize("secret", ["", "wrong", "webhook-secre"])
def test_the_webhook_opens_only_to_its_secret(town: Town, amira: Person, secret: str) -> None:
    update = amira.mints("messages", text="/start")
    answer = town.deliver(update, secret=secret)
    assert answer.status_code == 401
    assert "secret" in answer.json()["error"]
    assert town.rows(USER, id=amira.id) == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"{}", b'{"update_id": "7"}', b'{"update_id": 7, "message": "hello"}']
)
def test_a_body_that_is_no_update_is_refused(town: Town, body: bytes) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": "webhook-secret"}
    answer = town.client.post(f"{town.bot}/webhook", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_an_update_that_does_not_concern_the_bot_is_acknowledged(town: Town) -> None:
    assert town.deliver({"update_id": 1}).status_code == 200


def test_a_group_is_ignored(town: Town, amira: Person) -> None:
    update = amira.mints("messages", text="/start")
    update["message"]["chat"] = {"id": -100, "type": "group", "title": "Traders"}
    assert town.deliver(update).status_code == 200
    assert town.rows(USER, id=amira.id) == []


def test_health_says_what_works(town: Town) -> None:
    answer = town.client.get(f"{town.bot}/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "healthy", "database": "up", "bot": "up", "version": "1.0.0"}


@pytest.fixture
def own_town(tmp_path: Path) -> Iterator[Town]:
    """A town of its own, for what would disturb others."""
    with town_of(f"sqlite:///{tmp_path}/onboarding.db") as found:
        yield found


def test_trouble_with_the_database_is_told_and_the_update_is_kept(own_town: Town) -> None:
    amira = own_town.newcomer().is_at_email()
    own_town.write("ALTER TABLE onboarding_sessions RENAME TO away")
    update = amira.mints("messages", text="not an address @")
    assert own_town.deliver(update).status_code == 503
    amira.sees("Technical trouble")
    assert own_town.deliver(update).status_code == 503
    assert len(amira.shown()) == 1
    own_town.write("ALTER TABLE away RENAME TO onboarding_sessions")
    assert own_town.deliver(update).status_code == 200
    amira.sees("doesn't look like a valid email")


def test_health_tells_of_an_outage_and_of_its_end(own_town: Town) -> None:
    own_town.write("ALTER TABLE users RENAME TO away")
    sick = own_town.client.get(f"{own_town.bot}/health")
    assert (sick.status_code, sick.json()["database"], sick.json()["bot"]) == (503, "down", "up")
    own_town.write("ALTER TABLE away RENAME TO users")
    assert own_town.client.get(f"{own_town.bot}/health").status_code == 200


def settings_for(tmp_path: Path) -> Settings:
    return Settings(
        bot_token="1234567890:abcdefghijklmnopqrstuvwxyzABCDEFGHI",
        telegram_api="http://127.0.0.1:9",
        webhook_url="http://127.0.0.1:9/webhook",
        webhook_secret="secret",
        brevo_api="http://127.0.0.1:9",
        brevo_key="key",
        database_url=f"sqlite:///{tmp_path}/onboarding.db",
    )


def start(settings: Settings) -> None:
    """Bring the bot up and down again."""
    app = onboarding_app(settings)

    async def live() -> None:
        async with app.router.lifespan_context(app):
            pass

    asyncio.run(live())


def test_a_bot_that_telegram_does_not_know_says_which_variable_to_mend(tmp_path: Path) -> None:
    with listening() as sock, served({telegram_app(backstage_token="backstage", bots=[]): sock}):
        settings = msgspec.structs.replace(settings_for(tmp_path), telegram_api=address_of(sock))
        with pytest.raises(UserError, match="COUNTERSIGN_SANDBOX_BOT_TOKEN"):
            start(settings)


@pytest.mark.parametrize("method", ["getMe", "setWebhook"])
def test_a_telegram_that_is_still_starting_is_waited_for(tmp_path: Path, method: str) -> None:
    settings = settings_for(tmp_path)
    bots = [Bot(token=settings.bot_token, username="patient_bot", first_name="Tom")]
    with listening() as sock, served({telegram_app(backstage_token="backstage", bots=bots): sock}):
        url = address_of(sock)
        fault = {"bot": "patient_bot", "method": method, "status": 502, "times": 2}
        httpx.put(
            f"{url}/backstage/faults", json=fault, headers=BACKSTAGE, trust_env=False
        ).raise_for_status()
        start(msgspec.structs.replace(settings, telegram_api=url))
        bot = httpx.get(f"{url}/backstage/bots/patient_bot", headers=BACKSTAGE, trust_env=False).json()
        assert bot["webhook"]["url"] == settings.webhook_url


def test_a_database_that_cannot_be_opened_says_which_variable_to_mend(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="COUNTERSIGN_SANDBOX_DATABASE_URL"):
        start(settings_for(tmp_path / "no" / "such" / "folder"))


def test_before_it_has_started_the_bot_takes_nothing(tmp_path: Path) -> None:
    transport = httpx.ASGITransport(onboarding_app(settings_for(tmp_path)))

    async def ask() -> tuple[int, int]:
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            health = await client.get("/health")
            return health.status_code, (await client.post("/webhook", content=b"{}")).status_code

    assert asyncio.run(ask()) == (503, 503)


def test_maintenance_is_told_and_nothing_is_begun(tmp_path: Path) -> None:
    with town_of(f"sqlite:///{tmp_path}/onboarding.db", maintenance=True) as town:
        amira = town.newcomer()
        amira.writes("/start")
        amira.sees("under maintenance")
        assert town.rows(USER, id=amira.id) == []
