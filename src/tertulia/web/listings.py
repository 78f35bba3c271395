"""Lists of stories that are no page of Wagtail's: contributor, tag, archive, most discussed."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from tertulia.responses.discussed import most_discussed
from tertulia.responses.reading import count_by_story
from tertulia.stories import listing
from tertulia.stories.listing import StoryList

PATHS = re.compile(
    r"/(?:contributors/(?P<contributor>[^/]+)/|tags/(?P<tag>[^/]+)/|(?P<archive>archive/)(?:(?P<year>\d{4})/(?P<month>\d{2})/)?)"
)
DISCUSSED_DAYS = 90


@dataclass(frozen=True, slots=True)
class Listing:
    """A list with its own head. `more`: what its template wants besides."""

    template: str
    title: str
    stories: StoryList
    feed: str = ""
    more: dict[str, Any] = field(default_factory=dict)


def find_listing(request: HttpRequest, path: str) -> Listing | None:
    """The list at `path`, None where there cannot be one; raises NotFound or UnknownCursor."""
    asked = PATHS.fullmatch(path)
    if asked is None:
        return None
    root, after = root_of(request), request.GET.get("after", "")
    if asked["contributor"]:
        contributor = listing.find_contributor(asked["contributor"])
        stories = listing.stories_by(contributor, root, after=after)
        return Listing("contributor.html", contributor.name, stories, path, {"contributor": contributor})
    if asked["tag"]:
        tag = listing.find_tag(asked["tag"], root)
        return Listing("tag.html", tag.name, listing.stories_tagged(tag, root, after=after), path, {"tag": tag})
    if asked["year"]:
        year, month = int(asked["year"]), int(asked["month"])
        stories = listing.stories_of_month(year, month, root, after=after)
        return Listing("archive.html", date_format(date(year, month, 1), "F Y"), stories, "", {"months": []})
    return Listing("archive.html", _("Archive"), StoryList([]), "", {"months": listing.months_of(root)})


def draw_listing(request: HttpRequest, found: Listing) -> str:
    """The page of a list, with its numbers of responses."""
    counts = count_by_story([story.pk for story in found.stories.stories])
    context = {"listing": found, "stories": found.stories, "counts": counts, **found.more}
    return str(get_template(found.template, using="pages").render(context, request))


def show(request: HttpRequest, **named: str) -> HttpResponse:
    """A list, where the front has not stored it."""
    found = find_listing(request, request.path)
    if found is None:
        raise Http404
    return HttpResponse(draw_listing(request, found))


def discussed(request: HttpRequest) -> HttpResponse:
    """The stories with the most responses. It is never stored: every response anywhere may change it."""
    site = Site.find_for_request(request)
    since = timezone.now() - timedelta(days=DISCUSSED_DAYS)
    keys = most_discussed(site=site.pk, since=since)
    stories = listing.stories_in_order(site.root_page, keys)
    return render(request, "discussed.html", {"stories": StoryList(stories), "counts": count_by_story(keys)})


def root_of(request: HttpRequest) -> Page:
    """The front page of the site that was asked; raises Http404 where there is none."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site.root_page
