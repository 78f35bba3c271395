"""The documented corpus: the same stories, names and responses every time, written in bulk with every kept number right.

    python -m bench.corpus threads|thousand|million|hundred-thousand DIR

Texts are sentences of words drawn by Zipf's law from `words.txt` (seed 20261120). Responses come from 4,096 different
texts: 350 characters on average, from a few words to 1,500 characters, every sixth with emphasis, a quotation or a link.
Two in five responses stand at the top level; the others answer one of the last twenty, to a depth of five.

On a site of many stories every hundredth thread is drawn that way and the others are copies of one of those, made by the
database itself, and search knows only the latest response: a million responses are there in one or two minutes.
"""

import os
import random
import sqlite3
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

SEED = 20261120
TEXTS = 4096
RECENT = 20  # a reply answers one of so many responses before it
DEPTH = 5
BEGIN = datetime(2026, 11, 20, 8, tzinfo=UTC)
STORY_BYTES = 4000
SAME = 100  # responses in each thread of a site of many stories
PATTERNS = 100  # threads of a large site that are drawn; all others are copies
LARGE = 1_000  # stories from which a site counts as large

# Slug: responses. The addresses are /2026/11/20/SLUG/.
CORPORA: dict[str, dict[str, int]] = {
    "threads": {"w1": 32, "post": 32, "mix": 32, "crowd": 32, "w2": 1_000, "w3": 10_000, "w100k": 100_000},
    "thousand": {f"story-{number}": SAME for number in range(10)},
    "hundred-thousand": {f"story-{number}": SAME for number in range(1_000)},
    "million": {f"story-{number}": SAME for number in range(10_000)},
}

FIRST = (
    "Aino Bashir Carmen Dalia Edvard Farah Goran Hind Ingrid Jamal Kaja Leila Marek Nour Olav Petra Qasim Rosa Salma Tarek"
).split()
LAST = "Andersen Bakr Costa Darwish Eide Fares Gran Haddad Iversen Khoury Lund Moe Nasser Olsen Vidal Wahab".split()


class Writer:
    """Draws words, sentences and texts."""

    def __init__(self, seed: int = SEED):
        self._random = random.Random(seed)
        self._words = list(dict.fromkeys(Path(__file__).with_name("words.txt").read_text().split()))
        self._weights = list(accumulate(1 / (rank + 3) ** 0.85 for rank in range(len(self._words))))

    def prose(self, length: int) -> str:
        """Sentences of about `length` characters in all."""
        said = ""
        while len(said) < length:
            words = self._random.choices(self._words, cum_weights=self._weights, k=self._random.randint(4, 18))
            comma = self._random.randrange(len(words) * 2)
            sentence = " ".join(word + "," * (number == comma) for number, word in enumerate(words[:-1])) + f" {words[-1]}"
            said += sentence[0].upper() + sentence[1:] + self._random.choices([". ", "? ", "! "], [8, 1, 1])[0]
        return said.strip()

    def response(self) -> str:
        """One response in Markdown."""
        text = self.prose(min(1500, int(self._random.lognormvariate(5.5, 0.75))))
        kind = self._random.randrange(18)
        if kind == 0:
            return f"> {self.prose(60)}\n\n{text}"
        if kind == 1:
            return f"{text} https://harbour.example/{self._random.randrange(10**6)}"
        first, _space, rest = text.partition(" ")
        return f"{first} *{rest[:30].strip()}*{rest[30:]}" if kind == 2 else text

    def name(self) -> str:
        return f"{self._random.choice(FIRST)} {self._random.choice(LAST)}"


