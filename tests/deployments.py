"""Targets as tests need them: the embedded services, seen as a deployment somewhere else."""

from typing import Any

import msgspec

from countersign.services import Addresses
from countersign.session import located
from countersign.target import Booking, Onboarding, Patience, Target

CAPABILITIES = ["wizard", "mailbox", "sms", "database", "clock", "faults", "webhook", "operator"]
OF_A_LINE = ["database", "clock", "calendar", "signature", "appointments"]


def deployment(addresses: Addresses, **changes: Any) -> Target:
    """A staging deployment that is in truth the embedded one, with changes to its onboarding."""
    bare = Target(
        environment="staging",
        name="staging",
        source="targets/staging.toml",
        onboarding=Onboarding(
            base_url="http://127.0.0.1:1",
            bot_username="-",
            offers=CAPABILITIES,  # type: ignore[arg-type]
            patience=Patience(answer=5.0, quiet=0.1),
        ),
    )
    target = located(bare, addresses)
    assert target.onboarding
    return msgspec.structs.replace(target, onboarding=msgspec.structs.replace(target.onboarding, **changes))


def line_deployment(addresses: Addresses, **changes: Any) -> Target:
    """The same with a phone line alone, with changes to it."""
    bare = Target(
        environment="staging",
        name="staging",
        source="targets/staging.toml",
        booking=Booking(offers=OF_A_LINE, patience=Patience(answer=5.0, quiet=0.1)),  # type: ignore[arg-type]
    )
    target = located(bare, addresses)
    assert target.booking
    return msgspec.structs.replace(target, booking=msgspec.structs.replace(target.booking, **changes))
