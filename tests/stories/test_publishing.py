"""From draft to print: the embargo, the schedule, the address that stays, and what must not be published without."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from tertulia.delivery.worker import handle_waiting
from tertulia.events.models import Event
from tertulia.stories.models import NewsImage, SectionPage, StoryPage
from tertulia.stories.scheduling import publish_due


def draft(front_page: Any, **fields: Any) -> StoryPage:
    return front_page.add_child(instance=StoryPage(title="Later", slug="later", live=False, **fields))


def test_a_scheduled_story_appears_when_its_time_has_come(front_page: Any, client: Client) -> None:
    story = draft(front_page, go_live_at=timezone.now() + timedelta(hours=3))
    story.save_revision().publish()
    story.refresh_from_db()
    assert not story.live
    assert story.address == ""
    assert not Event.objects.exists()
    assert not publish_due(now=timezone.now())
    with time_machine.travel(story.go_live_at + timedelta(seconds=1), tick=False):
        assert publish_due(now=timezone.now())
    story.refresh_from_db()
    assert story.live
    assert story.address == f"/{timezone.localtime(story.first_published_at):%Y/%m/%d}/later/"
    handle_waiting()
    assert client.get(story.address).status_code == 200


def test_an_expired_story_goes(story: StoryPage, client: Client) -> None:
    StoryPage.objects.filter(pk=story.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    assert publish_due(now=timezone.now())
    assert client.get(story.address).status_code == 404


def test_an_embargo_keeps_a_story_back_but_not_its_schedule(front_page: Any) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError, match="embargo"):
        draft(front_page, embargo_until=tomorrow).clean_for_publication()
    StoryPage(title="A", embargo_until=tomorrow, go_live_at=tomorrow).clean_for_publication()
    StoryPage(title="A", embargo_until=timezone.now() - timedelta(seconds=1)).clean_for_publication()


def test_what_a_picture_brings_along_need_not_be_typed_again(photo: NewsImage) -> None:
    story = StoryPage(title="A", lead_image=photo)
    story.clean_for_publication()
    assert (story.caption, story.credit) == ("The wall.", "Photo: Quay")
    photo.credit = ""
    with pytest.raises(ValidationError, match="who made it"):
        story.clean_for_publication()


def test_a_picture_in_the_text_needs_caption_and_credit_too(photo: NewsImage) -> None:
    body = StoryPage._meta.get_field("body").stream_block
    NewsImage.objects.update(caption="", credit="")
    value = body.normalize([("picture", {"picture": photo, "caption": "", "credit": ""})])
    with pytest.raises(ValidationError):
        body.clean(value)
    body.clean(body.normalize([("picture", {"picture": photo, "caption": "A wall", "credit": "Quay"})]))


def test_the_address_stays_whatever_is_moved_or_renamed(story: StoryPage, front_page: Any, client: Client) -> None:
    address = story.address
    city = front_page.add_child(instance=SectionPage(title="City", slug="city"))
    story.move(city, pos="last-child")
    story = StoryPage.objects.get(pk=story.pk)
    story.slug = "another-slug"
    story.save_revision().publish()
    assert client.get(address).status_code == 200
    inside = client.get("/city/another-slug/")
    assert (inside.status_code, inside.headers["Location"]) == (301, address)


def test_unpublished_is_gone_and_published_again_is_at_the_same_address(story: StoryPage, client: Client) -> None:
    address = story.address
    story.unpublish()
    assert client.get(address).status_code == 404
    StoryPage.objects.get(pk=story.pk).save_revision().publish()
    assert client.get(address).status_code == 200


def test_a_section_that_moves_leaves_a_redirect(
    story: StoryPage, front_page: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    city = front_page.add_child(instance=SectionPage(title="City", slug="city"))
    city.slug = "town"
    with django_capture_on_commit_callbacks(execute=True):
        city.save_revision().publish()
    answer = client.get("/city/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/town/")


def test_no_way_of_publishing_leads_round_the_rule(front_page: Any, photo: NewsImage) -> None:
    photo.caption = ""
    photo.save()
    story = draft(
        front_page, body=[("gallery", {"title": "", "pictures": [{"picture": photo, "caption": "", "credit": ""}] * 2})]
    )
    with pytest.raises(ValidationError, match="lacks its caption"):
        story.save_revision().publish()
    assert not StoryPage.objects.get(pk=story.pk).live


def test_a_scheduled_story_that_has_lost_its_caption_keeps_no_other_waiting(front_page: Any, photo: NewsImage) -> None:
    soon = timezone.now() + timedelta(hours=1)
    bare = draft(front_page, go_live_at=soon, lead_image=photo)
    bare.save_revision().publish()
    other = front_page.add_child(instance=StoryPage(title="Other", slug="other", live=False, go_live_at=soon))
    other.save_revision().publish()
    NewsImage.objects.filter(pk=photo.pk).update(caption="")
    with time_machine.travel(soon + timedelta(seconds=1), tick=False):
        assert publish_due(now=timezone.now())
        assert not publish_due(now=timezone.now())
    assert StoryPage.objects.get(pk=other.pk).live
    assert not StoryPage.objects.get(pk=bare.pk).live
