"""A document that a call is in, and how the attributes of its verbs are read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin

from countersign.carrier.failures import NOT_IN_SCHEMA, CarrierWarning
from countersign.carrier.markup import Element
from countersign.carrier.number import Method

_LARGEST = 1_000_000


@dataclass
class Page:
    """A document in execution: where it came from, what is to be done next."""

    url: str
    turn: int
    verbs: list[Element]
    warn: Callable[[CarrierWarning], None]
    done: list[str] = field(default_factory=list)
    """The verbs that were executed."""
    _next: int = 0

    def next_verb(self) -> Element | None:
        """The verb to be executed now; None at the end of the document."""
        if self._next >= len(self.verbs):
            return None
        verb = self.verbs[self._next]
        self._next += 1
        return verb

    def address(self, verb: Element, given: str | None) -> str:
        """A URL as it is meant in this document: relative to it, and none is the document's own."""
        given = (given or "").strip()
        try:
            return urljoin(self.url, given) if given else self.url
        except ValueError:
            self.complain(verb, f"holds {given!r}, which is no URL")
            return given

    def method(self, verb: Element, attribute: str = "method") -> Method:
        """How its URL is asked for; POST unless it says GET."""
        given = verb.attributes.get(attribute, "POST").strip().upper()
        if given not in ("GET", "POST"):
            self.complain(verb, f"wants {attribute}={given!r}, which is neither GET nor POST; POST is used")
        return "GET" if given == "GET" else "POST"

    def whole(self, verb: Element, attribute: str, default: int, least: int = 0) -> int:
        """A whole number; the default where it is none."""
        given = verb.attributes.get(attribute)
        if given is None:
            return default
        text = given.strip()
        if text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= least:
            return min(int(text), _LARGEST)
        self.complain(verb, f"has {attribute}={given[:40]!r}, which is no number that it may be")
        return default

    def truth(self, verb: Element, attribute: str) -> bool:
        """Whether it says true; it doesn't where it says nothing."""
        given = verb.attributes.get(attribute, "false").strip().lower()
        if given not in ("true", "false"):
            self.complain(verb, f"has {attribute}={given[:40]!r}, which is neither true nor false")
        return given == "true"

    def complain(self, verb: Element, what: str) -> None:
        """Warn of something in a verb."""
        sentence = f"<{verb.name}> in line {verb.line} {what}"
        self.warn(CarrierWarning(NOT_IN_SCHEMA, sentence, self.url))
