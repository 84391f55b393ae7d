"""Allure results that say what the run record says, for stakeholders' reports.

The formatter of allure-behave drops scenarios inside a `Rule:` and aborts on a table in one, shows hook and
clean-up errors as passed or skipped, merges scenarios of one name, and ignores a Rule's tags and the reason
for a skip. It follows behave's events; this one takes what became of a scenario from the attempt.
"""

import json
import os
import platform
from pathlib import Path
from typing import Any
from uuid import uuid4, uuid5

import allure_commons
from allure_behave.formatter import AllureFormatter as BehaveAllureFormatter
from allure_behave.listener import AllureListener
from allure_commons.logger import AllureFileLogger
from allure_commons.mapping import labels_set, parse_tag
from allure_commons.model2 import Label, Link, Parameter, Status, StatusDetails, TestResult
from allure_commons.types import AttachmentType, LabelType, Severity
from attr import asdict
from behave.formatter.base import Formatter

from countersign.results.left_behind import left_behind
from countersign.results.masking import masked
from countersign.results.record import Attempt, Outcome, Planned
from countersign.results.session import Redact
from countersign.results.transcript import as_text
from countersign.results.whole_file import write_whole

_STATUS = {Outcome.PASSED: Status.PASSED, Outcome.FAILED: Status.FAILED, Outcome.ERROR: Status.BROKEN}
_IDS = frozenset({"uuid", "historyId", "testCaseId", "source", "children", "type", "status"})


