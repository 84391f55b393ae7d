"""The catalogs of a gateway, as somebody reads them who buys nothing."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from countersign.people.gateway_door import Reply

if TYPE_CHECKING:
    from countersign.scenes.referrals import ReferralsScene

CATALOGS = ("models", "providers")
_MOST_PAGES = 300


class GatewayCatalogs:
    """What was read last: the whole, and page by page."""

    def __init__(self, scene: "ReferralsScene") -> None:
        self._scene = scene
        self.entries: Sequence[Mapping[str, Any]] = ()
        self.reply: Reply | None = None
        """What somebody was told who asked for a page that there is not."""
        self._paged: list[Mapping[str, Any]] = []

    def reads(self, what: str) -> None:
        """The whole catalog, as it comes without asking for a page."""
        self.entries = self._listed(what)

    def reads_in_pages(self, what: str, number: int) -> None:
        """Page by page, until one is empty, and then as many at once."""
        self._paged = []
        for _ in range(_MOST_PAGES):
            page = self._listed(what, limit=number, offset=len(self._paged))
            if len(page) > number:
                raise AssertionError(f"A page of {number} {what} should hold no more, but holds {len(page)}.")
            if not page:
                break
            self._paged += page
        self.entries = self._listed(what)

    def reads_oddly(self, what: str, page: Mapping[str, Any]) -> None:
        """A page that there is not."""
        self.reply = self._scene.watch.asks_for(self._path_of(what), page)

    def pages_are_whole(self) -> None:
        """The pages together are the whole, as far as the whole comes at once."""
        whole = [_name(one) for one in self.entries]
        paged = [_name(one) for one in self._paged]
        if len(set(paged)) != len(paged):
            twice = next(name for name in paged if paged.count(name) > 1)
            raise AssertionError(f"Nothing should be on two pages of the catalog, but {twice} is.")
        if paged[: len(whole)] != whole or not whole:
            raise AssertionError(
                f"The pages of the catalog should be the same as the whole, but the whole begins with "
                f"{whole[:3]} ({len(whole)}), and the pages with {paged[:3]} ({len(paged)})."
            )

    def _listed(self, what: str, **page: int) -> list[dict[str, Any]]:
        return self._scene.watch.listed(self._path_of(what), **page)

    def _path_of(self, what: str) -> str:
        paths = self._scene.section.paths
        return paths.models if what == "models" else paths.providers


def _name(entry: Mapping[str, Any]) -> str:
    return str(entry.get("id") or entry.get("slug") or entry.get("name"))
