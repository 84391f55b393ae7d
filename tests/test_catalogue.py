"""The page that lists every step."""

from pathlib import Path

import pytest

from countersign.catalogue import catalogue, stale
from countersign.errors import UserError

STEPS = '''\
"""Making tea.

For whoever is thirsty.
"""

from behave import given, then

import countersign.vocabulary


@then('{who:Person} finds it {taste:Quoted}')
def step_finds(context, who, taste):
    """Tastes the tea,
    hot | cold."""


@given("a pot")
def step_pot(context):
    """A clean pot."""
'''

FEATURE = """\
Feature: Tea

  Scenario Outline: Tea is <taste>
    Then Amira finds it "<taste>"

    Examples:
      | taste |
      | hot   |
      | cold  |
"""

PAGE = """\
# Steps

Every step that a scenario can be written with. `countersign steps` writes this page from `steps/` and
`features/`: what it says about a step is the step's own docstring.

## Words in braces

| word | stands for |
|---|---|
| `Person` | Somebody by name, or whoever was named last: Amira, she, her. |
| `Quoted` | Words in double quotes: "USD". |

## Making tea

### Given

| step | what it means | for example |
|---|---|---|
| `a pot` | A clean pot. | not used yet |

### Then

| step | what it means | for example |
|---|---|---|
| `{who:Person} finds it {taste:Quoted}` | Tastes the tea, hot \\| cold. | \
[Amira finds it "hot"](../features/tea/tasting.feature) |
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    _write(tmp_path / "steps" / "tea.py", STEPS)
    _write(tmp_path / "features" / "tea" / "tasting.feature", FEATURE)
    return tmp_path


def test_the_page_lists_each_step_with_its_meaning_and_an_example(root: Path) -> None:
    assert catalogue(root) == PAGE


def test_the_page_is_the_same_each_time(root: Path) -> None:
    assert catalogue(root) == catalogue(root)


def test_a_page_that_was_never_written_is_stale(root: Path) -> None:
    assert stale(root)


def test_a_page_that_was_just_written_is_not_stale(root: Path) -> None:
    _write(root / "docs" / "steps.md", catalogue(root))

    assert not stale(root)


def test_a_new_docstring_makes_the_page_stale(root: Path) -> None:
    _write(root / "docs" / "steps.md", catalogue(root))
    _write(root / "steps" / "tea.py", STEPS.replace("A clean pot.", "A pot."))

    assert stale(root)


def test_a_suite_without_steps_has_a_short_page(root: Path) -> None:
    (root / "steps" / "tea.py").unlink()

    assert catalogue(root) == PAGE.split("\n## ")[0]


def test_steps_that_can_not_be_loaded_are_told_in_a_sentence(root: Path) -> None:
    _write(root / "steps" / "tea.py", "import countersign.nowhere")

    with pytest.raises(UserError, match=r"^steps/tea\.py:1: broken-steps .*countersign\.nowhere"):
        catalogue(root)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
