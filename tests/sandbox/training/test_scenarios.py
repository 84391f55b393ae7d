"""Scenarios' files: read strictly, and entered into the books once, whoever does it."""

from pathlib import Path

import pytest
from sqlalchemy import text

from countersign.errors import UserError
from countersign.sandbox.clock import Clock
from countersign.sandbox.database import make_tables, open_database
from countersign.sandbox.training.books import Books
from countersign.sandbox.training.library import OWN, Library
from countersign.sandbox.training.models import Base

from ..together import together
from .test_documents import SCENARIO


def library(folder: Path, written: str, name: str = "own_v1.yaml") -> Library:
    (folder / name).write_text(written)
    return Library(folder)


def test_the_chats_own_scenarios_are_read_and_drafts_are_not_offered() -> None:
    offered = [scenario.id for scenario in Library(OWN).offered().values()]
    assert offered == ["complaint_handling_v1", "customer_service_v1"]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("title: Own", "", "title"),
        ("title: Own", "title: ''", "title"),
        ("title: Own", "titel: Own", "titel"),
        ("difficulty: beginner", "difficulty: easy", "difficulty"),
        ("duration_minutes: 10", "duration_minutes: 0", "duration_minutes"),
        ("duration_minutes: 10", "duration_minutes: ten", "duration_minutes"),
        ("topic: [parcel]", "topic: []", "topic"),
        ("any_of: [refund]", "any_of: []", "any_of"),
        ("advice: Offer a refund.", "advise: Offer a refund.", "advise"),
        ("keywords: [refund]}", "keywords: [money]}", "money"),
        (
            "objectives:",
            "  - {keyword: refund, any_of: [money], advice: Again.}\nobjectives:",
            "refund twice",
        ),
        ("filename: guide.md", "filename: ../guide.md", "filename"),
        ("filename: guide.md", "filename: guide.exe", "filename"),
        ("id: own_v1", "id: other_v1", "own_v1.yaml"),
        ("id: own_v1", "id: Own V1", "id"),
        ("persona: You are Ines.", "persona: [", "own_v1.yaml"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    assert old in SCENARIO
    broken = library(tmp_path, SCENARIO.replace(old, new))
    with pytest.raises(UserError, match=named) as refusal:
        broken.offered()
    assert "own_v1.yaml" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_draft_may_be_wrong(tmp_path: Path) -> None:
    library(tmp_path, SCENARIO)
    draft = library(tmp_path, "id: draft_v1\ndraft: true\n", "draft_v1.yaml")
    assert [scenario.id for scenario in draft.offered().values()] == ["own_v1"]
    assert "title" in str(draft.check("draft_v1"))


def test_a_folder_without_scenarios_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no scenario to offer"):
        Library(tmp_path).offered()
    with pytest.raises(UserError, match="COUNTERSIGN_TRAINING_SCENARIOS"):
        Library(tmp_path / "away")


def test_two_processes_that_start_at_once_enter_each_scenario_once(database_url: str) -> None:
    engines = [open_database(database_url) for _ in range(4)]
    make_tables(engines[0], [Base.metadata])
    library = Library(OWN)
    entered = together(
        [lambda engine=engine: Books(engine, Clock(engine)).enter_scenarios(library) for engine in engines]  # type: ignore[misc]
    )
    assert len({tuple(offers) for offers in entered}) == 1
    with engines[0].connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM scenarios")) == 2
    for engine in engines:
        engine.dispose()


def test_a_scenario_that_was_changed_keeps_its_id(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/books.db")
    make_tables(engine, [Base.metadata])
    books = Books(engine, Clock(engine))
    [first] = books.enter_scenarios(library(tmp_path, SCENARIO)).values()
    [same] = books.enter_scenarios(library(tmp_path, SCENARIO)).values()
    [changed] = books.enter_scenarios(
        library(tmp_path, SCENARIO.replace("title: Own", "title: New"))
    ).values()
    assert first == same
    assert (changed.id, changed.scenario.title) == (first.id, "New")
    assert changed.updated_at > first.updated_at
    engine.dispose()
