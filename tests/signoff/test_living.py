"""What the living document holds: everything that was planned, and nothing that the record does not know."""

import base64
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from countersign.history.remembered import Since
from countersign.results.record import Attempt, Journey, Outcome, Planned, Promise, StepResult, Told
from countersign.signoff.books import books
from countersign.signoff.dossier import Case, open_dossier
from countersign.signoff.living import living_document
from countersign.signoff.manual_checks import Check, add_check
from countersign.signoff.outlines import outlines

from .records import NOW, VERSION, Remembered
from .thick_record import BEGAN, Thick, write


@pytest.fixture(autouse=True)
def _an_empty_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "features").mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return Thick().write(tmp_path / "reports")


def page_of(reports: Path) -> str:
    return living_document(open_dossier(reports, now=NOW))


def carried(page: str) -> dict[str, Any]:
    """What the page carries of each scenario."""
    [letters] = re.findall(r'<script type="text/plain" id="carried">([^<]*)</script>', page)
    found: dict[str, Any] = msgspec.json.decode(zlib.decompress(base64.b64decode(letters), -zlib.MAX_WBITS))
    return found


# ---- outlines


def case(name: str, number: str = "", **cells: str) -> Case:
    row = f" -- @{number} examples" if number else ""
    planned = Planned(
        id=f"{name}{row}", name=f"{name}{row}", feature="", path="a", line=1, journey="", cells=cells
    )
    return Case(planned, [], None, None)


@pytest.mark.parametrize(
    ("cases", "told"),
    [
        ([case("A"), case("B")], [("", 1), ("", 1)]),
        ([case("A 1", "1.1", n="1"), case("A 13", "1.2", n="13")], [("A ‹n›", 2)]),
        ([case("Same", "1.1", n="1"), case("Same", "2.1", n="2")], [("Same", 2)]),
        ([case("A 1", "1.1", n="1"), case("B 1", "1.1", n="1")], [("", 1), ("", 1)]),
        ([case("A 1", "1.2", n="1"), case("A b", "1.3", m="b")], [("", 1), ("", 1)]),
        ([case("a cat", "1.1", n="cat"), case("a dog b", "1.2", n="dog b")], [("a ‹n›", 2)]),
        ([case("to cat end", "1.1", n="Cat"), case("to dog end", "1.2", n="Dog")], [("to … end", 2)]),
        ([case("A x", "1.1", m="x", n="x"), case("A y", "1.2", m="z", n="y")], [("A ‹n›", 2)]),
        ([case("A"), case("B 1", "1.1", n="1"), case("B 2", "1.2", n="2")], [("", 1), ("B ‹n›", 2)]),
    ],
)  # fmt: skip
def test_rows_of_one_outline_are_told_together(cases: Sequence[Case], told: list[tuple[str, int]]) -> None:
    assert [(one.name, len(one.cases)) for one in outlines(cases)] == told


# ---- nothing is left out


def test_every_scenario_is_shown_also_where_the_record_says_little_of_its_feature(tmp_path: Path) -> None:
    lines = [one for one in Thick().lines() if not isinstance(one, Journey | Told)]
    planned = {one.id for one in lines if isinstance(one, Planned)}
    page = page_of(write(lines, tmp_path / "reports"))
    assert set(re.findall(r'<details class="s" id="([^"]+)"', page)) == planned
    assert set(carried(page)) == planned


def test_what_nobody_has_proven_stands_at_the_top(reports: Path) -> None:
    page = page_of(reports)
    top = page[: page.index('id="journeys"')]
    assert "1 scenario is broken" in top
    assert "Paying twice pays once" in top
    assert "Paying late works" in top
    assert "Paying at the end works" in top
    assert "The receipt looks right on paper" in top
    assert 'href="#SHP-02"' in top
    assert "Paying works" not in top


def test_links_lead_to_nothing_but_what_is_there(reports: Path) -> None:
    page = page_of(reports)
    assert "../allure.html" not in page
    assert "data-junit" not in page
    (reports / "allure.html").touch()
    (reports / "junit").mkdir()
    (reports / "junit" / "TEST-shop.buying.xml").touch()
    page = page_of(reports)
    assert page.count('href="../allure.html"') == 2
    assert page.count('data-junit="../junit/TEST-shop.buying.xml"') == 1


# ---- by hand


