"""Two accounts of one person."""

import pytest

from tertulia.errors import CannotMerge, NotAllowed
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.readers.tokens import create_token
from tertulia.responses.merging import merge_readers
from tertulia.responses.models import Response, Vote
from tertulia.responses.posting import post_response
from tertulia.responses.voting import cast_vote


@pytest.fixture
def administrator(db):
    person = Reader.objects.create_user("ada@quay.example", name="Ada")
    grant_role(reader=person, role=Role.ADMINISTRATOR)
    return person


@pytest.fixture
def double(db):
    return Reader.objects.create_user("rosa.v@reader.example", name="rosa v")


@pytest.fixture
def say(thread):
    return lambda author, text="A word.": post_response(thread=thread.pk, author=author, text=text).response


def test_what_was_written_passes_on_under_the_remaining_name(reader, double, administrator, say, thread):
    own, other = say(reader), say(double, "Another word.")
    merge_readers(duplicate=double, into=reader, administrator=administrator)
    assert set(Response.objects.values_list("pk", "author", "author_name")) == {
        (own.pk, reader.pk, "Rosa Vidal"),
        (other.pk, reader.pk, "Rosa Vidal"),
    }
    assert not Reader.objects.filter(email=double.email).exists()


def test_votes_pass_on_once_and_none_stays_on_one_s_own(reader, double, other_reader, administrator, say):
    both, one, own, of_double = say(other_reader), say(other_reader, "Two."), say(reader, "Mine."), say(double, "Mine too.")
    cast_vote(response=both.pk, reader=reader, value=1)
    cast_vote(response=both.pk, reader=double, value=-1)
    cast_vote(response=one.pk, reader=double, value=1)
    cast_vote(response=own.pk, reader=double, value=1)
    cast_vote(response=of_double.pk, reader=reader, value=-1)
    merge_readers(duplicate=double, into=reader, administrator=administrator)
    assert set(Vote.objects.values_list("response", "reader", "value")) == {(both.pk, reader.pk, 1), (one.pk, reader.pk, 1)}
    counts = dict(zip(Response.objects.values_list("pk", flat=True), Response.objects.values_list("up", "down"), strict=True))
    assert counts == {both.pk: (1, 0), one.pk: (1, 0), own.pk: (0, 0), of_double.pk: (0, 0)}


def test_nothing_that_opened_the_duplicate_opens_the_other(reader, double, administrator, client):
    client.force_login(double)
    create_token(reader=double)
    double.emailaddress_set.create(email=double.email, verified=True, primary=True)
    merge_readers(duplicate=double, into=reader, administrator=administrator)
    assert client.get("/account/").status_code == 302
    assert (reader.tokens.count(), reader.emailaddress_set.count()) == (0, 0)


def test_a_suspension_passes_on(reader, double, administrator, now):
    from tertulia.readers.models import Suspension

    Suspension.objects.create(reader=double, until=now, kind=Suspension._meta.get_field("kind").choices[0][0], since=now)
    merge_readers(duplicate=double, into=reader, administrator=administrator)
    assert Suspension.objects.get().reader == reader


def test_only_administrators_merge(reader, double, moderator):
    with pytest.raises(NotAllowed):
        merge_readers(duplicate=double, into=reader, administrator=moderator)


def test_neither_an_account_with_itself_nor_one_with_a_role_is_merged_away(reader, moderator, administrator):
    for duplicate in (reader, moderator):
        with pytest.raises(CannotMerge):
            merge_readers(duplicate=duplicate, into=reader, administrator=administrator)
