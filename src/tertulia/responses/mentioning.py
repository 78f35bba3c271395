"""Who is in a thread, and which of them a text names."""

from django.db import connection

from tertulia.responses import markup
from tertulia.responses.mentions import MOST_MENTIONS, Person
from tertulia.responses.models import Mention, Response

MOST_PEOPLE = 2_000
OFFERED = 8


def render(text: str, *, thread: int, parent: int | None) -> tuple[str, tuple[int, ...]]:
    """The HTML of a normalised text about to stand in a thread, and the readers it names (primary keys)."""
    if "@" not in text:
        return markup.to_html(text), ()
    return markup.with_mentions(text, people_of(thread, first=parent))


def people_of(thread: int, *, first: int | None = None) -> list[Person]:
    """The readers with visible responses in a thread, the latest to write first; before all the author of `first`."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [thread, MOST_PEOPLE])
        people = [Person(id, name, response) for id, name, response in cursor.fetchall()]
    answered = Response.objects.filter(pk=first).values_list("author", flat=True).first() if first else None
    return sorted(people, key=lambda each: each.id != answered)


_PEOPLE = """
select author_id, author_name, max(id) as latest from responses_response
where thread_id = %s and state = 'visible' and author_id is not null and author_name <> ''
group by author_id, author_name order by latest desc limit %s
"""


def names_to_offer(thread: int, beginning: str) -> list[str]:
    """Names of people in the thread that go on from `beginning`, or have a part that does; at most eight."""
    wanted = beginning.casefold()
    names = {each.name: None for each in people_of(thread)}
    fitting = [name for name in names if name.casefold().startswith(wanted) or f" {wanted}" in name.casefold()]
    return sorted(fitting, key=lambda name: not name.casefold().startswith(wanted))[:OFFERED]


def keep_mentions(response: Response, mentioned: tuple[int, ...]) -> None:
    """Store whom the present words of a response name; inside the caller's transaction."""
    if not response._state.adding and response.edited_at:
        Mention.objects.filter(response=response).exclude(reader__in=mentioned).delete()
    rows = [Mention(response=response, reader_id=reader) for reader in mentioned[:MOST_MENTIONS]]
    if rows:
        Mention.objects.bulk_create(rows, ignore_conflicts=True)
