"""Two accounts of one person become one: what belonged to the duplicate belongs to the other, and the duplicate is gone."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, transaction
from django.db.models import F, Q

from tertulia.errors import CannotMerge
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.readers.models import Reader, Session, Token
from tertulia.readers.roles import Verb, is_staff, require
from tertulia.responses.models import Response, Vote

# What proves that somebody is who they are does not pass to another account: it goes.
GOES = (Session, Token, EmailAddress, Authenticator)


@writing()
def merge_readers(*, duplicate: Reader, into: Reader, administrator: Reader) -> None:
    """Move everything of `duplicate` to `into` and delete it; raises NotAllowed or CannotMerge.

    Responses take the remaining name. Where both had the same thing (a vote, a follow), the remaining account's counts, and
    no vote is left on a response that has become one's own. An account with a role is not merged away.
    """
    require(administrator, Verb.MANAGE_PEOPLE)
    if duplicate.pk == into.pk or is_staff(duplicate) or not into.is_active:
        raise CannotMerge
    _drop_votes_of_both(duplicate.pk, into.pk)
    Response.objects.filter(author=duplicate).update(author=into, author_name=into.name)
    for relation in Reader._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.related_model not in (*GOES, Response):
            _move(relation, duplicate, into)
    duplicate.delete()
    record(Kind.READERS_MERGED, reader=into.pk)


def _drop_votes_of_both(duplicate: int, into: int) -> None:
    """Votes that the two would hold twice, or on what one of them wrote."""
    twice = Vote.objects.filter(reader=into).values("response")
    of_duplicate = Q(reader=duplicate) & (Q(response__in=twice) | Q(response__author=into))
    for vote in Vote.objects.filter(of_duplicate | Q(reader=into, response__author=duplicate)):
        count = "up" if vote.value == 1 else "down"
        Response.objects.filter(pk=vote.response_id).update(**{count: F(count) - 1})
        vote.delete()


def _move(relation: Any, duplicate: Reader, into: Reader) -> None:
    """Point the rows of another table from one reader to the other; a row that cannot go stays and goes with the duplicate."""
    if relation.many_to_many:
        return
    rows, name = relation.related_model._base_manager, relation.field.name
    for key in list(rows.filter(**{name: duplicate}).values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                rows.filter(pk=key).update(**{name: into})
        except DatabaseError:
            continue
