"""All that the bot says, and the buttons it says it with."""

from html import escape

from countersign.sandbox.onboarding import sms_texts
from countersign.sandbox.onboarding.screens import Buttons, Screen
from countersign.sandbox.onboarding.settings import House

START = "ob:start"
RESEND = "ob:resend"
CHANGE_EMAIL = "ob:change:email"
SKIP = "ob:skip:email"
CANCEL = "ob:cancel"
ACCEPT = "ob:tos:accept"
DECLINE = "ob:tos:decline"
HELP_EMAIL = "ob:help:email"
HELP_CODE = "ob:help:otp"
HELP_TERMS = "ob:help:terms"
MENU = "main_menu"

_GET_STARTED: Buttons = ((("🚀 Get Started", START),),)
_BACK: Buttons = ((("← Back to Setup", START),),)
_BACK_TO_MENU: Buttons = ((("← Back to Menu", MENU),),)
_EMAIL_BUTTONS: Buttons = (
    (("❓ Why Email?", HELP_EMAIL), ("⏭️ Skip for Now", SKIP)),
    (("❌ Cancel", CANCEL),),
)
_CODE_BUTTONS: Buttons = (
    (("🔄 Resend Code", RESEND), ("📧 Change Email", CHANGE_EMAIL)),
    (("❓ Help", HELP_CODE), ("❌ Cancel Setup", CANCEL)),
)
_TERMS_BUTTONS: Buttons = (
    (("✅ Accept Terms & Complete Setup", ACCEPT),),
    (("📋 Read Terms", HELP_TERMS), ("❌ Decline", DECLINE)),
)
_NOT_SENT_BUTTONS: Buttons = (
    (("🔄 Try Again", RESEND), ("📧 Change Email", CHANGE_EMAIL)),
    (("❌ Cancel Setup", CANCEL),),
)
_MENU_BUTTONS: Buttons = (
    (("🤝 Create New Trade", "menu_create"), ("📋 My Trades", "trades_messages_hub")),
    (("➕ Add Funds", "menu_wallet"), ("🎁 Invite Friends", "invite_friends")),
    (("🎧 Support", "menu_support"), ("⚙️ Settings & Help", "hamburger_menu")),
)

NEW_SESSION = "⏰ Your last setup was left for 24 hours, so a new one has started.\n\n"


def landing(house: House, note: str = "") -> Screen:
    """The first thing a newcomer sees."""
    return Screen(
        f"{note}🔒 <b>{escape(house.brand)}</b>\n\n"
        "Secure crypto trades &amp; instant cashouts.\n\n"
        "It takes three short steps to get started.",
        _GET_STARTED,
    )


def invited(house: House, inviter: str) -> Screen:
    """The first thing a newcomer sees who followed a friend's link."""
    return Screen(
        f"🎉 <b>Welcome to {escape(house.brand)}!</b>\n\n"
        f"👤 {escape(inviter)} invited you.\n"
        f"🎁 Your welcome bonus: <b>{escape(house.bonus)}</b>",
        ((("✨ Claim Bonus & Start", START),),),
    )


def step_email(note: str = "") -> Screen:
    """Step 1: asks for the e-mail address."""
    return Screen(
        f"{note}📧 <b>Step 1/3</b> 🟦⬜⬜\n\n"
        "<b>Enter your email address</b>\n\n"
        "We'll send you a 6-digit verification code.",
        _EMAIL_BUTTONS,
    )


def step_code(email: str, minutes: int, attempts: int, of: int, note: str = "") -> Screen:
    """Step 2: asks for the code."""
    return Screen(
        f"{note}{_step_code_head(email)}⏱️ Expires in {minutes}m • {attempts}/{of} attempts left\n\n"
        "Enter the 6-digit code:",
        _CODE_BUTTONS,
    )


def step_code_expired(email: str, note: str = "") -> Screen:
    """Step 2, when the code's time is over."""
    return Screen(f"{note}{_step_code_head(email)}{_EXPIRED}", _CODE_BUTTONS)


def step_code_locked(email: str, note: str = "") -> Screen:
    """Step 2, when the code was typed wrong too often."""
    return Screen(f"{note}{_step_code_head(email)}{_LOCKED}", _CODE_BUTTONS)


def step_terms() -> Screen:
    """Step 3: asks to accept the terms."""
    return Screen(
        "📋 <b>Step 3/3</b> 🟦🟦🟦\n\n"
        "<b>Final Step - Accept Terms</b>\n\n"
        "Trades are held in escrow until both sides confirm. Please read our terms and accept them "
        "to complete your setup.",
        _TERMS_BUTTONS,
    )


def email_received() -> Screen:
    """First news after an address was written."""
    return Screen("📧 Email received! Validating…")


def email_validated() -> Screen:
    """Second news after an address was written."""
    return Screen("✅ Email validated! Sending verification code…")


