"""What a load did, kind by kind."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tertulia.transfer.formats.reading import KEPT_NOTES, ReadReport


class First(list[Any]):
    """A list that counts everything and keeps the first thousand."""

    total = 0

    def append(self, value: Any) -> None:
        self.total += 1
        if len(self) < KEPT_NOTES:
            super().append(value)


@dataclass
class LoadReport:
    """Counts of created, updated, unchanged and conflicting records by type; what was skipped is in `reading`."""

    reading: ReadReport
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    conflicts: First = field(default_factory=First)
    tombstones: int = 0
    chosen: First = field(default_factory=First)
    stories: First = field(default_factory=First)

    def as_json(self) -> dict[str, Any]:
        """The whole report, reading and loading, as plain values."""
        return {
            **self.reading.as_json(),
            "created": dict(self.created),
            "updated": dict(self.updated),
            "unchanged": dict(self.unchanged),
            "conflicts": {"total": self.conflicts.total, "first": list(self.conflicts)},
            "tombstones": self.tombstones,
            "chosen": list(self.chosen),
            "stories": list(self.stories),
        }

    @property
    def lost_something(self) -> bool:
        """Whether anything was skipped that the options did not ask for."""
        return self.reading.skipped.total > 0
