"""Documents: what can be read, and that nothing else can."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from .school import School, school_of

SCENARIO = """
id: own_v1
title: Own
description: A scenario of one's own.
difficulty: beginner
duration_minutes: 10
customer: Ines
persona: You are Ines.
opening: Hello!
topic: [parcel]
keywords:
  - {keyword: refund, any_of: [refund], advice: Offer a refund.}
objectives:
  - {text: Pay back, keywords: [refund]}
completion: {farewell: [goodbye]}
documents:
  - {filename: guide.md, title: Guide}
  - {filename: away.md, title: Away}
  - {filename: out.md, title: Out}
  - {filename: binary.txt, title: Binary}
  - {filename: folder.md, title: Folder}
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A chat with a scenario of its own, whose folder has some traps."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "own_v1.yaml").write_text(SCENARIO)
    documents = folder / "own_v1"
    documents.mkdir()
    (documents / "guide.md").write_text("# Guide – für alle\n")
    (documents / "unlisted.md").write_text("not listed")
    (documents / "binary.txt").write_bytes(b"\xff\xfe\x00")
    (documents / "folder.md").mkdir()
    (folder / "secret.md").write_text("secret")
    (documents / "out.md").symlink_to(folder / "secret.md")
    with school_of(f"sqlite:///{folder}/school.db", scenarios=str(folder)) as school:
        yield school.web


def test_a_pdf_is_shown_inline(school: School) -> None:
    answer = school.web.get("/api/documents/customer_service_v1/returns_policy.pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline")
    assert answer.content.startswith(b"%PDF-1.")
    assert b"Returns policy" in answer.content
    assert answer.content.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize("yaml_id", ["customer_service_v1", "complaint_handling_v1"])
def test_the_tables_of_a_pdf_point_to_its_objects(school: School, yaml_id: str) -> None:
    listed = school.web.get(f"/api/scenarios/{yaml_id}/documents").json()["documents"]
    [url] = [document["url"] for document in listed if document["media_type"] == "application/pdf"]
    raw = school.web.get(url).content
    start = int(raw.rsplit(b"startxref\n", 1)[1].split()[0])
    _, span, *entries = raw[start:].split(b"\n")
    for number in range(1, int(span.split()[1])):
        assert raw[int(entries[number].split()[0]) :].startswith(b"%d 0 obj" % number)


def test_a_text_is_a_text_and_has_content_to_show(school: School) -> None:
    url = "/api/documents/customer_service_v1/service_guide.md"
    answer = school.web.get(url)
    assert answer.headers["content-type"].startswith("text/")
    assert answer.text.startswith("# How we treat our customers")
    content = school.web.get(f"{url}/content").json()
    assert content["content"] == answer.text
    assert (content["filename"], content["size"]) == ("service_guide.md", len(answer.content))


def test_documents_are_listed_and_can_be_had_where_they_say(school: School) -> None:
    told = school.web.get("/api/scenarios/complaint_handling_v1/documents").json()
    assert told["id"] == "complaint_handling_v1"
    assert [document["filename"] for document in told["documents"]] == [
        "complaint_guide.md",
        "compensation_table.pdf",
    ]
    for document in told["documents"]:
        assert document["exists"] is True
        assert school.web.get(document["url"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("guide.md", 200),
        ("guide.md/content", 200),
        ("away.md", 404),
        ("unlisted.md", 404),
        ("nothing.md", 404),
        ("nothing.pdf/content", 404),
        ("folder.md", 404),
        ("binary.txt", 200),
        ("binary.txt/content", 400),
        ("out.md", 403),
        ("out.md/content", 403),
        ("guide.exe", 403),
        ("own_v1.yaml", 403),
        ("guide", 403),
        (".md", 403),
        ("..%2fsecret.md", 403),
        ("..%2fown_v1%2fguide.md", 403),
        ("%2e%2e/secret.md", 403),
        ("%252e%252e%252fsecret.md", 403),
        ("..%5csecret.md", 403),
        ("%2fetc%2fpasswd.md", 403),
        ("guide.md%00", 403),
        ("guide%00.md", 403),
        ("guide.exe%00.md", 403),
        ("gu%E2%80%8Bide.md", 403),
        ("sub/guide.md", 404),
        ("", 403),
        ("content", 403),
    ],
)
def test_only_listed_documents_can_be_had(own: httpx.Client, path: str, status: int) -> None:
    answer = own.get(f"/api/documents/own_v1/{path}")
    assert answer.status_code == status
    assert "secret" not in answer.text
    if status != 200:
        assert list(answer.json()) == ["detail"]


@pytest.mark.parametrize("yaml_id", ["nothing_v1", "OWN_V1", "billing_dispute_v1"])
def test_documents_of_unknown_scenarios_are_not_found(school: School, yaml_id: str) -> None:
    assert school.web.get(f"/api/documents/{yaml_id}/bill_explained.md").status_code == 404


@pytest.mark.parametrize("yaml_id", ["..", "%2e%2e%2fown_v1", "nothing_v1", "own_v1%00"])
@pytest.mark.parametrize("door", ["documents", "validate"])
def test_unknown_scenarios_are_not_found(own: httpx.Client, yaml_id: str, door: str) -> None:
    assert own.get(f"/api/scenarios/{yaml_id}/{door}").status_code == 404


def test_missing_documents_are_named(own: httpx.Client, school: School) -> None:
    listed = own.get("/api/scenarios/own_v1/documents").json()["documents"]
    assert {document["filename"]: document["exists"] for document in listed} == {
        "guide.md": True,
        "away.md": False,
        "out.md": False,
        "binary.txt": True,
        "folder.md": False,
    }
    told = own.get("/api/scenarios/own_v1/validate").json()
    assert told == {
        "id": "own_v1",
        "valid": False,
        "errors": [],
        "missing_documents": ["away.md", "out.md", "folder.md"],
    }
    fine = school.web.get("/api/scenarios/customer_service_v1/validate").json()
    assert (fine["valid"], fine["errors"], fine["missing_documents"]) == (True, [], [])
    draft = school.web.get("/api/scenarios/billing_dispute_v1/validate").json()
    assert (draft["valid"], draft["missing_documents"]) == (False, ["tariffs.pdf"])


def test_a_file_that_went_wrong_while_the_chat_runs_is_named(tmp_path: Path) -> None:
    (tmp_path / "own_v1.yaml").write_text(SCENARIO)
    with school_of(f"sqlite:///{tmp_path}/school.db", scenarios=str(tmp_path)) as school:
        (tmp_path / "own_v1.yaml").write_text(SCENARIO.replace("difficulty: beginner", "difficulty: 5"))
        told = school.web.get("/api/scenarios/own_v1/validate").json()
        assert told["valid"] is False
        assert "difficulty" in told["errors"][0]
        # What is on offer was read at the start, and stays.
        assert school.session(school.opens("own_v1"))["status"] == "active"
