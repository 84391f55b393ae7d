"""What the carrier says of a call in every request."""

from collections.abc import Iterator

from countersign.carrier.number import WITHHELD, Number

API_VERSION = "2010-04-01"

_COUNTRIES = {"+44": "GB", "+33": "FR", "+49": "DE", "+34": "ES", "+353": "IE", "+61": "AU", "+86": "CN"}


def standard_parameters(sid: str, number: Number, caller: str, status: str) -> dict[str, str]:
    """The parameters that stand in each request, some of them blank, as the carrier sends them."""
    return {
        "AccountSid": number.account,
        "ApiVersion": API_VERSION,
        "CallSid": sid,
        "CallStatus": status,
        "Called": number.number,
        "Caller": caller,
        "Direction": "inbound",
        "From": caller,
        "To": number.number,
        **dict(_places("Called", number.number)),
        **dict(_places("Caller", caller)),
        **dict(_places("From", caller)),
        **dict(_places("To", number.number)),
    }


def _places(whose: str, number: str) -> Iterator[tuple[str, str]]:
    """Where a number is from: never quite known, so that there are always blanks."""
    city, state, country = _place(number)
    yield f"{whose}City", city
    yield f"{whose}Country", country
    yield f"{whose}State", state
    yield f"{whose}Zip", ""


def _place(number: str) -> tuple[str, str, str]:
    if number == WITHHELD:
        return "", "", "LS"  # its digits would be a number in Lesotho
    if number.startswith("+1"):
        return "SALT LAKE CITY", "UT", "US"
    return "", "", next((land for code, land in _COUNTRIES.items() if number.startswith(code)), "")
