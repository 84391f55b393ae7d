"""The secrets of this run, in every form in which they could turn up in a text."""

import base64
import html
import json
import math
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

from countersign.evidence import masks

SHORTEST = 6
"""What is shorter is a word of its own, and would be found in every text."""

_SHORTEST_LINE = 16


class KnownSecrets:
    """Finds what it has learned, also where it was quoted, encoded or escaped."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._forms: tuple[str, ...] = ()
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: str) -> None:
        """Know one more secret; of one with several lines, a key for instance, each long line too.

        Of a bot token and of a URL with a password, the part that is secret by itself as well.
        """
        lines = [line for line in secret.splitlines() if len(line) >= _SHORTEST_LINE]
        inner = re.findall(r"^\d+:(\S{20,})$|^\w[\w+.-]*://[^/@\s:]*:([^/@\s]+)@", secret.strip())
        parts = {secret.strip(), *lines, *(part for found in inner for part in found if part)}
        found = {form for part in parts if len(part) >= SHORTEST for form in _forms(part)}
        # The longest first: a form must not be hidden behind a part of it. Replaced, never changed in
        # place: other threads may be reading.
        self._forms = tuple(sorted({*self._forms, *found}, key=lambda form: (-len(form), form)))

    def mask(self, text: str, mask: str) -> str:
        """The text with the mask in place of every known secret."""
        present = [re.escape(form) for form in self._forms if form in text]
        if not present:
            return text
        # A mask that is there already is passed over, even when the secret is one of its words.
        return re.sub(
            f"{masks.ANY}|(?P<secret>{'|'.join(present)})",
            lambda found: mask if found["secret"] else found[0],
            text,
        )


def _forms(secret: str) -> Iterator[str]:
    yield secret
    for quoted in (quote(secret), quote(secret, safe=""), quote_plus(secret)):
        yield quoted
        yield re.sub(r"%[0-9A-F]{2}", lambda escape: escape[0].lower(), quoted)
    once = json.dumps(secret)[1:-1]
    yield from (once, json.dumps(once)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])
    yield repr(secret)[1:-1]
    yield html.escape(secret)
    yield from _base64_forms(secret.encode())


def _base64_forms(secret: bytes) -> Iterator[str]:
    """The secret as base64 shows it at each of the three places in a longer text where it can stand."""
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + secret).decode()
        first = math.ceil(offset * 8 / 6)
        end = (offset + len(secret)) * 8 // 6
        core = encoded[first:end]
        yield core
        yield core.translate(str.maketrans("+/", "-_"))
        yield quote(core, safe="")
