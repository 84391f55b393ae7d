"""A real browser for tests of pages: what a page shows, what it complains of, and what it would fetch."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Route, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NO_CHROMIUM = "no Chromium is installed here"
_LONGEST = 60_000.0


class Opened:
    """A page that is open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        """What stood in the console that should not."""
        self.files: list[str] = []
        """The files that were read."""
        self.asked: set[str] = set()
        """The hosts that were asked for anything; none of them was let through to."""
        page.set_default_timeout(_LONGEST)
        page.on("console", self._heard)
        page.on("pageerror", self._failed)
        page.context.route("**/*", self._wanted)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _failed(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _wanted(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        if url.scheme == "file":
            self.files.append(url.path)
            route.continue_()
        else:
            self.asked.add(url.hostname or route.request.url)
            route.abort()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's own browser, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"], timeout=_LONGEST
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(
    browser: Browser,
    path: Path,
    *,
    at: str = "",
    scheme: Literal["light", "dark"] = "light",
    width: int = 1200,
) -> Iterator[Opened]:
    """A page from the file system, at a place within it."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    try:
        found = Opened(context.new_page())
        found.page.goto(path.as_uri() + at)
        yield found
    finally:
        context.close()