def code_sent(email: str, minutes: int) -> Screen:
    """The mail with the code has been accepted by the mail service."""
    return Screen(
        f"📧 <b>Verification code sent!</b> Check your inbox at <b>{escape(email)}</b>, "
        f"expires in {minutes} minutes."
    )


def sending_again(email: str) -> Screen:
    """A new code is on its way."""
    return Screen(f"🔄 Sending a new code to <b>{escape(email)}</b>…")


def still_sending(email: str) -> Screen:
    """The user does something while a code is on its way."""
    return Screen(f"⏳ One moment: your code for <b>{escape(email)}</b> is just being mailed.")


STILL_SENDING = "⏳ One moment: your code is just being mailed."


def code_not_sent(email: str, note: str = "") -> Screen:
    """The mail service did not take the mail."""
    return Screen(
        f"{note}⚠️ Your verification code was <b>not sent</b> to {escape(email)}: our mail service did not "
        "take the mail.\n\nNothing is lost. Tap 🔄 Try Again in a moment, or change the address.",
        _NOT_SENT_BUTTONS,
    )


def code_maybe_sent(email: str, note: str = "") -> Screen:
    """The mail service did not say whether it took the mail."""
    return Screen(
        f"{note}❔ Our mail service did not answer, so your verification code was probably <b>not sent</b> "
        f"to {escape(email)}.\n\nIf it arrives all the same, it is good: just type it. "
        "Otherwise tap 🔄 Try Again, or change the address.",
        _NOT_SENT_BUTTONS,
    )


def code_overtaken(email: str) -> Screen:
    """The user changed course while the mail was on its way."""
    return Screen(f"ℹ️ The code that was meant for {escape(email)} is no longer valid.")


def code_received() -> Screen:
    """First news after a code was typed."""
    return Screen("🔐 Code received! Checking…")


def code_verified() -> Screen:
    """The code was right."""
    return Screen("🎉 <b>Email verified successfully!</b>")


NEW_CODE_SENT = "🔄 Verification code sent again! Check your inbox; older codes no longer work.\n\n"


def email_skipped() -> Screen:
    """The user goes on without an address."""
    return Screen("⏭️ Email skipped. You can trade without it, but your account stays unverified.")


def bad_email() -> Screen:
    """What was written is not an address."""
    return Screen(
        "❌ That doesn't look like a valid email address.\n\n"
        "Please write it like <b>name@example.com</b>, or skip this step.",
        _EMAIL_BUTTONS,
    )


def code_instead_of_email() -> Screen:
    """What was written is a code, but no code is being waited for."""
    return Screen(
        "🔢 That looks like a verification code, but I need your <b>email address</b> first.\n\n"
        "Write it like <b>name@example.com</b>; the code comes by mail after that.",
        _EMAIL_BUTTONS,
    )


def email_taken() -> Screen:
    """The address belongs to somebody else."""
    return Screen(
        "🚫 This email address is already registered with another account.\n\n"
        "Please write a different address, or skip this step.",
        _EMAIL_BUTTONS,
    )


def bad_code() -> Screen:
    """What was written does not have the shape of a code."""
    return Screen(
        "🔢 A verification code has exactly <b>6 digits</b>, like 123 456.\n\n"
        "Look for it in your inbox. To use another address, tap 📧 Change Email.",
        _CODE_BUTTONS,
    )


def wrong_code(left: int) -> Screen:
    """Six digits, but not the right ones."""
    attempts = "attempt" if left == 1 else "attempts"
    return Screen(f"❌ That code is wrong.\n\nYou have {left} {attempts} remaining.", _CODE_BUTTONS)


_EXPIRED = "⏰ Your code has expired. Tap 🔄 Resend Code to get a new one."
_LOCKED = "🔒 Too many wrong codes, so this code is locked. Tap 🔄 Resend Code to get a new one."


def expired_code() -> Screen:
    """The code's time is over."""
    return Screen(_EXPIRED, _CODE_BUTTONS)


def locked_code() -> Screen:
    """The code was typed wrong too often."""
    return Screen(_LOCKED, _CODE_BUTTONS)


def too_soon(seconds: int) -> str:
    """The note that another code may not be sent yet."""
    return f"⏳ Not so fast: you can ask for a new code in {_in_words(seconds)}.\n\n"


def help_email() -> Screen:
    """Why the bot wants an address."""
    return Screen(
        "❓ <b>Why Email?</b>\n\n"
        "We mail you a 6-digit code to make sure that the address is yours. It protects your account, and we "
        "write to it only about your trades and your security.",
        _BACK,
    )


