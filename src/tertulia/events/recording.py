"""Writing down what happened, in the transaction of the change itself."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tertulia.events.inserting import insert
from tertulia.events.kinds import Kind
from tertulia.events.models import Event


def record(
    kind: Kind,
    *,
    story: int | None = None,
    thread: int | None = None,
    response: int | None = None,
    reader: int | None = None,
    decision: int | None = None,
    due_in: timedelta = timedelta(0),
) -> None:
    """Append an event; all but `due_in` are primary keys. Its handlers run `due_in` later, after what may be undone till then.

    Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs into the transaction of the change it tells of")
    now = timezone.now()
    about = {"story": story, "thread": thread, "response": response, "reader": reader, "decision": decision}
    insert(Event, {"kind": kind.value, "at": now, "due_at": now + due_in, **about})
