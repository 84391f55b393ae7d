"""What the sections of all journeys have in common: offers, a base URL, and paths below it.

A `section` is how a sentence about it begins, with the file and the journey: `targets/staging.toml: booking`.
"""

from collections.abc import Mapping, Sequence

import msgspec

from countersign.errors import UserError

Needs = Mapping[str, tuple[str, object]]
"""Offer → the key that it can't do without, and what stands there."""

NOTHING = ("", True)
"""What an offer needs that can be made of any deployment."""

ONLY_EMBEDDED = "which only the embedded sandbox can offer: take it out."


def check_offers(
    section: str, whose: str, offers: Sequence[str], needs: Needs, refused: Mapping[str, str]
) -> None:
    """Stop at the first offer that is refused, that no such product makes, or whose need is not met."""
    for offer in offers:
        if offer in refused:
            raise UserError(f"{section}.offers names {offer!r}, {refused[offer]}")
        if offer not in needs:
            raise UserError(
                f"{section}.offers names {offer!r}, which is nothing that {whose} offers: take it out, "
                f"or choose of {', '.join(needs)}."
            )
        key, given = needs[offer]
        if not given:
            raise UserError(
                f"{section}.offers names {offer!r}, but there is no {key}: "
                f"add it, or take {offer!r} out of the offers."
            )


def check_base_url(section: str, base_url: str, how: str) -> None:
    """Stop where nobody says where the deployment is; `how` follows on "add it"."""
    if not base_url:
        raise UserError(f"{section}.base_url is missing: add it{how}.")


def check_paths(section: str, paths: msgspec.Struct, *, may_be_empty: bool = False) -> None:
    """Stop at a path that would not stand below the base URL."""
    for key, path in msgspec.structs.asdict(paths).items():
        if not path.startswith("/") and (path or not may_be_empty):
            raise UserError(
                f"{section}.paths.{key} must begin with a slash: {path!r}; write it as in /{path}."
            )
