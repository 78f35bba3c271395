import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from tertulia.readers.models import Reader

LIST = "/admin/users/"


@pytest.fixture
def boss(client, db):
    person = Reader.objects.create_superuser("boss@quay.example", name="Ada Lind")
    client.force_login(person)
    return person


def test_the_list_shows_names_and_finds_people_by_them(client, boss, reader, other_reader):
    page = client.get(f"{LIST}?ordering=name").content.decode()
    assert "Rosa Vidal" in page
    assert "gravatar" not in page
    assert "طارق" in client.get(f"{LIST}results/?q=طارق").content.decode()
    assert "Rosa Vidal" not in client.get(f"{LIST}results/?q=طارق").content.decode()


def test_a_new_account_has_a_name_groups_and_no_password(client, boss, mailoutbox):
    group = Group.objects.get(name="Thread moderators")
    new = {"name": "  Mo   Hart ", "email": "Mo@Quay.example", "groups": [group.pk]}
    assert client.post(f"{LIST}new/", new).status_code == 302
    made = Reader.objects.get(email="mo@quay.example")
    assert (made.name, made.has_usable_password(), list(made.groups.all())) == ("Mo Hart", False, [group])


def test_the_new_account_gets_in_with_a_code(client, boss, mailoutbox):
    client.post(f"{LIST}new/", {"name": "Mo", "email": "mo@quay.example"})
    client.logout()
    client.post("/account/login/code/", {"email": "mo@quay.example"})
    code = next(word for word in mailoutbox[0].body.split() if len(word) == 9 and word[4] == "-")
    client.post("/account/login/code/confirm/", {"code": code})
    assert client.get("/account/").status_code == 200
    assert EmailAddress.objects.get(email="mo@quay.example").verified


@pytest.mark.parametrize(("field", "value"), [("name", " \u200b"), ("email", "ROSA@reader.example"), ("email", "no address")])
def test_a_bad_name_and_a_known_address_are_refused(client, boss, reader, field, value):
    page = client.post(f"{LIST}new/", {"name": "Mo", "email": "mo@quay.example", field: value})
    assert page.status_code == 200
    assert Reader.objects.count() == 2


def test_an_address_changed_here_has_to_be_proved_and_the_old_one_opens_nothing(client, boss, reader, mailoutbox):
    reader.emailaddress_set.create(email=reader.email, verified=True, primary=True)
    changed = {"name": reader.name, "email": "vidal@reader.example", "is_active": "on"}
    assert client.post(f"{LIST}edit/{reader.pk}/", changed).status_code == 302
    (address,) = EmailAddress.objects.filter(user=reader)
    assert (address.email, address.verified) == ("vidal@reader.example", False)
    client.logout()
    client.post("/account/login/code/", {"email": "rosa@reader.example"})
    assert mailoutbox[0].subject.endswith("no account with this address")


def test_whoever_may_not_sign_in_any_more_is_out_at_once(client, boss, reader):
    from django.test import Client

    elsewhere = Client()
    elsewhere.force_login(reader)
    client.post(f"{LIST}edit/{reader.pk}/", {"name": reader.name, "email": reader.email})
    assert elsewhere.get("/account/").status_code == 302


def test_there_is_no_password_to_set_for_others(client, boss, reader):
    for page in (client.get(f"{LIST}new/"), client.get(f"{LIST}edit/{reader.pk}/")):
        assert page.status_code == 200
        assert "password" not in page.content.decode().split("<main", 1)[1]


def test_groups_can_be_given_the_right_to_moderate(client, boss):
    page = client.get(f"/admin/groups/edit/{Group.objects.get(name='Editors').pk}/")
    assert "hold, release, remove and restore responses" in page.content.decode()


@pytest.mark.parametrize("path", ["", "reports/site-history/", "users/", "groups/", "reports/locked/"])
def test_no_page_that_names_people_needs_two_names(client, boss, story, path):
    story.save_revision(user=boss, log_action=True)
    assert client.get(f"/admin/{path}").status_code == 200
