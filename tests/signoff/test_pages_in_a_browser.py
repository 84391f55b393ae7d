"""The pages in a real browser: they open from the file system, fetch nothing, and serve everybody."""

from pathlib import Path
from typing import Literal

import pytest
from browser import opened
from playwright.sync_api import Browser, expect

from countersign.results.record import End, Line, Run

from .pages import PAGES, all_open, looked_over, made, quiet, settled
from .thick_record import BEGAN, HOSTILE, Thick, end_of, write

Scheme = Literal["light", "dark"]


@pytest.fixture(autouse=True)
def _an_empty_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("red", "scheme"), [(True, "light"), (True, "dark"), (False, "light")], ids=["red", "dark", "green"]
)
def test_the_pages_fetch_nothing_and_axe_finds_nothing(
    tmp_path: Path, browser: Browser, red: bool, scheme: Scheme
) -> None:
    reports = made(Thick(red=red).write(tmp_path / "reports"))
    for name in PAGES:
        page = reports / name
        with opened(browser, page, scheme=scheme) as found:
            if name.startswith("living"):
                all_open(settled(found))
                expect(found.page.locator("#long svg .arrow")).to_have_count(40)
            result = looked_over(found.page)
            assert result.violations_count == 0, result.generate_report()
            passes = {one["id"] for one in result.response["passes"]}
            assert passes >= {"color-contrast", "link-name", "target-size"}
            quiet(found, page)


def test_whoever_watches_would_have_noticed(tmp_path: Path, browser: Browser) -> None:
    page = made(Thick().write(tmp_path / "reports")) / "signoff.html"
    tracker = '<script async src="http://tracker.example/tag.js"></script><script>nothing()</script>'
    told = page.read_text().replace("default-src 'none'", "default-src *; script-src * 'unsafe-inline'")
    page.write_text(told.replace("</main>", f"{tracker}</main>"))
    with opened(browser, page) as found:
        assert found.asked == {"tracker.example"}
        assert any("nothing is not defined" in one for one in found.complaints)


