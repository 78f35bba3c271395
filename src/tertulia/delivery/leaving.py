"""Leaving, beyond the rows of the database: letters, pictures, copies, words in the index, SQLite's log of writes."""

import email.parser
import email.policy
import threading
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from tertulia.delivery.portable import drop_exports
from tertulia.events.models import Event
from tertulia.events.transactions import writing
from tertulia.readers.avatars import forget_picture
from tertulia.readers.leaving import due_to_leave
from tertulia.responses.erasing import erase_reader
from tertulia.responses.models import Response

_left_over = threading.Event()  # something was erased, or may have been before this process began
_left_over.set()

LETTERS_KEPT = timedelta(days=30)  # in the folder that stands for a mail server
MERGES = 200  # steps in which the index of words is rid of what was deleted, at most


def erase_due(*, now: datetime) -> int:
    """Erase the readers whose time has come; returns how many. What is interrupted is done again."""
    leaving = due_to_leave(now=now)
    for reader in leaving:
        forget_letters(reader.email)
        forget_picture(reader.avatar)
        drop_exports(reader=reader.pk)
        erase_reader(reader=reader.pk)
    return len(leaving)


def forget_letters(address: str) -> None:
    """Delete the letters to an address that were written to the data folder."""
    for file in _letters():
        if address.casefold() in _recipients(file).casefold():
            file.unlink(missing_ok=True)


def forget_old_letters(*, now: datetime) -> None:
    """Delete the letters that were written to the data folder more than thirty days ago."""
    for file in _letters():
        if file.stat().st_mtime < (now - LETTERS_KEPT).timestamp():
            file.unlink(missing_ok=True)


def _letters() -> list[Path]:
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    return sorted(Path(folder).glob("*.eml")) if folder and Path(folder).is_dir() else []


def _recipients(file: Path) -> str:
    with file.open("rb") as letter:
        return str(email.parser.BytesParser(policy=email.policy.default).parse(letter, headersonly=True)["To"])


def forget_origin(event: Event) -> None:
    """A handler: what an import kept of an erased response goes, and what hangs on that (by a trigger).

    Its identity stays, so that a second import leaves it alone.
    """
    _left_over.set()
    response = Response.objects.select_related("origin").filter(pk=event.response).first()
    origin = getattr(response, "origin", None)
    if response is None or origin is None or (response.text and response.author_name):
        return
    origin.line, origin.person, origin.claim, origin.content_hash, origin.local_hash = {}, "", "", "erased", "erased"
    origin.save(update_fields=["line", "person", "claim", "content_hash", "local_hash"])


def overwrite_deleted() -> None:
    """After erasing, make SQLite overwrite what was deleted: words in the index of search, and pages in its log of writes.

    Deleted rows are overwritten at once (`secure_delete`). PostgreSQL does the like by itself, when it vacuums.
    """
    if connection.vendor != "sqlite" or not _left_over.is_set():
        return
    _left_over.clear()
    for merge in _MERGES:
        _overwrite(merge)
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("pragma wal_checkpoint(truncate)").fetchone()


_MERGES = (
    "insert into response_words (response_words, rank) values ('merge', -64)",
    "insert into case_words (case_words, rank) values ('merge', -64)",
)


def _overwrite(merge: str) -> None:
    """Write an index of words anew without what was deleted from it, a little at a time."""
    for _step in range(MERGES):
        with writing(), connection.cursor() as cursor:
            before = cursor.execute("select total_changes()").fetchone()[0]
            cursor.execute(merge)
            done = cursor.execute("select total_changes()").fetchone()[0] - before
        if done < 2:
            break
