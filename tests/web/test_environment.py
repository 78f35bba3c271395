"""What templates may call."""

from datetime import UTC, datetime
from typing import Any

from django.test import RequestFactory
from django.utils import translation

from tertulia.web import environment
from tertulia.web.environment import hue, identity, initial, interface_language, iso, section_of, when

MOMENT = datetime(2026, 11, 20, 9, 30, 12, tzinfo=UTC)


def test_a_time_is_written_with_its_zone_in_the_language_of_the_page() -> None:
    assert when(MOMENT) == "20 November 2026, 09:30 UTC"
    assert when(MOMENT, "Y") == "2026 UTC"
    assert iso(MOMENT) == "2026-11-20T09:30:12+00:00"
    with translation.override("ar"):
        assert when(MOMENT) == "20 نوفمبر 2026، 09:30 UTC"


def test_a_time_follows_the_zone_of_the_site(settings: Any) -> None:
    from django.utils.timezone import get_default_timezone

    settings.TIME_ZONE = "Europe/Oslo"
    get_default_timezone.cache_clear()
    environment._when.cache_clear()
    environment._iso.cache_clear()
    assert when(MOMENT) == "20 November 2026, 10:30 CET"
    assert iso(MOMENT) == "2026-11-20T10:30:12+01:00"
    environment._when.cache_clear()
    environment._iso.cache_clear()


def test_an_avatar_is_made_from_the_name_alone() -> None:
    assert initial("«ليلى»") == "ل"
    assert initial("ßen") == "S"
    assert initial("") == initial("!!") == "?"
    assert hue("Ana") == hue("ANA")
    assert {hue(f"Name {number}") for number in range(200)} == set(range(12))


def test_the_interface_speaks_the_language_of_the_page_if_it_can() -> None:
    with translation.override("ar"):
        assert interface_language() == "ar"
    with translation.override("nl"):
        assert interface_language() == "en"


def test_sections_and_the_section_of_a_story(story: Any, front_page: Any) -> None:
    from tertulia.stories.models import SectionPage, StoryPage

    city = front_page.add_child(instance=SectionPage(title="City", slug="city"))
    front_page.add_child(instance=SectionPage(title="Draft", slug="draft", live=False))
    inside = city.add_child(instance=StoryPage(title="Inside", slug="inside"))
    request = RequestFactory().get("/")
    assert [link.title for link in identity(request).masthead] == ["City"]
    assert [link.title for link in identity(None).masthead] == ["City"]
    assert section_of(inside).title == "City"
    assert section_of(story) is None
