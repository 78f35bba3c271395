"""The edition moves with every change of what a public page shows, whoever writes it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from taggit.models import Tag
from wagtail.models import Site

from tertulia.stories.models import (
    Contributor,
    Correction,
    Edition,
    Identity,
    MenuEntry,
    NewsImage,
    PinnedStory,
    PlainPage,
    RelatedStory,
    StoryPage,
    StoryTag,
)

SHOWN = ["storypage", "frontpage", "sectionpage", "contributor", "byline", "oldaddress", "plainpage", "correction"]
SHOWN += ["relatedstory", "pinnedstory", "storytag", "identity", "menuentry"]


TRIGGERS = {
    "sqlite": "select count(*) from sqlite_master where type = 'trigger' and tbl_name = %s",
    "postgresql": "select count(distinct event_manipulation) from information_schema.triggers where event_object_table = %s",
}


@pytest.mark.parametrize("table", SHOWN)
def test_every_table_that_is_shown_has_its_triggers(table: str, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor], [f"stories_{table}"])
        assert cursor.fetchone()[0] >= 3


def number() -> int:
    return Edition.objects.get().number


@pytest.mark.parametrize(
    "change",
    [
        lambda story: StoryPage.objects.filter(pk=story.pk).update(updated_at=datetime(2026, 11, 21, tzinfo=UTC)),
        lambda story: Correction.objects.create(story=story, day=date(2026, 11, 21), text="It was ten years."),
        lambda story: RelatedStory.objects.create(story=story, other=story),
        lambda story: PinnedStory.objects.create(front=story.get_parent().specific, story=story),
        lambda story: Contributor.objects.create(name="Marta", slug="marta"),
        lambda story: StoryTag.objects.create(content_object=story, tag=Tag.objects.create(name="trams", slug="trams")),
        lambda story: Identity.objects.create(site=Site.objects.get(), accent="#aa0000"),
        lambda story: story.get_parent().add_child(instance=PlainPage(title="About", slug="about")),
    ],
)
def test_a_change_of_what_is_shown_moves_it(change: Any, story: Any) -> None:
    before = number()
    change(story)
    assert number() > before


def test_a_menu_and_a_tag_move_it_too(story: Any) -> None:
    identity = Identity.objects.create(site=Site.objects.get())
    tag = Tag.objects.create(name="trams", slug="trams")
    before = number()
    entry = MenuEntry.objects.create(identity=identity, address="/archive/", label="Archive")
    assert number() == before + 1
    entry.delete()
    tag.name = "Trams"
    tag.save()
    assert number() == before + 3


def test_making_a_size_of_a_picture_does_not(story: Any, photo: NewsImage) -> None:
    before = number()
    photo.get_rendition("width-100|format-jpeg")
    assert number() == before
