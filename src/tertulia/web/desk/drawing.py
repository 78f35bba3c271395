"""Charts as SVG, drawn here: bars day by day, and lines over them. No script, no colour of their own but classes. Pure."""

from collections.abc import Sequence

from markupsafe import Markup, escape

WIDTH, HEIGHT, FOOT = 420, 170, 20

Numbers = Sequence[float | None]


def bars(series: Sequence[Numbers], labels: Sequence[str], *, title: str) -> Markup:
    """One group of bars for each label, a bar for each series; `title` says in a sentence what it shows."""
    most = _top(series)
    step = WIDTH / max(1, len(labels))
    width = step * 0.8 / max(1, len(series))
    drawn = []
    for number, values in enumerate(series):
        for place, value in enumerate(values):
            height = (value or 0) / most * (HEIGHT - FOOT - 12)
            x = place * step + step * 0.1 + number * width
            place_of = f'x="{x:.1f}" y="{HEIGHT - FOOT - height:.1f}" width="{width:.1f}" height="{height:.1f}"'
            drawn.append(f'<rect class="s{number + 1}" {place_of}/>')
    return _chart(drawn, labels, step, most, title)


def lines(series: Sequence[Numbers], labels: Sequence[str], *, title: str) -> Markup:
    """One line for each series; where there is no number the line has a gap."""
    most = _top(series)
    step = WIDTH / max(1, len(labels))
    drawn = []
    for number, values in enumerate(series):
        points = [
            (place * step + step / 2, HEIGHT - FOOT - value / most * (HEIGHT - FOOT - 12))
            for place, value in enumerate(values)
            if value is not None
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        drawn.append(f'<polyline class="s{number + 1}" points="{path}"/>')
        drawn += [f'<circle class="s{number + 1}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points]
    return _chart(drawn, labels, step, most, title)


def rows(values: Sequence[float], labels: Sequence[str], *, title: str) -> Markup:
    """One lying bar for each label, the words above it."""
    most, step = _top([values]), 40
    drawn = []
    for place, (value, label) in enumerate(zip(values, labels, strict=True)):
        y = place * step
        drawn.append(f'<text x="0" y="{y + 13}">{escape(label)}</text>')
        drawn.append(f'<rect class="s1" x="0" y="{y + 20}" width="{value / most * WIDTH:.1f}" height="8"/>')
    return _frame("".join(drawn), max(step, step * len(labels)), title)


def _top(series: Sequence[Numbers]) -> float:
    return max([value for values in series for value in values if value] or [1.0])


def _chart(drawn: Sequence[str], labels: Sequence[str], step: float, most: float, title: str) -> Markup:
    ground = f'<line x1="0" x2="{WIDTH}" y1="{HEIGHT - FOOT}" y2="{HEIGHT - FOOT}"/><text x="0" y="11">{most:g}</text>'
    every = max(1, len(labels) // 5)
    below = [
        f'<text x="{place * step + step / 2:.1f}" y="{HEIGHT - 3}" text-anchor="middle">{escape(label)}</text>'
        for place, label in enumerate(labels)
        if place % every == every // 2
    ]
    return _frame(ground + "".join(drawn) + "".join(below), HEIGHT, title)


def _frame(inside: str, height: float, title: str) -> Markup:
    said = escape(title)
    return Markup(  # noqa: S704 - numbers, and words that are escaped above
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{said}"><title>{said}</title>{inside}</svg>'
    )
