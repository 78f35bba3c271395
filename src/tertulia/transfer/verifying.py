"""Looking for what is wrong: a damaged database, counts that have drifted, pictures without their file."""

from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Count, F, Q

from tertulia.responses.models import Response, State, Thread
from tertulia.stories.models import NewsImage


def faults() -> Iterator[str]:
    """One sentence for each fault."""
    yield from _database_faults()
    yield from _count_faults()
    yield from _tree_faults()
    for name in NewsImage.objects.values_list("file", flat=True).iterator():
        if not default_storage.exists(name):
            yield f"the picture {name} has no file"


def _database_faults() -> Iterator[str]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("pragma integrity_check")
        yield from (f"database: {row[0]}" for row in cursor.fetchall() if row[0] != "ok")
        cursor.execute("pragma foreign_key_check")
        yield from (f"database: {row[0]} row {row[1]} points at a missing row of {row[2]}" for row in cursor.fetchall())


def _count_faults() -> Iterator[str]:
    there = Count("responses", filter=Q(responses__state=State.VISIBLE))
    for thread in Thread.objects.annotate(there=there).exclude(visible=F("there")).iterator():
        yield f"thread {thread.pk} says {thread.visible} visible responses, there are {thread.there}"
    listed = Count("branch", filter=Q(branch__listed=True))
    for top in Response.objects.filter(root=None).annotate(there=listed).exclude(replies=F("there")).iterator():
        yield f"response {top.pk} says {top.replies} listed replies, there are {top.there}"


def _tree_faults() -> Iterator[str]:
    replies = Response.objects.exclude(parent=None)
    for reply in replies.exclude(thread=F("parent__thread")).iterator():
        yield f"response {reply.pk} and its parent are in different threads"
    for reply in replies.exclude(depth=F("parent__depth") + 1).iterator():
        yield f"response {reply.pk} has a wrong depth"
    for response in Response.objects.filter(state=State.VISIBLE, listed=False).iterator():
        yield f"response {response.pk} is visible and not listed"
