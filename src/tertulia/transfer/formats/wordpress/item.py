"""One `<item>` of a WordPress export: a story, or a picture, and the responses that stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree.ElementTree import Element

from tertulia.transfer.formats.blocks import blocks_from_html, text_of_html
from tertulia.transfer.formats.identity import page_key, short_hash
from tertulia.transfer.formats.times import Instant, to_utc
from tertulia.transfer.formats.values import name_or_none, present, url_or_none
from tertulia.transfer.formats.wordpress.content import html_of_content
from tertulia.transfer.formats.wordpress.meta import read_meta
from tertulia.transfer.formats.wordpress.response import read_response
from tertulia.transfer.formats.wordpress.site import Site
from tertulia.transfer.formats.words import words
from tertulia.transfer.formats.xml_stream import short_name, texts_of
from tertulia.transfer.records import Block, Media, Photo, Record, Story

_STATES = {"publish": "published", "private": "private", "trash": "removed"}
_NOT_STORIES = words(
    "attachment nav_menu_item revision custom_css customize_changeset oembed_cache user_request wp_block wp_template "
    "wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face acf-field acf-field-group "
    "acf-post-type acf-taxonomy wpcf7_contact_form feedback jp_pay_order jp_mem_plan elementor_library elementor_snippet "
    "e-landing-page mailpoet_page mc4wp-form amp_validated_url shop_order shop_order_refund shop_coupon product_variation "
    "scheduled-action action_monitor et_pb_layout et_template fl-builder-template vc_grid_item wpforms ninja_form "
    "nf_sub flamingo_inbound flamingo_contact flamingo_outbound tablepress_table popup sp_wp_carousel is_search_form"
)


class Item:
    """An item being read. Its story is yielded before its first response, as soon as it can be identified."""

    def __init__(self, element: Element, site: Site) -> None:
        self._element, self._site = element, site
        self._story: Story | None = None
        self._waiting: list[Element] = []
        self._scope = ""
        self._count = 0

    def take_response(self, element: Element) -> Iterator[Record]:
        """A response; it waits where nothing before it says to which story it belongs."""
        if self._story is None:
            if self._key(texts_of(self._element)) is None:
                self._waiting.append(element)
                return
            yield from self._begin()
        yield from self._respond(element)

    def finish(self) -> Iterator[Record]:
        """The item's story, if it is one and was not yielded yet, and whatever waited for it."""
        texts = texts_of(self._element)
        kind = _kind(texts)
        if (kind not in _NOT_STORIES and _is_public(texts)) or self._waiting:
            yield from self._begin()
        if kind == "attachment":
            yield from self._media(texts)
        elif self._story is None:
            facts = self._site.report.facts
            facts[f"items of type {kind}"] = facts.get(f"items of type {kind}", 0) + 1
        for element in self._waiting:
            yield from self._respond(element)

    def _respond(self, element: Element) -> Iterator[Record]:
        self._count += 1
        if self._story:
            yield from read_response(element, self._story.id, self._scope, self._count, self._site)

    def _begin(self) -> Iterator[Record]:
        if self._story is None:
            texts = texts_of(self._element)
            self._story = self._read_story(texts)
            self._scope = "" if _post_id(texts) else f"{self._key(texts) or self._fallback_key(texts)}#"
            yield self._story

    def _key(self, texts: dict[str, str]) -> str | None:
        """The post's number; an item without one is known by its address."""
        link = url_or_none(texts.get("link"))
        return _post_id(texts) or (page_key(link) if link else None)

    def _fallback_key(self, texts: dict[str, str]) -> str:
        return short_hash(texts.get("title"), texts.get("pubDate"), texts.get("content:encoded"))

    def _read_story(self, texts: dict[str, str]) -> Story:
        meta = read_meta(self._element, "wp:postmeta")
        blocks = blocks_from_html(self._html(texts, meta))
        photo, blocks = _take_lead(blocks)
        sections, tags = _terms(self._element, "category"), _terms(self._element, "post_tag")
        byline = self._site.name_of(name_or_none(texts.get("dc:creator")))
        link, guid = url_or_none(texts.get("link")), url_or_none(texts.get("guid"))
        return Story(
            id=self._site.ids.story(self._key(texts) or self._fallback_key(texts)),
            kind="page" if _kind(texts) == "page" else None,
            url=link,
            aliases=(guid,) if guid and guid != link else (),
            title=name_or_none(texts.get("title")),
            standfirst=text_of_html(texts.get("excerpt:encoded") or "") or None,
            bylines=(byline,) if byline else (),
            section=next((each for each in sections if each != "Uncategorized"), None),
            tags=tuple(tags),
            language=self._site.language,
            published=self._published(texts).at,
            state=_state(texts),
            thread={"open": "open", "closed": "closed"}.get((texts.get("wp:comment_status") or "").strip()),
            lead_photo=photo,
            body=blocks,
            source=present(
                id=_post_id(texts),
                type=_kind(texts),
                status=texts.get("wp:status"),
                name=texts.get("wp:post_name"),
                local_date=texts.get("wp:post_date"),
                date_gmt=texts.get("wp:post_date_gmt"),
                creator=texts.get("dc:creator"),
                categories=sections,
                content=texts.get("content:encoded"),
                lead_media=self._media_id(meta.get("_thumbnail_id")),
                meta=meta,
            ),
        )

    def _html(self, texts: dict[str, str], meta: dict[str, Any]) -> str:
        number, report = _post_id(texts), self._site.report
        content = self._site.elsewhere.with_blocks(texts.get("content:encoded") or "", number, report)
        html = html_of_content(content, meta, f"post {number or texts.get('link') or ''}", report)
        return self._site.elsewhere.with_galleries(html, number, report)

    def _published(self, texts: dict[str, str]) -> Instant:
        place = f"post {_post_id(texts) or texts.get('link') or ''}"
        found = self._site.clock.read_utc(texts.get("wp:post_date_gmt"), place)
        if found.at is None and _state(texts) == "published" and (texts.get("wp:post_date") or "")[:4] != "0000":
            found = self._site.clock.read(texts.get("wp:post_date"), place)
        return found if found.at or _state(texts) not in {None, "published"} else _from_rss(texts.get("pubDate"))

    def _media(self, texts: dict[str, str]) -> Iterator[Media]:
        """An attachment by address. Its `of` is the story it was uploaded to; a story names its lead photo's id in
        `source["lead_media"]`."""
        url, number = url_or_none(texts.get("wp:attachment_url")), self._media_id(_post_id(texts))
        parent = (texts.get("wp:post_parent") or "").strip()
        if url and number:
            yield Media(
                id=number,
                url=url,
                of=(self._site.ids.story(parent),) if parent not in {"", "0"} else (),
                extra=present(
                    title=name_or_none(texts.get("title")),
                    caption=text_of_html(texts.get("excerpt:encoded") or ""),
                    alt=read_meta(self._element, "wp:postmeta").get("_wp_attachment_image_alt"),
                ),
            )

    def _media_id(self, number: object) -> str | None:
        text = number.strip() if isinstance(number, str) else ""
        return self._site.ids.media(text) if text.isdigit() else None


