"""The sign-off's page: no link to what is not there, and nothing that matters left out."""

import re
from pathlib import Path

import msgspec
import pytest

from countersign.signoff.assemble import statement_of
from countersign.signoff.dossier import open_dossier
from countersign.signoff.gates import NO_STAGE
from countersign.signoff.index import index_of
from countersign.signoff.page import file_link, many, page_of
from countersign.signoff.pictures import bar, spread, trend
from countersign.signoff.stake import stake_in
from countersign.signoff.statement import HandChecked, Latency, Problem, Standing, Statement
from countersign.signoff.weighing import Finding, Verdict

from .records import NOW
from .thick_record import Thick


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Thick().write(tmp_path / "reports")


@pytest.fixture
def statement(reports: Path) -> Statement:
    return statement_of(open_dossier(reports, now=NOW), NO_STAGE)


def shown(statement: Statement, reports: Path, **changes: object) -> str:
    changed = msgspec.structs.replace(statement, **changes)
    names = {"twice": "Paying twice pays once -- @1.1 ways"}
    return page_of(changed, names, reports, signed=False)


def test_evidence_is_a_link_only_where_it_is_there(statement: Statement, reports: Path) -> None:
    Path("build").mkdir()
    Path("build/unit #1.xml").touch()
    evidence = ["twice", "run.jsonl", "build/unit #1.xml", "build/gone.xml", "Dr. Amira", "run-12"]
    finding = Finding(gate="All", verdict=Verdict.GO, sentence="well", evidence=evidence)
    page = shown(statement, reports, findings=[finding])
    told = page[page.index("Evidence: ") : page.index("</td>", page.index("Evidence: "))]
    assert re.findall('href="([^"]+)"', told) == [
        "living/index.html#twice",
        "run.jsonl",
        "../build/unit%20%231.xml",
    ]
    assert "build/gone.xml, Dr. Amira, run-12" in told


def test_a_path_is_never_code(reports: Path) -> None:
    assert file_link("javascript:alert(1)", reports) == "javascript:alert(1)"
    (reports / "javascript:alert(1)").touch()
    assert file_link("javascript:alert(1)", reports).startswith('<a href="javascript%3Aalert%281%29">')


def test_what_no_file_can_be_called_is_no_file(reports: Path) -> None:
    for name in ("a" * 300, "a\0b", "/".join(["b"] * 3000)):
        assert file_link(name, reports) == name


def test_what_was_found_wrong_by_hand_says_who_answers_for_it(statement: Statement, reports: Path) -> None:
    waiver = {"waived_by": "Bruno", "waived_until": "2026-11-30", "waived_because": "seen"}
    by_hand = [
        HandChecked(
            id="a",
            name="On paper",
            journey="shop",
            proven=False,
            failed=True,
            sentence="failed by Ines",
            **waiver,
        )
    ]
    problems = [
        Problem(id="b", name="Doubtful", journey="shop", outcome="flaky", sentence=""),
        Problem(id="a", name="On paper", journey="shop", outcome="manual", sentence="failed by Ines"),
    ]
    page = shown(statement, reports, by_hand=by_hand, problems=problems)
    assert "failed by Ines; waived by Bruno until 2026-11-30: seen</td>" in page
    assert '<span class="badge bad">failed by hand</span> On paper' in page
    assert page.index("On paper") < page.index("Doubtful")


def test_what_is_broken_comes_before_what_is_waived(statement: Statement, reports: Path) -> None:
    problems = [
        Problem(id="a", name="Waived", journey="shop", outcome="failed", sentence="", waived_by="Bruno"),
        Problem(id="b", name="Doubtful", journey="shop", outcome="flaky", sentence=""),
        Problem(id="c", name="Broken", journey="shop", outcome="failed", sentence=""),
    ]
    page = shown(statement, reports, problems=problems)
    assert page.index("Broken") < page.index("Doubtful") < page.index("Waived")


