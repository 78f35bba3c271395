"""One sign-in door: whatever Wagtail calls login, reset, logout or account leads to ours."""

import pytest


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/held/", "/admin/account/"])
def test_a_stranger_is_led_to_the_one_door_and_back(client, db, path):
    asked = client.get(path, follow=True)
    assert asked.redirect_chain[-1][0].startswith("/account/login/?next=")
    assert path.replace("/", "%2F") in asked.redirect_chain[-1][0]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["/admin/login/", "/admin/password_reset/", "/admin/password_reset/confirm/MQ/x-y/"])
def test_no_form_of_wagtail_s_own_signs_anybody_in(client, db, method, path):
    answer = getattr(client, method)(path, {"username": "mo@quay.example", "password": "x"})
    assert answer.status_code == 302
    assert answer.url.startswith("/account/")


def test_a_reader_is_refused_once_and_not_sent_in_circles(client, reader):
    client.force_login(reader)
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert len(answer.redirect_chain) == 1
    assert "does not belong to the newsroom" in answer.content.decode()
    assert "permission to access" not in client.get("/account/").content.decode()


def test_the_door_leads_on_to_paths_of_this_site_only(client, moderator):
    client.force_login(moderator)
    assert client.get("/admin/login/?next=https://elsewhere.example/", follow=True).redirect_chain[-1][0] == "/account/"


def test_signing_out_takes_a_post(client, moderator):
    client.force_login(moderator)
    assert client.get("/admin/logout/").url == "/account/logout/"
    assert client.get("/admin/").status_code == 200
    assert client.post("/admin/logout/").url == "/"
    assert client.get("/admin/").status_code == 302


def test_the_account_page_of_the_admin_leads_to_the_one_account(client, moderator):
    client.force_login(moderator)
    page = client.get("/admin/account/").content.decode()
    assert 'href="/account/"' in page
    for field in ("name_email-first_name", "name_email-email", "password-new_password1", "avatar-avatar"):
        assert field not in page


def test_the_account_page_of_the_admin_keeps_its_own_settings(client, moderator):
    client.force_login(moderator)
    theme = {"theme-theme": "dark", "theme-contrast": "system", "theme-density": "default", "theme-keyboard_shortcuts": "on"}
    assert client.post("/admin/account/", theme).status_code == 302
    moderator.refresh_from_db()
    assert moderator.wagtail_userprofile.theme == "dark"


def test_a_page_for_some_asks_readers_to_sign_in_and_refuses_the_others(client, story, reader):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.GROUPS)
    asked = client.get(story.dated_address(), follow=True)
    assert asked.redirect_chain[-1][0].startswith("/account/login/?next=")
    client.force_login(reader)
    assert client.get(story.dated_address(), follow=True).status_code == 403
