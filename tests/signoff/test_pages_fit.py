"""The pages on a phone, on paper, by keyboard, without a script: nothing is cut off, hidden or dead."""

import json
from pathlib import Path

import pytest
from browser import opened
from playwright.sync_api import Browser, expect

from .pages import PAGES, all_open, made, quiet, settled
from .thick_record import Thick


@pytest.fixture(autouse=True)
def _an_empty_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("width", [320, 375, 1200])
def test_no_page_is_wider_than_its_window(tmp_path: Path, browser: Browser, width: int) -> None:
    words = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 4
    reports = made(Thick(words=words).write(tmp_path / "reports"))
    for name in PAGES:
        with opened(browser, reports / name, width=width) as found:
            if name.startswith("living"):
                all_open(settled(found))
                expect(found.page.locator("#long svg .arrow")).to_have_count(40)
            assert found.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [320, 375])
def test_the_longest_verdict_fits_a_phone(tmp_path: Path, browser: Browser, width: int) -> None:
    reports = made(Thick(red=False, killed=True).write(tmp_path / "reports"))
    for name in ("signoff.html", "index.html"):
        with opened(browser, reports / name, width=width) as found:
            verdict = found.page.locator(".verdict strong")
            expect(verdict).to_have_text("INCONCLUSIVE")
            assert verdict.evaluate("(one) => one.scrollWidth <= one.clientWidth")
            assert found.page.evaluate("document.documentElement.scrollWidth") == width


def test_a_phone_shows_all_of_how_long_answers_took(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / "signoff.html", width=375) as found:
        table = found.page.locator("#latencies ~ .wide")
        assert table.evaluate("(one) => one.scrollWidth <= one.clientWidth")
        assert table.locator("td").evaluate_all("(all) => all.map((one) => one.dataset.label)") == [
            *("Times", "Half within", "95 % within", "Longest", "Allowed", "This run", "Run by run")
        ]


def test_a_digest_is_whole_and_breaks_into_few_lines(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / "signoff.html", width=320) as found:
        digest = found.page.locator("#evidence ~ .wide code.digest").first
        assert len(digest.text_content() or "") == 64
        assert digest.evaluate("(one) => one.getBoundingClientRect().height") < 70


@pytest.mark.parametrize("width", [375, 1200])
def test_the_search_hides_nothing_that_has_the_focus(tmp_path: Path, browser: Browser, width: int) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / "living" / "index.html", width=width) as found:
        page = settled(found)
        all_open(page)
        page.locator("#hand > summary").focus()
        hidden = []
        for _ in range(60):
            page.keyboard.press("Shift+Tab")
            if page.evaluate("document.activeElement.closest('.tools') !== null"):
                break
            hidden.append(page.evaluate(_IS_UNDER_THE_SEARCH))
        assert len(hidden) > 10
        assert not any(hidden)


_IS_UNDER_THE_SEARCH = """() => {
  const foot = document.querySelector(".tools").getBoundingClientRect().bottom;
  const { top, bottom, height } = document.activeElement.getBoundingClientRect();
  return height > innerHeight - foot ? bottom < foot + 24 : top < foot;
}"""


def test_who_answers_for_a_failure_is_never_cut_off(tmp_path: Path, browser: Browser) -> None:
    reason = json.dumps("Everybody knows of it. " * 40)
    waiver = ['scenario = "twice"', 'owner = "Head of Shops"', f"reason = {reason}", "expires = 2026-12-01"]
    (tmp_path / "waivers.toml").write_text("\n".join(["[[waiver]]", *waiver]))
    reports = tmp_path / "reports"
    made(Thick(words="It is long. " * 30).write(reports))
    with opened(browser, reports / "living" / "index.html", width=600) as found:
        failed = settled(found).locator("#broken ~ ul li")
        assert failed.locator(".why").evaluate("(one) => one.scrollHeight > one.clientHeight")
        expect(failed.locator(".waived")).to_contain_text("waived by Head of Shops until 2026-12-01")
        assert failed.locator(".waived").evaluate("(one) => one.scrollHeight <= one.clientHeight")


def test_cells_are_told_from_their_columns(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / "living" / "index.html") as found:
        expect(found.page.locator("#row1 .name")).to_have_text("how: card")


def test_an_address_that_is_none_stops_nothing(tmp_path: Path, browser: Browser) -> None:
    page = made(Thick().write(tmp_path / "reports")) / "living" / "index.html"
    with opened(browser, page, at="#%E0%A4%A") as found:
        expect(settled(found).locator("#found")).to_have_text("11 of 11 scenarios")
        expect(found.page.get_by_text("need JavaScript")).to_be_hidden()
        quiet(found, page)


def test_without_a_script_there_is_no_dead_search(tmp_path: Path, browser: Browser) -> None:
    page = made(Thick().write(tmp_path / "reports")) / "living" / "index.html"
    context = browser.new_context(java_script_enabled=False)
    try:
        found = context.new_page()
        found.goto(page.as_uri())
        expect(found.locator("#plain > summary")).to_be_visible()
        expect(found.get_by_text("need JavaScript")).to_be_visible()
        assert not [one for one in found.locator("input, button").all() if one.is_visible()]
    finally:
        context.close()


def test_on_paper_what_did_not_pass_is_drawn(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / "living" / "index.html") as found:
        page = settled(found)
        expect(page.locator("#twice svg")).to_have_count(0)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        expect(page.locator("#twice svg .arrow")).to_have_count(5)
        expect(page.locator("#twice svg")).to_be_visible()
        expect(page.locator("#unsteady svg")).to_be_visible()
        expect(page.locator("#search")).to_be_hidden()
        expect(page.locator("#plain svg")).to_have_count(0)


def test_on_paper_a_drawing_that_no_page_holds_is_a_list(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / "living" / "index.html", at="#long") as found:
        page = settled(found)
        expect(page.locator("#long svg")).to_be_visible()
        expect(page.locator("#long .list .words")).to_be_hidden()
        page.emulate_media(media="print")
        expect(page.locator("#long svg")).to_be_hidden()
        expect(page.locator("#long .list .words")).to_be_visible()


def test_on_paper_the_sign_off_is_unfolded_and_fits(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / "signoff.html", width=703) as found:
        rules = found.page.locator("details.rules:not([open]) p").first
        expect(rules).to_be_hidden()
        found.page.emulate_media(media="print")
        expect(rules).to_be_visible()
        assert found.page.evaluate("document.documentElement.scrollWidth") == 703