def test_axe_would_have_found_a_pale_word(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    page = reports / "signoff.html"
    page.write_text(page.read_text().replace("--quiet: #57606a", "--quiet: #c0c4c8"))
    with opened(browser, page) as found:
        assert "color-contrast" in {one["id"] for one in looked_over(found.page).response["violations"]}


@pytest.mark.parametrize("name", PAGES)
def test_what_a_product_says_stays_text(tmp_path: Path, browser: Browser, name: str) -> None:
    reports = made(Thick(words=HOSTILE).write(tmp_path / "reports"))
    with opened(browser, reports / name) as found:
        if name.startswith("living"):
            all_open(settled(found))
            expect(found.page.locator("#plain .list .words li")).to_have_count(12)
            assert HOSTILE in found.page.locator("#plain .list .words li").first.text_content()  # type: ignore[operator]
        if name == "index.html":
            expect(found.page.locator("body")).to_contain_text("Paying twice pays once")
        else:
            expect(found.page.locator("body")).to_contain_text(HOSTILE.split("🎉")[0])
        assert found.page.locator("img").count() == 0
        quiet(found, reports / name)


def test_the_keyboard_reaches_search_filters_and_scenarios(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / "living" / "index.html") as found:
        page = settled(found)
        reached: list[str] = []
        for _ in range(80):
            page.keyboard.press("Tab")
            reached.append(page.evaluate(_FOCUSED))
            if reached[-1] == "summary plain":
                break
        assert "input search" in reached
        assert "button passed" in reached
        assert reached[-1] == "summary plain"
        page.keyboard.press("Enter")
        expect(page.locator("#plain svg .arrow")).to_have_count(12)
        expect(page.locator("#plain ol.steps li.passed")).to_have_count(3)


_FOCUSED = """() => {
  const one = document.activeElement;
  const which = one.id || one.dataset.o || one.closest("details")?.id || "";
  return one.localName + " " + which;
}"""


def test_search_and_filters_show_what_fits(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / "living" / "index.html") as found:
        page = settled(found)
        shown = page.locator("details.s:not(.hidden)")
        expect(shown).to_have_count(11)
        page.locator("#search").fill("bank CO")
        assert [one.get_attribute("id") for one in shown.all()] == ["row3"]
        expect(page.locator("#row3 > summary")).to_be_visible()  # in an outline that was folded
        expect(page.locator("#found")).to_have_text("1 of 11 scenarios")
        page.locator("#search").fill(
            "she pays 12 needs shells"
        )  # a step and a tag, which no page shows unopened
        assert [one.get_attribute("id") for one in shown.all()] == ["absent"]
        page.locator("#search").fill("no such words")
        expect(page.locator("#found")).to_have_text("nothing found")
        expect(page.locator("article:not(.hidden)")).to_have_count(0)
        page.locator("#search").fill("")
        page.locator("button[data-o=failed]").click()
        page.locator("button[data-o=flaky]").click()
        assert [one.get_attribute("id") for one in shown.all()] == ["twice", "unsteady"]
        page.locator("button[data-o=failed]").click()
        assert [one.get_attribute("id") for one in shown.all()] == ["unsteady"]


def test_a_link_opens_its_scenario_wherever_it_is(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / "living" / "index.html", at="#row2") as found:
        page = settled(found)
        expect(page.locator("#row2 .steps")).to_be_visible()
        expect(page.locator("#row2 > summary")).to_be_in_viewport()
        page.locator("button[data-o=failed]").click()
        page.evaluate("location.hash = '#row3'")  # which the filter hides
        expect(page.locator("#row3 .steps")).to_be_visible()
        page.evaluate("location.hash = '#SHP-02'")
        expect(page.locator("#SHP-02")).to_be_in_viewport()


def test_every_link_leads_somewhere(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    for name in PAGES:
        with opened(browser, reports / name) as found:
            if name.startswith("living"):
                all_open(settled(found))
                expect(found.page.locator("#hand .body")).to_be_attached()
            links = found.page.evaluate("[...document.links].map((one) => one.href)")
        assert links
        for link in links:
            path, _, place = link.removeprefix("file://").partition("#")
            assert Path(path).is_file(), link
            if place and "=" not in place:
                assert f'id="{place}"' in Path(path).read_text(), link


def test_the_diagram_shows_where_it_went_wrong(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / "living" / "index.html", at="#twice") as found:
        page = settled(found)
        expect(page.locator("#twice svg .arrow")).to_have_count(5)
        expect(page.locator("#twice svg text.wrong")).to_have_text(["✗ When she pays 12 credits"])
        expect(page.locator("#twice li.failed")).to_contain_text("When she pays 12 credits")
        expect(page.locator("#twice .list .words li").first).to_contain_text("in full")
        page.evaluate("location.hash = '#unsteady'")
        expect(page.locator("#unsteady .body")).to_contain_text("this is attempt 1 of 2")
        page.evaluate("location.hash = '#long'")
        expect(page.locator("#long svg .arrow")).to_have_count(40)
        expect(page.locator("#long svg text.gap")).to_have_text("… 23 more in between")
        expect(page.locator("#long svg text.wrong")).to_have_count(0)


def test_a_browser_that_cannot_unpack_says_so(tmp_path: Path, browser: Browser) -> None:
    page = made(Thick().write(tmp_path / "reports")) / "living" / "index.html"
    page.write_text(page.read_text().replace("<script>", "<script>delete window.DecompressionStream;", 1))
    with opened(browser, page) as found:
        expect(found.page.locator("main")).to_contain_text("This browser is too old")
        found.page.locator("#search").fill("bank co")  # what stands in the page itself is found all the same
        expect(found.page.locator("#found")).to_have_text("1 of 11 scenarios")
        quiet(found, page)


_RUN = Run(run_id="run-1", started_at=BEGAN, target="staging", environment="staging")
_NOTHING: list[Line] = [_RUN, End(ended_at=BEGAN + 1, exit_code=2)]
_BY_HAND: list[Line] = [
    line
    for line in Thick().lines()
    if not isinstance(line, End)
    and (not hasattr(line, "id") or line.id in ("hand", "shop", "SHP-01", "SHP-02"))
]
_BY_HAND.append(end_of(_BY_HAND))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (_NOTHING, "No scenario was planned"),
        ([_RUN], "which was killed before its end"),
        (Thick(killed=True).lines(), "which was killed before its end"),
        (_BY_HAND, "unproven by hand"),
    ],
    ids=["nothing planned", "killed at once", "killed later", "only by hand"],
)
def test_a_record_of_little_makes_pages_too(
    tmp_path: Path, browser: Browser, lines: list[Line], said: str
) -> None:
    reports = made(write(lines, tmp_path / "reports"))
    for name in PAGES:
        with opened(browser, reports / name) as found:
            if name.startswith("living"):
                expect(settled(found).locator("body")).to_contain_text(said)
            assert looked_over(found.page).violations_count == 0
            quiet(found, reports / name)
