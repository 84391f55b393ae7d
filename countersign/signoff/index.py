"""reports/index.html: leads to every page and file that a run and its sign-off have left."""

from collections.abc import Collection
from pathlib import Path

from markupsafe import Markup

from countersign.signoff.page import COLOURS, PAGES, file_link, moment, part, templates
from countersign.signoff.statement import Statement

_ALL = (
    ("Sign-off", "signoff.html", "may it be released: the verdict, what decided it, and what it rests on"),
    (
        "Living document",
        "living/index.html",
        "what the product promises, scenario by scenario, and what is proven",
    ),
    *PAGES,
    ("The sign-off as data", "signoff.json", "the same for programs"),
    ("The sign-off, signed", "signoff.intoto.json", "as an in-toto statement"),
)


def index_of(statement: Statement, reports: Path, made: Collection[str] = ()) -> str:
    """The page; what is neither there by now nor about to be made is not on it."""
    junit = sorted((reports / "junit").glob("*.xml"))
    return templates.get_template("index.html.j2").render(
        s=statement,
        css=part("look.css"),
        colour=COLOURS[statement.verdict],
        there=[
            (Markup('<a href="{}">{}</a>').format(path, name), words)
            for name, path, words in _ALL
            if path in made or (reports / path).is_file()
        ],
        junit=[file_link(f"junit/{path.name}", reports, path.stem.removeprefix("TEST-")) for path in junit],
        history=(reports / "history.db").is_file(),
        moment=moment,
    )
