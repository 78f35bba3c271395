"""bbPress: a forum's topics are items of a WordPress export, and so is each reply to one."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from tertulia.transfer.formats.bodies import body_from_loose_html
from tertulia.transfer.formats.times import Instant
from tertulia.transfer.formats.values import email_or_none, name_or_none, present, url_or_none
from tertulia.transfer.formats.wordpress.meta import read_meta, without_addresses
from tertulia.transfer.formats.wordpress.site import Site
from tertulia.transfer.records import Author, ResponseRecord

_STATUSES = {
    "publish": "approved",
    "closed": "approved",
    "pending": "pending",
    "spam": "spam",
    "trash": "removed",
}


def is_reply(item: Element, texts: dict[str, str]) -> bool:
    return _is(item, texts, "reply") and (texts.get("wp:post_parent") or "0").strip() not in ("", "0")


def is_topic(item: Element, texts: dict[str, str]) -> bool:
    return _is(item, texts, "topic")


def is_closed_topic(item: Element, texts: dict[str, str]) -> bool:
    """bbPress says "closed" of a topic that everybody can read and nobody can answer."""
    return (texts.get("wp:status") or "").strip() == "closed" and is_topic(item, texts)


def is_forum(item: Element, texts: dict[str, str]) -> bool:
    """What only holds topics."""
    return _is(item, texts, "forum")


def _is(item: Element, texts: dict[str, str], kind: str) -> bool:
    if (texts.get("wp:post_type") or "").strip() != kind:
        return False
    return any(name.startswith("_bbp_") for name in read_meta(item, "wp:postmeta"))


def read_reply(item: Element, texts: dict[str, str], site: Site) -> ResponseRecord:
    """A reply as a response to its topic, below the reply that it answers."""
    meta, number = read_meta(item, "wp:postmeta"), (texts.get("wp:post_id") or "").strip()
    answered = str(meta.get("_bbp_reply_to") or "0").strip()
    status, created = (texts.get("wp:status") or "").strip(), _created(texts, f"post {number}", site)
    if status not in _STATUSES:
        site.report.warn("unknown-status", f"post {number}")
    return ResponseRecord(
        id=site.ids.response(f"reply/{number}"),
        story=site.ids.story((texts.get("wp:post_parent") or "").strip()),
        parent=None if answered in ("", "0") else site.ids.response(f"reply/{answered}"),
        parent_basis="explicit",
        status=_STATUSES.get(status, "pending"),
        author=_author(texts, meta, site),
        created=created.at,
        created_basis=created.basis,
        body=body_from_loose_html(texts.get("content:encoded") or "", "wordpress-html"),
        position=int(order) if (order := (texts.get("wp:menu_order") or "").strip()).isdigit() and len(order) < 10 else None,
        aliases=(f"#post-{number}",),
        source=present(
            id=number,
            status=status,
            type="reply",
            local_date=texts.get("wp:post_date"),
            meta=meta if site.options.keep_addresses else without_addresses(meta),
        ),
    )


def _author(texts: dict[str, str], meta: dict[str, Any], site: Site) -> Author:
    """An account's name; a guest's stands in fields of its own."""
    guest = name_or_none(meta.get("_bbp_anonymous_name"))
    if guest is None:
        return Author(name=site.name_of(name_or_none(texts.get("dc:creator"))))
    email, url = meta.get("_bbp_anonymous_email"), meta.get("_bbp_anonymous_website")
    return Author(name=guest, email=email_or_none(email), url=url_or_none(url))


def _created(texts: dict[str, str], place: str, site: Site) -> Instant:
    found, local = site.clock.read_utc(texts.get("wp:post_date_gmt"), place), texts.get("wp:post_date") or ""
    return found if found.at or not local or local.startswith("0000") else site.clock.read(local, place)
