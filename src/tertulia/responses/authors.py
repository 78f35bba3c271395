"""What a response shows of its author: the name and the picture as they are now, written beside the words."""

from tertulia.events.models import Event
from tertulia.events.transactions import writing
from tertulia.readers.models import Reader
from tertulia.responses.finding import lock_thread
from tertulia.responses.models import Response


def show_author(event: Event) -> None:
    """A handler: everything the event's reader wrote carries their present name and picture, thread by thread."""
    reader = Reader.objects.filter(pk=event.reader).first()
    if reader is None:
        return
    written = Response.objects.filter(author=reader)
    stale = written.exclude(author_name=reader.name, avatar=reader.avatar)
    for thread in sorted(set(stale.values_list("thread", flat=True))):
        with writing():
            lock_thread([thread])
            written.filter(thread=thread).update(author_name=reader.name, avatar=reader.avatar)
