"""The newest visible responses of a thread, whatever they answer."""

from tertulia.responses.models import Response
from tertulia.responses.rows import Row, select


def latest_responses(thread: int, *, most: int) -> list[Row]:
    """Up to `most` visible responses of the thread with this primary key, newest first."""
    where = f"where thread_id = %s and state = 'visible' order by place desc, id desc limit {int(most)}"
    return select(where, [thread])


def title_above(response: int) -> str:
    """The title of the story, or page elsewhere, below which the response stands."""
    return str(Response.objects.values_list("thread__title", flat=True).get(pk=response))
