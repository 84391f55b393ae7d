"""Every number of a page leads to what it counts, in the living document."""

import re
from pathlib import Path

import pytest
from browser import opened
from playwright.sync_api import Browser, expect

from countersign.results.record import Line, Measure, Outcome

from .pages import made, quiet, settled
from .records import Story
from .thick_record import Thick, write

LIVING = "living/index.html"


@pytest.fixture(autouse=True)
def _an_empty_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", [LIVING, "signoff.html"])
def test_a_number_leads_to_as_many_scenarios(tmp_path: Path, browser: Browser, name: str) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / name) as found:
        links = found.page.evaluate(_THAT_ASK)
    assert sum(is_count for _, _, is_count in links) > 10
    with opened(browser, reports / LIVING) as found:
        page = settled(found)
        for place, shown, is_count in links:
            page.evaluate("(place) => { location.hash = place }", place)
            expect(page.locator("#found")).to_be_focused()
            number = page.locator("details.s:not(.hidden)").count()
            expect(page.locator("#found")).to_have_text(re.compile(rf"^{number} of 11 scenarios"))
            assert number == (int(shown.removeprefix("all ").split()[0]) if is_count else 1), (place, shown)
            page.locator("#all").click()
            expect(page.locator("#found")).to_have_text("11 of 11 scenarios")
        quiet(found, reports / LIVING)


_THAT_ASK = """() => [...document.links].filter((one) => one.hash.includes("="))
  .map((one) => [one.hash, one.textContent, one.classList.contains("count")])"""


@pytest.mark.parametrize("name", [LIVING, "signoff.html"])
def test_a_link_is_called_by_the_words_that_it_shows(tmp_path: Path, browser: Browser, name: str) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / name) as found:
        called = found.page.locator("a[aria-label]").evaluate_all(
            "(all) => all.map((one) => [one.ariaLabel, one.textContent])"
        )
    assert called
    assert [told for told, shown in called if shown not in told] == []


def test_what_was_measured_is_told_where_it_was_measured(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / "signoff.html") as found:
        times = found.page.locator("td[data-label=Times] a")
        expect(times).to_have_text("19")
        times.click()
        page = settled(found)
        expect(page.locator("#found")).to_have_text("1 of 11 scenarios, Shopping Paid with thanks, answer")
        page.locator("#plain > summary").click()
        page.get_by_text("What was measured").click()
        expect(page.locator("#plain")).to_contain_text("answer: 1.90 s at most, 19 times")


def test_a_mark_leads_to_its_scenarios_and_to_how_it_is_worked_out(tmp_path: Path, browser: Browser) -> None:
    docs = tmp_path / "docs" / "smoke-on-a-deployed-bot.md"
    docs.parent.mkdir()
    docs.write_text("How.")
    graded: list[Line] = [
        line
        if not isinstance(line, Measure)
        else Measure(id="plain", name="user experience", value=3, unit="grade")
        for line in Thick(red=False).lines()
    ]
    reports = made(write(graded, tmp_path / "reports"))
    with opened(browser, reports / "signoff.html") as found:
        marks = found.page.locator("#marks ~ ul")
        assert marks.get_by_role("link", name="docs/smoke").get_attribute("href") == (
            "../docs/smoke-on-a-deployed-bot.md"
        )
        marks.get_by_role("link", name="User experience").click()
        expect(settled(found).locator("details.s:not(.hidden)")).to_have_attribute("id", "plain")


def test_what_is_broken_beyond_the_first_is_shown(tmp_path: Path, browser: Browser) -> None:
    reports = made(Story([Outcome.PASSED, *[Outcome.FAILED] * 14]).write(tmp_path / "reports"))
    with opened(browser, reports / LIVING, width=375) as found:
        page = settled(found)
        for _ in range(2):  # a link that was followed before leads there again
            page.get_by_role("link", name="show all 14").click()
            expect(page.locator("#found")).to_have_text("14 of 15 scenarios, broken")
            assert page.evaluate(_IS_BELOW_THE_SEARCH)
            page.locator("#all").click()
            expect(page.locator("#found")).to_have_text("15 of 15 scenarios")
        page.evaluate("location.hash = '#outcome=flaky'")
        expect(page.locator("#found")).to_have_text("nothing found, flaky")


_IS_BELOW_THE_SEARCH = """() => document.getElementById("journey-shop").getBoundingClientRect().top
  >= document.querySelector(".tools").getBoundingClientRect().bottom"""


def test_the_verdict_says_what_is_at_stake_and_how_its_gates_stand(tmp_path: Path, browser: Browser) -> None:
    reports = made(Thick().write(tmp_path / "reports"))
    with opened(browser, reports / "signoff.html") as found:
        verdict = found.page.locator(".verdict")
        expect(verdict).to_contain_text("“The suite is green” is not met")
        told = dict(
            zip(
                verdict.locator("dt").all_text_contents(),
                verdict.locator("dd").all_text_contents(),
                strict=True,
            )
        )
    assert told == {
        "Gates": "1 not met, none met",
        "At stake": "60 % at risk, 0 % protected",
        "Scenarios": "6 passed, 1 failed, 1 not applicable, 1 manual, 1 not run, 1 flaky",
        "This record": "unsigned, 0 approvals",
    }
