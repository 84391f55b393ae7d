"""What Telegram does wrong with what a bot writes to one user, as the features say it."""

from collections.abc import Mapping
from typing import Any

TelegramTrouble = Mapping[str, Any]

TELEGRAM_TROUBLES: Mapping[str, TelegramTrouble] = {
    "asks for a second of patience": {"status": 429, "retry_after": 1},
    "asks for a minute of patience": {"status": 429, "retry_after": 60},
    "fails twice": {"status": 502, "times": 2},
    "hangs up": {"status": 0},
    "shows it and then hangs up": {"status": 0, "after": True},
    "is slow": {"delay": 0.4},
}
"""For the next call about one chat, unless it says how many."""
