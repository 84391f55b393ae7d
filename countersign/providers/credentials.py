"""Fresh credentials, in the shape in which each outside service gives them."""

import secrets


def new_bot_token() -> str:
    """A bot's token as Telegram's BotFather gives it."""
    bot_id = 10**9 + secrets.randbelow(9 * 10**9)
    return f"{bot_id}:{secrets.token_urlsafe(27)[:35]}"


def new_brevo_key() -> str:
    """A key for Brevo's API."""
    return f"xkeysib-{secrets.token_hex(32)}-{secrets.token_hex(8)}"


def new_twilio_account() -> tuple[str, str]:
    """The SID and the auth token of an account at Twilio."""
    return f"AC{secrets.token_hex(16)}", secrets.token_hex(16)


def new_token() -> str:
    """A token of our own doors, of letters, digits, `-` and `_`."""
    return secrets.token_urlsafe(24)


def new_openrouter_key() -> str:
    """A key for OpenRouter's API."""
    return f"sk-or-v1-{secrets.token_hex(32)}"


def new_stripe_key() -> str:
    """A secret key of Stripe's test mode."""
    return f"sk_test_51{secrets.token_hex(24)}"


def new_webhook_secret() -> str:
    """What Stripe signs the events of one endpoint with."""
    return f"whsec_{secrets.token_hex(24)}"
