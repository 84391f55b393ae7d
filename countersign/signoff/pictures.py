"""Small pictures for the pages, as SVG within the page; the words beside them say the same."""

from collections.abc import Sequence

from markupsafe import Markup

from countersign.signoff.statement import Latency

_WIDTH, _HEIGHT, _EDGE = 160, 32, 4
_FILLS = {"good": "var(--green)", "bad": "var(--red)", "doubt": "var(--amber)", "none": "var(--line)"}


def bar(shares: Sequence[tuple[str, float]]) -> Markup:
    """Parts of a whole, each in its colour; nothing where there is no whole."""
    whole = sum(share for _, share in shares)
    if not whole:
        return Markup("")
    shapes, at = [], 0.0
    for colour, share in shares:
        width = _WIDTH * share / whole
        if share:
            shapes.append(
                Markup('<rect x="{:.1f}" width="{:.1f}" height="8" fill="{}"/>').format(
                    at, width, _FILLS[colour]
                )
            )
        at += width
    return Markup(
        '<svg class="bar" width="{w}" height="8" viewBox="0 0 {w} 8" preserveAspectRatio="none" '
        'aria-hidden="true">{shapes}</svg>'
    ).format(w=_WIDTH, shapes=Markup("").join(shapes))


def spread(latency: Latency) -> Markup:
    """From nothing to the longest: half of the answers, 95 of 100, and what is allowed as a line."""
    top = max(latency.longest, latency.threshold or 0.0, 0.0) or 1.0
    half, most, longest = (
        (_WIDTH - _EDGE) * _part(value, top) for value in (latency.p50, latency.p95, latency.longest)
    )
    slow = latency.threshold is not None and latency.p95 > latency.threshold
    allowed = _across((_WIDTH - _EDGE) * _part(latency.threshold, top)) if latency.threshold else Markup("")
    return Markup(
        '<svg class="spread" width="{w}" height="16" viewBox="0 0 {w} 16" aria-hidden="true">'
        '<line x1="0" x2="{longest:.1f}" y1="8" y2="8" stroke="var(--quiet)"/>'
        '<rect y="3" width="{most:.1f}" height="10" fill="{soft}"/>'
        '<rect y="3" width="{half:.1f}" height="10" fill="{fill}"/>{allowed}</svg>'
    ).format(
        w=_WIDTH,
        longest=longest,
        most=most,
        half=half,
        soft="var(--red-bar)" if slow else "var(--blue-bar)",
        fill="var(--red)" if slow else "var(--blue)",
        allowed=allowed,
    )


def _across(x: float) -> Markup:
    return Markup(
        '<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="16" stroke="var(--red)" stroke-width="2"/>'
    ).format(x=x)


def trend(latency: Latency) -> Markup:
    """The 95th percentiles of the last runs, with what is allowed as a line across."""
    values = list(latency.trend)
    if len(values) < 2:
        return Markup('<span class="quiet">no earlier runs</span>')
    top = max([*values, latency.threshold or 0.0, 0.0]) or 1.0
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in _points(values, top))
    last_x, last_y = _points(values, top)[-1]
    across = Markup("")
    if latency.threshold:
        y = _y(latency.threshold, top)
        across = Markup(
            '<line x1="0" x2="{}" y1="{:.1f}" y2="{:.1f}" stroke="var(--red)" stroke-dasharray="3 3"/>'
        ).format(_WIDTH, y, y)
    label = f"over {len(values)} runs, from {values[0]:.3f} s to {values[-1]:.3f} s"
    return Markup(
        '<svg width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">{across}'
        '<polyline points="{points}" fill="none" stroke="var(--blue)" stroke-width="1.5"/>'
        '<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="var(--blue)"/></svg>'
    ).format(w=_WIDTH, h=_HEIGHT, label=label, across=across, points=points, x=last_x, y=last_y)


def _points(values: Sequence[float], top: float) -> list[tuple[float, float]]:
    step = (_WIDTH - 2 * _EDGE) / (len(values) - 1)
    return [(_EDGE + step * number, _y(value, top)) for number, value in enumerate(values)]


def _y(value: float, top: float) -> float:
    return _HEIGHT - _EDGE - (_HEIGHT - 2 * _EDGE) * _part(value, top)


def _part(value: float, top: float) -> float:
    """Of all the room there is; whatever is measured, nothing is drawn outside of it."""
    return min(max(value / top, 0.0), 1.0)
