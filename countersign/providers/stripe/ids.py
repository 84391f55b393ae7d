"""Names of objects, as long and as mixed as Stripe makes them."""

import secrets
import string

_LETTERS = string.ascii_letters + string.digits
_LENGTHS = {"cs_test_": 60, "req_": 14}
_USUAL = 24


def new_id(prefix: str) -> str:
    """A name that nothing else has, such as `evt_1Q…`."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTHS.get(prefix, _USUAL)))
