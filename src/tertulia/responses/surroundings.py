"""What the gate has to know around a text that is about to be stored: read before the transaction, which stays short."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import connection
from django.utils import timezone

from tertulia.errors import NameTaken, NotFound
from tertulia.house.models import Policy
from tertulia.house.policies import House, house_at
from tertulia.readers.models import Guest, Reader
from tertulia.responses.gate import Situation, Turns
from tertulia.responses.reading import FOR_ALL, WITH_PAGE
from tertulia.responses.shields import Obstacles, load_obstacles
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
    obstacles: Obstacles


def look_around(
    *,
    thread: int,
    parent: int | None,
    author: Reader | None,
    guest: Guest | None = None,
    networks: tuple[str, ...] = (),
    looks: str | None = None,
    for_all: bool = False,
    now: datetime | None = None,
) -> Surroundings:
    """The surroundings of a response by `author`, or by a known `guest`, in a thread (primary keys).

    `networks` are the pseudonyms of the network it is sent from, which count for whoever has no account; `looks` is the skeleton
    of the name that a stranger gives; `for_all`: a thread that is not open to everybody is as good as none.
    Raises NotFound, NameTaken.
    """
    if thread >= 2**63:
        raise NotFound  # no column holds such a number, and SQLite's driver fails on it
    with connection.cursor() as cursor:
        cursor.execute(_AROUND_IN_PUBLIC if for_all else _AROUND, [parent, looks, thread])
        found = cursor.fetchone()
    if found is None:
        raise NotFound
    site, state, story, parent_text, root, rules, namesake = found
    if namesake:
        raise NameTaken(field="name")
    writer = _key_of("guest", guest.pk) if guest else _key_of("reader", author.pk) if author else ""
    house = house_at(site, rules)
    section = section_of(story) if story and house.has_sections else None
    place = {"thread": thread, "site": site, "parent": parent}
    obstacles = load_obstacles(**place, author=author, guest=guest, networks=networks, now=now or timezone.now())
    history = author_history(author or guest)
    return Surroundings(
        site=site,
        situation=Situation(
            state,
            parent_text or "",
            author is None and guest is None,
            history,
            obstacles.holds(is_new=history is None),
            partial(turns_before, root, parent, writer),
        ),
        house=house,
        policy=house.policy(section=section, story=story),
        obstacles=obstacles,
    )


_LOOK = """
select t.site, t.state, t.story_id, answered.text, coalesce(answered.root_id, answered.id), rules.number, namesake.id
from responses_thread t cross join house_rulesversion rules
left join responses_response answered on answered.id = %s and answered.thread_id = t.id
left join readers_reader namesake on namesake.skeleton = %s and not (namesake.skeleton = '') {page} where t.id = %s {only}
"""
_AROUND, _AROUND_IN_PUBLIC = _LOOK.format(page="", only=""), _LOOK.format(page=WITH_PAGE, only=f"and {FOR_ALL}")


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


def turns_before(root: int | None, parent: int | None, writer: str) -> Turns:
    """The latest turns of a branch and, last, one without words that `writer` is about to take; empty outside a branch."""
    if root is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_TURNS, [root, root, TURNS])
        rows = cursor.fetchall()[::-1]
    turns = [
        {"id": id, "author": _who(id, reader, guest, name), "text": text, "reply_to": above, "t": place / 1_000_000}
        for id, above, reader, guest, name, text, place in rows
    ]
    last = turns[-1]["t"] if turns else 0.0
    return [*turns, {"id": 0, "author": writer, "text": "", "reply_to": parent, "t": last + 60}]


def _who(id: int, reader: int | None, guest: int | None, name: str) -> str:
    if reader or guest:
        return _key_of("reader", reader) if reader else _key_of("guest", guest)
    return _key_of("name", name or id)


def _key_of(kind: str, key: object) -> str:
    return f"{kind} {key}"


TURNS = 12
_TURNS = (
    "select id, parent_id, author_id, guest_id, author_name, text, place from responses_response "
    "where (root_id = %s or id = %s) and state = 'visible' order by branch_no desc limit %s"
)
