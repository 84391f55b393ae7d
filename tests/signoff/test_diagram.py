"""The sequence diagrams: readable on every screen, and by whoever can't see them."""

from pathlib import Path

import msgspec
import pytest
from browser import opened
from playwright.sync_api import Browser, expect

from countersign.results.record import Attempt

from .pages import made, settled
from .thick_record import Thick, write

LIVING = "living/index.html"


@pytest.fixture(autouse=True)
def _an_empty_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


_DRAWN = """(said) => {
  const svg = diagram.drawn({ said }, 700);
  const place = document.createElement("div");
  place.className = "dialogue";
  place.append(svg);
  document.body.append(place);
  const texts = (which) => [...svg.querySelectorAll(which)].map((one) => one.textContent);
  const widths = [...svg.querySelectorAll("text:not([class])")].map((one) => one.getBBox().width);
  const lanes = [...svg.querySelectorAll(".life")].map((one) => Number(one.getAttribute("x1")));
  const arrows = svg.querySelectorAll(".arrow").length;
  return [texts("text.who"), texts("text:not([class])"), arrows, widths, lanes];
}"""


def test_a_crowd_shares_a_lane_and_is_named(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    crowd = [[n, f"Newcomer {n}", "the bot", "web", "hello"] for n in range(1, 10)]
    with opened(browser, reports / LIVING) as found:
        who, words, arrows, *_ = found.page.evaluate(_DRAWN, crowd)
        assert (who, arrows) == (["Newcomer …", "the bot"], 9)
        assert words[0] == "Newcomer 1: hello"
        who, words, *_ = found.page.evaluate(_DRAWN, crowd[:3])
        assert who == ["Newcomer 1", "the bot", "Newcomer 2", "Newcomer 3"]
        assert words == ["hello"] * 3


def test_words_stay_between_their_lanes_and_addresses_break_where_they_end(
    tmp_path: Path, browser: Browser
) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    words = "Newcomer: newcomer.0c0f9bb5ca89ca82@countersign.example.com", "MWMWMWMWMWMWMWMWMWMWMWMW WWWWWW"
    said = [[n, "Amira", "the bot", "web", told] for n, told in enumerate(words)]
    with opened(browser, reports / LIVING) as found:
        _, lines, _, widths, (left, right) = found.page.evaluate(_DRAWN, said)
    assert max(widths) < right - left
    address = [line for line in lines if "W" not in line]
    assert "".join(address) == words[0]
    assert all(line.endswith((".", "@")) for line in address[:-1])


@pytest.mark.parametrize(("wrong_at", "after", "in_full"), [(5, 1, 1), (15, 2, 2), (35, 3, 4), (90, 4, 5)])
def test_it_goes_wrong_at_the_same_place_in_words_and_in_the_drawing(
    tmp_path: Path, browser: Browser, wrong_at: int, after: int, in_full: int
) -> None:
    """Of five exchanges the drawing leaves out the third."""
    lines = [
        msgspec.structs.replace(
            line, wrong_at=wrong_at, dialogue=[one for one in line.dialogue if one.at != 20]
        )
        if isinstance(line, Attempt) and line.id == "twice"
        else line
        for line in Thick().lines()
    ]
    reports = made(write(lines, tmp_path / "reports"))
    with opened(browser, reports / LIVING, at="#twice") as found:
        page = settled(found)
        drawn, heard, told = page.evaluate(_BEFORE_IT_WENT_WRONG)
    assert (drawn, heard, told) == (after, after, in_full)


_BEFORE_IT_WENT_WRONG = """() => {
  const before = (which) => [...document.querySelectorAll(which)].findIndex((one) => one.matches(".wrong"));
  return [
    before("#twice svg > .arrow, #twice svg > text.wrong"),
    before("#twice .unseen > li:not(.quiet)"),
    before("#twice .list > .words > li"),
  ];
}"""


def test_whoever_can_not_see_the_drawing_hears_what_was_said(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / LIVING, at="#twice") as found:
        drawing = settled(found).locator("#twice .dialogue")
        heard = drawing.aria_snapshot()
        assert 'group "Sequence diagram: Paying twice pays once Paid with thanks"' in heard
        assert heard.count("listitem") == 6
        assert "Amira → the shop: 1 Paid with thanks" in heard
        found.page.locator("#twice").get_by_text("Word for word").click()
        assert "listitem" not in drawing.aria_snapshot()  # which stands below now
        expect(found.page.locator("#twice .list .words")).to_be_visible()
        found.page.evaluate("location.hash = '#row2'")
        assert "ways" not in (name := found.page.locator("#row2 .dialogue").get_attribute("aria-label") or "")
        assert name.endswith(", how: cash")


def test_on_a_phone_a_drawing_that_has_no_room_is_a_list(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / LIVING, at="#long", width=375) as found:
        page = settled(found)
        expect(page.locator("#long > .body > .words li")).to_have_count(41)
        expect(page.locator("#long > .body > .words")).to_be_visible()
        expect(page.locator("#long svg")).to_be_hidden()
        page.get_by_text("As a drawing").click()
        expect(page.locator("#long svg")).to_be_visible()
        page.evaluate("location.hash = '#twice'")
        expect(page.locator("#twice svg")).to_be_visible()
        assert page.locator("#twice .dialogue").evaluate("(one) => one.scrollWidth <= 1.2 * one.clientWidth")
