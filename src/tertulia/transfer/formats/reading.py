"""What every reading of a source takes and leaves: options, a report, and the refusal of a file that is not it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Any, Protocol

from tertulia.transfer.formats.sentences import Told, told
from tertulia.transfer.records import Record

KEPT_NOTES = 1000


class SourceRefused(Exception):
    """The file cannot be read as the source that was asked for; says why, for the person who asked, by the code of a sentence."""

    def __init__(self, code: str, *, file: str | None = None, **values: object) -> None:
        self.file, self.told = file, told(code, **values)
        self.hint: Told | None = None
        super().__init__(code)

    def with_hint(self, hint: Told | None) -> SourceRefused:
        """The same, with what the file looks like instead."""
        self.hint = self.hint or hint
        return self

    def __str__(self) -> str:
        return (f"{self.file}: " if self.file else "") + str(self.told) + (f"; {self.hint}" if self.hint else "")

    def as_json(self) -> dict[str, Any]:
        """For whoever shows it in another language."""
        return {"file": self.file, **self.told.as_json(), "hint": self.hint.as_json() if self.hint else None}


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """What the person importing decides.

    `site` names the source in ids (default: its host). `url` is the address of the one story (it wins over the
    file's), or of the site where a source knows only paths. `zone` reads wall clocks that carry no zone.
    `encoding` is that of a text that is not UTF-8 and does not say what it is. `keep_addresses` keeps IP addresses in
    `source`. `repair` allows a recovering XML parser.
    """

    site: str | None = None
    url: str | None = None
    zone: tzinfo | None = None
    encoding: str | None = None
    keep_addresses: bool = False
    repair: bool = False


@dataclass(frozen=True)
class Note:
    """One thing that happened while reading, and where ("line 12", "comment 7012")."""

    told: Told
    place: str | None = None

    @property
    def reason(self) -> str:
        return str(self.told)


@dataclass(frozen=True)
class Declared:
    """What a source says it holds against what was found there; `subject` is a story id or "file"."""

    subject: str
    what: str
    declared: int
    found: int


@dataclass
class Notes:
    """A list that counts everything and keeps the first thousand, so that a broken gigabyte stays small."""

    total: int = 0
    first: list[Note] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    told: dict[str, Told] = field(default_factory=dict)

    def add(self, what: Told, place: str | None) -> None:
        self.total += 1
        if len(self.first) < KEPT_NOTES:
            self.first.append(Note(what, place))
        reason = str(what)
        if reason in self.reasons or len(self.reasons) < KEPT_NOTES:
            self.reasons[reason] += 1
            self.told[reason] = what

    def __iter__(self) -> Iterator[Note]:
        return iter(self.first)

    def __len__(self) -> int:
        return self.total


@dataclass
class ReadReport:
    """Everything a reading found out besides its records. Complete once the iterator is exhausted.

    `skip`, `repair` and `warn` take the code of a sentence, and what stands in it. `read` counts records by type and, for
    responses, by kind and status: `read["response", "response", "approved"]`.
    `facts` holds what a format counts besides (`{"names unknown": 10}`).
    """

    source: str | None = None
    read: Counter[tuple[str, ...]] = field(default_factory=Counter)
    skipped: Notes = field(default_factory=Notes)
    repaired: Notes = field(default_factory=Notes)
    warnings: Notes = field(default_factory=Notes)
    declared: list[Declared] = field(default_factory=list)
    facts: dict[str, int] = field(default_factory=dict)

    def skip(self, code: str, place: str | None = None, **values: object) -> None:
        self.skipped.add(told(code, **values), place)

    def repair(self, code: str, place: str | None = None, **values: object) -> None:
        self.repaired.add(told(code, **values), place)

    def warn(self, code: str, place: str | None = None, **values: object) -> None:
        self.warnings.add(told(code, **values), place)

    def declare(self, subject: str, what: str, *, declared: int, found: int) -> None:
        if len(self.declared) < KEPT_NOTES or (declared != found and len(self.declared) < 10 * KEPT_NOTES):
            self.declared.append(Declared(subject, what, declared, found))

    def as_json(self) -> dict[str, Any]:
        """The report as plain values, for `--report FILE`."""
        return {
            "source": self.source,
            "read": {"/".join(key): count for key, count in sorted(self.read.items())},
            "declared": [vars(each) for each in self.declared],
            "facts": dict(self.facts),
            **{name: _notes_as_json(getattr(self, name)) for name in ("skipped", "repaired", "warnings")},
        }


def _notes_as_json(notes: Notes) -> dict[str, Any]:
    return {
        "total": notes.total,
        "reasons": dict(notes.reasons),
        "codes": {reason: what.as_json() for reason, what in notes.told.items()},
        "first": [{"reason": note.reason, "place": note.place, "code": note.told.code} for note in notes],
    }


class Format(Protocol):
    """The shape of a module in `transfer/formats/`; one that reads XML says `IS_XML = True` besides."""

    NAME: str

    def sniff(self, head: bytes, path: Path) -> bool:
        """Whether the first bytes of a file (decompressed) look like this source."""

    def read(self, paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
        """The records of the files, header first; raises `SourceRefused` before the first record or while reading."""
