"""Labelled texts from JSON lines, CSV or the Civil Comments archive, one at a time and in any size."""

import csv
import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CATEGORIES = ("insult", "threat", "identity_attack", "obscene")

TEXT_COLUMNS = ("text", "comment_text", "comment", "body", "comment_body", "content", "message")
_TOXICITY_COLUMNS = ("toxicity", "target")
_SCORE_COLUMNS = ("perspective", "toxicity_score", "score")
_TYPE_CATEGORIES = {
    "Insult": "insult",
    "Threat": "threat",
    "Identity based Attack": "identity_attack",
    "Profane/Obscene": "obscene",
}
_KIND_CATEGORIES = {
    "threateninglanguage": "threat",
    "dehumanizinglanguage": "identity_attack",
    "derogation": "identity_attack",
    "hate": "identity_attack",
    "offensive": "obscene",
}


@dataclass(slots=True)
class Row:
    """One labelled text: `label` 1 abusive, 0 not, -1 split; fractions of annotators by category where known."""

    text: str
    label: int
    source: str
    toxicity: float | None = None
    fractions: dict[str, float] = field(default_factory=dict)
    spans: list[tuple[int, int]] | None = None
    perspective: float | None = None
    extra: dict[str, object] = field(default_factory=dict)


def read_rows(path: Path) -> Iterator[Row]:
    """Rows of a .jsonl or .csv file (or these as .gz), streamed. Lines that are no record are passed over, counted on stderr."""
    skipped = 0
    for record in _records(path):
        row = _row(record, path.stem) if isinstance(record, dict) else None
        if row is None:
            skipped += 1
        else:
            yield row
    if skipped:
        print(f"{path}: {skipped} lines without a text or a label passed over", file=sys.stderr)


def read_texts(path: Path) -> Iterator[tuple[str, float | None]]:
    """(text, recorded Perspective score 0..1 or None) of every record with a text, labelled or not."""
    for record in _records(path):
        if isinstance(record, dict):
            text = next((record[column] for column in TEXT_COLUMNS if isinstance(record.get(column), str)), None)
            if text:
                yield text, next((score for column in _SCORE_COLUMNS if (score := _number(record.get(column))) is not None), None)


def _records(path: Path) -> Iterator[object]:
    csv.field_size_limit(1 << 24)
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", errors="replace", newline="") as lines:
        if path.name.removesuffix(".gz").endswith(".csv"):
            yield from csv.DictReader(lines)
            return
        for line in lines:
            try:
                yield json.loads(line)
            except ValueError:
                yield None


def _row(record: dict[str, object], name: str) -> Row | None:
    text = next((record[column] for column in TEXT_COLUMNS if isinstance(record.get(column), str)), None)
    toxicity = next((value for column in _TOXICITY_COLUMNS if (value := _number(record.get(column))) is not None), None)
    label = _number(record.get("label"))
    if not isinstance(text, str) or not text or (label is None and toxicity is None):
        return None
    return Row(
        text=text,
        label=int(label) if label is not None else int((toxicity or 0.0) >= 0.5),
        source=str(record.get("src") or name),
        toxicity=toxicity,
        fractions=_fractions(record),
        spans=_spans(record.get("spans")),
        perspective=_number(record.get("perspective")),
        extra=record,
    )


def _fractions(record: dict[str, object]) -> dict[str, float]:
    fractions = {name: value for name in CATEGORIES if (value := _number(record.get(name))) is not None}
    types = record.get("types")
    if isinstance(types, list):
        fractions |= {name: 0.5 if kind in types else 0.0 for kind, name in _TYPE_CATEGORIES.items()}
    kind = record.get("kind")
    if isinstance(kind, str):
        hit = _KIND_CATEGORIES.get(kind)
        fractions |= {hit: 1.0} if hit else {}
    return fractions


def _spans(value: object) -> list[tuple[int, int]] | None:
    return [(int(start), int(end)) for start, end in value] if isinstance(value, list) else None


def _number(value: object) -> float | None:
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(value) if isinstance(value, str) and value else None
    except ValueError:
        return None
