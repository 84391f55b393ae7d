"""All that the bot says about SMS alerts."""

from html import escape

from countersign.sandbox.onboarding.screens import Buttons, Keys, NoKeys, Screen
from countersign.sandbox.onboarding.settings import House

SMS_ALERTS = "sms_alerts"
NOT_NOW = "↩️ Not now"

BUTTON = ("📱 SMS alerts", SMS_ALERTS)
_KEYS = Keys(share="📱 Share my number", back=NOT_NOW)
_BACK: Buttons = ((("← Back to Menu", "main_menu"),),)
_AGAIN: Buttons = ((BUTTON,), (("← Back to Menu", "main_menu"),))


def share_your_number() -> Screen:
    """Asks for the contact."""
    return Screen(
        "📱 <b>SMS alerts</b>\n\n"
        "Tap <b>📱 Share my number</b> below, and we'll text you about your trades and your security.",
        keys=_KEYS,
    )


def only_in_private(house: House) -> Screen:
    """A group is no place to share a number."""
    return Screen(
        "📱 SMS alerts are set up in a private chat only, so that nobody else sees your number. "
        f"Write to @{escape(house.bot_username)} and open Settings &amp; Help there.",
        _BACK,
    )


def not_now() -> Screen:
    """The user keeps the number to themselves."""
    return Screen("👌 No number was shared. SMS alerts stay as they were.", keys=NoKeys())


def not_yours() -> Screen:
    """Somebody else's contact was shared."""
    return Screen(
        "🙅 That is not your own contact. Only your own number can get SMS alerts: "
        "tap <b>📱 Share my number</b>.",
        keys=_KEYS,
    )


def unusable() -> Screen:
    """What was shared is no phone number."""
    return Screen(
        "❌ That contact holds no phone number that an SMS could be sent to. "
        "Share another one, or tap ↩️ Not now.",
        keys=_KEYS,
    )


def taken() -> Screen:
    """The number belongs to somebody else."""
    return Screen(
        "🚫 This phone number is already used by another account, so it was not added to yours.",
        keys=NoKeys(),
    )


def unavailable() -> Screen:
    """This deployment sends no SMS."""
    return Screen("ℹ️ SMS alerts are not available here, so your number was not kept.", keys=NoKeys())


def shared(number: str) -> Screen:
    """The welcome SMS is about to go out; the keyboard is given back."""
    return Screen(f"📱 Number {number} received! Sending your welcome SMS…", keys=NoKeys())


def sending_again(number: str) -> Screen:
    """The welcome SMS is about to go out to a number that is known."""
    return Screen(f"📱 Sending your welcome SMS to {number}…")


def changed(number: str) -> Screen:
    """Another number, after the welcome SMS; the keyboard is given back."""
    return Screen(
        f"📱 Your number is now {number}. The welcome SMS is sent only once, so none goes out this time.",
        keys=NoKeys(),
    )


def on(number: str) -> Screen:
    """The service has accepted the welcome SMS."""
    return Screen(f"✅ <b>SMS alerts are on</b> for {number}. A welcome SMS is on its way to you.", _BACK)


def still_on(number: str) -> Screen:
    """SMS alerts were set up before."""
    return Screen(f"✅ <b>SMS alerts are on</b> for {number}. Your welcome SMS was sent before.", _BACK)


def being_sent(number: str) -> Screen:
    """The service has been asked, or the asking was interrupted."""
    return Screen(
        f"⏳ Your welcome SMS to {number} is just being sent. If nothing arrives, it got lost on the way: "
        "we never send it a second time.",
        _BACK,
    )


def may_arrive(number: str) -> Screen:
    """The service did not answer in time."""
    return Screen(
        f"❔ Our SMS service did not confirm your welcome SMS to {number}: it may still arrive, or it may "
        "not. Your number is kept, and to be sure that you don't get it twice it isn't sent again.",
        _BACK,
    )


def service_down(number: str) -> Screen:
    """The service did not take the SMS."""
    return Screen(
        f"⚠️ Your welcome SMS was <b>not sent</b> to {number}: our SMS service is out of order at the moment."
        "\n\nYour number is kept. Tap 📱 SMS alerts again in a while.",
        _AGAIN,
    )


def limited(number: str) -> Screen:
    """The service takes no more SMS for now."""
    return Screen(
        f"🚦 Your welcome SMS was <b>not sent</b> to {number}: too many messages are being sent right now."
        "\n\nYour number is kept. Try later: tap 📱 SMS alerts again.",
        _AGAIN,
    )


def number_refused(number: str) -> Screen:
    """No SMS can be sent there."""
    return Screen(
        f"📵 The number {number} can't receive our SMS, so it was not kept.\n\n"
        "Tap 📱 SMS alerts to give another one.",
        _AGAIN,
    )


def opted_out(number: str, house: House) -> Screen:
    """Whoever has the number has said STOP."""
    return Screen(
        f"🔕 The number {number} has opted out of our SMS.\n\n"
        f"To get them again, reply START to {escape(house.sms_from)}, then tap 📱 SMS alerts again.",
        _AGAIN,
    )


def not_yet_sent(number: str) -> Screen:
    """The number is known, and no SMS has gone out."""
    return Screen(
        f"📱 Your number {number} is kept, but no welcome SMS was sent yet. Tap 📱 SMS alerts to try again.",
        _AGAIN,
    )


def off() -> Screen:
    """No number is known."""
    return Screen("📱 SMS alerts are off: we have no number of yours.", _AGAIN)
