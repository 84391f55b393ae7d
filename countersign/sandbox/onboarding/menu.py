"""What the buttons of the main menu show."""

from countersign.sandbox.onboarding import texts
from countersign.sandbox.onboarding.case import Case
from countersign.sandbox.onboarding.screens import Screen


def menu_screen(case: Case, button: str) -> Screen:
    """The screen behind a button; the menu itself where there is none."""
    user, house = case.user, case.house
    match button:
        case "menu_create":
            return texts.create_trade(_money(case))
        case "trades_messages_hub":
            return texts.trades()
        case "menu_wallet":
            return texts.wallet(house, _money(case), user.id)
        case "invite_friends":
            return texts.invite(house, user.referral_code, case.register.friends())
        case "menu_support":
            return texts.support(house, user.id)
        case "hamburger_menu":
            return texts.settings(house, user.email, user.phone, verified=user.is_verified)
        case _:
            return texts.menu(house)


def _money(case: Case) -> str:
    return f"{case.register.balance():.2f} USD"