def _post_id(texts: dict[str, str]) -> str | None:
    number = (texts.get("wp:post_id") or "").strip()
    return number if number not in {"", "0"} else None


def _kind(texts: dict[str, str]) -> str:
    return (texts.get("wp:post_type") or "").strip() or "post"


def _is_public(texts: dict[str, str]) -> bool:
    """Whether an item may be one that people read: WordPress gives a plugin's own records no address but a query."""
    return _kind(texts) in {"post", "page"} or "?post_type=" not in (texts.get("link") or "")


def _state(texts: dict[str, str]) -> str | None:
    """Published, private (password-protected posts too), removed, draft (pending and scheduled posts too), or None."""
    status = (texts.get("wp:status") or "").strip()
    if (texts.get("wp:post_password") or "").strip():
        return "private"
    return _STATES.get(status, "draft") if status else None


def _terms(item: Element, domain: str) -> list[str]:
    found = (each.text for each in item if short_name(each.tag) == "category" and each.get("domain") == domain)
    return [name for text in found if (name := name_or_none(text))]


def _take_lead(blocks: tuple[Block, ...]) -> tuple[Photo | None, tuple[Block, ...]]:
    if blocks and blocks[0].kind == "image":
        return blocks[0].photo, blocks[1:]
    return None, blocks


def _from_rss(text: str | None) -> Instant:
    try:
        written = parsedate_to_datetime((text or "").strip()[:60])
    except (ValueError, TypeError, IndexError, OverflowError):
        return Instant()
    return Instant(to_utc(written), "offset") if written.tzinfo else Instant()
