"""Roles, sessions and duplicates in the admin."""

import pytest
from django.test import Client

from tertulia.readers.models import Reader, RoleGrant
from tertulia.readers.roles import Role, grant_role


@pytest.fixture
def boss(client, db):
    person = Reader.objects.create_user("boss@quay.example", name="Ada Lind")
    grant_role(reader=person, role=Role.ADMINISTRATOR)
    client.force_login(person)
    return person


def page_of(person):
    return f"/admin/users/{person.pk}/standing/"


def grants(person):
    return set(RoleGrant.objects.filter(reader=person).values_list("role", "site", "section"))


def test_a_role_is_given_everywhere_on_a_site_and_in_a_section_and_taken_away(client, boss, reader, front_page):
    from tertulia.stories.models import SectionPage

    section = front_page.add_child(instance=SectionPage(title="City", slug="city"))
    site = front_page.get_site().pk
    for asked in ({"role": "editor"}, {"role": "senior-moderator", "site": site}, {"role": "moderator", "section": section.pk}):
        assert client.post(page_of(reader), {"do": "grant", **asked}).status_code == 302
    assert grants(reader) == {("editor", None, None), ("senior-moderator", site, None), ("moderator", site, section.pk)}
    shown = client.get(page_of(reader)).content.decode()
    assert "Senior moderator" in shown
    assert "City" in shown
    for key in RoleGrant.objects.filter(reader=reader).values_list("pk", flat=True):
        client.post(page_of(reader), {"do": "withdraw", "grant": key})
    assert grants(reader) == set()


@pytest.mark.parametrize(("role", "where"), [("administrator", "site"), ("editor", "section"), ("reader", ""), ("king", "")])
def test_a_role_that_cannot_hold_there_is_refused(client, boss, reader, front_page, role, where):
    from tertulia.stories.models import SectionPage

    section = front_page.add_child(instance=SectionPage(title="City", slug="city"))
    place = {"site": front_page.get_site().pk, "section": section.pk}
    answer = client.post(page_of(reader), {"do": "grant", "role": role, **({where: place[where]} if where else {})})
    assert answer.status_code == 200
    assert grants(reader) == set()


def test_nobody_takes_the_own_administration_away(client, boss):
    own = RoleGrant.objects.get(reader=boss)
    client.post(page_of(boss), {"do": "withdraw", "grant": own.pk})
    assert grants(boss) == {("administrator", None, None)}


def test_a_grant_of_somebody_else_is_not_taken_away_here(client, boss, reader, moderator):
    of_other = RoleGrant.objects.get(reader=moderator)
    client.post(page_of(reader), {"do": "withdraw", "grant": of_other.pk})
    assert grants(moderator) == {("moderator", None, None)}


def test_all_sessions_are_ended(client, boss, reader):
    elsewhere = Client()
    elsewhere.force_login(reader)
    assert "Signed in in 1 place." in client.get(page_of(reader)).content.decode()
    client.post(page_of(reader), {"do": "end"})
    assert elsewhere.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_two_accounts_become_one(client, boss, reader, other_reader):
    assert client.post(page_of(reader), {"do": "merge", "email": "nobody@reader.example"}).status_code == 200
    assert client.post(page_of(reader), {"do": "merge", "email": other_reader.email}).status_code == 302
    assert not Reader.objects.filter(pk=other_reader.pk).exists()


def test_a_refusal_is_said_and_nothing_is_done(client, boss, reader, moderator):
    shown = client.post(page_of(reader), {"do": "merge", "email": moderator.email}).content.decode()
    assert "cannot become one" in shown
    assert Reader.objects.filter(pk=moderator.pk).exists()


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.SENIOR_MODERATOR, Role.EDITOR])
def test_it_is_for_administrators_alone(client, reader, other_reader, role):
    if role:
        grant_role(reader=other_reader, role=role)
    client.force_login(other_reader)
    for answer in (client.get(page_of(reader)), client.post(page_of(reader), {"do": "grant", "role": "administrator"})):
        assert answer.status_code in (302, 403)
    assert grants(reader) == set()