def responses(
    thread: int, count: int, first: int, texts: list[tuple[str, str]], names: list[str]
) -> Iterator[list[dict[str, Any]]]:
    """The rows of a thread, branch by branch: `first` is the id of the first. Each list is one branch, its top first."""
    draw = random.Random(SEED + thread)
    recent: list[dict[str, Any]] = []
    branches: dict[int, list[dict[str, Any]]] = {}
    for number in range(count):
        id, at = first + number, BEGIN + timedelta(seconds=37 * number)
        parent = draw.choice(recent) if recent and draw.random() < 0.6 else None
        if parent and parent["depth"] >= DEPTH:
            parent = None
        branch = branches.setdefault(parent["root_id"] or parent["id"] if parent else id, [])
        text, html = texts[draw.randrange(TEXTS)]
        row = {
            "id": id,
            "thread_id": thread,
            "parent_id": parent["id"] if parent else None,
            "root_id": branch[0]["id"] if branch else None,
            "depth": parent["depth"] + 1 if parent else 1,
            "place": int(at.timestamp()) * 1_000_000,
            "branch_no": len(branch),
            "author_name": draw.choice(names),
            "text": text,
            "html": html,
            "renderer": 1,
            "posted_at": at.strftime("%Y-%m-%d %H:%M:%S"),
        }
        branch.append(row)
        recent = [*recent[1 - RECENT :], row]
    for branch in branches.values():
        branch[0]["replies"] = branch[0]["last_no"] = len(branch) - 1
        branch[0]["replied"] = branch[-1]["place"] if len(branch) > 1 else None
        yield branch