def latency(name: str, p95: float, threshold: float | None = None, **fields: object) -> Latency:
    made = Latency(
        name=name, journey="shop", count=9, p50=p95 / 2, p95=p95, longest=2 * p95, threshold=threshold
    )
    return msgspec.structs.replace(made, **fields)


def test_what_takes_too_long_is_shown_first(statement: Statement, reports: Path) -> None:
    slow = [latency(f"slow {n}", 9.0 + n) for n in range(30)]
    page = shown(statement, reports, latencies=[*slow, latency("too slow", 0.3, 0.2)])
    assert page.index("too slow") < page.index("slow 29")
    assert "And 6 more, in <a" in page
    page = shown(statement, reports, latencies=[latency(f"slow {n}", 9.0, 1.0) for n in range(30)])
    assert "And 5 more, some of them slower than is allowed" in page


def test_a_page_leads_to_what_is_there_by_now(statement: Statement, reports: Path) -> None:
    assert "allure.html" not in shown(statement, reports)
    assert "allure.html" not in index_of(statement, reports)
    (reports / "allure.html").touch()
    (reports / "junit").mkdir()
    (reports / "junit" / "TEST-shop.buying.xml").touch()
    assert 'href="allure.html"' in shown(statement, reports)
    index = index_of(statement, reports)
    assert re.findall('href="([^"]+)"', index) == ["allure.html", "run.jsonl", "junit/TEST-shop.buying.xml"]


# ---- what is at stake


def standing(title: str, worth: int, *, proven: int = 0, failed: int = 0, unproven: int = 0) -> Standing:
    return Standing(
        journey=title.lower(),
        title=title,
        owner="",
        value_at_stake=worth,
        proven=["p"] * proven,
        failed=["f"] * failed,
        unproven=["u"] * unproven,
        manual=[],
        scenarios={"passed": proven},
    )


def test_the_stake_is_added_up() -> None:
    found = stake_in([standing("A", 30, proven=3, unproven=1), standing("B", 20, proven=9, failed=1)])
    assert found
    assert (found.protected, found.at_risk, found.unproven, found.elsewhere) == (22.5, 20, 7.5, 50)
    assert found.journeys == ["B"]


def test_a_failure_that_no_rule_is_about_puts_its_journey_at_risk() -> None:
    broken = msgspec.structs.replace(standing("A", 30, proven=3), scenarios={"passed": 2, "error": 1})
    found = stake_in([broken])
    assert found
    assert (found.at_risk, found.protected) == (30, 0)


def test_a_journey_without_rules_protects_nothing() -> None:
    found = stake_in([standing("A", 30)])
    assert found
    assert (found.protected, found.unproven) == (0, 30)


def test_where_nobody_says_what_it_is_worth_nothing_is_said() -> None:
    assert stake_in([standing("A", 0, proven=3)]) is None


# ---- pictures and words


def test_a_bar_is_as_wide_as_its_parts() -> None:
    widths = re.findall(r'<rect x="([\d.]+)" width="([\d.]+)"', bar([("good", 3), ("bad", 0), ("doubt", 1)]))
    assert widths == [("0.0", "120.0"), ("120.0", "40.0")]
    assert bar([("good", 0)]) == ""


def test_what_is_slower_than_allowed_is_drawn_in_red() -> None:
    assert "--red-bar" in spread(latency("a", 2.0, 1.0))
    assert "--red-bar" not in spread(latency("a", 1.0, 1.0))
    assert "<line" in spread(latency("a", 0.0))


def test_a_trend_needs_two_runs() -> None:
    assert "no earlier runs" in trend(latency("a", 1.0, trend=[1.0]))
    assert "over 2 runs, from 1.000 s to 3.000 s" in trend(latency("a", 1.0, trend=[1.0, 3.0]))


def test_one_is_singular() -> None:
    assert [many(number, "process", "processes") for number in (0, 1, 2)] == [
        "0 processes", "1 process", "2 processes"
    ]  # fmt: skip
