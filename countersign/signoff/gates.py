"""gates.toml: what each stage asks before a release may go on, and where other tools leave their results."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from countersign.errors import UserError
from countersign.toml_file import read_toml

FILE = Path("gates.toml")

Words = Annotated[str, msgspec.Meta(min_length=1)]
Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Environment = Literal["sandbox", "staging", "production"]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where another tool leaves what it has found."""

    reads: Literal["junit", "cobertura", "sarif", "bandit", "ruff"]
    path: Words


class _Gate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="asks"):
    name: Words


class Suite(_Gate, frozen=True, kw_only=True, tag="suite"):
    """The suite's own verdict on everything that it ran."""

    environment: Environment | list[Environment] | None = None
    """Where it must have run, one or several; anywhere, where nothing is said."""
    whole: bool = True
    """Whether everything must have been selected."""


class Scenarios(_Gate, frozen=True, kw_only=True, tag="scenarios"):
    """All scenarios of a tag pass, and there is at least one."""

    tag: Words
    environment: Environment | list[Environment] | None = None


class Tests(_Gate, frozen=True, kw_only=True, tag="tests"):
    """So many hundredths of the tests that were run pass, and no more than a few were left out."""

    input: Words
    least: Percent = 100.0
    skipped: Count = 0
    """How many may have been skipped; of more nobody knows what they would have said."""


class Coverage(_Gate, frozen=True, kw_only=True, tag="coverage"):
    """The tests run so many hundredths of the lines."""

    input: Words
    least: Percent


class Findings(_Gate, frozen=True, kw_only=True, tag="findings"):
    """A linter or a scanner finds no more than so much that is as grave as this."""

    input: Words
    level: Literal["error", "warning", "note"] = "warning"
    most: Count = 0


class Approval(_Gate, frozen=True, kw_only=True, tag="approval"):
    """Somebody of that role has approved this very record by name."""

    role: Words
    when: Literal["always", "major"] = "always"


class Manual(_Gate, frozen=True, kw_only=True, tag="manual"):
    """What is to be done by hand was done, for this version, and not too long ago."""

    tag: Words | None = None
    """Only what bears this tag, such as the id of a rule; everything, where nothing is said."""
    days: Annotated[int, msgspec.Meta(gt=0)] = 90


class Stable(_Gate, frozen=True, kw_only=True, tag="stable"):
    """No run on that environment was anything but green for so long."""

    environment: Environment = "staging"
    hours: Annotated[float, msgspec.Meta(gt=0)] = 24.0


class ErrorRate(_Gate, frozen=True, kw_only=True, tag="error rate"):
    """Of the scenarios run soon after the deployment no more than so many hundredths fail."""

    most: Percent
    minutes: Annotated[float, msgspec.Meta(gt=0)]


class ServerErrors(_Gate, frozen=True, kw_only=True, tag="server errors"):
    """No more than so many answers of the products were 5xx since the deployment."""

    most: Count = 0


class Latency(_Gate, frozen=True, kw_only=True, tag="latency"):
    """Nothing takes longer than is allowed: 95 of 100 answers of each kind."""


class Allowed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long something may take."""

    journey: Words
    seconds: Annotated[float, msgspec.Meta(gt=0)]
    """What 95 of 100 must not exceed."""
    what: str = ""
    """The measure; all answers on the journey, where nothing is said."""

    def is_about(self, journey: str, name: str) -> bool:
        """Whether it says how long that may take."""
        return self.journey == journey and self.what in ("", name)


Gate = (
    Suite
    | Scenarios
    | Tests
    | Coverage
    | Findings
    | Approval
    | Manual
    | Stable
    | ErrorRate
    | ServerErrors
    | Latency
)


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step of a release, and what it asks."""

    question: Words
    """What its verdict answers."""
    gate: list[Gate] = []
    includes: list[str] = []
    """Stages whose gates are asked first."""
    otherwise: Literal["NO-GO", "ROLL BACK"] = "NO-GO"
    """What is to be done where a gate is red."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    stage: dict[str, Stage] = {}
    inputs: dict[str, Source] = {}
    latency: list[Allowed] = []


class Asked(msgspec.Struct, frozen=True):
    """What one sign-off asks."""

    stage: str
    """Empty where the suite's own results decide."""
    question: str
    gates: list[Gate]
    inputs: dict[str, Source]
    otherwise: str = "NO-GO"
    allowed: list[Allowed] = []
    """How long answers may take; shown in any case, and judged where a gate asks."""

    def most_seconds(self, journey: str, name: str) -> float | None:
        """What is allowed of a measure: the word on that very one counts before that on its journey."""
        found = [one for one in self.allowed if one.is_about(journey, name)]
        return max(found, key=lambda one: bool(one.what)).seconds if found else None


NO_STAGE = Asked(
    "", "Is the product as its features say?", [Suite(name="The suite is green", whole=False)], {}
)


def asked_by(stage: str, file: Path = FILE, given: Mapping[str, str] = {}) -> Asked:
    """The gates of a stage, those of the stages that it includes first; inputs may be given another path."""
    if not stage and not file.is_file():
        return NO_STAGE
    found = _read(file)
    if not stage:
        for name, path in given.items():
            raise UserError(f"--input {name}={path}: inputs are asked for by a stage: add --stage.")
        return msgspec.structs.replace(NO_STAGE, allowed=found.latency)
    if stage not in found.stage:
        known = ", ".join(found.stage) or "none"
        raise UserError(f"{file} has no stage {stage!r}; there is: {known}.")
    sources = dict(found.inputs)
    for name, path in given.items():
        if name not in sources:
            known = ", ".join(sources) or "none"
            raise UserError(f"--input {name}={path}: {file} has no input {name!r}; there is: {known}.")
        sources[name] = msgspec.structs.replace(sources[name], path=path)
    gates = [gate for name in _order(stage, found, file) for gate in found.stage[name].gate]
    for gate in gates:
        if isinstance(gate, Tests | Coverage | Findings) and gate.input not in sources:
            raise UserError(
                f"{file}: the gate {gate.name!r} looks at the input {gate.input!r}: name it in [inputs]."
            )
    chosen = found.stage[stage]
    return Asked(stage, chosen.question, gates, sources, chosen.otherwise, found.latency)


def _order(stage: str, found: _File, file: Path, under_way: tuple[str, ...] = ()) -> list[str]:
    """The stages to be asked, each once, those that are included before those that include them."""
    if stage in under_way:
        raise UserError(
            f"{file}: the stage {stage!r} includes itself, by {' → '.join(under_way)}: end the circle."
        )
    if stage not in found.stage:
        raise UserError(f"{file}: the stage {under_way[-1]!r} includes {stage!r}, which is not there.")
    before = [
        name for one in found.stage[stage].includes for name in _order(one, found, file, (*under_way, stage))
    ]
    return list(dict.fromkeys([*before, stage]))


def _read(file: Path) -> _File:
    try:
        return read_toml(file, _File, lambda error: f"{file} can't be read: {error}.")
    except FileNotFoundError as error:
        raise UserError(
            f"{file} is not there, so nobody knows what a stage asks: write it, or leave --stage out."
        ) from error
