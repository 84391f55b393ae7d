"""A form as Stripe writes it: `line_items[0][price_data][currency]=usd` is a tree of parameters."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from countersign.providers.stripe.errors import Refusal

Tree = dict[str, Any]
"""Parameters by their names; a list has numbers for names, in order."""

_FORM = "application/x-www-form-urlencoded"
_MOST_PARAMETERS = 2_000
_DEEPEST = 10
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")


async def tree_of(request: Request) -> Tree:
    """The parameters of a request: from its query, and from the form in its body."""
    asked = parse_qsl(request.url.query, keep_blank_values=True)
    body = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != _FORM:
        raise _unreadable()
    try:
        written = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable() from error
    return planted([*asked, *parse_qsl(written, keep_blank_values=True)])


def planted(pairs: Iterable[tuple[str, str]]) -> Tree:
    """The tree of all parameters; a name that means two different things is refused."""
    tree: Tree = {}
    for number, (name, value) in enumerate(pairs):
        if number >= _MOST_PARAMETERS:
            raise Refusal(400, f"There are more than {_MOST_PARAMETERS} parameters.")
        _plant(tree, name, value)
    return tree


def _plant(tree: Tree, name: str, value: str) -> None:
    found = _NAME.fullmatch(name)
    if found is None:
        raise Refusal(400, f"Invalid parameter name: {name}", param=name)
    *way, last = [found[1], *_PART.findall(found[2])]
    if len(way) > _DEEPEST:
        raise Refusal(400, f"Parameters can be nested at most {_DEEPEST} deep.", param=found[1])
    branch = tree
    for part in way:
        branch = branch.setdefault(_numbered(branch, part), {})
        if not isinstance(branch, dict):
            raise Refusal(400, "Invalid object", param=name)
    if isinstance(branch.get(last), dict):
        raise Refusal(400, "Invalid string", param=name)
    branch[_numbered(branch, last)] = value


def _numbered(branch: Tree, part: str) -> str:
    """`[]` is the next place of a list."""
    return part or str(len(branch))


def _unreadable() -> Refusal:
    return Refusal(
        400,
        f"Invalid request (check that your POST content type is {_FORM}). If you have any questions, we can "
        f"help at https://support.stripe.com/.",
    )