def help_code() -> Screen:
    """What to do when the code doesn't come."""
    return Screen(
        "❓ <b>Help with the code</b>\n\n"
        "• Look into your spam folder; the subject ends in the code.\n"
        "• A code is good for 15 minutes and 5 attempts.\n"
        "• Resend Code mails a new one after 60 seconds, four times an hour.\n"
        "• Change Email lets you correct the address.",
        _BACK,
    )


def help_terms(house: House) -> Screen:
    """The terms themselves."""
    return Screen(
        f"📋 <b>Terms of {escape(house.brand)}</b>\n\n"
        "1. You trade in your own name and with your own money.\n"
        "2. Funds stay in escrow until both sides confirm, or support has decided.\n"
        "3. We keep your Telegram id and e-mail address for as long as your account exists.\n"
        f"4. Complaints go to {escape(house.support)}.",
        _BACK,
    )


def declined() -> Screen:
    """The user doesn't accept the terms."""
    return Screen(
        "❌ <b>Terms declined</b>\n\n"
        "Without accepting the terms no account can be opened. Your progress is kept for 24 hours: "
        "go back whenever you change your mind.",
        _BACK,
    )


def cancelled() -> Screen:
    """The user has ended the setup."""
    return Screen("❌ <b>Setup cancelled</b>\n\nYou can start over at any time.", _GET_STARTED)


def completed(house: House) -> Screen:
    """The setup is done."""
    return Screen(
        f"🎉 <b>Welcome to {escape(house.brand)}!</b>\n\n✅ Account ready\n\nWhat would you like to do?",
        _MENU_BUTTONS,
    )


def menu(house: House) -> Screen:
    """The main menu of a finished user."""
    return Screen(f"🏠 <b>Welcome to {escape(house.brand)}!</b>\n\nWhat would you like to do?", _MENU_BUTTONS)


def create_trade(balance: str) -> Screen:
    """What a user needs before a trade."""
    return Screen(
        "🤝 <b>Create New Trade</b>\n\n"
        f"A trade is paid from your wallet, which holds {balance}. Add funds before you create one.",
        _BACK_TO_MENU,
    )


def trades() -> Screen:
    """The trades of a user."""
    return Screen("📋 <b>My Trades</b>\n\nYou have no trades: none open, none completed.", _BACK_TO_MENU)


def wallet(house: House, balance: str, member: int) -> Screen:
    """The wallet and how to fill it."""
    return Screen(
        f"➕ <b>Add Funds</b>\n\nYour wallet holds {balance}.\n\n"
        f"To add funds, write to {escape(house.support)} and give your member number {member}.",
        _BACK_TO_MENU,
    )


def invite(house: House, referral_code: str, friends: int) -> Screen:
    """The link for friends."""
    link = f"https://t.me/{escape(house.bot_username)}?start=ref_{referral_code}"
    return Screen(
        f"🎁 <b>Invite Friends</b>\n\nYour link: {link}\n\nFriends who followed it so far: {friends}",
        _BACK_TO_MENU,
    )


def support(house: House, member: int) -> Screen:
    """Whom to turn to."""
    return Screen(
        f"🎧 <b>Support</b>\n\nWrite to {escape(house.support)} and give your member number {member}.",
        _BACK_TO_MENU,
    )


def settings(house: House, email: str | None, phone: str | None, *, verified: bool) -> Screen:
    """What the bot knows about the user."""
    sends_sms = bool(house.sms_from)
    return Screen(
        "⚙️ <b>Settings &amp; Help</b>\n\n"
        f"📧 Email: {escape(email) if email else 'none'}\n"
        f"🔐 Account: {'verified' if verified else 'not verified'}\n"
        + (f"📱 Phone: {phone or 'none'}\n" if sends_sms else "")
        + "\n/start brings you back to the menu at any time.",
        ((sms_texts.BUTTON,), *_BACK_TO_MENU) if sends_sms else _BACK_TO_MENU,
    )


def suspended(house: House) -> Screen:
    """The account is suspended."""
    return Screen(
        f"⛔ Your account is suspended. Please write to {escape(house.support)} to have it reviewed."
    )


def blocked() -> Screen:
    """The account is blocked."""
    return Screen("🚫 Your account is blocked, and this service is no longer available to you.")


def maintenance(house: House) -> Screen:
    """The bot is being worked on."""
    return Screen(
        f"🛠️ {escape(house.brand)} is under maintenance and will be back soon. "
        "Nothing is lost: come back with /start a little later."
    )


def technical_trouble() -> Screen:
    """Something broke on the bot's side."""
    return Screen("⚠️ Technical trouble on our side. Nothing is lost; please try again in a moment.")


def _step_code_head(email: str) -> str:
    return f"🔐 <b>Step 2/3</b> 🟦🟦⬜\n\n📧 Code sent to: <b>{escape(email)}</b>\n"


def _in_words(seconds: int) -> str:
    if seconds <= 120:
        return f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"
