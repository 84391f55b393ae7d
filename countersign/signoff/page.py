"""The sign-off as a page: one file that fetches nothing, and says nothing but what the statement holds."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from countersign.signoff.evidence import is_there
from countersign.signoff.pictures import bar, spread, trend
from countersign.signoff.row_names import plain_name
from countersign.signoff.stake import stake_in
from countersign.signoff.statement import Latency, Problem, Statement
from countersign.signoff.weighing import Verdict

COLOURS: Mapping[str, str] = {
    Verdict.GO: "good",
    Verdict.NO_GO: "bad",
    Verdict.ROLL_BACK: "bad",
    Verdict.INCONCLUSIVE: "doubt",
}
PAGES = (
    ("Allure page", "allure.html", "every scenario of the run with its steps and attachments"),
    ("Run record", "run.jsonl", "the truth about the run, as it was written while it ran"),
)
"""What may stand beside a sign-off: how it is called, where it is, and what it holds."""
_BROKEN = ("failed", "error", "manual")
"""What is known to be wrong, where it is told among what did not pass."""
_MOST = 50
_MOST_EVIDENCE = 10
_MOST_LATENCIES = 25

templates = Environment(
    loader=PackageLoader("countersign.signoff"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page_of(statement: Statement, names: Mapping[str, str], reports: Path, *, signed: bool) -> str:
    """The page in that folder of reports; `names` are those of the scenarios, by their ids."""

    def way(evidence: str, shown: str = "") -> Markup:
        """The way to a scenario or a rule in the living document, or to a file that is there."""
        if evidence in names:
            return _link(_in_living(evidence), plain_name(shown or names[evidence]))
        return file_link(evidence, reports, shown)

    def evidence(one: str, number: int) -> Markup:
        """The same in few words, beside a sentence that names the scenarios."""
        if one not in names:
            return way(one)
        return Markup('<a href="{}" aria-label="{}">scenario {}</a>').format(
            _in_living(one), f"scenario {number}: {plain_name(names[one])}", number
        )

    template = templates.get_template("signoff.html.j2")
    return template.render(
        s=statement,
        css=part("look.css"),
        colour=COLOURS,
        signed=signed,
        titles={one.journey: one.title for one in statement.journeys},
        broken=_BROKEN,
        problems=sorted(statement.problems, key=_gravest_first),
        latencies=sorted(statement.latencies, key=_slowest_first),
        stake=stake_in(statement.journeys),
        way=way,
        evidence=evidence,
        most_evidence=_MOST_EVIDENCE,
        rule=lambda one: _link(_in_living(one), one),
        pages=[(name, path) for name, path, _ in PAGES if (reports / path).is_file()],
        bar=bar,
        spread=spread,
        trend=trend,
        many=many,
        moment=moment,
        seconds=seconds,
        most=_MOST,
        most_latencies=_MOST_LATENCIES,
    )


def file_link(path: str, reports: Path, shown: str = "") -> Markup:
    """The way to a file, from a page in the folder of reports; plain words where there is no such file.

    A path is that of a file beside the record, or as whoever called the command has written it.
    """
    for found in (reports / path, Path(path)):
        if is_there(found):
            return _link(quote(os.path.relpath(found, reports)), shown or path)
    return Markup("{}").format(shown or path)


def part(name: str) -> Markup:
    """A style or a script of ours, to be put into a page as it is."""
    loader = templates.loader
    assert loader is not None
    source, _, _ = loader.get_source(templates, name)
    return Markup(source)  # nosec B704


def many(number: int, one: str, several: str = "") -> str:
    """So many of them, in the singular or in the plural."""
    return f"{number} {one if number == 1 else several or f'{one}s'}"


def moment(at: float) -> str:
    """A moment in UTC."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def seconds(value: float) -> str:
    """A time as a person reads it."""
    if value < 1:
        return f"{1000 * value:.0f} ms"
    if value < 120:
        return f"{value:.1f} s"
    return f"{int(value // 60)} min {int(value % 60)} s"


def _in_living(what: str) -> str:
    return f"living/index.html#{quote(what)}"


def _link(target: str, shown: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(target, shown)


def _gravest_first(problem: Problem) -> tuple[bool, bool]:
    """What is broken before what is doubtful, and what nobody answers for before what is waived."""
    return bool(problem.waived_by), problem.outcome not in _BROKEN


def _slowest_first(latency: Latency) -> tuple[bool, float]:
    """What takes longer than it may comes first."""
    return latency.threshold is None or latency.p95 <= latency.threshold, -latency.p95
