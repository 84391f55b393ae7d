"""Who may use the stand-in: secret keys of test mode, each of an account of its own."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterable

from countersign.errors import UserError
from countersign.providers.stripe.errors import Refusal

LIVE = ("sk_live_", "rk_live_")
"""How the keys begin that move real money."""

_TEST = re.compile(r"(sk|rk)_test_[0-9A-Za-z]{10,}")
_HIDDEN = 4


class Account:
    """Whose key it is; nobody sees what is another account's."""

    def __init__(self, key: str) -> None:
        self.key = key
        if key.startswith(LIVE):
            raise UserError(
                "A live key of Stripe was given to the stand-in, which would be the wrong place for it: "
                "use a key of test mode (sk_test_…)."
            )
        if not _TEST.fullmatch(key):
            raise UserError(
                "A key of the Stripe stand-in must be sk_test_ and at least ten letters or digits."
            )


class Accounts:
    """All accounts, and the check of who asks."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._by_key = {key: Account(key) for key in keys}

    def open(self, key: str) -> None:
        """Let one more key open the API, with an account of its own."""
        self._by_key.setdefault(key, Account(key))

    def __len__(self) -> int:
        return len(self._by_key)

    def admit(self, authorization: str) -> Account:
        """The account whose key the header bears, as a bearer token or as a user without a password."""
        key = _key(authorization)
        if not key:
            raise Refusal(
                401,
                "You did not provide an API key. You need to provide your API key in the Authorization "
                "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
                "https://stripe.com/docs/api#authentication for details, or we can help at "
                "https://support.stripe.com/.",
            )
        account = self._by_key.get(key)
        if account is None:
            raise Refusal(401, f"Invalid API Key provided: {masked(key)}")
        return account


def masked(key: str) -> str:
    """A key as Stripe writes it into its errors: its kind and its last signs."""
    kind = re.match(r"(?:sk|rk|pk)_(?:test|live)_", key)
    begin = kind[0] if kind else key[:_HIDDEN]
    hidden = max(len(key) - len(begin) - _HIDDEN, 0)
    return begin + "*" * hidden + key[len(begin) + hidden :]


def _key(authorization: str) -> str:
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(given.strip(), validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
