"""JUnit files are derived from the record, and well-formed whatever was said."""

from pathlib import Path
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from countersign.results import junit
from countersign.results.record import Attempt, Line, Outcome, Planned, Run, encode

from .tiny_suite import TinySuite

RUN = Run(run_id="1", started_at=0.0, target="sandbox", environment="sandbox")


def record(folder: Path, *lines: Line) -> Path:
    path = folder / "run.jsonl"
    path.write_bytes(b"".join(encode(line) + b"\n" for line in (RUN, *lines)))
    return path


def planned(name: str = "buys", path: str = "features/shop/buying.feature", rule: str = "") -> Planned:
    return Planned(id=name, name=name, feature="Buying", path=path, line=3, journey="shop", rule=rule)


def attempt(name: str, outcome: Outcome, sentence: str = "") -> Attempt:
    return Attempt(id=name, outcome=outcome, started_at=1.0, seconds=0.25, sentence=sentence)


def test_a_run_as_ci_servers_see_it(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session("""
def finish(self, scenario_id):
    return Evidence(transcript=[
        Exchange(at=1.0, sender="Amira", receiver="the bot", channel="telegram", body="hello")
    ])
""")
    suite.write(
        "features/shop/buying.feature",
        "@smoke\nFeature: Buying\n  Rule: Only once\n    Scenario: fails\n      * it fails\n"
        "    Scenario: breaks\n      * it breaks\n    @manual\n    Scenario: by hand\n"
        "    Scenario: works\n      * it works\n    Scenario: skips\n      * it skips itself\n",
    )
    root = suite.run().junit("shop.buying")
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "5",
        "failures": "1",
        "errors": "2",
        "skipped": "1",
    }
    cases = {case.get("name"): case for case in root.findall("testcase")}
    fails = cases["fails"]
    assert fails.get("classname") == "shop.buying.Only once"
    assert fails.find("failure[@message='it should have worked']") is not None
    assert fails.find("properties/property[@name='tag'][@value='smoke']") is not None
    assert "Amira → the bot: hello" in (fails.findtext("system-out") or "")
    assert cases["breaks"].find("error[@message='ValueError: it broke']") is not None
    assert cases["by hand"].find("skipped[@message='manual: to be done by hand']") is not None
    assert cases["skips"].find("error[@message='not run: skipped itself: not today']") is not None
    assert cases["works"].find("failure") is None


def test_what_a_killed_run_never_reported_is_an_error(tmp_path: Path) -> None:
    junit.derive(record(tmp_path, planned()), tmp_path / "junit")
    root = ElementTree.parse(tmp_path / "junit" / "TEST-shop.buying.xml").getroot()
    assert root.get("errors") == "1"


def test_features_of_one_name_in_two_folders_get_two_files(tmp_path: Path) -> None:
    lines = [planned("a", "features/shop/x.feature"), planned("b", "features/shop/deep/x.feature")]
    junit.derive(record(tmp_path, *lines), tmp_path / "junit")
    names = sorted(path.name for path in (tmp_path / "junit").iterdir())
    assert names == ["TEST-shop.deep.x.xml", "TEST-shop.x.xml"]


@given(said=st.text(max_size=40))
def test_any_text_gives_well_formed_xml(said: str) -> None:
    case = planned("buys", rule=said)
    told = attempt("buys", Outcome.FAILED, said)
    suite = next(iter(junit._suites([RUN, case, told])))
    again = ElementTree.fromstring(ElementTree.tostring(suite, encoding="utf-8"))
    assert again.find("testcase/failure") is not None


def test_control_characters_are_replaced(tmp_path: Path) -> None:
    lines: list[Line] = [planned(), attempt("buys", Outcome.FAILED, "bell \x07 and nul \x00")]
    junit.derive(record(tmp_path, *lines), tmp_path / "junit")
    root = ElementTree.parse(tmp_path / "junit" / "TEST-shop.buying.xml").getroot()
    assert root.findall("testcase/failure")[0].get("message") == "bell � and nul �"
