"""What the pages of a large run cost: living document and sign-off, and the run's place in the history.

    .venv/bin/python benchmarks/pages.py [--results 5000]

Makes up a run (six steps and twelve exchanges a scenario, four in a hundred failed, those with all that was
said) and a history of ten runs before it. Then the run is added to the history, and the pages are made, by
the commands that a user has. Where Allure 3 is installed, it makes its page of the same results. What is
judged is the processor's time, since nothing waits here and others may be at work on the machine. Exits with
1 where a mark is missed.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from countersign.history.store import remember
from countersign.results.reading import Reading
from countersign.results.record import (
    Attempt,
    End,
    Journey,
    Line,
    Measure,
    Outcome,
    Planned,
    Promise,
    Run,
    Said,
    StepResult,
    Told,
    encode,
)

MOST_SECONDS, MOST_MEGABYTES, MOST_MEGABYTES_A_PAGE = 10.0, 500.0, 5.0
JOURNEYS, FEATURES, RULES = 5, 20, 40
"""Features and rules are those of each journey."""
STEPS, EXCHANGES, IN_AN_OUTLINE = 6, 12, 5
FAILED = 0.04
EARLIER_RUNS = 10
_DAY = 86400.0
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_KEYWORDS = ("Given", "When", "And", "Then", "And", "And")


class MadeUpRun:
    """Scenarios that are made up, and runs of them."""

    def __init__(self, size: int) -> None:
        self._chance = random.Random(1)  # nosec B311
        lengths = [self._chance.randint(2, 9) for _ in range(900)]
        self._vocabulary = ["".join(self._chance.choices(_LETTERS, k=length)) for length in lengths]
        self._name = ""
        self._texts = [self._words(10) for _ in range(300)]
        self._story = list(self._told())
        self._planned = [self._scenario(number, size) for number in range(size)]

    def lines(self, days_ago: int) -> list[Line]:
        """The record of a run so many days ago."""
        began = time.time() - days_ago * _DAY - 600
        attempts = [self._attempt(planned, began + 0.1 * n) for n, planned in enumerate(self._planned)]
        measures = [
            Measure(id=planned.id, name=name, value=self._chance.uniform(0.05, 1.5), unit="s")
            for planned in self._planned
            for name in ("answer to a text", "answer to a tap")
        ]
        failed = any(attempt.outcome is Outcome.FAILED for attempt in attempts)
        return [
            Run(run_id=f"run-{days_ago}", started_at=began, target="sandbox", environment="sandbox", jobs=8),
            *self._story,
            *self._planned,
            *measures,
            *attempts,
            End(ended_at=began + 500, exit_code=int(failed)),
        ]

    def _told(self) -> Iterator[Line]:
        for journey in range(JOURNEYS):
            name = f"j{journey}"
            yield Journey(id=name, title=self._words(2), owner=self._words(2), value_at_stake=20)
            for rule in range(RULES):
                yield Promise(id=f"R{journey}-{rule:02}", journey=name, sentence=self._words(14))
            for feature in range(FEATURES):
                story = [
                    f"In order to {self._words(6)}",
                    f"As a {self._words(2)}",
                    f"I want {self._words(8)}",
                ]
                path = f"features/{name}/f{feature:02}.feature"
                yield Told(path=path, name=self._words(4), journey=name, narrative=story)

    def _scenario(self, number: int, size: int) -> Planned:
        """Half of them are rows of outlines."""
        of = JOURNEYS * FEATURES
        feature, rule = number * of // size, number * of * 4 // size
        journey = f"j{feature // FEATURES}"
        in_outline, row = (number // IN_AN_OUTLINE) % 2, number % IN_AN_OUTLINE + 1
        if not in_outline or row == 1:
            self._name = self._words(7)
        words = self._words(3)
        return Planned(
            id=f"{self._chance.getrandbits(64):016x}",
            name=f"{self._name}: {words} -- @1.{row} rows" if in_outline else self._name,
            feature=f"feature {feature}",
            path=f"features/{journey}/f{feature % FEATURES:02}.feature",
            line=10 + number,
            journey=journey,
            rule=f"rule {rule}",
            tags=[f"R{feature // FEATURES}-{rule % RULES:02}", "critical", "needs.database"],
            cells={"words": words, "answer": self._words(2)} if in_outline else {},
            steps=STEPS,
            text=[f"{keyword} {self._words(8)}" for keyword in _KEYWORDS],
        )

    def _attempt(self, planned: Planned, at: float) -> Attempt:
        failed = self._chance.random() < FAILED
        who = f"{self._chance.getrandbits(64):x}@example.com"
        said = [self._said(number, who) for number in range(EXCHANGES)]
        statuses = ["passed"] * 4 + (["failed", "untested"] if failed else ["passed"] * 2)
        return Attempt(
            id=planned.id,
            outcome=Outcome.FAILED if failed else Outcome.PASSED,
            started_at=at,
            seconds=self._chance.uniform(0.1, 2.0),
            sentence=f"Amira should be told {self._words(30)}" if failed else "",
            steps=[
                StepResult(
                    keyword=text.split()[0], name=text.split(" ", 1)[1], status=status, seconds=0.1, error=""
                )
                for text, status in zip(planned.text, statuses, strict=True)
            ],
            transcript=[self._in_full(one, at) for one in said] if failed else self._in_short(said),
            dialogue=said,
        )

    def _said(self, number: int, who: str) -> Said:
        """People say what they like; a product has so many texts, and puts a person's own words into them."""
        here, there = ("the bot", "Amira") if number % 2 else ("Amira", "the bot")
        text = self._chance.choice(self._texts) if number % 2 else self._words(3)
        words = f"{who} {text}"[:72]
        return Said(80 * number, here, there, "telegram", words)

    def _in_full(self, said: Said, at: float) -> dict[str, Any]:
        return {
            "at": at + said.at / 1000,
            "sender": said.sender,
            "receiver": said.receiver,
            "channel": said.channel,
            "took": 0.08,
            "body": f"{said.words} {self._words(30)}",
        }

    def _in_short(self, said: Sequence[Said]) -> list[dict[str, Any]]:
        first, last = said[0].words, said[-1].words
        return [{"channel": "telegram", "exchanges": len(said), "first": first, "last": last}]

    def _words(self, number: int) -> str:
        return " ".join(self._chance.choices(self._vocabulary, k=number))


