"""Every cell of the table in docs/permissions.md, at every place."""

import pytest
from django.db import IntegrityError, transaction

from tertulia.errors import NotAllowed, SignInNeeded
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.readers.models import Reader, RoleGrant
from tertulia.readers.permissions import MAY
from tertulia.readers.roles import (
    Grant,
    Role,
    Verb,
    allows,
    allows_somewhere,
    grant_role,
    grants_of,
    require,
    staff,
    withdraw_role,
)
from tests.readers.permission_table import CELLS

SITE_WIDE = [Role.MODERATOR, Role.SENIOR_MODERATOR, Role.EDITOR]


@pytest.fixture
def somebody(db):
    return Reader.objects.create_user("sam@reader.example", name="Sam")


def test_the_table_and_the_code_say_the_same():
    assert {(cell.role, cell.verb) for cell in CELLS} == {(role, verb) for role in Role for verb in Verb}
    for role in Role:
        assert MAY[role] == {cell.verb for cell in CELLS if cell.role is role and cell.allowed}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_everywhere_allows_its_verbs_everywhere_and_no_other(somebody, role):
    grant_role(reader=somebody, role=role)
    for verb in Verb:
        expected = verb in MAY[role]
        for place in ({}, {"site": 1}, {"site": 2}, {"site": 1, "section": 7}):
            assert allows(somebody, verb, **place) == expected, (verb, place)
        assert allows_somewhere(somebody, verb) == expected


@pytest.mark.parametrize("role", SITE_WIDE)
def test_a_role_on_one_site_means_nothing_on_another(somebody, role):
    grant_role(reader=somebody, role=role, site=1)
    for verb in MAY[role] - MAY[Role.READER]:
        assert allows(somebody, verb, site=1)
        assert allows(somebody, verb, site=1, section=7)
        for elsewhere in ({}, {"site": 2}, {"site": 2, "section": 7}, {"section": 7}):
            assert not allows(somebody, verb, **elsewhere), (verb, elsewhere)


def test_a_role_in_one_section_reaches_neither_the_next_nor_the_site(somebody):
    grant_role(reader=somebody, role=Role.MODERATOR, site=1, section=7)
    for verb in MAY[Role.MODERATOR] - MAY[Role.READER]:
        assert allows(somebody, verb, site=1, section=7)
        for elsewhere in ({}, {"site": 1}, {"site": 1, "section": 8}, {"site": 2, "section": 7}):
            assert not allows(somebody, verb, **elsewhere), (verb, elsewhere)


def test_two_roles_at_two_places_do_not_add_up_to_both_at_either(somebody):
    grant_role(reader=somebody, role=Role.EDITOR, site=1)
    grant_role(reader=somebody, role=Role.MODERATOR, site=2)
    assert not allows(somebody, Verb.PUBLISH, site=2)
    assert not allows(somebody, Verb.DECIDE, site=1)


@pytest.mark.parametrize("verb", list(Verb))
def test_nobody_and_a_closed_account_may_do_nothing(somebody, verb):
    grant_role(reader=somebody, role=Role.ADMINISTRATOR)
    somebody.is_active = False
    somebody.save()
    for reader, reason in ((None, SignInNeeded), (somebody, NotAllowed)):
        assert not allows(reader, verb)
        assert not allows_somewhere(reader, verb)
        with pytest.raises(reason):
            require(reader, verb)


def test_what_is_allowed_is_required_in_silence(somebody):
    grant_role(reader=somebody, role=Role.SENIOR_MODERATOR)
    require(somebody, Verb.SUSPEND, site=1)
    with pytest.raises(NotAllowed):
        require(somebody, Verb.MANAGE_PEOPLE, site=1)


@pytest.mark.parametrize(
    ("role", "place"),
    [(Role.EDITOR, {"site": 1, "section": 7}), (Role.MODERATOR, {"section": 7}), (Role.ADMINISTRATOR, {"site": 1})],
)
def test_the_database_knows_where_a_role_may_hold(somebody, role, place):
    with pytest.raises(IntegrityError), transaction.atomic():
        grant_role(reader=somebody, role=role, **place)


@pytest.mark.parametrize("role", list(Role)[1:])
def test_a_role_withdrawn_leaves_nothing_behind(somebody, role):
    grant_role(reader=somebody, role=role)
    grant_role(reader=somebody, role=role)
    assert list(staff()) == [somebody]
    withdraw_role(reader=somebody, role=role)
    withdraw_role(reader=somebody, role=role)
    somebody = Reader.objects.get()
    assert grants_of(somebody) == (Grant(Role.READER),)
    assert (somebody.is_staff, somebody.is_superuser, somebody.groups.count(), staff().count()) == (False, False, 0, 0)
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == [Kind.ROLE_GRANTED, Kind.ROLE_WITHDRAWN]


def test_two_roles_that_share_a_group_keep_it_until_both_are_gone(somebody):
    grant_role(reader=somebody, role=Role.MODERATOR)
    grant_role(reader=somebody, role=Role.SENIOR_MODERATOR)
    withdraw_role(reader=somebody, role=Role.MODERATOR)
    assert somebody.has_perm("responses.moderate")
    assert allows(somebody, Verb.SUSPEND)


def test_being_in_a_group_of_wagtail_s_is_having_the_role(somebody):
    from django.contrib.auth.models import Group

    somebody.groups.add(Group.objects.get(name="Thread moderators"))
    assert grants_of(somebody) == (Grant(Role.READER), Grant(Role.MODERATOR))
    assert not RoleGrant.objects.exists()


def test_the_roles_of_one_reader_take_one_query(somebody, django_assert_num_queries):
    grant_role(reader=somebody, role=Role.MODERATOR, site=1)
    with django_assert_num_queries(1):
        allows(somebody, Verb.DECIDE, site=1)
    with django_assert_num_queries(0):
        allows(somebody, Verb.POST, site=1)
