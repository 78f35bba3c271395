import pytest
from django.utils import timezone

from tertulia.errors import NotAllowed, NotFound, SignInNeeded
from tertulia.moderation.models import Case, LegalNotice, Statement
from tertulia.moderation.papers import open_notices
from tertulia.moderation.queue import load_queue
from tertulia.moderation.trusting import distrust_flagger, is_trusted, load_trusted, trust_flagger
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tests.moderation.papers import decide, post
from tests.moderation.test_notices import give


@pytest.fixture
def administrator(db):
    person = Reader.objects.create_user("ada@quay.example", name="Ada")
    grant_role(reader=person, role=Role.ADMINISTRATOR)
    return person


@pytest.fixture
def flagger(administrator):
    person = Reader.objects.create_user("hotline@flagger.example", name="Hotline")
    trust_flagger(administrator=administrator, email=" Hotline@flagger.example ", now=timezone.now())
    return person


def test_only_an_administrator_marks_somebody_and_only_somebody_with_an_account(flagger, administrator, moderator):
    assert [each.email for each in load_trusted(administrator)] == [flagger.email]
    for who, error in ((None, SignInNeeded), (moderator, NotAllowed)):
        with pytest.raises(error):
            trust_flagger(administrator=who, email=flagger.email, now=timezone.now())
        with pytest.raises(error):
            load_trusted(who)
    with pytest.raises(NotFound):
        trust_flagger(administrator=administrator, email="nobody@flagger.example", now=timezone.now())
    distrust_flagger(administrator=administrator, reader=flagger.pk)
    assert not is_trusted(flagger.pk)


def test_their_notices_come_first_and_are_due_sooner(thread, reader, flagger, moderator):
    first, second = post(thread, reader), post(thread, reader, "Another word about ropes.")
    plain, trusted = give(first), give(second, reader=flagger.pk)
    assert [each.id for each in open_notices().papers] == [trusted.pk, plain.pk]
    assert trusted.due_at - trusted.at < plain.due_at - plain.at
    lines = load_queue(moderator, now=timezone.now()).lines
    assert [line.response for line in lines] == [second.pk, first.pk]
    assert Case.objects.get(response=second).harm > Case.objects.get(response=first).harm


def test_what_they_told_us_is_named_in_the_statement_of_reasons(thread, reader, flagger, moderator):
    response = post(thread, reader)
    give(response, reader=flagger.pk)
    decide(response, moderator, "remove", ground="law:speech")
    assert Statement.objects.get().source_type == "TRUSTED_FLAGGER"


def test_whoever_is_not_signed_in_is_nobodys_trusted_flagger(thread, reader, flagger):
    give(post(thread, reader), email=flagger.email)
    assert not LegalNotice.objects.get().trusted
