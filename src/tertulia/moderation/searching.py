"""The search over open cases: an index of their folded words; triggers take the words away when a case closes."""

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from tertulia.moderation.models import Case
from tertulia.responses.models import Response
from tertulia.stories.folding import as_prefixes, asked_words, fold

SHORTEST = 2  # letters from which on the index is asked: nearly everything begins with any one letter
RARE = 5_000  # cases that are put in order one by one; a word in more of them is met soon by whoever reads in order


def keep_words(case: Case, response: Response) -> None:
    """Make what an open case says, and who says it, findable; inside the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("delete from case_words where rowid = %s", [case.pk])
        if words := fold(f"{response.author_name} {response.text}"):
            cursor.execute("insert into case_words (rowid, words) values (%s, %s)", [case.pk, words])


def says(question: str) -> Q:
    """The open cases in which every word of `question` begins a word of the response, or of its author's name. One query."""
    words = asked_words(question)
    if not words:
        return Q(pk__in=[])
    if all(len(word) < SHORTEST for word in words):
        return _each_says(words)
    found, asked = _FOUND[connection.vendor], as_prefixes(words, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({found} limit %s) as found", [asked, RARE + 1])  # noqa: S608 - a constant
        cases = cursor.fetchone()[0]
    return Q(pk__in=RawSQL(found, [asked])) if cases <= RARE else _each_says(words)  # noqa: S611 - a constant


_FOUND = {
    "postgresql": "select rowid from case_words where vector @@ to_tsquery('simple', %s)",
    "sqlite": "select rowid from case_words where case_words match %s",
}


def _each_says(words: list[str]) -> Q:
    """The same, asked of one case after the other: folded words have single spaces between them."""
    asked = [RawSQL(_SAYS, [f"% {word}%"], output_field=BooleanField()) for word in words]  # noqa: S611 - a constant
    return Q(*asked)


_SAYS = "exists (select 1 from case_words where rowid = moderation_case.id and ' ' || words like %s)"
