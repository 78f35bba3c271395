"""What machines read about a page: absolute addresses, Open Graph, and schema.org's NewsArticle with its comments."""

import html
import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.html import format_html
from wagtail.models import Site

from tertulia.responses.rows import KEPT, Row
from tertulia.stories.identity import name_of
from tertulia.stories.pictures import SHARED
from tertulia.web.environment import absolute, iso

__all__ = [
    "absolute",
    "article",
    "article_json",
    "asked_of_oembed",
    "comments",
    "json_ld",
    "name_discovery",
    "plain",
    "shared_picture",
]

_TAG = re.compile(r"<[^>]*>")
_DANGEROUS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}  # in a script element


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


def json_ld(said: str, visible: int | None = None, branches: Sequence[bytes] = ()) -> bytes:
    """A data block with an article and the visible responses of one page of its thread.

    `said`: what `article_json` gave; `visible`: the responses of the whole thread, None where there is no thread;
    `branches`: those of the page, each from `comments`.
    """
    thread = b""
    if visible is not None:
        thread = b',"commentCount":%d,"comment":[%b]' % (visible, b",".join(branches))
    return b'<script type="application/ld+json">%b%b}</script>' % (said.encode(), thread)


def article_json(story: Any, request: HttpRequest | None) -> str:
    """A story as `article` describes it, in JSON without its last brace."""
    return _dump(article(story, request))[:-1]


def _dump(said: dict[str, Any]) -> str:
    """JSON that may stand in a script element."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    for letter, escaped in _DANGEROUS.items():  # several times as fast as str.translate
        text = text.replace(letter, escaped)
    return text


def comments(rows: Sequence[Row], base: str) -> str:
    """The visible responses of a branch in JSON, nested; what hangs below one that is gone moves up to what that one answered.

    `base`: `https://host`.
    """
    texts = {row.id: _comment(row, base) for row in rows if row.shown}
    below: dict[int | None, list[int]] = {}
    stands_for: dict[int | None, int | None] = {}
    for row in rows:
        above = stands_for.get(row.parent, row.parent)
        stands_for[row.id] = row.id if row.shown else above
        if row.shown:
            below.setdefault(above if above in texts else None, []).append(row.id)
    for response in reversed(texts):  # a reply comes after what it answers
        if replies := below.get(response):
            texts[response] += f',"comment":[{",".join(texts[reply] + "}" for reply in replies)}]'
    return ",".join(texts[top] + "}" for top in below.get(None, ()))


@lru_cache(maxsize=KEPT)
def _comment(row: Row, base: str) -> str:
    """A response as schema.org's Comment, in JSON without its last brace."""
    said: dict[str, Any] = {"@type": "Comment", "url": f"{base}/r/{row.id}/", "text": plain(row.html)}
    if row.name:
        said["author"] = {"@type": "Person", "name": row.name}
    if row.posted_at:
        said["datePublished"] = iso(row.posted_at)
    return _dump(said)[:-1]


def asked_of_oembed(response: int, base: str) -> str:
    """Where the oEmbed of one response is. `base`: `https://host`."""
    return f"{base}/oembed?{urlencode({'url': f'{base}/r/{response}/', 'format': 'json'})}"


def name_discovery(page: bytes, response: int, base: str) -> bytes:
    """A page that is about one response, with the way to its oEmbed in its head (https://oembed.com, section 4)."""
    said = '<link rel="alternate" type="application/json+oembed" href="{}">\n</head>'
    return page.replace(b"</head>", format_html(said, asked_of_oembed(response, base)).encode(), 1)


def plain(markup: str) -> str:
    """The words of a sanitised response without its markup."""
    return html.unescape(_TAG.sub("", markup)).strip()


def _site(request: HttpRequest | None) -> Any:
    return Site.find_for_request(request) if request else Site.objects.filter(is_default_site=True).first()
