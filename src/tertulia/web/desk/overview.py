"""What the desk's work adds up to: charts, each with its table and as CSV."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tertulia.errors import NotFound
from tertulia.moderation.figures import Table, load_figures
from tertulia.moderation.queue import within_reach
from tertulia.web.desk import drawing, said
from tertulia.web.desk.asking import moderator_of
from tertulia.web.words import number

LONGEST_LABEL = 50
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it spreadsheets read UTF-8 as the letters of their own country


@never_cache
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """All charts of the last thirty days."""
    tables = _tables(request)
    charts = [_shown(table) for table in tables.values()]
    return render(request, "desk/overview.html", {"charts": charts, "said": said})


@never_cache
@require_GET
def as_csv(request: HttpRequest, chart: str) -> HttpResponse:
    """The numbers of one chart."""
    table = _tables(request).get(chart)
    if table is None:
        raise NotFound
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(table.columns)
    writer.writerows([[_safe(cell) for cell in row] for row in table.rows])
    answer = HttpResponse(MARK + sheet.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{table.key}.csv"'
    return answer


def _safe(cell: object) -> object:
    """A headline that a spreadsheet would take for a formula is words."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" else cell


def _tables(request: HttpRequest) -> dict[str, Table]:
    moderator = moderator_of(request)
    within_reach(moderator)
    return load_figures(moderator, today=timezone.now().date())


def _shown(table: Table) -> dict[str, Any]:
    titles = {
        "days": (_("Responses, holds and decisions per day"), _("Bars: responses, held by the gate, decided by people.")),
        "held": (_("Why the gate held"), _("Each reason with its share.")),
        "waiting": (_("Hours waiting"), _("Lines: the median and the slowest tenth of the cases decided each day.")),
        "reversals": (_("Removed and restored"), _("Bars: removed by people, restored.")),
        "precision": (
            _("How often people agreed with the gate"),
            _("Of what was held and then decided, the share that people upheld."),
        ),
        "busiest": (_("Busiest stories"), _("Responses in thirty days, and cases.")),
    }
    heads = {
        "day": _("Day"), "responses": _("Responses"), "held": _("Held"), "decisions": _("Decisions"), "reason": _("Reason"),
        "share": _("Share, %"), "cases": _("Cases"), "median": _("Median"), "p90": _("Ninetieth percentile"),
        "removed": _("Removed"), "restored": _("Restored"), "decided": _("Decided"), "upheld": _("Upheld"), "story": _("Story"),
    }  # fmt: skip
    title, about = titles[table.key]
    return {
        "key": table.key,
        "title": title,
        "about": about,
        "columns": [heads[column] for column in table.columns],
        "series": [heads[column] for column in _series(table)],
        "rows": [_named(table, row) for row in table.rows],
        "svg": _draw(table, f"{title}. {about}"),
    }


def _series(table: Table) -> tuple[str, ...]:
    """The columns that a chart over days draws, each in a colour of its own; none of what is no such chart."""
    if table.columns[0] != "day":
        return ()
    return table.columns[2:] if table.key == "waiting" else table.columns[1:]


def _named(table: Table, row: tuple[object, ...]) -> list[object]:
    return [said.reason_name(str(cell)) if name == "reason" else cell for name, cell in zip(table.columns, row, strict=True)]


def _draw(table: Table, title: str) -> str:
    columns: list[Any] = list(zip(*table.rows, strict=True))
    if not columns:
        return ""
    if table.columns[0] == "day":
        labels = [date_format(day, "j M") for day in columns[0]]
        series = columns[-len(_series(table)) :]
        return (drawing.lines if table.key == "waiting" else drawing.bars)(series, labels, title=title)
    values, unit = (columns[3], "%") if table.key == "precision" else (columns[1], "")
    names = [f"\N{FIRST STRONG ISOLATE}{_cut(str(_named(table, row)[0]))}\N{POP DIRECTIONAL ISOLATE}" for row in table.rows]
    labels = [f"{name} · {number(value)}{unit}" for name, value in zip(names, values, strict=True)]
    return drawing.rows(values, labels, title=title)


def _cut(name: str) -> str:
    """As much of a headline as fits above its bar with the number behind it; the table has it whole."""
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1].rstrip()}…"
