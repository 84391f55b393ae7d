"""The pages of a record in a browser, as tests look at them."""

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from browser import Opened
from playwright.sync_api import Page, expect

from countersign.signoff.command import Facts, sign_off
from countersign.signoff.dossier import NoPast

PAGES = ("living/index.html", "signoff.html", "index.html")
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def made(folder: Path) -> Path:
    """The pages of the record in that folder."""
    sign_off(folder, Facts(), NoPast(), {})
    return folder


def settled(found: Opened) -> Page:
    """The living document, when it has unpacked what it carries."""
    expect(found.page.locator("html[data-ready=yes]")).to_be_attached()
    return found.page


def all_open(page: Page) -> None:
    """Whatever can be opened is open."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")


def quiet(found: Opened, page: Path) -> None:
    """Nothing was fetched but the page itself, and nothing was complained of."""
    assert found.asked == set()
    assert found.files == [str(page)]
    assert found.complaints == []


def looked_over(page: Page) -> Any:
    """What axe has to say of a page, by all that WCAG 2.2 AA and good practice ask."""
    return Axe().run(page, options={"runOnly": {"type": "tag", "values": _LEVELS}})
