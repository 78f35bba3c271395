"""What a load did, kind by kind."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tertulia.transfer.formats.reading import ReadReport


@dataclass
class LoadReport:
    """Counts of created, updated, unchanged and conflicting records by type; what was skipped is in `reading`."""

    reading: ReadReport
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    conflicts: list[str] = field(default_factory=list)
    tombstones: int = 0
    chosen: list[dict[str, str]] = field(default_factory=list)
    stories: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The whole report, reading and loading, as plain values."""
        return {
            **self.reading.as_json(),
            "created": dict(self.created),
            "updated": dict(self.updated),
            "unchanged": dict(self.unchanged),
            "conflicts": {"total": len(self.conflicts), "first": self.conflicts[:1000]},
            "tombstones": self.tombstones,
            "chosen": self.chosen,
            "stories": self.stories,
        }

    @property
    def lost_something(self) -> bool:
        """Whether anything was skipped that the options did not ask for."""
        return self.reading.skipped.total > 0
