"""The ways in which client libraries put a call of the Bot API on the wire."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_BOUNDARY = "countersign-parts"

Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class Written:
    """A call as it goes out: the verb, and what httpx is to send."""

    verb: str
    options: dict[str, Any] = field(default_factory=dict)


def _texts(parameters: Parameters) -> dict[str, str]:
    """Every value as the text that a form carries: what is nested is JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in parameters.items()
    }


def _in_the_address(parameters: Parameters) -> Written:
    return Written("GET", {"params": _texts(parameters)})


def _in_the_address_of_a_post(parameters: Parameters) -> Written:
    return Written("POST", {"params": _texts(parameters)})


def _as_a_form(parameters: Parameters) -> Written:
    return Written("POST", {"data": _texts(parameters)})


def _as_json(parameters: Parameters) -> Written:
    return Written("POST", {"json": dict(parameters)})


def _in_parts(parameters: Parameters) -> Written:
    return _multipart(_texts(parameters), {})


def _in_parts_with_attachments(parameters: Parameters) -> Written:
    """What is nested goes into a part of its own, as aiogram does with what it uploads."""
    nested = {name: value for name, value in parameters.items() if isinstance(value, dict | list)}
    plain = {name: value for name, value in parameters.items() if name not in nested}
    references = {name: f"attach://{name}-part" for name in nested}
    parts = {f"{name}-part": text for name, text in _texts(nested).items()}
    return _multipart({**_texts(plain), **references}, parts)


def _multipart(fields: Mapping[str, str], files: Mapping[str, str]) -> Written:
    # An iterator has no length, so that httpx sends it in chunks.
    content = _pieces(fields, files)
    return Written(
        "POST",
        {"content": content, "headers": {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}},
    )


def _pieces(fields: Mapping[str, str], files: Mapping[str, str]) -> Iterator[bytes]:
    for name, text in fields.items():
        yield f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        yield f"{text}\r\n".encode()
    for name, text in files.items():
        yield (
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
            f"Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        yield f"{text}\r\n".encode()
    yield f"--{_BOUNDARY}--\r\n".encode()


WAYS: Mapping[str, Callable[[Parameters], Written]] = {
    "with everything in the address": _in_the_address,
    "with everything in the address of a post": _in_the_address_of_a_post,
    "as a form": _as_a_form,
    "as JSON": _as_json,
    "in parts, piece by piece": _in_parts,
    "in parts, with an attachment": _in_parts_with_attachments,
}
"""By what the features call them."""


def written(way: str, parameters: Parameters) -> Written:
    """The call, written in that way."""
    if way not in WAYS:
        raise LookupError(f"no call is made {way!r}: known are {', '.join(WAYS)}")
    return WAYS[way](parameters)
