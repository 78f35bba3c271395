"""The log of imports."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.utils import timezone

from tertulia.events.transactions import writing
from tertulia.transfer.models import Run
from tertulia.transfer.outcome import LoadReport


@contextmanager
def run_of(source: str, files: Sequence[Path], report: LoadReport, *, dry_run: bool) -> Iterator[None]:
    """Keep the report of what happens inside; nothing is kept of a dry run or of a file that was refused."""
    started = timezone.now()
    yield
    if not dry_run and (report.created or report.updated or report.conflicts):
        with writing():
            Run.objects.create(
                source=report.reading.source or source,
                files=[file.name for file in files],
                started_at=started,
                ended_at=timezone.now(),
                report=report.as_json(),
            )
