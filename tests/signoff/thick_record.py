"""A record of everything that the pages have something to say about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

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
from countersign.results.verdict import verdict

from .records import NOW, VERSION

BEGAN = NOW.timestamp() - 600
STEPS = ("Given Amira is a customer", "When she pays 12 credits", "Then she is told that it was paid")
HOSTILE = '</script><script>alert("x")</script><img src=x onerror=alert(1)> & "quotes" \' 🎉 \u202eelif\u202c'
"""What must stay text wherever it stands."""


def end_of(lines: Sequence[Line]) -> End:
    """The last line of a record that has told so much."""
    reading = Reading.of(lines)
    finals = [reading.final(one.id) for one in reading.planned]
    counts = Counter(str(final.outcome if final else Outcome.NOT_RUN) for final in finals)
    code = verdict(counts, problems=False, aborted=False)
    return End(ended_at=BEGAN + 60, exit_code=code.value, counts=dict(counts))


@dataclass(frozen=True)
class Thick:
    """A run of a shop; red where something of each kind went wrong."""

    red: bool = True
    words: str = "Paid with thanks"
    """In names, sentences and dialogues."""
    killed: bool = False

    def lines(self) -> list[Line]:
        """The record."""
        told = [(planned, attempt) for planned, attempt in self._all() if self.red or _is_fine(attempt)]
        lines: list[Line] = [
            Run(
                run_id="run-1",
                started_at=BEGAN,
                target="staging",
                environment="staging",
                addresses={"shop": "https://shop.example"},
                versions={"shop": VERSION},
                command=["behave", "-j", "2"],
            ),
            Journey(
                id="shop",
                title=f"Shopping {self.words}",
                owner="Head of Shops",
                segment="Whoever buys",
                goal="To have bought",
                value="Income",
                value_at_stake=60,
                strategic_impact="None is left",
            ),
            Journey(id="help", title="Getting help", owner="Head of Care", value_at_stake=20),
            Promise(
                id="SHP-01", journey="shop", sentence=f"Who pays has bought. {self.words}", severity="blocker"
            ),
            Promise(id="SHP-02", journey="shop", sentence="Nobody has scenarios.", severity="minor"),
            Promise(id="HLP-01", journey="help", sentence="Who asks is answered."),
            Told(
                path="features/shop/buying.feature",
                name=f"Buying {self.words}",
                journey="shop",
                narrative=["In order to have it", "As a customer", "I want to buy it"],
                background=["Given the shop is open"],
            ),
            *(planned for planned, _ in told),
        ]
        for _, attempts in told:
            lines += attempts
        lines += [Measure(id="plain", name="answer", value=0.1 * n, unit="s") for n in range(1, 20)]
        if not self.killed:
            lines.append(end_of(lines))
        return lines

    def write(self, folder: Path) -> Path:
        """The record in a folder of reports."""
        return write(self.lines(), folder)

    def _all(self) -> list[tuple[Planned, Sequence[Attempt]]]:
        failing = _steps("passed", "failed", "untested")
        return [
            (_planned("plain", f"Paying works {self.words}"), [self._attempt("plain", Outcome.PASSED, 12)]),
            *(
                (
                    _planned(f"row{n}", f"Paying by {how} works -- @1.{n} ways", {"how": how}),
                    [self._attempt(f"row{n}", Outcome.PASSED, 2)],
                )
                for n, how in enumerate(("card", "cash", "bank & co", self.words), 1)
            ),
            (_planned("long", "A long talk among six"), [self._crowd("long")]),
            (
                _planned("twice", f"Paying twice pays once {self.words}"),
                [self._attempt("twice", Outcome.FAILED, 5, failing, f"It was paid twice. {self.words}")],
            ),
            (
                _planned("unsteady", "Paying late works"),
                [
                    self._attempt("unsteady", Outcome.FAILED, 3, failing, "It was late."),
                    self._attempt("unsteady", Outcome.PASSED, 4, attempt=2),
                ],
            ),
            (_planned("lost", "Paying at the end works"), []),
            (
                _planned(
                    "absent", "Paying with shells works", tags=["HLP-01", "needs.shells"], journey="help"
                ),
                [
                    Attempt(
                        id="absent",
                        outcome=Outcome.NOT_APPLICABLE,
                        started_at=BEGAN,
                        seconds=0,
                        sentence="no shells",
                    )
                ],
            ),
            (
                _planned("hand", "The receipt looks right on paper"),
                [Attempt(id="hand", outcome=Outcome.MANUAL, started_at=BEGAN, seconds=0, sentence="by hand")],
            ),
        ]

    def _attempt(
        self,
        scenario: str,
        outcome: Outcome,
        exchanges: int,
        steps: list[StepResult] | None = None,
        sentence: str = "",
        attempt: int = 1,
    ) -> Attempt:
        said = [
            Said(
                10 * n,
                *(("Amira", "the shop") if n % 2 else ("the shop", "Amira")),
                "web",
                f"{n} {self.words}",
            )
            for n in range(exchanges)
        ]
        full = [
            {
                "at": BEGAN + one.at / 1000,
                "sender": one.sender,
                "receiver": one.receiver,
                "channel": one.channel,
                "took": None,
                "body": f"{one.words}\nin full",
            }
            for one in said
        ]
        passed = outcome is Outcome.PASSED
        return Attempt(
            id=scenario,
            outcome=outcome,
            started_at=BEGAN,
            seconds=0.3,
            sentence=sentence,
            steps=steps or _steps("passed", "passed", "passed"),
            attempt=attempt,
            transcript=[{"channel": "web", "exchanges": exchanges, "first": "", "last": ""}]
            if passed
            else full,
            dialogue=said,
        )

    def _crowd(self, scenario: str) -> Attempt:
        people = ["Amira", "Bruno", "the shop", "the bank", "the records", "the mail service"]
        said = [
            Said(
                100 * n,
                people[n % 6],
                people[(n * 5 + 1) % 6],
                "web",
                f"number {n} " + "Donaudampfschiff" * 3,
            )
            for n in range(40)
        ]
        return Attempt(
            id=scenario,
            outcome=Outcome.PASSED,
            started_at=BEGAN,
            seconds=9.0,
            steps=_steps("passed", "passed", "passed"),
            transcript=[{"channel": "web", "exchanges": 63, "first": "", "last": ""}],
            dialogue=said,
        )


def write(lines: Sequence[Line], folder: Path) -> Path:
    """A record in a folder of reports."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "run.jsonl").write_bytes(b"".join(encode(line) + b"\n" for line in lines))
    return folder


def _planned(
    scenario: str,
    name: str,
    cells: dict[str, str] | None = None,
    *,
    tags: Sequence[str] = ("SHP-01", "critical", "smoke"),
    journey: str = "shop",
) -> Planned:
    return Planned(
        id=scenario,
        name=name,
        feature="Buying",
        path=f"features/{journey}/buying.feature",
        line=7,
        journey=journey,
        rule="Who pays has bought",
        tags=list(tags),
        cells=cells or {},
        steps=3,
        text=list(STEPS),
    )


def _steps(*statuses: str) -> list[StepResult]:
    seconds = {"passed": 0.03, "failed": 0.01}
    return [
        StepResult(
            keyword=text.split()[0],
            name=text.split(" ", 1)[1],
            status=status,
            seconds=seconds.get(status, 0.0),
        )
        for text, status in zip(STEPS, statuses, strict=True)
    ]


def _is_fine(attempts: Sequence[Attempt]) -> bool:
    fine = (Outcome.PASSED, Outcome.NOT_APPLICABLE, Outcome.MANUAL)
    return bool(attempts) and all(one.outcome in fine for one in attempts)
