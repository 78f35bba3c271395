"""The search over responses: an index of folded words that the worker keeps, read together with what may be shown.

Whether a response is shown is asked of the response itself, so what a moderator has removed is never found; what was just
posted is found as soon as the worker has been there.
"""

from collections.abc import Sequence

from django.db import connection

from tertulia.delivery.heartbeat import beat
from tertulia.events.models import Event
from tertulia.events.transactions import writing_in_turns
from tertulia.responses.models import Response, State
from tertulia.responses.rows import Row, select
from tertulia.stories.folding import as_prefixes, asked_words, fold

MOST_AT_ONCE = 1_000
AT_A_TIME = 200  # rows of one transaction: posts wait while it runs


def index_responses(events: Sequence[Event]) -> None:
    """A handler: the words of the events' responses that may be shown."""
    _index(list({event.response for event in events if event.response}))


def index_thread(event: Event) -> None:
    """A handler: the words of every response of the event's thread."""
    _index(list(Response.objects.filter(thread=event.thread).values_list("pk", flat=True)))


def index_newer(most: int = MOST_AT_ONCE) -> int:
    """Index up to `most` responses that are newer than any in the index: a demonstration's, or another program's.

    Returns how many those were. What an import has not hung below its parent yet waits for the event of its thread.
    """
    with connection.cursor() as cursor:
        cursor.execute("select rowid from response_words order by rowid desc limit 1")
        after = (cursor.fetchone() or (0,))[0]
    shown = Response.objects.filter(pk__gt=after, state=State.VISIBLE, listed=True).exclude(text="")
    newer = list(shown.order_by("pk").values_list("pk", flat=True)[:most])
    _index(newer)
    return len(newer)


def _index(keys: Sequence[int]) -> None:
    """Takes the responses in parts, each in one transaction: a row in one of its own costs a flush.

    Nothing is being read when one begins: on SQLite who still reads what another process has changed since cannot write.
    """
    for start in range(0, len(keys), AT_A_TIME):
        beat()
        part = keys[start : start + AT_A_TIME]
        rows = list(Response.objects.filter(pk__in=part).values_list("pk", "text", "state"))
        words = [(key, fold(text)) for key, text, state in rows if state == State.VISIBLE and text]
        with writing_in_turns(), connection.cursor() as cursor:
            cursor.executemany("delete from response_words where rowid = %s", [(key,) for key in part])
            cursor.executemany("insert into response_words (rowid, words) values (%s, %s)", words)


def search_responses(question: str, *, site: int, most: int = 50) -> list[Row]:
    """The newest visible responses of `site` below live, public stories in which every word of `question` stands."""
    words = asked_words(question)
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_FOUND.format(match=_MATCH[connection.vendor]), [as_prefixes(words, connection.vendor), site, most])
        keys = [key for (key,) in cursor.fetchall()]
    if not keys:
        return []
    return select(f"where id in ({', '.join(['%s'] * len(keys))}) order by place desc, id desc", keys)


_MATCH = {"postgresql": "w.vector @@ to_tsquery('simple', %s)", "sqlite": "response_words match %s"}
_FOUND = (
    "select r.id from response_words w join responses_response r on r.id = w.rowid "
    "join responses_thread t on t.id = r.thread_id left join wagtailcore_page p on p.id = t.story_id "
    "where {match} and r.state = 'visible' and t.site = %s and t.state <> 'none' and (t.story_id is null or p.live) "
    "and not exists (select 1 from wagtailcore_pageviewrestriction v join wagtailcore_page above on above.id = v.page_id "
    "where p.path like above.path || '%%') "
    "order by r.place desc, r.id desc limit %s"
)
