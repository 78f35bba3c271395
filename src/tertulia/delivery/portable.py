"""Everything of one reader in one file to take away: JSON for machines, HTML for people. What is theirs says the map."""

import json
import secrets
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone, translation

from tertulia.errors import NotFound
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.house.privacy import TABLES, TOPICS
from tertulia.options import options
from tertulia.readers.avatars import picture_file
from tertulia.readers.limits import Limit, consume
from tertulia.readers.models import Export, Reader

ONE_A_DAY = Limit("export", 1, 24 * 3600)


@writing()
def ask_for_export(*, reader: Reader, now: datetime) -> Export:
    """Have a copy made of everything the reader has here; raises TooMany after one a day."""
    consume(ONE_A_DAY, str(reader.pk), now=now)
    drop_exports(reader=reader.pk)
    asked = Export.objects.create(reader=reader, asked_at=now)
    record(Kind.EXPORT_ASKED, reader=reader.pk)
    return asked


def make_export(event: Event) -> None:
    """A handler: write the file of the reader's latest request, unless it is there."""
    asked = Export.objects.select_related("reader").filter(reader=event.reader, file="").order_by("-id").first()
    if asked is None:
        return
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{secrets.token_hex(24)}.zip"
    with translation.override(asked.reader.language or None):
        _write(_folder() / name, asked.reader)
    asked.file, asked.made_at = name, timezone.now()
    asked.save(update_fields=["file", "made_at"])


def latest_export(reader: Reader) -> Export | None:
    """The copy that was asked for last and has not expired; without `made_at` it is still being made."""
    return Export.objects.filter(reader=reader).order_by("-id").first()


def open_export(*, reader: Reader, export: int) -> Path:
    """The file of one of the reader's own copies; raises NotFound."""
    found = Export.objects.filter(reader=reader, pk=export).exclude(file="").first()
    if found is None or not (_folder() / found.file).is_file():
        raise NotFound
    return _folder() / found.file


def drop_exports(*, reader: int) -> None:
    """Delete every copy made for the reader."""
    _drop(Export.objects.filter(reader=reader))


def forget_exports(*, now: datetime) -> None:
    """Delete the copies nobody can fetch any more."""
    _drop(Export.objects.filter(asked_at__lt=now - timedelta(days=options.export_days)))


def _drop(exports: Any) -> None:
    for export in exports:
        if export.file:
            (_folder() / export.file).unlink(missing_ok=True)
        export.delete()


def _folder() -> Path:
    return options.folder / "exports"


def collect(reader: Reader) -> dict[str, list[dict[str, Any]]]:
    """By model, the fields the map calls the reader's, of the rows it says are theirs."""
    return {label: rows for label in TABLES if (rows := list(_rows_of(label, reader)))}


def _rows_of(label: str, reader: Reader) -> Iterator[dict[str, Any]]:
    table = TABLES[label]
    if table.person and table.personal:
        rows = apps.get_model(label).objects.filter(**{table.person: reader.pk}).order_by("pk")
        yield from rows.values(*table.personal.split()).iterator(500)


def _write(file: Path, reader: Reader) -> None:
    said = {"made": timezone.now(), "tables": collect(reader)}
    by_topic = [
        (topic, [(label, rows) for label, rows in said["tables"].items() if TABLES[label].topic == name])
        for name, topic in TOPICS.items()
    ]
    page = render_to_string("export.html", {"reader": reader, "topics": [each for each in by_topic if each[1]]}, using="pages")
    fresh = file.with_suffix(".part")
    fresh.touch(mode=0o600)
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("everything.json", json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        packed.writestr("read-me.html", page)
        if reader.avatar:
            packed.write(picture_file(reader.avatar), f"picture{picture_file(reader.avatar).suffix}")
    fresh.replace(file)
