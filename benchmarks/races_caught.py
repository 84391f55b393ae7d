"""How often races are caught when the sandbox's bot is open to them, and whether one is ever seen by mistake.

Makes copies of the suite whose bot has lost its unique constraints, or its row locks, and runs the scenarios
with two processes behind one database on each, so many times; and as often on the bot as it is. Prints how
many runs were red, and which scenarios saw it. Exits with 1 where fewer than nine in ten are caught, or
where the bot as it is was red once.

    export COUNTERSIGN_SANDBOX_DATABASE_URL=postgresql+psycopg://…
    .venv/bin/python benchmarks/races_caught.py --runs 50
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from countersign.results.record import Attempt, Planned, read

NEEDED = 0.9
PARTS = ("countersign", "features", "steps", "targets", "environment.py", "behave.ini")
BOT = "countersign/sandbox/onboarding/"

Change = tuple[str, str, str]
"""A file of the bot, what stands there, and what shall stand there instead."""

OPENINGS: dict[str, Sequence[Change]] = {
    "as it is": [],
    "without unique constraints": [
        ("models.py", "mapped_column(String(320), unique=True)", "mapped_column(String(320))"),
        (
            "models.py",
            'mapped_column(ForeignKey("users.id"), unique=True)',
            'mapped_column(ForeignKey("users.id"))',
        ),
        ("models.py", '    __table_args__ = (UniqueConstraint("user_id", "currency"),)\n', ""),
    ],
    "without row locks": [
        (
            "desk.py",
            'db.get(User, sender.id, with_for_update={"key_share": True})',
            "db.get(User, sender.id)",
        ),
        (
            "desk.py",
            'db.get_one(User, sender.id, with_for_update={"key_share": True})',
            "db.get_one(User, sender.id)",
        ),
    ],
}


def opened(changes: Sequence[Change], folder: Path) -> None:
    """A copy of the suite with these changes to its bot."""
    for part in PARTS:
        source = Path(part)
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    for name, stands, instead in changes:
        file = folder / BOT / name
        text = file.read_text(encoding="utf-8")
        if stands not in text:
            sys.exit(f"{BOT}{name} no longer holds {stands!r}: adapt this benchmark.")
        file.write_text(text.replace(stands, instead), encoding="utf-8")


def run(folder: Path, tags: str) -> list[str]:
    """One run of the races; the scenarios that were red."""
    chosen = f"--tags=@race and @needs.spare and ({tags})"
    command = [sys.executable, "-m", "behave", chosen, "-D", "allure=off"]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    lines = read(folder / "reports" / "run.jsonl")
    names = {line.id: line.name.partition(", when")[0] for line in lines if isinstance(line, Planned)}
    attempts = [line for line in lines if isinstance(line, Attempt)]
    if not any(attempt.outcome in ("passed", "failed") for attempt in attempts):
        sys.exit(
            f"Nothing was found out in {folder}: {attempts[0].sentence if attempts else 'nothing was run'}"
        )
    return [names[attempt.id] for attempt in attempts if attempt.outcome in ("failed", "error")]


def main() -> int:
    """Run, print, and say whether enough was caught."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--tags", default="@race", help="which of the races; all by default")
    parser.add_argument("--only", choices=list(OPENINGS))
    given = parser.parse_args()
    good = True
    for name, changes in OPENINGS.items():
        if given.only not in (None, name):
            continue
        with tempfile.TemporaryDirectory(prefix="countersign-races-") as folder:
            opened(changes, Path(folder))
            seen = [run(Path(folder), given.tags) for _ in range(given.runs)]
        red = sum(bool(scenarios) for scenarios in seen)
        good &= red == 0 if not changes else red >= NEEDED * given.runs
        print(f"{name:28} {red} of {given.runs} runs were red", flush=True)
        for scenario, times in Counter(
            scenario for scenarios in seen for scenario in scenarios
        ).most_common():
            print(f"    {times:3} × {scenario}", flush=True)
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
