"""Feeds: RSS, Atom and JSON Feed of the site, a section, a contributor, a tag, and of the responses of a story."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from tertulia.delivery.versions import read_versions
from tertulia.responses.latest import latest_responses
from tertulia.responses.reading import load_thread_of_story
from tertulia.stories.addresses import public_section_at, public_story_at
from tertulia.stories.identity import load_identity
from tertulia.stories.listing import StoryList, front_stories, latest_stories
from tertulia.web import words
from tertulia.web.listings import find_listing, root_of
from tertulia.web.metadata import absolute, plain, shared_picture
from tertulia.web.stories import site_of_request

MOST = 30
KEPT = 300  # stories as feeds carry them
_LOCAL = re.compile(r'((?:src|href)="|srcset="|(?<=\dw), ?)/(?!/)')


class JSONFeed(SyndicationFeed):
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:
        """Write the feed to `outfile`."""
        said = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "items": [_json_item(each) for each in self.items],
        }
        outfile.write(json.dumps(said, ensure_ascii=False, indent=1).encode(encoding))


def _json_item(each: dict[str, Any]) -> dict[str, Any]:
    said = {
        "id": each["unique_id"],
        "url": each["link"],
        "title": each["title"],
        "date_published": each["pubdate"].isoformat() if each["pubdate"] else None,
        "date_modified": each["updateddate"].isoformat() if each["updateddate"] else None,
        "authors": [{"name": each["author_name"]}] if each["author_name"] else None,
        "tags": list(each["categories"]) or None,
        "language": each.get("language"),
        "image": each["enclosures"][0].url if each["enclosures"] else None,
        "summary": plain(each["description"]) if each.get("whole") and each["description"] else None,
        "content_html": each.get("whole") or each["description"] or format_html("<p>{}</p>", each["title"]),
    }
    return {name: value for name, value in said.items() if value is not None}


class _RSS(Rss201rev2Feed):
    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item.get("whole"):
            handler.addQuickElement("content:encoded", item["whole"])


class _Atom(Atom1Feed):
    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item.get("whole"):
            handler.addQuickElement("content", item["whole"], {"type": "html"})


FORMS: dict[str, type[SyndicationFeed]] = {"rss": _RSS, "atom": _Atom, "json": JSONFeed}


@dataclass(frozen=True, slots=True)
class _Head:
    title: str
    description: str
    path: str
    language: str


@require_GET
def stories_feed(request: HttpRequest, path: str, form: str) -> HttpResponse:
    """The newest stories of what lives at `path`."""
    head, stories = _stories_at(request, f"/{path}")
    feed = _begin(request, head, form)
    edition, base = read_versions(()).edition, absolute(request, "")
    for story in stories.stories:
        _add_story(feed, story, request, whole=_whole(story, edition, base))
    return _answer(feed)


def _stories_at(request: HttpRequest, path: str) -> tuple[_Head, StoryList]:
    identity = load_identity(site_of_request(request))
    language = settings.LANGUAGE_CODE
    root = root_of(request)
    if path == "/":
        stories = front_stories(root, most=MOST)
        newest = sorted(stories.stories, key=lambda story: story.published_at or datetime.min.replace(tzinfo=UTC), reverse=True)
        return _Head(identity.name, identity.description or identity.name, path, language), StoryList(newest)
    if found := find_listing(request, path):
        if not found.feed:
            raise Http404
        return _Head(f"{found.title} · {identity.name}", found.title, path, language), found.stories
    section = public_section_at(root, path)
    if section is None:
        raise Http404
    head = _Head(f"{section.title} · {identity.name}", section.search_description or section.title, path, language)
    return head, latest_stories(section, most=MOST)


_whole_stories: dict[tuple[int, str], tuple[int, str]] = {}  # by story and base: the edition and what it drew


def _whole(story: Any, edition: int, base: str) -> str:
    """The words and pictures of a story for readers of feeds, with whole addresses; drawn once in an edition."""
    kept = _whole_stories.get((story.pk, base))
    if kept and kept[0] == edition:
        return kept[1]
    drawn = _LOCAL.sub(rf"\1{base}/", "\n".join(str(block.render()) for block in story.body))
    if len(_whole_stories) >= KEPT:
        _whole_stories.clear()
    _whole_stories[story.pk, base] = edition, drawn
    return drawn


def _add_story(feed: SyndicationFeed, story: Any, request: HttpRequest, *, whole: str) -> None:
    address = absolute(request, story.dated_address())
    picture = shared_picture(story, request)
    feed.add_item(
        title=story.title,
        link=address,
        unique_id=address,
        unique_id_is_permalink=True,
        description=format_html("<p>{}</p>", story.standfirst) if story.standfirst else "",  # HTML, in every form
        author_name=", ".join(each.name for each in story.contributors()) or None,
        pubdate=story.published_at,
        updateddate=story.updated_at or story.published_at,
        categories=[tag.name for tag in story.tags.all()],
        comments=f"{address}#responses",
        enclosures=[Enclosure(picture[0], "0", "image/jpeg")] if picture else [],
        language=story.language,
        whole=whole,
    )


@require_GET
def responses_feed(request: HttpRequest, path: str, form: str) -> HttpResponse:
    """The newest visible responses of the story at `path`."""
    story = public_story_at(root_of(request), f"/{path}")
    thread = load_thread_of_story(story.pk) if story else None
    if story is None or thread is None or thread.state == "none":
        raise Http404
    with override(story.language):
        title = words.thread_heading(thread.visible, story.title)
        feed = _begin(request, _Head(title, title, f"/{path}", story.language), form, name="responses")
        for row in latest_responses(thread.id, most=MOST):
            address = absolute(request, f"/r/{row.id}/")
            feed.add_item(
                title=_("%(name)s on “%(title)s”") % {"name": row.name or _("Anonymous"), "title": story.title},
                link=address,
                unique_id=address,
                unique_id_is_permalink=True,
                description=row.html,
                author_name=row.name or None,
                pubdate=row.posted_at,
                updateddate=row.edited_at or row.posted_at,
            )
    return _answer(feed)


def _begin(request: HttpRequest, head: _Head, form: str, *, name: str = "feed") -> SyndicationFeed:
    return FORMS[form](
        title=head.title,
        link=absolute(request, head.path),
        description=head.description,
        language=head.language,
        feed_url=absolute(request, f"{head.path}{name}.{form}"),
    )


def answer_feed(feed: SyndicationFeed) -> HttpResponse:
    """A feed as an answer, for whoever may read it."""
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def _answer(feed: SyndicationFeed) -> HttpResponse:
    response = answer_feed(feed)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
