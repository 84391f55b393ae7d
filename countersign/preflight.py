"""Asks every part of a target whether it is there and is what it should be, before anything runs."""

from collections.abc import Iterator

from countersign.journeys import sections
from countersign.target import Target


def probe(target: Target) -> Iterator[str]:
    """A line for each thing that was found in order; a `UserError` for the first that is not."""
    for _, journey, section in sections(target):
        yield from journey.probe(section, target.source)
