"""The shelf of scenarios: reads their files, strictly, and finds their documents."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from countersign.errors import UserError
from countersign.sandbox.training.scenario import Scenario

OWN = Path(__file__).with_name("scenarios")


class Library:
    """A folder of scenarios, each a YAML file with a folder of documents beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not folder.is_dir():
            raise UserError(
                f"There is no folder {folder}: name one with scenarios in COUNTERSIGN_TRAINING_SCENARIOS."
            )

    def offered(self) -> Mapping[Path, Scenario]:
        """All that trainees can pick, by their files; one that can't be read keeps the chat from starting."""
        read = {path: _read(path) for path in sorted(self.folder.glob("*.yaml"))}
        for path, scenario in read.items():
            if isinstance(scenario, str) and not _is_draft(path):
                raise UserError(f"{path}: {scenario}; mend it, or mark it with `draft: true`.")
        offered = {p: s for p, s in read.items() if isinstance(s, Scenario) and not s.draft}
        if not offered:
            raise UserError(
                f"{self.folder} has no scenario to offer: put a YAML file that is no draft there."
            )
        return offered

    def has(self, yaml_id: str) -> bool:
        """Whether there is such a scenario, be it a draft."""
        return yaml_id in {path.stem for path in self.folder.glob("*.yaml")}

    def check(self, yaml_id: str) -> Scenario | str:
        """A scenario as its file says it now, or what is wrong with the file."""
        return _read(self.folder / f"{yaml_id}.yaml")

    def documents(self, yaml_id: str) -> Path:
        """The folder of a scenario's documents."""
        return self.folder / yaml_id


def _read(path: Path) -> Scenario | str:
    try:
        scenario = msgspec.yaml.decode(path.read_bytes(), type=Scenario)
    except msgspec.MsgspecError as error:
        return " ".join(str(error).split())
    except (OSError, UnicodeDecodeError) as error:
        return f"it can't be read ({type(error).__name__})"
    if scenario.id != path.stem:
        return f"`id` is {scenario.id}, but the file is called {path.name}"
    return scenario


def _is_draft(path: Path) -> bool:
    try:
        loose = msgspec.yaml.decode(path.read_bytes())
    except (msgspec.MsgspecError, OSError, UnicodeDecodeError):
        return False
    return isinstance(loose, dict) and loose.get("draft") is True
