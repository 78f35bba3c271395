"""Notes about a writer, for colleagues."""

from django.utils import timezone

from tertulia.errors import EmptyText, NoAccount, NotFound, TextTooLong
from tertulia.events.transactions import writing
from tertulia.moderation.models import Case, Note
from tertulia.readers.models import Reader
from tertulia.readers.roles import Verb
from tertulia.responses.jurisdiction import require_in_thread

LONGEST = 2_000


@writing()
def note_reader(*, case: int, moderator: Reader | None, text: str) -> None:
    """Write a note about whoever wrote the response of a case; raises NotAllowed, NotFound, EmptyText, TextTooLong, NoAccount."""
    found = Case.objects.filter(pk=case).first()
    if found is None:
        raise NotFound
    require_in_thread(moderator, Verb.SEE_WRITER, thread=found.thread_id)
    assert moderator is not None
    if not text.strip():
        raise EmptyText(field="about")
    if len(text) > LONGEST:
        raise TextTooLong(field="about")
    if found.author is None:
        raise NoAccount
    Note.objects.create(reader_id=found.author, moderator=moderator.pk, text=text.strip(), at=timezone.now())