class Taken(NamedTuple):
    """What a command has taken."""

    seconds: float
    work: float
    """Seconds of the processor; a busy machine changes little about it."""
    megabytes: float
    """Of memory, at its largest."""


def measured(folder: Path, *command: str, fine: Sequence[int] = (0,)) -> Taken:
    """Run one of Countersign's commands in the folder; ends this program where it goes wrong."""
    with (folder / "said").open("w+b") as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "countersign", *command],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in fine:
            said.seek(0)
            sys.exit(f"countersign {' '.join(command)}: {process.returncode}\n{said.read().decode()[-2000:]}")
    return Taken(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def write_allure_results(lines: Sequence[Line], folder: Path) -> None:
    """The same results as Allure reads them."""
    folder.mkdir()
    planned = {line.id: line for line in lines if isinstance(line, Planned)}
    for line in lines:
        if not isinstance(line, Attempt):
            continue
        told = planned[line.id]
        start, stop = round(1000 * line.started_at), round(1000 * (line.started_at + line.seconds))
        transcript = "\n".join(str(one) for one in line.transcript)
        (folder / f"{line.id}-attachment.txt").write_text(transcript)
        result = {
            "uuid": line.id,
            "historyId": line.id,
            "testCaseId": line.id,
            "name": told.name,
            "fullName": f"{told.feature}: {told.name}",
            "status": line.outcome.value,
            "statusDetails": {"message": line.sentence} if line.sentence else {},
            "start": start,
            "stop": stop,
            "labels": [
                {"name": "epic", "value": told.journey},
                {"name": "feature", "value": told.feature},
                {"name": "story", "value": told.rule},
            ],
            "steps": [
                {
                    "name": f"{step.keyword} {step.name}",
                    "status": step.status if step.status in ("passed", "failed") else "skipped",
                    "start": start,
                    "stop": stop,
                }
                for step in line.steps
            ],
            "attachments": [
                {"name": "Transcript", "source": f"{line.id}-attachment.txt", "type": "text/plain"}
            ],
        }
        (folder / f"{line.id}-result.json").write_text(json.dumps(result))


def main() -> int:
    """Measure, print, and say whether the marks are reached."""
    parser = argparse.ArgumentParser(description="What the pages of a large run cost.")
    parser.add_argument("--results", type=int, default=5000)
    size = parser.parse_args().results
    with tempfile.TemporaryDirectory(prefix="countersign-benchmark-") as name:
        folder = Path(name)
        reports = folder / "reports"
        reports.mkdir()
        (folder / "features").mkdir()
        made_up = MadeUpRun(size)
        for days_ago in range(EARLIER_RUNS, 0, -1):
            remember(f"sqlite:///{reports / 'history.db'}", Reading.of(made_up.lines(days_ago)))
        lines = made_up.lines(0)
        (reports / "run.jsonl").write_bytes(b"".join(encode(line) + b"\n" for line in lines))
        added = measured(folder, "history", "--add", "reports/run.jsonl")
        signed = measured(folder, "signoff", fine=(0, 1))
        pages = {page: _megabytes(reports / page) for page in ("living/index.html", "signoff.html")}
        record = _megabytes(reports / "run.jsonl")
        allure = _allure(folder, lines)
        page_of_allure = _megabytes(reports / "allure.html") if allure else 0.0
    print(f"{size} results, a record of {record:.1f} MB; {EARLIER_RUNS} runs before it")
    _told("added to the history", added)
    _told("pages made", signed)
    if allure:
        _told("Allure's page, beside", allure, f", a page of {page_of_allure:.1f} MB")
    else:
        print("  Allure is not installed here: `countersign report` installs it")
    reached = [
        _judged("both, in seconds of work", added.work + signed.work, MOST_SECONDS),
        _judged("memory, in MB", max(added.megabytes, signed.megabytes), MOST_MEGABYTES),
        *(_judged(f"{page}, in MB", size, MOST_MEGABYTES_A_PAGE) for page, size in pages.items()),
    ]
    return 0 if all(reached) else 1


def _allure(folder: Path, lines: Sequence[Line]) -> Taken | None:
    """What Allure takes; none where it would have to be installed first."""
    home = Path(os.environ.get("COUNTERSIGN_HOME") or ".countersign").absolute()
    if not list(home.glob("allure-*/node_modules/allure/cli.js")):
        return None
    os.environ["COUNTERSIGN_HOME"] = str(home)
    write_allure_results(lines, folder / "reports" / "allure-results")
    return measured(folder, "report", "reports")


def _told(what: str, taken: Taken, more: str = "") -> None:
    print(
        f"  {what:22} {taken.work:5.1f} s of work in {taken.seconds:5.1f} s, {taken.megabytes:.0f} MB{more}"
    )


def _judged(what: str, value: float, most: float) -> bool:
    print(f"  {'reached' if value < most else 'MISSED '}  {what}: {value:.1f}, less than {most:g} wanted")
    return value < most


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6


if __name__ == "__main__":
    sys.exit(main())
