"""The Twilio stand-in: takes text messages as strictly as Twilio does, and tells what becomes of them."""

from countersign.providers.twilio.accounts import Account
from countersign.providers.twilio.app import twilio_app

__all__ = ["Account", "twilio_app"]
