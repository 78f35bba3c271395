"""One `<wp:comment>` of a WordPress export."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tertulia.transfer.formats.bodies import body_from_loose_html
from tertulia.transfer.formats.times import Instant
from tertulia.transfer.formats.values import email_or_none, name_or_none, present, url_or_none
from tertulia.transfer.formats.wordpress.meta import read_meta
from tertulia.transfer.formats.wordpress.site import Site
from tertulia.transfer.formats.xml_stream import texts_of
from tertulia.transfer.records import Author, ResponseRecord

_STATUSES = {
    "1": "approved",
    "approve": "approved",
    "approved": "approved",
    "0": "pending",
    "hold": "pending",
    "spam": "spam",
    "trash": "removed",
    "post-trashed": "removed",
}
_KINDS = {"": "response", "comment": "response", "pingback": "mention", "trackback": "mention", "webmention": "mention"}
# Plugins keep addresses in their meta fields.
_META_WITH_ADDRESSES = frozenset({"akismet_as_submitted", "akismet_history", "hc_avatar", "hc_foreign_user_id"})


def read_response(element: Element, story: str, scope: str, position: int, site: Site) -> Iterator[ResponseRecord]:
    """A response of a story; `scope` makes its number unique where the export has no number for the story."""
    texts = texts_of(element)
    number = _text(texts, "id")
    if number is None:
        site.report.skip("no-id", f"comment {position} of {story}")
        return
    place = f"comment {number}"
    parent = _text(texts, "parent") or "0"
    created = _created(texts, place, site)
    meta = read_meta(element, "wp:commentmeta") if "wp:commentmeta" in texts else {}
    yield ResponseRecord(
        id=site.ids.response(scope + number),
        story=story,
        parent=None if parent == "0" else site.ids.response(scope + parent),
        parent_basis="explicit",
        kind=_kind(_text(texts, "type") or ""),
        status=_status(_text(texts, "approved"), place, site),
        author=Author(
            person=site.person(_text(texts, "user_id")),
            name=name_or_none(texts.get("wp:comment_author")),
            email=email_or_none(texts.get("wp:comment_author_email")),
            url=url_or_none(texts.get("wp:comment_author_url")),
        ),
        created=created.at,
        created_basis=created.basis,
        body=body_from_loose_html(texts.get("wp:comment_content") or "", "wordpress-html"),
        position=position,
        aliases=(f"#comment-{number}",),
        source=present(
            id=number,
            status=_text(texts, "approved"),
            type=_text(texts, "type"),
            local_date=_text(texts, "date"),
            user_id=_text(texts, "user_id"),
            ip=_text(texts, "author_IP") if site.options.keep_addresses else None,
            agent=_text(texts, "agent") if site.options.keep_addresses else None,
            meta={name: value for name, value in meta.items() if site.options.keep_addresses or name not in _META_WITH_ADDRESSES},
        ),
    )


def _text(texts: dict[str, str], name: str) -> str | None:
    return (texts.get(f"wp:comment_{name}") or "").strip() or None


def _kind(word: str) -> str:
    return _KINDS.get(word) or f"other:{word}"


def _status(word: str | None, place: str, site: Site) -> str:
    if word not in _STATUSES:
        site.report.warn("unknown-status", place)
    return _STATUSES.get(word or "", "pending")


def _created(texts: dict[str, str], place: str, site: Site) -> Instant:
    found = site.clock.read_utc(_text(texts, "date_gmt"), place)
    local = _text(texts, "date")
    return found if found.at or not local or local.startswith("0000") else site.clock.read(local, place)