class RedactingLogger(AllureFileLogger):
    """Writes results and attachments, redacted."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)  # type: ignore[no-untyped-call]
        self.redact: Redact = str

    def _report_item(self, item: Any) -> None:
        document = asdict(item, filter=lambda _, value: value or value is False)
        name = item.file_pattern.format(prefix=getattr(item, "uuid", None) or uuid4())
        text = json.dumps(masked(document, self.redact, _IDS), ensure_ascii=False)
        self._put(name, text.encode())

    @allure_commons.hookimpl
    def report_attached_file(self, source: str, file_name: str) -> None:
        """A step attached a file."""
        self._put(file_name, self._redacted(Path(source).read_bytes()))

    @allure_commons.hookimpl
    def report_attached_data(self, body: str | bytes, file_name: str) -> None:
        """A step attached a text or bytes."""
        self._put(file_name, self._redacted(body.encode() if isinstance(body, str) else bytes(body)))

    def _redacted(self, body: bytes) -> bytes:
        """Text is redacted; what is no text is a picture or the like."""
        try:
            return self.redact(body.decode()).encode()
        except UnicodeDecodeError:
            return body

    def _put(self, name: str, body: bytes) -> None:
        path: Path = self._report_dir / name
        write_whole(path, body)


class ScenarioListener(AllureListener):  # type: ignore[misc]
    """Follows the steps of a scenario, and writes its result when it is told how it ended.

    An attempt has one result, whoever writes it: what a worker has written before it died is replaced.
    """

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self._run = uuid4()

    def start(self, why: str = "") -> None:
        """A scenario begins, of a feature that says why it is there."""
        self.drop()
        uuid = str(uuid4())
        self.group_context.enter()
        self.logger.schedule_test(uuid, TestResult(uuid=uuid, description=why or None))
        self.current_scenario_uuid: str | None = uuid

    def drop(self) -> None:
        """What was begun and never reported was not planned."""
        if self.current_scenario_uuid:
            self.logger.drop_test(self.current_scenario_uuid)
            self._forget()

    def stop(self, planned: Planned, attempt: Attempt) -> None:
        """The scenario has really ended, or will not be run."""
        if not self.current_scenario_uuid:
            self.start()
        self.flush_steps()
        result = self.logger.get_test(self.current_scenario_uuid)
        self._identify(result, planned)
        result.labels.extend(self._labels(planned))
        result.links.extend(tag for tag in self._parsed(planned) if isinstance(tag, Link))
        result.uuid = str(uuid5(self._run, f"{planned.id} {attempt.attempt}"))
        result.start = round(attempt.started_at * 1000)
        result.stop = round((attempt.started_at + attempt.seconds) * 1000)
        result.status = _status(attempt)
        if attempt.sentence:
            errors = [step.error for step in attempt.steps if step.error]
            result.statusDetails = StatusDetails(message=_message(attempt), trace="\n".join(errors) or None)
        if attempt.attempt > 1 and attempt.outcome is Outcome.PASSED:
            result.statusDetails = StatusDetails(flaky=True)
        self._say_once(result, attempt.sentence)
        if result.status == Status.UNKNOWN and result.statusDetails:
            # Allure shows the message of every status but this one.
            told = _quoted(result.statusDetails.message), result.description
            result.description = "\n\n".join(filter(None, told))
        self._attach("Transcript", as_text(attempt.transcript))
        self._attach("Output", attempt.output)
        self._attach("Left behind", "\n".join(left_behind(attempt.left)))
        self.logger.close_test(self.current_scenario_uuid)
        self._forget()

    def _say_once(self, result: TestResult, sentence: str) -> None:
        """Of a step that says what the scenario says, Allure shows it in its place, and not a second time."""
        for step in result.steps:
            if sentence and step.statusDetails and sentence in (step.statusDetails.message or ""):
                step.statusDetails.message = result.statusDetails.message

    def _forget(self) -> None:
        self.group_context.exit()
        self.steps.clear()
        self.current_scenario_uuid = self.current_step_uuid = None

    def _identify(self, result: TestResult, planned: Planned) -> None:
        """A scenario keeps its history by its id; no two share one, whatever their names."""
        result.name = planned.name
        result.fullName = f"{planned.path}: {planned.name} ({planned.id})"
        result.titlePath = [*Path(planned.path).parts[:-1], planned.feature]
        result.historyId = planned.id
        result.testCaseId = planned.id
        result.parameters = [Parameter(name=name, value=cell) for name, cell in planned.cells.items()]

    def _labels(self, planned: Planned) -> list[Label]:
        tags = [tag for tag in self._parsed(planned) if isinstance(tag, Label)]
        own = {
            LabelType.FEATURE: planned.feature,
            LabelType.STORY: planned.rule,
            LabelType.FRAMEWORK: "behave",
            LabelType.LANGUAGE: "python",
            LabelType.HOST: platform.node(),
            LabelType.THREAD: str(os.getpid()),
        }
        severity = Label(name=LabelType.SEVERITY, value=Severity.NORMAL)
        labels: list[Label] = labels_set([severity, *tags])  # type: ignore[no-untyped-call]
        return labels + [Label(name=name, value=value) for name, value in own.items() if value]

    def _parsed(self, planned: Planned) -> list[Label | Link]:
        patterns = self.issue_pattern, self.link_pattern
        return [parse_tag(tag, *patterns) for tag in planned.tags]  # type: ignore[no-untyped-call]

    def _attach(self, name: str, text: str) -> None:
        if text:
            self.logger.attach_data(
                str(uuid4()),
                text,
                name=name,
                attachment_type=AttachmentType.TEXT,
                parent_uuid=self.current_scenario_uuid,
            )


class AllureFormatter(BehaveAllureFormatter):  # type: ignore[misc]
    """The formatter of allure-behave, mended; the runner adds it by itself."""

    def __init__(self, stream_opener: Any, config: Any) -> None:
        Formatter.__init__(self, stream_opener, config)
        self.listener = ScenarioListener(config)
        self.file_logger = RedactingLogger(stream_opener.name)
        for plugin in (self.listener, self.file_logger):
            allure_commons.plugin_manager.register(plugin)

    def begin(self, redact: Redact) -> None:
        """From here on everything is redacted."""
        self.file_logger.redact = redact

    def attempted(self, planned: Planned, attempt: Attempt) -> None:
        """Write the scenario's result."""
        self.listener.stop(planned, attempt)

    def troubled(self, problem: str) -> None:
        """Write what belongs to no scenario."""
        self.listener.global_error(message=problem, trace=None)

    def uri(self, uri: str) -> None:
        """Each scenario is a group of its own."""

    def feature(self, feature: Any) -> None:
        """Scenarios are followed one by one, wherever they stand."""

    def scenario(self, scenario: Any) -> None:
        """A scenario begins."""
        self.listener.start("  \n".join(scenario.feature.description))

    def eof(self) -> None:
        """Nothing ends with a feature."""
        self.listener.drop()


def _message(attempt: Attempt) -> str:
    """What Allure has no status for is told with its outcome, by which its categories know it."""
    named = attempt.outcome not in _STATUS
    return f"{attempt.outcome}: {attempt.sentence}" if named else attempt.sentence


def _quoted(text: str) -> str:
    """As Markdown shows it unchanged: every line is indented."""
    return "\n".join(f"    {line}" for line in text.splitlines())


def _status(attempt: Attempt) -> str:
    if attempt.outcome in (Outcome.NOT_RUN, Outcome.UNDECIDED):
        return str(Status.UNKNOWN)
    return str(_STATUS.get(attempt.outcome, Status.SKIPPED))
