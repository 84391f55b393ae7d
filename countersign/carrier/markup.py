"""Reads TwiML: strict XML, of which nothing is expanded and nothing is fetched."""

from dataclasses import dataclass, field

# lxml, because libxml2 is kept well, has limits of its own against malice, and parses a turn in microseconds;
# defusedxml wraps a parser in Python, and the standard library advises against its own for foreign documents.
from lxml import etree  # type: ignore[import-untyped]

_XML = "{http://www.w3.org/XML/1998/namespace}"


class MalformedError(ValueError):
    """The body is not a document that the carrier can execute."""


@dataclass(frozen=True)
class Element:
    """A verb, a noun, or what stands within one."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: tuple["str | Element", ...] = ()
    """Text and elements, in order."""
    line: int = 0

    @property
    def children(self) -> list["Element"]:
        """The elements within, without the text between them."""
        return [part for part in self.content if isinstance(part, Element)]

    @property
    def own_text(self) -> str:
        """The text that stands directly in the element."""
        return " ".join(part.strip() for part in self.content if isinstance(part, str)).strip()


def read_document(body: bytes) -> Element:
    """The root of the document, which is a Response."""
    try:
        root = etree.fromstring(body, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MalformedError(f"is no well-formed XML ({error})") from error
    if root.getroottree().docinfo.doctype:
        raise MalformedError("has a DOCTYPE, which is not accepted")
    if root.tag != "Response":
        raise MalformedError(f"has the root <{root.tag}> and not <Response>")
    return _element(root)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _element(found: etree._Element) -> Element:
    content: list[str | Element] = [found.text] if found.text else []
    for child in found:
        content.append(_element(child))
        if child.tail:
            content.append(child.tail)
    attributes = {str(name).replace(_XML, "xml:"): str(value) for name, value in found.attrib.items()}
    return Element(str(found.tag), attributes, tuple(content), found.sourceline or 0)
