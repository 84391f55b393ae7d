"""A small suite without a flaw, and ways to spoil it."""

from pathlib import Path

from countersign.lint import Finding, lint

FILES = {
    "features/journeys.toml": """\
[tea]
title = "Tea"
epic = "Tea"
owner = "Head of Tea"
segment = "People who are thirsty"
goal = "A cup of tea"
value = "Calm"
value_at_stake = 100
strategic_impact = "Thirst"
""",
    "features/tea/rules.toml": """\
[[rule]]
id = "TEA-01"
sentence = "Tea is hot."
severity = "critical"

[[rule]]
id = "TEA-02"
sentence = "Tea is never stewed."
severity = "normal"
""",
    "features/tea/drinking.feature": """\
@allure.label.epic:Tea @needs.kettle
Feature: Drinking tea
  In order to keep calm
  As a thirsty person
  I want a cup of tea

  Background:
    Given Amira has a cup

  Rule: Tea is hot

    @TEA-01 @smoke @critical
    Scenario: Fresh tea is hot
      When she pours tea
      Then she finds it "hot"

    @TEA-02 @normal
    Scenario Outline: Tea that draws for <time> is <taste>
      When she waits for <time>
      Then she finds it "<taste>"

      @smoke
      Examples: times
        | time       | taste |
        | 3 minutes  | fine  |
        | 10 minutes | bad   |

  @manual @minor
  Scenario: The cup is pretty
    Then somebody likes it
""",
    "steps/tea.py": '''\
"""Making and drinking tea."""

from behave import given, then, when

import countersign.vocabulary


@given("{who:Person} has a cup")
def step_has_cup(context, who):
    """Somebody with a clean cup."""


@when("{who:Person} pours tea")
def step_pours(context, who):
    """Fills the cup."""


@when("{who:Person} waits for {time:Duration}")
def step_waits(context, who, time):
    """Lets the tea draw."""


@then("{who:Person} finds it {taste:Quoted}")
def step_finds(context, who, taste):
    """Tastes the tea."""
''',
    "environment.py": '''\
"""Hooks."""


def before_scenario(context, scenario):
    """A cup for everybody."""
''',
    "docs/tags.md": """\
# Tags

| tag | meaning | where it may stand |
|---|---|---|
| `@allure.label.epic:<epic>` | the journey | feature |
| `@<rule-id>` | proves a rule | rule, scenario, examples |
| `@critical` | severity | feature, scenario |
| `@normal` | severity | feature, scenario |
| `@minor` | severity | feature, scenario |
| `@smoke` | runs often | scenario, examples |
| `@manual` | is done by hand | scenario |
| `@needs.kettle` | needs a kettle | feature |
""",
}


class Suite:
    """A small, clean suite that a test may spoil."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str | bytes) -> None:
        """Put a file into the suite, or another text into the one there is."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace the first occurrence of a text that is there."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def move(self, name: str, to: str) -> None:
        """Give a file another place."""
        text = (self.root / name).read_text(encoding="utf-8")
        self.remove(name)
        self.write(to, text)

    def remove(self, name: str) -> None:
        """Take a file away."""
        (self.root / name).unlink()

    def findings(self) -> list[Finding]:
        """What the lint has to say."""
        return lint(self.root)

    def places(self) -> list[tuple[str, int, str]]:
        """Where it has something to say, and under which code."""
        return [(found.path, found.line, found.code) for found in self.findings()]
