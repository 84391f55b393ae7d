"""The page that says which scenarios prove which rule."""

from pathlib import Path

import pytest

from countersign.cli import main
from countersign.coverage import PAGE, coverage, stale

RULES = """\
whole = ["money"]

[[rule]]
id = "TEA-01"
sentence = "Tea | is hot."
severity = "critical"
area = "money"

[[rule]]
id = "TEA-02"
sentence = "Tea is never stewed."
severity = "normal"
"""

FEATURE = """\
Feature: Tea

  @TEA-01
  Scenario Outline: Tea is <taste>
    Then it is <taste>

    Examples:
      | taste |
      | hot   |
      | warm  |

    @TEA-02
    Examples:
      | taste |
      | fresh |

  @manual @TEA-02
  Scenario: The cup is pretty
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "features/tea").mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "features/tea/rules.toml").write_text(RULES)
    (tmp_path / "features/tea/drinking.feature").write_text(FEATURE)
    return tmp_path


def test_each_rule_leads_to_its_scenarios_and_to_how_often_they_run(root: Path) -> None:
    page = coverage(root)
    assert "2 of 2 rules are proven." in page
    link = "[Tea is ‹taste›](../features/tea/drinking.feature)"
    assert f"| TEA-01 | Tea \\| is hot. (money) | critical | {link} (× 3) |" in page
    assert f"| TEA-02 | Tea is never stewed. | normal | {link} (× 1) |" in page
    assert "| money | TEA-01 | 1 of 1 |" in page
    assert "pretty" not in page, "what is done by hand proves nothing"


def test_a_rule_without_a_scenario_stands_out(root: Path) -> None:
    (root / "features/tea/drinking.feature").write_text(FEATURE.replace("@TEA-02", "@TEA-01"))
    assert "1 of 2 rules are proven." in coverage(root)
    assert "| TEA-02 | Tea is never stewed. | normal | **none yet** |" in coverage(root)


def test_the_command_writes_the_page_and_says_when_it_is_stale(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    assert stale(root)
    assert main(["coverage", "--check"]) == 1
    assert "docs/coverage.md is not up to date" in capsys.readouterr().err
    assert main(["coverage"]) == 0
    assert (root / PAGE).read_text() == coverage(root)
    assert main(["coverage", "--check"]) == 0
