"""Requests that make no sense: to a model, to a shop, and for a page of a list."""

from collections.abc import Callable, Mapping
from typing import Any

from countersign.people.completions import Question

Flaw = Callable[[Question], Any]

FLAWS: Mapping[str, Flaw] = {
    "a model that nobody has": lambda asked: {**asked.body(), "model": "nobody/has-this"},
    "no model": lambda asked: {"messages": asked.body()["messages"]},
    "without a message": lambda asked: {**asked.body(), "messages": []},
    "with a message that nobody can read": lambda asked: {**asked.body(), "messages": [{"role": "user"}]},
    "in a role that there is not": lambda asked: {
        **asked.body(),
        "messages": [{"role": "ghost", "content": asked.words}],
    },
    "at a temperature of 9": lambda asked: {**asked.body(), "temperature": 9},
    "for fewer tokens than one": lambda asked: {**asked.body(), "max_tokens": 0},
    "for a number of tokens in words": lambda asked: {**asked.body(), "max_tokens": "a few"},
    "in no language that a program speaks": lambda asked: asked.written()[:-1],
}
"""What is wrong with a question, as the features say it, and the request that has this flaw."""

ODD_AMOUNTS: Mapping[str, tuple[Any, str]] = {
    "499 cents": (499, "usd"),
    "0 cents": (0, "usd"),
    "-500 cents": (-500, "usd"),
    "500.5 cents": (500.5, "usd"),
    "many cents": ("many", "usd"),
    "500 clams": (500, "clams"),
}
"""What can't be bought, as the features say it: an amount, and a currency."""

ODD_PAGES: Mapping[str, Mapping[str, Any]] = {
    "in pages of many": {"limit": "many"},
    "from place -1 on": {"offset": -1},
    "from the middle on": {"offset": "the middle"},
}
"""Pages of a list that there are not, as the features say it, and what is asked for."""

NO_ADDRESSES: Mapping[str, str] = {
    "has no @": "nobody.countersign.example.com",
    "has no domain": "nobody@",
    "has two @": "nobody@home@countersign.example.com",
    "is empty": "",
    "has a space": "no body@countersign.example.com",
}
"""What is no e-mail address, as the features say it."""
