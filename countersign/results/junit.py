"""JUnit files for CI servers, derived from the run record: one for each feature."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from countersign.errors import UserError
from countersign.results.left_behind import left_behind
from countersign.results.reading import Reading
from countersign.results.record import Attempt, Line, Outcome, Planned, read
from countersign.results.transcript import as_text
from countersign.results.wording import NEVER_REPORTED

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold, not even escaped."""

_SKIPPED = {Outcome.NOT_APPLICABLE, Outcome.REFUSED, Outcome.MANUAL}
_NAMED = {*_SKIPPED, Outcome.NOT_RUN, Outcome.UNDECIDED, Outcome.FLAKY}
"""What is told with its outcome, as no kind of element says it."""


def derive(record: Path, folder: Path) -> None:
    """Write the files into the folder."""
    lines = read(record)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for suite in _suites(lines):
            ElementTree.ElementTree(suite).write(
                folder / _file_name(str(suite.get("name"))), encoding="utf-8", xml_declaration=True
            )
    except OSError as error:
        raise UserError(
            f"{folder}: the JUnit files can't be written ({error.strerror or error}); "
            f"make room, or name another folder with -D reports=DIR."
        ) from error


def file_of(feature: str) -> str:
    """What the file of a feature is called, by the feature's path."""
    return _file_name(_dotted(feature))


def _file_name(suite: str) -> str:
    return f"TEST-{suite}.xml"


def _suites(lines: Sequence[Line]) -> Iterable[ElementTree.Element]:
    reading = Reading.of(lines)
    features: dict[str, list[Planned]] = {}
    for planned in reading.planned:
        features.setdefault(_dotted(planned.path), []).append(planned)
    for name, scenarios in features.items():
        yield _suite(name, [_case(name, planned, reading.final(planned.id)) for planned in scenarios])
    if reading.end and reading.end.problems:
        yield _suite("countersign.run", [_problems(reading.end.problems)])


def _suite(name: str, cases: Sequence[ElementTree.Element]) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name=name, tests=str(len(cases)))
    for kind, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(kind) is not None for case in cases)))
    suite.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.6f}")
    began = min((case.attrib.pop("timestamp") for case in cases if "timestamp" in case.attrib), default="")
    if began:
        suite.set("timestamp", began)
    suite.extend(cases)
    return suite


def _case(suite: str, planned: Planned, attempt: Attempt | None) -> ElementTree.Element:
    where = f"{suite}.{planned.rule.replace('.', ' ').strip()}" if planned.rule else suite
    case = ElementTree.Element("testcase", classname=_clean(where), name=_clean(planned.name))
    case.set("time", f"{attempt.seconds if attempt else 0:.6f}")
    properties = ElementTree.SubElement(case, "properties")
    for tag in planned.tags:
        ElementTree.SubElement(properties, "property", name="tag", value=_clean(tag))
    if attempt is None:
        _say(case, "error", Outcome.NOT_RUN, NEVER_REPORTED)
        return case
    case.set("timestamp", datetime.fromtimestamp(attempt.started_at, UTC).isoformat(timespec="seconds"))
    _say_outcome(case, attempt)
    left = "\n".join(left_behind(attempt.left))
    said = "\n\n".join(part for part in (as_text(attempt.transcript), attempt.output, left) if part)
    if said:
        ElementTree.SubElement(case, "system-out").text = _clean(said)
    return case


def _say_outcome(case: ElementTree.Element, attempt: Attempt) -> None:
    """What was not run though it was planned is an error, since CI servers take skipped for harmless."""
    if attempt.outcome is Outcome.PASSED:
        return
    kind = "failure" if attempt.outcome is Outcome.FAILED else "error"
    details = "\n".join(f"{step.keyword} {step.name}\n{step.error}" for step in attempt.steps if step.error)
    _say(
        case,
        "skipped" if attempt.outcome in _SKIPPED else kind,
        attempt.outcome,
        attempt.sentence,
        details,
    )


def _say(case: ElementTree.Element, kind: str, outcome: Outcome, sentence: str, details: str = "") -> None:
    message = f"{outcome}: {sentence}" if outcome in _NAMED else sentence
    element = ElementTree.SubElement(case, kind, message=_clean(message), type=str(outcome))
    element.text = _clean(details) or None


def _problems(problems: Sequence[str]) -> ElementTree.Element:
    case = ElementTree.Element("testcase", classname="countersign.run", name="the run itself", time="0")
    _say(case, "error", Outcome.ERROR, "\n".join(problems))
    return case


def _dotted(path: str) -> str:
    """`features/onboarding/one_time_code.feature` → `onboarding.one_time_code`."""
    parts = Path(path).with_suffix("").parts
    return _clean(".".join(parts[1:] if len(parts) > 1 else parts)).replace("/", "_")


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
