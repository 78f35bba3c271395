"""What the gate has to know around a text that is about to be stored: read before the transaction, which stays short."""

from dataclasses import dataclass

from django.db import connection

from tertulia.errors import NotFound
from tertulia.house.models import Policy
from tertulia.house.policies import House, load_house
from tertulia.readers.models import Guest, Reader
from tertulia.responses.gate import Situation
from tertulia.screening.history import AuthorHistory
from tertulia.stories.addresses import section_of

RECENT = 50  # responses of an author that make up the record


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a text goes, and what holds there."""

    site: int
    situation: Situation
    house: House
    policy: Policy


def look_around(*, thread: int, parent: int | None, author: Reader | None, guest: Guest | None = None) -> Surroundings:
    """The surroundings of a response by `author`, or by a known `guest`, in a thread (primary keys); raises NotFound."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select t.site, t.state, t.story_id, p.text from responses_thread t "
            "left join responses_response p on p.id = %s and p.thread_id = t.id where t.id = %s",
            [parent, thread],
        )
        found = cursor.fetchone()
    if found is None:
        raise NotFound
    site, state, story, parent_text = found
    house = load_house(site)
    section = section_of(story) if story and house.has_sections else None
    return Surroundings(
        site=site,
        situation=Situation(state, parent_text or "", author is None and guest is None, author_history(author or guest)),
        house=house,
        policy=house.policy(section=section, story=story),
    )


def author_history(author: Reader | Guest | None) -> AuthorHistory | None:
    """How many of somebody's latest responses were removed; None for a stranger or somebody who has written nothing yet."""
    if author is None:
        return None
    column = "guest_id" if isinstance(author, Guest) else "author_id"
    with connection.cursor() as cursor:
        cursor.execute(_RECORD.format(column=column), [author.pk, RECENT])
        written, removed = cursor.fetchone()
    return AuthorHistory(written, removed or 0) if written else None


_RECORD = (
    "select count(*), sum(case when state = 'removed' then 1 else 0 end) from "
    "(select state from responses_response where {column} = %s order by id desc limit %s) as latest"
)