def hand_checked(outcome: str = "passed", *, version: str = VERSION, days_ago: int = 1) -> None:
    at = NOW - timedelta(days=days_ago)
    add_check(Check(scenario="hand", by="Bruno", at=at, version=version, outcome=outcome))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("check", "word", "sentence"),
    [
        (None, "unproven by hand", "nobody has recorded a check"),
        ({}, "proven by hand", f"passed by Bruno on 2026-11-20 for version {VERSION}"),
        ({"outcome": "failed"}, "failed by hand", "failed by Bruno"),
        ({"version": "0.9"}, "unproven by hand", f"stale, as version {VERSION} is under test"),
        ({"days_ago": 91}, "unproven by hand", "stale, as it is 91 days old"),
    ],
)
def test_what_is_done_by_hand_is_proven_by_a_fresh_check_alone(
    tmp_path: Path, check: dict[str, Any] | None, word: str, sentence: str
) -> None:
    lines = [
        one
        for one in Thick().lines()
        if not isinstance(one, Planned | Attempt | Promise) or one.id in ("hand", "SHP-01")
    ]
    if check is not None:
        hand_checked(**check)
    dossier = open_dossier(write(lines, tmp_path / "reports"), now=NOW)
    shop = next(book for book in books(dossier) if book.journey.id == "shop")
    [shown] = shop.scenarios
    assert shown.word == word
    assert sentence in shown.why
    [rule] = shop.rules
    assert (rule.state, rule.colour) == (word, shown.colour)


def fine_but_for_what_is_done_by_hand(tmp_path: Path) -> Path:
    return Thick(red=False).write(tmp_path / "reports")


@pytest.mark.parametrize("waived", [False, True])
def test_what_was_found_wrong_by_hand_is_broken(tmp_path: Path, waived: bool) -> None:
    reports = fine_but_for_what_is_done_by_hand(tmp_path)
    assert "Nothing that was run is broken" in page_of(reports)
    hand_checked("failed")
    if waived:
        Path("waivers.toml").write_text(
            '[[waiver]]\nscenario = "hand"\nowner = "Ines"\nreason = "seen"\nexpires = 2026-11-22\n'
        )
    page = page_of(reports)
    broken = re.sub("<[^>]+>", "", page[page.index('id="glance"') : page.index('id="by-hand"')])
    assert "1 scenario is broken" in broken
    assert "1 of 7 scenarios" in broken
    assert "The receipt looks right on paper" in broken
    assert ("waived by Ines until 2026-11-22: seen" in broken) is waived


def test_a_rule_is_not_proven_beside_what_was_found_wrong_by_hand(tmp_path: Path) -> None:
    hand_checked("failed")
    dossier = open_dossier(fine_but_for_what_is_done_by_hand(tmp_path), now=NOW)
    shop = next(book for book in books(dossier) if book.journey.id == "shop")
    rule = next(one for one in shop.rules if one.promise.id == "SHP-01")
    assert (rule.state, rule.colour) == ("failed by hand", "bad")


# ---- since when


@dataclass
class Known(Remembered):
    """A history that knows since when scenarios are as they are."""

    hours_ago: dict[float, int | None] = field(default_factory=dict)
    known: dict[str, Since] = field(default_factory=dict)

    def since(self, target: str) -> dict[str, Since]:  # noqa: ARG002
        """What it was told."""
        return self.known


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (Since(Outcome.FAILED, BEGAN - 5 * 86400, 6), "since 2026-11-16, 6 runs"),
        (Since(Outcome.FAILED, BEGAN, 1), "new in this run"),
        (Since(Outcome.FAILED, BEGAN - 86400, 1), "since 2026-11-20"),
        (Since(Outcome.PASSED, BEGAN - 86400, 9), ""),
    ],
)
def test_since_when_is_what_the_history_knows_of_that_outcome(reports: Path, known: Since, told: str) -> None:
    dossier = open_dossier(reports, now=NOW, past=Known(known={"twice": known}))
    shown = {one.id: one for book in books(dossier) for one in book.scenarios}
    assert shown["twice"].since == told
    assert shown["plain"].since == ""


def test_since_when_something_is_done_by_hand_is_not_since_when_it_is_wrong(reports: Path) -> None:
    hand_checked("failed")
    past = Known(known={"hand": Since(Outcome.MANUAL, BEGAN - 9 * 86400, 30)})
    shown = {
        one.id: one for book in books(open_dossier(reports, now=NOW, past=past)) for one in book.scenarios
    }
    assert (shown["hand"].word, shown["hand"].since) == ("failed by hand", "")


