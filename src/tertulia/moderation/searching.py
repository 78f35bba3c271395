"""The search over open cases: an index of their folded words; triggers take the words away when a case closes."""

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from tertulia.moderation.models import Case
from tertulia.moderation.narrowing import Condition
from tertulia.responses.models import Response
from tertulia.stories.folding import as_prefixes, asked_words, fold

SHORTEST = 2  # letters from which on the index is asked: nearly everything begins with any one letter


def keep_words(case: Case, response: Response) -> None:
    """Make what an open case says, and who says it, findable; inside the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("delete from case_words where rowid = %s", [case.pk])
        if words := fold(f"{response.author_name} {response.text}"):
            cursor.execute("insert into case_words (rowid, words) values (%s, %s)", [case.pk, words])


def says(question: str) -> Condition:
    """The open cases in which every word of `question` begins a word of the response, or of its author's name."""
    words = asked_words(question)
    if not words:
        return Condition(Q(pk__in=[]), Q(pk__in=[]), None, in_order=False)
    each = Q(*(RawSQL(_SAYS, [f"% {word}%"], output_field=BooleanField()) for word in words))  # noqa: S611 - a constant
    if all(len(word) < SHORTEST for word in words):
        return Condition(each, each, None, in_order=False)
    found, asked = _FOUND[connection.vendor], [as_prefixes(words, connection.vendor)]
    among = RawSQL(_AMONG[connection.vendor], asked, output_field=BooleanField())  # noqa: S611 - a constant
    return Condition(Q(among), each, (found, asked), in_order=False)


_FOUND = {
    "postgresql": "select rowid from case_words where vector @@ to_tsquery('simple', %s)",
    "sqlite": "select rowid from case_words where case_words match %s",
}
# An array, and no "in", which PostgreSQL joins in whatever order its guesses suggest.
_AMONG = {
    "postgresql": f"moderation_case.id = any(array({_FOUND['postgresql']}))",
    "sqlite": f"moderation_case.id in ({_FOUND['sqlite']})",
}
# Folded words have single spaces between them. A value for each case: an "exists" PostgreSQL joins with all words there are.
_SAYS = "(select ' ' || words like %s from case_words where rowid = moderation_case.id)"
