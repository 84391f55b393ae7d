"""Loads hooks, steps and features; what is wrong with them is said in a sentence with the file's name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from behave.exception import ConfigError, InvalidFileLocationError, InvalidFilenameError
from behave.parser import ParserError
from behave.runner_util import parse_features

from countersign.errors import UserError
from countersign.results.faults import from_here, in_a_line


def load_code(runner: Any) -> None:
    """Find the suite's root, then load its hooks and steps."""
    try:
        runner.setup_paths()
    except (ConfigError, FileNotFoundError) as error:
        raise UserError(f"{error}: name a folder or file below features/.") from error
    with _own_code("environment.py"):
        runner.load_hooks()
    with _own_code("steps/"):
        runner.load_step_definitions()


def load_features(runner: Any) -> list[Any]:
    """The features that were asked for, parsed."""
    try:
        wanted = [place for place in runner.feature_locations() if not runner.config.exclude(place)]
        for place in wanted:
            _check_line(place)
        return list(parse_features(wanted, language=runner.config.lang))
    except ParserError as error:
        what = " ".join(str(error.args[0]).split())
        where = f"{from_here(error.filename)}:{error.line}"
        raise UserError(f"{where}: this is no Gherkin ({what}); mend it.") from error
    except UnicodeDecodeError as error:
        raise UserError(f"A feature file is not written in UTF-8 ({error}): save it as UTF-8.") from error
    except (FileNotFoundError, InvalidFilenameError, InvalidFileLocationError) as error:
        raise UserError(f"{error}: there is no such feature file or folder; correct the path.") from error


def _check_line(place: Any) -> None:
    """behave takes a line beyond the end for the last scenario; whoever asked meant another."""
    path = Path(place.filename)
    if place.line and path.is_file() and place.line > len(path.read_bytes().splitlines()):
        raise UserError(f"{place.filename} has no line {place.line}: correct the number.")


def nothing_selected(config: Any) -> UserError:
    """Why there is nothing to run: the expressions that match nothing."""
    tags = [config.tags] if isinstance(config.tags, str) else list(config.tags or [])
    asked = [f"--tags={tag}" for tag in tags if tag] + [f"--name={name}" for name in config.name or []]
    where = " ".join(str(path) for path in config.paths)
    if not asked:
        return UserError(f"{where}: there is no scenario; write one, or name another path.")
    return UserError(
        f"No scenario in {where} matches {' '.join(asked)}; nothing was run, mend the expression."
    )


def nothing_concerned(config: Any) -> UserError:
    """Why there is nothing to run though scenarios were selected: the run is about others."""
    where = " ".join(str(path) for path in config.paths)
    return UserError(
        f"Of what was selected in {where} this run is about nothing, as its first line says: select other "
        f"scenarios, or change what the run is about."
    )


@contextmanager
def _own_code(where: str) -> Iterator[None]:
    """The suite's own code may raise anything while it is loaded."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        raise UserError(f"{where} can't be loaded: {in_a_line(error)}.") from error