# ---- what was said


def test_what_is_carried_is_what_the_record_holds(reports: Path) -> None:
    found = carried(page_of(reports))
    assert len(found["plain"]["said"]) == 12
    assert "full" not in found["plain"]
    assert found["plain"]["tags"] == ["critical", "smoke"]
    assert found["plain"]["rules"] == ["SHP-01"]
    assert found["plain"]["steps"][0] == ["passed", "Given Amira is a customer"]
    assert found["twice"]["wrong"] == {"after": 5, "what": "When she pays 12 credits"}
    assert [one[4] for one in found["twice"]["full"]] == [f"{n} Paid with thanks\nin full" for n in range(5)]
    assert found["unsteady"]["attempt"] == 1
    assert found["unsteady"]["wrong"]["what"] == "When she pays 12 credits"
    assert found["long"]["gap"] == {"after": 20, "exchanges": 23}
    assert "said" not in found["lost"]
    assert [status for status, _ in found["lost"]["steps"]] == ["", "", ""]


@pytest.mark.parametrize(
    ("statuses", "wrong_at", "after", "what"),
    [
        (("failed", "untested"), 100, 2, "Given one"),
        (("passed", "failed"), 200, 3, "When two"),
        (("passed", "error"), None, 3, "When two"),
        (("passed", "passed"), None, 3, "after the last step, when it was cleaned up"),
        (("untested", "untested"), None, 0, "before the first step"),
    ],
)
def test_it_went_wrong_after_what_was_said_by_then(
    tmp_path: Path, statuses: tuple[str, str], wrong_at: int | None, after: int, what: str
) -> None:
    lines = []
    for line in Thick().lines():
        if isinstance(line, Attempt) and line.id == "twice":
            said = [msgspec.structs.replace(line.dialogue[0], at=at) for at in (50, 90, 200)]
            steps = [
                StepResult(keyword=keyword, name=name, status=status)
                for keyword, name, status in zip(("Given", "When"), ("one", "two"), statuses, strict=True)
            ]
            line = msgspec.structs.replace(line, dialogue=said, steps=steps, wrong_at=wrong_at)
        lines.append(line)
    found = carried(page_of(write(lines, tmp_path / "reports")))
    assert found["twice"]["wrong"] == {"after": after, "what": what}


def test_a_day_on_which_all_failed_does_not_carry_everything(tmp_path: Path) -> None:
    broken = next(one for one in Thick().lines() if isinstance(one, Attempt) and one.id == "twice")
    base = next(one for one in Thick().lines() if isinstance(one, Planned) and one.id == "twice")
    head = [one for one in Thick().lines() if not isinstance(one, Planned | Attempt)]
    planned = [msgspec.structs.replace(base, id=f"n{n}", name=f"number {n}") for n in range(520)]
    attempts = [msgspec.structs.replace(broken, id=f"n{n}") for n in range(520)]
    found = carried(page_of(write([*head[:-1], *planned, *attempts, head[-1]], tmp_path / "reports")))
    assert sum("full" in one for one in found.values()) == 500
    assert all(len(one["said"]) == 5 for one in found.values())


def test_at_a_glance_what_nobody_answers_for_comes_first_and_of_that_the_gravest(tmp_path: Path) -> None:
    attempt = next(one for one in Thick().lines() if isinstance(one, Attempt) and one.id == "twice")
    base = next(one for one in Thick().lines() if isinstance(one, Planned) and one.id == "twice")
    head = [one for one in Thick().lines() if not isinstance(one, Planned | Attempt)]
    tags = {"first": ["minor"], "waived": ["blocker"], "second": ["critical"], "third": ["blocker"]}
    planned = [msgspec.structs.replace(base, id=name, name=name, tags=own) for name, own in tags.items()]
    attempts = [msgspec.structs.replace(attempt, id=name) for name in tags]
    Path("waivers.toml").write_text(
        f'[[waiver]]\nscenario = "waived"\nowner = "Ines"\nreason = "seen"\nexpires = {NOW.date()}\n'
    )
    folder = write([*head[:-1], *planned, *attempts, head[-1]], tmp_path / "reports")
    page = living_document(open_dossier(folder, now=NOW))
    glance = page[page.index('id="broken"') :]
    places = {name: glance.index(f"#{name}") for name in tags}
    assert sorted(places, key=places.__getitem__) == ["third", "second", "first", "waived"]
