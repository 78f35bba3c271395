"""Writing down what happened, in the transaction of the change itself."""

from django.db import transaction
from django.utils import timezone

from tertulia.events.inserting import insert_row
from tertulia.events.kinds import Kind
from tertulia.events.models import Event


def record(
    kind: Kind,
    *,
    story: int | None = None,
    thread: int | None = None,
    response: int | None = None,
    reader: int | None = None,
) -> None:
    """Append an event; all arguments are primary keys. Raises RuntimeError outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs into the transaction of the change it tells of")
    now = timezone.now()
    insert_row(Event(kind=kind, story=story, thread=thread, response=response, reader=reader, at=now, due_at=now))
