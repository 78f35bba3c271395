"""A photo without caption or credit is not published, whichever door is taken."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import GroupPagePermission, Page, Workflow

from tertulia.readers.models import Reader
from tertulia.stories.models import NewsImage, StoryPage

CAPTION = "A photo is published with a caption: say what it shows."


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(front_page):
    """An unpublished story with a photo and not a word about it."""
    photo = NewsImage.objects.create(title="Lamp", file=get_test_image_file())
    page = front_page.add_child(instance=StoryPage(title="The lamp is lit", slug="lamp", lead_image=photo, live=False))
    page.save_revision()
    return page


@pytest.fixture
def editor(client, front_page):
    person = Reader.objects.create_user("ed@quay.example", name="Ed")
    group = Group.objects.get(name="Editors")
    publish = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    GroupPagePermission.objects.get_or_create(group=group, page=front_page.page_ptr, permission=publish)
    person.groups.add(group)
    client.force_login(person)
    return person


def give_words(draft):
    page = draft.get_latest_revision_as_object()
    page.lead_caption, page.lead_credit = "The lamp", "The Quay archive"
    page.save_revision()


def is_live(draft):
    return Page.objects.get(pk=draft.pk).live


def bulk(client, page, **form):
    return client.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/", form)


def test_many_at_once(client, editor, draft):
    answer = bulk(client, draft)
    (said,) = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said.startswith("“The lamp is lit” is not published.")
    assert CAPTION in said
    assert not is_live(draft)
    give_words(draft)
    bulk(client, draft)
    assert is_live(draft)


def test_many_at_once_with_what_hangs_below(client, editor, draft, front_page):
    bulk(client, front_page, include_descendants="on")
    assert not is_live(draft)
    give_words(draft)
    bulk(client, front_page, include_descendants="on")
    assert is_live(draft)


def test_the_admin_s_own_api(client, editor, draft):
    publish = f"/admin/api/main/pages/{draft.pk}/action/publish/"
    answer = client.post(publish, content_type="application/json")
    assert answer.status_code == 400
    assert not is_live(draft)
    give_words(draft)
    assert client.post(publish, content_type="application/json").status_code == 200
    assert is_live(draft)


def test_the_last_approval_of_a_workflow(client, editor, draft):
    boss = Reader.objects.create_superuser("boss@quay.example", name="Ada Lind")
    state = Workflow.objects.first().start(draft, editor)
    client.force_login(boss)
    approve = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.current_task_state.pk])
    answer = client.post(approve)
    assert answer.status_code == 400
    assert CAPTION in answer.content.decode()
    state.refresh_from_db()
    assert state.status == "in_progress"
    assert not is_live(draft)


def test_the_form_now_and_for_later(client, editor, draft):
    from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

    form = nested_form_data(
        {
            "title": "The lamp is lit",
            "slug": "lamp",
            "language": "en",
            "lead_image": draft.lead_image_id,
            "body": streamfield([]),
            "bylines": inline_formset([]),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )
    for more in ({}, {"go_live_at": "2099-01-01 08:00"}):
        answer = client.post(f"/admin/pages/{draft.pk}/edit/", {**form, **more})
        assert CAPTION in answer.content.decode()
    draft.refresh_from_db()
    assert not draft.live
    assert not draft.revisions.exclude(approved_go_live_at=None).exists()
