import pytest
from django.utils import timezone

from tertulia.errors import NotAllowed, NotFound, StateConflict
from tertulia.moderation.actions import Action
from tertulia.moderation.models import Decision
from tertulia.moderation.running import lift_sanction, load_running
from tertulia.moderation.sanctions import Extra
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.readers.standing import standing_of
from tests.moderation.papers import decide, post


@pytest.fixture
def senior(db):
    person = Reader.objects.create_user("sena@quay.example", name="Sena")
    grant_role(reader=person, role=Role.SENIOR_MODERATOR)
    return person


@pytest.fixture
def suspended(thread, reader, senior):
    decide(post(thread, reader), senior, "remove", also=[Extra(Action.SUSPEND)])
    return Decision.objects.get(action=Action.SUSPEND)


def test_what_holds_is_listed_with_its_end_and_who_may_end_it(suspended, reader, moderator, senior):
    (one,) = load_running(senior, now=timezone.now())
    assert (one.name, one.action, one.by, one.until, one.may_end) == (reader.name, "suspend", "Sena", suspended.until, True)
    assert not load_running(moderator, now=timezone.now())[0].may_end


def test_a_sanction_is_ended_once_and_that_is_written_down(suspended, reader, moderator, senior):
    now = timezone.now()
    with pytest.raises(NotAllowed):
        lift_sanction(decision=suspended.pk, moderator=moderator, now=now)
    lift_sanction(decision=suspended.pk, moderator=senior, now=now)
    assert not standing_of(reader, now=now).is_suspended
    assert load_running(senior, now=now) == []
    assert Decision.objects.latest("id").undoes == suspended
    with pytest.raises(StateConflict):
        lift_sanction(decision=suspended.pk, moderator=senior, now=now)


def test_what_is_no_sanction_cannot_be_ended(suspended, senior):
    with pytest.raises(NotFound):
        lift_sanction(decision=Decision.objects.get(action=Action.REMOVE).pk, moderator=senior, now=timezone.now())
