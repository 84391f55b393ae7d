"""Takes secrets and other people's data out of whatever is about to be written down."""

from collections.abc import Iterable
from typing import Any

from countersign.evidence import masks
from countersign.evidence.known_secrets import KnownSecrets
from countersign.evidence.personal_data import is_phone_name, mask_personal_data
from countersign.evidence.secret_fields import is_secret_name, mask_fields
from countersign.evidence.secret_shapes import mask_shapes

_SHORTEST_CARD = 10**13


class Redactor:
    """Masks the secrets it was told of, and what looks like a secret or like somebody's data.

    What the suite invents itself lies in ranges that are reserved for that, and stays readable. Redacting
    twice is redacting once.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known = KnownSecrets(secrets)

    def learn(self, secret: str) -> None:
        """Mask this one too from now on; words of less than six characters are too common to be masked."""
        self._known.learn(secret)

    def __call__(self, text: str) -> str:
        """The text with a mask such as «secret» or «card» for everything that must not be written down."""
        while (masked := self._once(text)) != text:  # a mask can uncover what stood too close to be seen
            text = masked
        return text

    def data(self, value: Any) -> Any:
        """The same for a document of dictionaries, lists and plain values; names of fields count too."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, bytes):
            return self(value.decode(errors="replace"))
        if isinstance(value, dict):
            return {self.data(key): self._field(str(key), item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.data(item) for item in value]
        if isinstance(value, int) and value >= _SHORTEST_CARD:
            masked = self(str(value))
            return value if masked == str(value) else masked
        return value

    def _field(self, name: str, value: Any) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if is_secret_name(name):
            return masks.SECRET if value not in ("", b"") else value
        if is_phone_name(name) and isinstance(value, str | int):
            prefix = "" if str(value).startswith("+") else "+"
            return value if self(f"{prefix}{value}") == f"{prefix}{value}" else masks.PHONE
        if isinstance(value, int) and (name == "id" or name.endswith("_id")):
            return value
        return self.data(value)

    def _once(self, text: str) -> str:
        return mask_personal_data(mask_shapes(mask_fields(self._known.mask(text, masks.SECRET))))
