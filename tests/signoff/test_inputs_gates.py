"""What a gate makes of what other tools have left."""

import msgspec
import pytest

from countersign.signoff import gates
from countersign.signoff.inputs import Coverage, Finding, Findings, Ran
from countersign.signoff.verdicts import tools
from countersign.signoff.weighing import Verdict

GO, NO_GO, INCONCLUSIVE = Verdict.GO, Verdict.NO_GO, Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("passed", "failed", "skipped", "allowed", "least", "verdict", "sentence"),
    [
        (9, 0, 0, 0, 100, GO, "9 of 9 tests passed"),
        (1, 0, 999, 0, 100, INCONCLUSIVE, "1 of 1 tests passed, 999 left out; 0 may be, so nobody knows"),
        (9, 0, 1, 0, 50, INCONCLUSIVE, "1 left out; 0 may be"),
        (9, 0, 5, 5, 100, GO, "9 of 9 tests passed, 5 left out"),
        (9, 0, 6, 5, 100, INCONCLUSIVE, "6 left out; 5 may be"),
        (9, 1, 0, 0, 100, NO_GO, "9 of 10 tests passed; failed: t0"),
        (9, 1, 999, 0, 100, NO_GO, "999 left out; failed: t0"),
        (9, 1, 0, 0, 90, GO, "failed: t0"),
        (9, 2, 99, 99, 90, NO_GO, "failed: t0; t1"),
        (0, 0, 0, 0, 0, INCONCLUSIVE, "no test was run"),
        (0, 0, 9, 9, 0, INCONCLUSIVE, "no test was run"),
    ],
)
def test_skipped_tests_prove_nothing(
    passed: int, failed: int, skipped: int, allowed: int, least: float, verdict: Verdict, sentence: str
) -> None:
    ran = Ran(passed=passed, failed=[f"t{number}" for number in range(failed)], skipped=skipped)
    gate = gates.Tests(name="unit", input="unit", least=least, skipped=allowed)
    found = tools.tests(gate, ran, "junit.xml")
    assert found.verdict is verdict
    assert sentence in found.sentence


@pytest.mark.parametrize(
    ("found", "undecided", "most", "verdict"),
    [
        ([], [], 0, GO),
        (["note"], ["note"], 0, GO),
        (["warning"], [], 0, NO_GO),
        (["error"], ["error"], 0, NO_GO),
        (["fatal"], [], 0, NO_GO),
        ([], ["warning"], 0, INCONCLUSIVE),
        ([], ["none"], 0, INCONCLUSIVE),
        ([], ["warning"], 1, GO),
        (["warning"], ["warning"], 1, INCONCLUSIVE),
    ],
)
def test_what_a_tool_could_not_decide_is_not_known_to_be_fine(
    found: list[str], undecided: list[str], most: int, verdict: Verdict
) -> None:
    def of(levels: list[str]) -> list[Finding]:
        return [Finding(level=level, rule="R", where="a.py:1", says="") for level in levels]

    gate = gates.Findings(name="scan", input="scan", most=most)
    told = tools.findings(gate, Findings(tool="scan", found=of(found), undecided=of(undecided)), "x.sarif")
    assert told.verdict is verdict


def test_a_share_is_never_rounded_up() -> None:
    gate = gates.Coverage(name="covered", input="coverage", least=80)
    found = tools.coverage(gate, Coverage(covered=79_999, lines=100_000), "coverage.xml")
    assert found.verdict is NO_GO
    assert "(79.9 %; 80 % are asked for)" in found.sentence


def test_a_finding_may_have_neither_rule_nor_place() -> None:
    bare = Finding(level="error", rule="", where="", says="")
    found = [
        bare,
        msgspec.structs.replace(bare, rule="R"),
        msgspec.structs.replace(bare, rule="S", where="a:1"),
    ]
    told = tools.findings(gates.Findings(name="x", input="x"), Findings(tool="scan", found=found), "x.sarif")
    assert told.sentence.endswith("graver: a finding without a name; R; S at a:1")
