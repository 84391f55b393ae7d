"""Opens what the line has answered: a document of verbs, whatever form it came in."""

from countersign.carrier.failures import NOT_A_DOCUMENT, NOT_IN_SCHEMA, WRONG_TYPE, CallFailed, CarrierWarning
from countersign.carrier.markup import Element, MalformedError, read_document
from countersign.carrier.page import Page
from countersign.carrier.schema import complaints
from countersign.carrier.turn import Turn

_TWIML = frozenset({"text/xml", "application/xml", "text/html"})


def opened(turn: Turn, body: bytes, place: int, warnings: list[CarrierWarning]) -> Page:
    """The document that came of the turn at that place; what is wrong with it is among the warnings."""
    url = turn.document_url
    kind = turn.content_type.partition(";")[0].strip().lower()
    if kind.startswith("audio/"):
        verbs = [Element("Play", content=(url,))]
    elif kind == "text/plain":
        verbs = [Element("Say", content=(body.decode("utf-8", "replace"),))]
    elif kind in _TWIML:
        verbs = _verbs(turn, body, url, warnings)
    else:
        raise CallFailed(WRONG_TYPE, f"answers with Content-Type {kind or 'none'!r}", url, turn.body)
    return Page(url, place, verbs, warnings.append, turn.verbs)


def _verbs(turn: Turn, body: bytes, url: str, warnings: list[CarrierWarning]) -> list[Element]:
    try:
        response = read_document(body)
    except MalformedError as error:
        raise CallFailed(NOT_A_DOCUMENT, str(error), url, turn.body) from error
    warnings.extend(CarrierWarning(NOT_IN_SCHEMA, sentence, url) for sentence in complaints(response))
    return response.children
