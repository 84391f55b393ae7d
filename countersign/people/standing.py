"""Where a user stands with the onboarding bot, as its screens tell, and what may follow a text there."""

from collections.abc import Mapping
from enum import StrEnum

from countersign.people.conversation import Version
from countersign.phrasebook import Phrasebook


class Standing(StrEnum):
    """Each screen that /start may be answered with, by the intent that words it."""

    NEWCOMER = "greets a newcomer"
    EMAIL = "asks for the e-mail address"
    NOT_MAILED = "says the code could not be mailed"
    CODE = "asks for the code"
    TERMS = "asks to accept the terms"
    MENU = "shows the main menu"


_ALSO = {
    Standing.CODE: ("says the code has expired",),
    Standing.MENU: ("says the account is ready",),
}
"""Other words for the same screen."""

Reactions = Mapping[Standing, Mapping[str, Standing]]
"""By where a user stands: what a text may be answered with, and where the user stands then."""

_MISPLACED: Reactions = {
    Standing.CODE: {"says that is no code": Standing.CODE},
    Standing.TERMS: {Standing.TERMS: Standing.TERMS},
    Standing.MENU: {Standing.MENU: Standing.MENU},
}

BAD_ADDRESS: Reactions = {
    **_MISPLACED,
    Standing.NEWCOMER: {
        "says the address is wrong": Standing.NEWCOMER,
        Standing.NEWCOMER: Standing.NEWCOMER,
    },
    Standing.EMAIL: {"says the address is wrong": Standing.EMAIL},
    Standing.NOT_MAILED: {"says the address is wrong": Standing.NOT_MAILED},
}
"""An address that is none is refused, and leads nowhere."""

DIGITS: Reactions = {
    **_MISPLACED,
    Standing.NEWCOMER: {
        "says that is a code": Standing.NEWCOMER,
        Standing.NEWCOMER: Standing.NEWCOMER,
    },
    Standing.EMAIL: {"says that is a code": Standing.EMAIL},
    Standing.NOT_MAILED: {"says the address is wrong": Standing.NOT_MAILED},
}
"""Digits that the step can't use are refused, in the words of the step."""

GOOD_ADDRESS: Reactions = {
    **_MISPLACED,
    # Whether a greeted newcomer must tap first is the bot's own choice; /start must agree with the answer.
    Standing.NEWCOMER: {Standing.CODE: Standing.CODE, Standing.NEWCOMER: Standing.NEWCOMER},
    Standing.EMAIL: {Standing.CODE: Standing.CODE},
    Standing.NOT_MAILED: {Standing.CODE: Standing.CODE},
}
"""An address leads to the code where one is asked for, and nowhere from other steps."""

BUTTONS: Mapping[Standing, Mapping[str, str]] = {
    Standing.NEWCOMER: {"Get Started": "start"},
    Standing.EMAIL: {"Why Email?": "help", "Skip": "skip", "Cancel": "cancel"},
    Standing.NOT_MAILED: {"Try again": "resend", "Change Email": "change", "Cancel Setup": "cancel"},
    Standing.CODE: {"Try again": "resend", "Change Email": "change", "Cancel Setup": "cancel"},
    Standing.TERMS: {"Accept the terms": "accept", "Read Terms": "terms", "Decline": "decline"},
    Standing.MENU: {
        "Create New Trade": "create",
        "My Trades": "trades",
        "Add Funds": "wallet",
        "Invite Friends": "invite",
        "Support": "support",
        "Settings & Help": "menu",
    },
}
"""The buttons of each screen, and a word that the data of each must hold."""


def standings(phrasebook: Phrasebook, shown: Version) -> list[Standing]:
    """Where a message says that the user stands: nowhere or in one place, unless something is wrong."""
    return [
        standing
        for standing in Standing
        if any(phrasebook.says(intent, shown.text) for intent in (standing, *_ALSO.get(standing, ())))
    ]
