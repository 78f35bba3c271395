"""What is reported: one figure for each row of the table, what it must be, and whether it is."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Figure:
    """One row. `better`: "less" or "more" than `must` and `aim`; no `must`: only told."""

    row: str
    name: str
    value: float
    unit: str
    must: float | None = None
    aim: float | None = None
    better: str = "less"
    beside: str = ""
    rounds: list[float] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        if self.must is None:
            return ""
        if self.aim is not None and self._reaches(self.aim):
            return "aim"
        return "must" if self._reaches(self.must) else "MISSED"

    def _reaches(self, bound: float) -> bool:
        return self.value <= bound if self.better == "less" else self.value >= bound


def table(figures: Iterable[Figure]) -> str:
    """The figures in Markdown."""
    lines = ["| | reached | must | aim | | beside it |", "|---|---|---|---|---|---|"]
    for figure in figures:
        sign = "≤" if figure.better == "less" else "≥"
        must = f"{sign} {_short(figure.must)}" if figure.must is not None else ""
        aim = f"{sign} {_short(figure.aim)}" if figure.aim is not None else ""
        reached = f"{_short(figure.value)} {figure.unit}".strip()
        lines.append(f"| {figure.name} | **{reached}** | {must} | {aim} | {figure.verdict} | {figure.beside} |")
    return "\n".join(lines)


def as_json(figures: Iterable[Figure], **about: Any) -> str:
    return json.dumps({**about, "figures": [asdict(figure) | {"verdict": figure.verdict} for figure in figures]}, indent=1)


def _short(number: float) -> str:
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"
