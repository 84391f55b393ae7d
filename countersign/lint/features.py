"""The feature files of a suite, parsed by behave itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from behave.model import Rule, Scenario, ScenarioOutline
from behave.parser import ParserError, State, parse_file

from countersign.lint.finding import Finding

MANUAL = "manual"


@dataclass(frozen=True)
class FeatureFile:
    """One feature and where it stands."""

    path: str
    """Relative to the suite's root."""
    journey: str
    """The folder below features/; empty for a file that stands in none."""
    feature: Any

    def rules(self) -> list[Any]:
        """The Gherkin rules of the feature."""
        return [item for item in self.feature.run_items if isinstance(item, Rule)]

    def backgrounds(self) -> list[Any]:
        """The backgrounds of the feature and of its rules."""
        return [holder.background for holder in (self.feature, *self.rules()) if holder.background]

    def scenarios(self) -> list[Any]:
        """The scenarios as they are written: an outline counts once."""
        rows = {id(row) for outline in self._outlines() for row in outline.scenarios}
        return [one for one in self.feature.walk_scenarios(with_outlines=True) if id(one) not in rows]

    def runs(self) -> list[Any]:
        """The scenarios as they run: each row of an outline is one; what is done by hand is none."""
        return [one for one in self.feature.walk_scenarios() if not is_manual(one)]

    def _outlines(self) -> list[Any]:
        return [one for one in self.feature.walk_scenarios(with_outlines=True) if is_outline(one)]


def is_outline(scenario: Any) -> bool:
    """Whether it is a Scenario Outline."""
    return isinstance(scenario, ScenarioOutline)


def is_manual(scenario: Any) -> bool:
    """Whether it is done by hand."""
    assert isinstance(scenario, Scenario)
    return MANUAL in scenario.effective_tags


def read_features(root: Path) -> tuple[list[FeatureFile], list[Finding]]:
    """The features that can be read, in the order of their paths, and what is wrong with the others."""
    files: list[FeatureFile] = []
    findings: list[Finding] = []
    for path in sorted((root / "features").rglob("*.feature")):
        name = path.relative_to(root).as_posix()
        read = _read(path, name)
        if isinstance(read, Finding):
            findings.append(read)
        else:
            files.append(FeatureFile(name, _journey(name), read))
            findings.extend(_unfinished(name, read))
    return files, findings


def _journey(name: str) -> str:
    folders = name.split("/")[1:-1]
    return folders[0] if folders else ""


def _read(path: Path, name: str) -> Any:
    try:
        feature = parse_file(str(path))
    except ParserError as error:
        what = " ".join(str(error.args[0]).split()).removesuffix(f" at line {error.line}")
        return Finding(name, error.line, "broken-feature", f"This is no Gherkin: {what}.")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Finding(name, line, "broken-feature", "This line is not UTF-8; save the file as UTF-8.")
    except KeyError as error:
        return Finding(name, 1, "broken-feature", f"Gherkin has no language {error}; correct the first line.")
    return feature or Finding(name, 1, "broken-feature", "There is no feature in this file.")


def _unfinished(name: str, feature: Any) -> Iterator[Finding]:
    """What behave drops without a word because the file ends too early."""
    parser = feature.parser
    if parser.state is State.MULTILINE_TEXT:
        sentence = "This text is never closed, so that all that follows is part of it; close it with quotes."
        yield Finding(name, parser.multiline_start, "unfinished", sentence)
    for tag in parser.tags:
        sentence = f"@{tag} stands before nothing; move it to the scenario that it is meant for."
        yield Finding(name, tag.line, "unfinished", sentence)
