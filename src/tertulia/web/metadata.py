"""What machines read about a page: absolute addresses, Open Graph, and schema.org's NewsArticle with its comments."""

import html
import json
import re
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Site

from tertulia.responses.reading import ThreadPage
from tertulia.stories.identity import name_of
from tertulia.stories.pictures import SHARED
from tertulia.web.environment import absolute, iso

__all__ = ["absolute", "article", "comments", "json_ld", "plain", "shared_picture"]

_TAG = re.compile(r"<[^>]*>")
_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def shared_picture(story: Any, request: HttpRequest | None) -> tuple[str, int, int] | None:
    """Address, width and height of the picture that stands for a story elsewhere."""
    if not story.lead_image:
        return None
    rendition = story.lead_image.get_rendition(SHARED)
    return absolute(request, rendition.url), rendition.width, rendition.height


def article(story: Any, request: HttpRequest | None) -> dict[str, Any]:
    """A story as schema.org's NewsArticle, without its comments."""
    address = absolute(request, story.dated_address())
    corrections = list(story.corrections.all())
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "mainEntityOfPage": address,
        "url": address,
        "headline": story.title,
        "inLanguage": story.language,
        "isAccessibleForFree": True,
        "publisher": {"@type": "NewsMediaOrganization", "name": name_of(_site(request)), "url": absolute(request, "/")},
        "author": [
            {"@type": "Person", "name": each.name, "url": absolute(request, f"/contributors/{each.slug}/")}
            for each in story.contributors()
        ],
    }
    if story.standfirst:
        said["description"] = story.standfirst
    if story.published_at:
        said["datePublished"] = iso(story.published_at)
        said["dateModified"] = modified(story)
    if picture := shared_picture(story, request):
        where, width, height = picture
        said["image"] = {
            "@type": "ImageObject",
            "url": where,
            "width": width,
            "height": height,
            "caption": story.caption,
            "creditText": story.credit,
        }
    if corrections:
        said["correction"] = [
            {"@type": "CorrectionComment", "text": each.text, "datePublished": each.day.isoformat()} for each in corrections
        ]
    if tags := [tag.name for tag in story.tags.all()]:
        said["keywords"] = tags
    return said


def modified(story: Any) -> str:
    """When a story last changed for its readers: published, updated or corrected, whichever came last."""
    moments: list[datetime | date] = [each for each in (story.published_at, story.updated_at) if each]
    latest = max(iso(moment) for moment in moments)  # type: ignore[arg-type]
    days = [each.day.isoformat() for each in story.corrections.all()]
    return max([latest, *days])


def json_ld(said: dict[str, Any], page: ThreadPage | None, base: str = "") -> SafeString:
    """A data block with the article and the visible responses of one page of its thread. `base`: `https://host`."""
    if page is not None:
        said = {**said, "commentCount": page.thread.visible, "comment": comments(page, base)}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).translate(_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - every angle bracket is escaped


def comments(page: ThreadPage, base: str) -> list[dict[str, Any]]:
    """The visible responses of a page, nested; what hangs below one that is gone moves up to what that one answered."""
    made: dict[int, dict[str, Any]] = {}
    stands_for: dict[int, int | None] = {}
    top: list[dict[str, Any]] = []
    for row in page.rows:
        above = stands_for.get(row.parent, row.parent) if row.parent else None
        if row.state != "visible":
            stands_for[row.id] = above
            continue
        made[row.id] = said = _comment(row, base)
        if above in made:
            made[above].setdefault("comment", []).append(said)
        else:
            top.append(said)
    return top


def _comment(row: Any, base: str) -> dict[str, Any]:
    address = f"{base}/r/{row.id}/"
    said: dict[str, Any] = {"@type": "Comment", "@id": address, "url": address, "text": plain(row.html)}
    if row.name:
        said["author"] = {"@type": "Person", "name": row.name}
    if row.posted_at:
        said["datePublished"] = iso(row.posted_at)
    return said


def plain(markup: str) -> str:
    """The words of a sanitised response without its markup."""
    return html.unescape(_TAG.sub("", markup)).strip()


def _site(request: HttpRequest | None) -> Any:
    return Site.find_for_request(request) if request else Site.objects.filter(is_default_site=True).first()
