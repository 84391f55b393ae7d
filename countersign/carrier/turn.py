"""One request of a call, and what came of it."""

from dataclasses import dataclass, field

from countersign.carrier.number import Method


@dataclass
class Turn:
    """A document that was asked for: the request, the answer, and the verbs that were executed."""

    url: str
    method: Method
    params: dict[str, str]
    """What the request bore, in the body or in the query."""
    status: int | None = None
    """None where nobody answered."""
    content_type: str = ""
    body: str = ""
    seconds: float = 0.0
    """From the request until the whole answer was there, redirects included."""
    redirected_to: list[str] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    failure: str = ""
    """Why the call could not go on with it."""

    @property
    def document_url(self) -> str:
        """Where the document came from; what is relative in it is relative to this."""
        return self.redirected_to[-1] if self.redirected_to else self.url

    def __str__(self) -> str:
        went = "".join(f" → {url}" for url in self.redirected_to)
        verbs = ", ".join(self.verbs) or "nothing"
        return (
            f"{self.method} {self.url}{went}: {self.status or 'no answer'} in {self.seconds:.2f} s, {verbs}"
        )