def fill(name: str, folder: Path) -> None:
    """Make the data folder of the corpus called `name`."""
    os.environ |= {"TERTULIA_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "tertulia.config.settings"}
    import django

    django.setup()
    from tertulia.config.preparing import prepare

    prepare()
    stories = CORPORA[name]
    writer = Writer()
    template = _publish("w0", writer)
    from django.db import connections

    from tertulia.responses.models import Response, Thread

    thread_row, response_row = _defaults(Thread), _defaults(Response)
    insert = (
        f"insert into responses_response ({', '.join(response_row)}) values ({', '.join(f':{name}' for name in response_row)})"
    )
    connections.close_all()
    with sqlite3.connect(folder / "tertulia.sqlite3", isolation_level=None) as database:
        database.execute("pragma synchronous = off")
        database.execute("begin immediate")
        texts = _texts(writer)
        names = [writer.name() for _number in range(200)]
        first, drawn = 1, list[tuple[int, int]]()
        is_large = len(stories) >= LARGE
        with _put_away(database, "responses_response"):
            for number, (slug, count) in enumerate(stories.items()):
                thread = _copy_story(database, template, slug, number, thread_row | {"visible": count})
                if is_large and number >= PATTERNS:
                    _copy_thread(database, list(response_row), drawn[number % PATTERNS], (thread, first))
                else:
                    drawn.append((thread, first))
                    for branch in responses(thread, count, first, texts, names):
                        database.executemany(insert, [response_row | row for row in branch])
                first += count
        if is_large:  # the worker fills the index of words from the latest response that is in it
            database.execute("insert into response_words (rowid, words) values (?, '')", [first - 1])
        database.execute("commit")
    _let_the_worker_catch_up()


@contextmanager
def _put_away(database: sqlite3.Connection, table: str) -> Iterator[None]:
    """Without the triggers and indexes of a table, which are made again at the end: sorting once is faster than keeping order."""
    wanted = "select type, name, sql from sqlite_master where tbl_name = ? and type in ('trigger', 'index') and sql is not null"
    kept = database.execute(wanted, [table]).fetchall()
    for kind, name, _made in kept:
        database.execute(f"drop {kind} {name}")
    yield
    for _kind, _name, made in kept:
        database.execute(made)


def _copy_thread(database: sqlite3.Connection, columns: list[str], pattern: tuple[int, int], copy: tuple[int, int]) -> None:
    """The responses of the thread `pattern` once more in the thread `copy`; each is a thread and the id of its first response."""
    shift = copy[1] - pattern[1]
    other = {column: f"{column} + {shift}" for column in ("id", "parent_id", "root_id")} | {"thread_id": str(copy[0])}
    read = ", ".join(other.get(column, column) for column in columns)
    # In the order of the ids, for the database adds to its end fastest.
    into = f"insert into responses_response ({', '.join(columns)}) select {read} from responses_response"
    database.execute(f"{into} where id >= ? and id < ? order by id", [pattern[1], pattern[1] + SAME])


def _let_the_worker_catch_up() -> None:
    """What the worker would do for minutes after so many new responses, in one transaction."""
    from django.db import connection
    from django.utils import timezone

    from tertulia.delivery.searching import index_newer
    from tertulia.delivery.worker import do_chores, handle_waiting
    from tertulia.events.transactions import writing

    with writing():
        while handle_waiting():
            pass
        while index_newer():
            pass
        do_chores(now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("analyze")  # as an operator may; last, for stale statistics lead SQLite astray
        cursor.execute("pragma wal_checkpoint(truncate)")
    connection.close()


def _texts(writer: Writer) -> list[tuple[str, str]]:
    from tertulia.responses import markup

    sources = [markup.accept_text(writer.response()) for _number in range(TEXTS)]
    return [(text, markup.to_html(text)) for text in sources]


def _publish(slug: str, writer: Writer) -> int:
    """One story through Wagtail, the pattern of all others; returns its primary key."""
    from tertulia.stories.models import FrontPage, StoryPage

    paragraphs = [("paragraph", f"<p>{writer.prose(500)}</p>") for _number in range(STORY_BYTES // 500)]
    story = StoryPage(title="The lamp on the northern shore is lit again", slug=slug, published_at=BEGIN, body=paragraphs)
    FrontPage.objects.get().add_child(instance=story)
    story.save_revision().publish()
    return story.pk


def _defaults(model: Any) -> dict[str, Any]:
    """The columns of a model that the database does not compute, with the values of a new row."""
    from django.db import connection

    fields = [field for field in model._meta.concrete_fields if not field.generated]
    return {field.column: field.get_db_prep_save(getattr(model(), field.attname), connection) for field in fields}


def _copy_story(database: sqlite3.Connection, template: int, slug: str, number: int, thread: dict[str, Any]) -> int:
    """A story like the one with the primary key `template`, with an empty thread; returns the thread's primary key."""
    path = database.execute("select path from wagtailcore_page where id = ?", [template]).fetchone()[0]
    place = _base36(int(path[-4:], 36) + 1 + number)
    title, address = f"The lamp on the northern shore is lit again, {slug}", f"/2026/11/20/{slug}/"
    page = _copy(database, "wagtailcore_page", "id", template, {
        "id": None, "path": path[:-4] + place, "slug": slug, "title": title, "draft_title": title, "latest_revision_id": None,
        "live_revision_id": None, "translation_key": uuid.uuid5(uuid.NAMESPACE_URL, slug).hex, "url_path": f"/home/{slug}/",
    })  # fmt: skip
    _copy(database, "stories_storypage", "page_ptr_id", template, {"page_ptr_id": page, "address": address})
    database.execute("update wagtailcore_page set numchild = numchild + 1 where path = ?", [path[:-4]])
    opened = {"url": address, "title": title, "language": "en", "story_id": page, "opened_at": "2026-11-20 08:00:00"}
    return _insert(database, "responses_thread", thread | opened)


def _copy(database: sqlite3.Connection, table: str, key: str, template: int, differs: dict[str, Any]) -> int:
    read = database.execute(f"select * from {table} where {key} = ?", [template])
    columns = [column[0] for column in read.description]
    return _insert(database, table, dict(zip(columns, read.fetchone(), strict=True)) | differs)


def _insert(database: sqlite3.Connection, table: str, row: dict[str, Any]) -> int:
    marks = ", ".join("?" * len(row))
    return int(database.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values())).lastrowid or 0)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest] + digits
    return digits.rjust(4, "0")


if __name__ == "__main__":
    fill(sys.argv[1], Path(sys.argv[2]))
