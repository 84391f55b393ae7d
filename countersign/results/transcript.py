"""A scenario's exchanges as the record keeps them, and as a person reads them."""

import time
from collections.abc import Sequence
from typing import Any

import msgspec

from countersign.evidence.exchange import Exchange
from countersign.results.record import Said

_GIST = 160
_FEW = 72
_GLANCE = 40
"""So many exchanges of a scenario are shown at a glance."""


def in_full(exchanges: Sequence[Exchange]) -> list[dict[str, Any]]:
    """Every exchange."""
    return [msgspec.to_builtins(exchange) for exchange in exchanges]


def in_short(exchanges: Sequence[Exchange]) -> list[dict[str, Any]]:
    """For each channel how much was said, and the first and the last of it."""
    channels: dict[str, list[Exchange]] = {}
    for exchange in exchanges:
        channels.setdefault(exchange.channel, []).append(exchange)
    return [
        {"channel": channel, "exchanges": len(said), "first": _gist(said[0]), "last": _gist(said[-1])}
        for channel, said in channels.items()
    ]


def in_a_glance(exchanges: Sequence[Exchange], began: float) -> list[Said]:
    """Who said what to whom, in a few words each; of a long dialogue its beginning and its end."""
    shown = (
        exchanges if len(exchanges) <= _GLANCE else [*exchanges[: _GLANCE // 2], *exchanges[-_GLANCE // 2 :]]
    )
    return [
        Said(max(round(1000 * (one.at - began)), 0), one.sender, one.receiver, one.channel, _words(one, _FEW))
        for one in sorted(shown, key=lambda one: one.at)
    ]


def as_text(transcript: Sequence[dict[str, Any]]) -> str:
    """A transcript of the record, full or short, for people."""
    return "\n".join(_line(entry) for entry in transcript)


def _gist(exchange: Exchange) -> str:
    return f"{exchange.sender} → {exchange.receiver}: {_words(exchange, _GIST)}"


def _words(exchange: Exchange, most: int) -> str:
    said = " ".join(exchange.body.split())
    return said if len(said) <= most else said[: most - 1] + "…"


def _line(entry: dict[str, Any]) -> str:
    if "exchanges" in entry:
        return (
            f"{entry['channel']}: {entry['exchanges']} exchanges\n"
            f"  first: {entry['first']}\n  last:  {entry['last']}"
        )
    at = entry["at"]
    when = time.strftime("%H:%M:%S", time.localtime(at)) + f".{int(at % 1 * 1000):03d}"
    took = f" (after {entry['took']:.3f} s)" if entry.get("took") is not None else ""
    body = str(entry["body"]).replace("\n", "\n    ")
    return f"{when} [{entry['channel']}] {entry['sender']} → {entry['receiver']}{took}: {body}"
