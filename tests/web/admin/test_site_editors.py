"""An editor of one site works in that site, and finds nothing of another one."""

import pytest
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page, Site

from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role, withdraw_role
from tertulia.stories.models import NewsImage, StoryPage
from tests.moderation.papers import catch_up


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def other(front_page):
    """Another site beside the first."""
    root = front_page.copy(update_attrs={"slug": "other", "title": "The Other"})
    return Site.objects.create(hostname="other.example", root_page=root)


@pytest.fixture
def editor(other):
    person = Reader.objects.create_user("ed@other.example", name="Ed")
    grant_role(reader=person, role=Role.EDITOR, site=other.pk)
    catch_up()
    browser = Client()
    browser.force_login(person)
    browser.person = person
    return browser


def draft_below(root):
    page = root.specific.add_child(instance=StoryPage(title=f"A draft of {root.title}", slug="a-draft", live=False))
    page.save_revision()
    return page


def publish(browser, page):
    browser.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/", {})
    return Page.objects.get(pk=page.pk).live


def test_pages_open_on_the_own_site_alone(editor, other, front_page):
    own, foreign = draft_below(other.root_page), draft_below(front_page)
    assert editor.get(f"/admin/pages/{own.pk}/edit/").status_code == 200
    assert editor.get(f"/admin/pages/{foreign.pk}/edit/").status_code == 302
    assert editor.get(f"/admin/pages/add/stories/storypage/{front_page.pk}/").status_code == 302
    assert (publish(editor, own), publish(editor, foreign)) == (True, False)
    assert foreign.title not in editor.get(f"/admin/pages/{front_page.pk}/").content.decode()


def test_a_foreign_story_is_neither_changed_nor_moved_nor_deleted(editor, other, front_page, story):
    for verb in ("delete", "unpublish", "move", "copy"):
        editor.post(f"/admin/pages/{story.pk}/{verb}/", {})
    editor.post(f"/admin/pages/{story.pk}/move/{other.root_page.pk}/confirm/", {})
    kept = Page.objects.get(pk=story.pk)
    assert (kept.live, kept.get_parent().pk) == (True, front_page.pk)


def test_pictures_lie_in_the_collection_of_the_site(editor, other):
    own = Collection.objects.get(name="other.example")
    theirs = NewsImage.objects.create(title="Ours", file=get_test_image_file(), collection=own)
    foreign = NewsImage.objects.create(title="A foreign picture", file=get_test_image_file())
    assert editor.get(f"/admin/images/{theirs.pk}/").status_code == 200
    assert editor.get(f"/admin/images/{foreign.pk}/").status_code == 302
    assert foreign.title not in editor.get("/admin/images/").content.decode()


def test_the_people_and_settings_of_the_place_are_not_theirs(editor):
    for path in ("users/", "sites/", "settings/stories/identity/1/", "wordrule/", "held/"):
        assert editor.get(f"/admin/{path}").status_code in (302, 403, 404), path


def test_without_the_role_the_door_is_shut(editor, other):
    withdraw_role(reader=editor.person, role=Role.EDITOR, site=other.pk)
    assert editor.get(f"/admin/pages/{other.root_page.pk}/").status_code in (302, 403)
    assert not editor.person.groups.exists()


def test_an_editor_everywhere_publishes_on_every_site(other, front_page):
    person = Reader.objects.create_user("ev@quay.example", name="Eva")
    grant_role(reader=person, role=Role.EDITOR)
    catch_up()
    browser = Client()
    browser.force_login(person)
    assert publish(browser, draft_below(other.root_page))
    assert publish(browser, draft_below(front_page))
