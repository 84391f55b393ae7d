"""What scenarios have left in a deployment where the suite may remove nothing, for people to read."""

from collections.abc import Iterable

from countersign.results.record import Left


def left_behind(left: Iterable[Left]) -> list[str]:
    """Lines such as "1 booking stays at https://…: +1…, 2026-11-24 14:00"."""
    places: dict[tuple[str, str], list[str]] = {}
    for one in left:
        places.setdefault((one.what, one.where), []).append(one.which)
    return [line for (what, where), which in places.items() for line in _told(what, where, which)]


def _told(what: str, where: str, which: list[str]) -> list[str]:
    if len(which) == 1:
        return [f"1 {what} stays at {where}: {which[0]}"]
    return [f"{len(which)} {what}s stay at {where}:", *(f"    {one}" for one in which)]
