"""How the file of another tool is opened and taken apart, whatever it may turn out to be."""

import json
import re
import stat
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import msgspec
from lxml import etree  # type: ignore[import-untyped]

from countersign.signoff.inputs.found import AGAIN, Unreadable

MOST_BYTES = 200_000_000

_OTHER_FILE = "name the file that its tool writes, in gates.toml or with --input"
_LESS = "let its tool leave out what was printed"


def contents(path: Path) -> bytes:
    """What stands in the file. Only a regular file is opened: another one might never come to its end."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable(path, "is no regular file", _OTHER_FILE)
        if not about.st_size:  # what lies under /proc says so too, and may never come to its end
            raise Unreadable(path, "is empty")
        if about.st_size > MOST_BYTES:
            raise Unreadable(path, f"holds more than {MOST_BYTES // 1_000_000} MB", _LESS)
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(
            path, "is not there", "let its tool run first, or name its file with --input"
        ) from error
    except OSError as error:
        raise Unreadable(path, f"can't be read ({error.strerror})", _OTHER_FILE) from error
    except ValueError as error:  # a zero byte in the path
        raise Unreadable(path, f"can't be read ({error})", _OTHER_FILE) from error
    if not raw.strip():
        raise Unreadable(path, "is empty")
    return raw


def xml(raw: bytes, path: Path) -> Element:
    """The outermost element; namespaces are put off, for tools differ in them."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        mend = _LESS if "text node" in (error.msg or "").lower() else AGAIN
        raise Unreadable(path, f"is no well-formed XML ({error.msg})", mend) from error
    if any(True for _ in root.iter(etree.Entity)):
        raise Unreadable(path, "holds entities, behind which anything may stand")
    for one in root.iter():
        if "}" in one.tag:
            one.tag = etree.QName(one).localname
    found: Element = root
    return found


def number(element: Element, name: str, path: Path) -> int | None:
    """The count that an attribute holds; None where it isn't there."""
    said = element.get(name)
    if said is None:
        return None
    if not re.fullmatch("[0-9]{1,15}", said):
        raise Unreadable(path, f"says {name}={said!r} at <{element.tag}>, which is no count")
    return int(said)


def read_json(raw: bytes, path: Path, kind: Any, what: str) -> Any:
    """The file as a thing of that kind."""
    try:
        return msgspec.convert(json.loads(raw, object_pairs_hook=_each_once), kind)
    except RecursionError as error:
        raise Unreadable(path, f"is no {what} (it is nested without end)") from error
    except ValueError as error:
        raise Unreadable(path, f"is no {what} ({error})") from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that says two things by one name says nothing."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name!r} stands twice in one object")
        found[name] = value
    return found
