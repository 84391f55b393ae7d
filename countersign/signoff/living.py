"""The living document: what the product promises, in its owner's words, and what the last run says of each.

One page that fetches nothing: at a glance what is broken and what nobody knows; then journeys, features,
rules and scenarios. What was said in a scenario travels compressed within, and is drawn when it is opened.
"""

from countersign.results.junit import file_of
from countersign.results.record import Outcome
from countersign.signoff.books import COLOURS, Shown, books, counted, in_words
from countersign.signoff.carried import packed
from countersign.signoff.dossier import Dossier
from countersign.signoff.page import PAGES, many, moment, part, templates
from countersign.signoff.pictures import bar

_UNKNOWN = (Outcome.FLAKY, Outcome.UNDECIDED, Outcome.NOT_RUN)
_NEUTRAL = (Outcome.NOT_APPLICABLE, Outcome.REFUSED)
_MOST_AT_A_GLANCE = 12
_GRAVEST_FIRST = ("blocker", "critical", "")


def living_document(dossier: Dossier) -> str:
    """The page; it leads to what stands beside the record by now."""
    reports = dossier.path.parent
    contents = list(books(dossier))
    shown = [one for book in contents for one in book.scenarios]
    cases = [one.case for one in shown]
    features = {case.planned.path for case in cases}
    junit = {
        path: f"../junit/{file_of(path)}"
        for path in features
        if (reports / "junit" / file_of(path)).is_file()
    }
    return templates.get_template("living.html.j2").render(
        books=contents,
        run=dossier.reading.run,
        end=dossier.reading.end,
        shown=shown,
        passed=sum(one.outcome is Outcome.PASSED for one in shown),
        broken=sorted((one for one in shown if one.is_broken), key=_first_to_be_looked_at),
        where=[
            (book.journey, wrong, len(list(book.scenarios)))
            for book in contents
            if (wrong := sum(one.is_broken for one in book.scenarios))
        ],
        unknown=[one for one in shown if one.outcome in _UNKNOWN],
        silent=in_words(counted([case for case in cases if case.outcome in _NEUTRAL])),
        by_hand=[one for one in shown if one.outcome is Outcome.MANUAL],
        unborne=[book for book in contents if book.unborne],
        rules=sum(len(book.rules) for book in contents),
        counts=counted(cases),
        in_words=in_words,
        most=_MOST_AT_A_GLANCE,
        css=part("look.css") + part("living.css"),
        script=part("diagram.js") + part("living.js"),
        colours=COLOURS,
        carried=packed(dossier.reading, cases),
        pages=[(name, path) for name, path, _ in PAGES if (reports / path).is_file()],
        junit=junit,
        bar=bar,
        many=many,
        moment=moment,
    )


def _first_to_be_looked_at(one: Shown) -> tuple[bool, int]:
    """What nobody answers for, and of that the gravest."""
    return bool(one.waived), _GRAVEST_FIRST.index(one.severity)
