"""One `<item>` of a WordPress export: a story, or a picture, and the responses that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from tertulia.transfer.formats.blocks import blocks_from_html, text_of_html, whole_pictures
from tertulia.transfer.formats.identity import page_key, short_hash
from tertulia.transfer.formats.times import Instant, parse_rfc822, to_utc
from tertulia.transfer.formats.values import name_or_none, present, url_or_none
from tertulia.transfer.formats.wordpress.content import html_of_content
from tertulia.transfer.formats.wordpress.forum import is_closed_topic, is_forum, is_reply, is_topic, read_reply
from tertulia.transfer.formats.wordpress.meta import read_meta, without_addresses
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
    "guest-author nf_sub flamingo_inbound flamingo_contact flamingo_outbound tablepress_table popup sp_wp_carousel is_search_form"
)

_CHOSEN = ("_yoast_wpseo_primary_category", "rank_math_primary_category", "_primary_term_category")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?")


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
            texts = texts_of(self._element)
            if self._key(texts) is None:
                self._waiting.append(element)
                return
            if _is_internal(texts):
                self._count_internal(texts)
                return
            yield from self._begin()
        yield from self._respond(element)

    def finish(self) -> Iterator[Record]:
        """The item's story, if it is one and was not yielded yet, and whatever waited for it."""
        texts = texts_of(self._element)
        kind = _kind(texts)
        if self._story is None and is_reply(self._element, texts):
            reply, elsewhere = read_reply(self._element, texts, self._site), self._site.elsewhere
            if reply.story in elsewhere.topics:
                yield reply
            else:
                elsewhere.late.append(reply)
            return
        if _is_internal(texts):
            for _each in self._waiting:
                self._count_internal(texts)
            self._waiting = []
        elif (kind not in _NOT_STORIES and not is_forum(self._element, texts) and _is_public(texts)) or self._waiting:
            yield from self._begin()
        if kind == "attachment":
            yield from self._media(texts)
        elif self._story is None:
            facts = self._site.report.facts
            facts[f"items of type {kind}"] = facts.get(f"items of type {kind}", 0) + 1
        for element in self._waiting:
            yield from self._respond(element)

    def _count_internal(self, texts: dict[str, str]) -> None:
        facts, what = self._site.report.facts, f"notes on items of type {_kind(texts)}"
        facts[what] = facts.get(what, 0) + 1

    def _respond(self, element: Element) -> Iterator[Record]:
        self._count += 1
        if self._story:
            yield from read_response(element, self._story.id, self._scope, self._count, self._site)

    def _begin(self) -> Iterator[Record]:
        if self._story is None:
            texts = texts_of(self._element)
            self._story = self._read_story(texts)
            if is_topic(self._element, texts):
                self._site.elsewhere.topics.add(self._story.id)
            if self._story.state != "published" and (number := _post_id(texts)):
                self._site.hidden.add(number)
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
        if _kind(texts) == "attachment" and (picture := url_or_none(texts.get("wp:attachment_url"))):
            photo = photo or Photo(url=picture, caption=text_of_html(texts.get("excerpt:encoded") or "") or None)
        sections, tags = _terms(self._element, "category"), _terms(self._element, "post_tag", "tag")
        link, guid = url_or_none(texts.get("link")), url_or_none(texts.get("guid"))
        return Story(
            id=self._site.ids.story(self._key(texts) or self._fallback_key(texts)),
            kind="page" if _kind(texts) == "page" else None,
            url=link,
            aliases=(guid,) if guid and guid != link else (),
            title=name_or_none(texts.get("title")),
            standfirst=text_of_html(texts.get("excerpt:encoded") or "") or None,
            bylines=self._bylines(texts),
            section=self._section(sections, meta),
            tags=tuple(tags),
            language=self._language(meta),
            published=self._published(texts).at,
            state=self._state(texts),
            thread=_thread(self._element, texts),
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
                meta=meta if self._site.options.keep_addresses else without_addresses(meta),
            ),
        )

    def _state(self, texts: dict[str, str]) -> str | None:
        """A picture's page is as public as the post that the picture belongs to."""
        if _kind(texts) == "attachment" and (texts.get("wp:status") or "").strip() == "inherit":
            return "draft" if (texts.get("wp:post_parent") or "").strip() in self._site.hidden else "published"
        return "published" if is_closed_topic(self._element, texts) else _state(texts)

    def _bylines(self, texts: dict[str, str]) -> tuple[str, ...]:
        """Several where a plugin (Co-Authors Plus) names each by a term of its own."""
        logins: list[str | None] = [*_terms(self._element, "author")] or [name_or_none(texts.get("dc:creator"))]
        return tuple(dict.fromkeys(name for login in logins if (name := self._site.name_of(login))))

    def _section(self, sections: list[str], meta: dict[str, Any]) -> str | None:
        """The category that the newsroom chose as the first, where a plugin lets it; else the first in the file."""
        chosen = (self._site.categories.get(str(meta.get(name) or "")) for name in _CHOSEN)
        known = next((each for each in chosen if each in sections), None)
        return known or next((each for each in sections if each != "Uncategorized"), None)

    def _language(self, meta: dict[str, Any]) -> str | None:
        """That of the story where a plugin (Polylang, WPML) tells it."""
        terms = (each for each in self._element if short_name(each.tag) == "category" and each.get("domain") == "language")
        told = next((each.get("nicename") for each in terms), None) or meta.get("_wpml_language")
        return told if isinstance(told, str) and _LANGUAGE.fullmatch(told) else self._site.language

    def _html(self, texts: dict[str, str], meta: dict[str, Any]) -> str:
        number, report = _post_id(texts), self._site.report
        content = self._site.elsewhere.with_blocks(texts.get("content:encoded") or "", number, report)
        html = html_of_content(content, meta, f"post {number or texts.get('link') or ''}", report)
        return whole_pictures(self._site.elsewhere.with_galleries(html, number, report), texts.get("link"))

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


def _terms(item: Element, *domains: str) -> list[str]:
    """The names of an item's terms, each once: WXR 1.0 has some of them twice."""
    found = (each.text for each in item if short_name(each.tag) == "category" and each.get("domain") in domains)
    return list(dict.fromkeys(name for text in found if (name := name_or_none(text))))


def _thread(item: Element, texts: dict[str, str]) -> str | None:
    if is_topic(item, texts):  # nobody comments on a topic: people reply
        return "closed" if is_closed_topic(item, texts) else None
    return {"open": "open", "closed": "closed"}.get((texts.get("wp:comment_status") or "").strip())


def _is_internal(texts: dict[str, str]) -> bool:
    """Whether an item is the business of a plugin (an order, say), and with it what is noted on it."""
    return _kind(texts) in _NOT_STORIES and _kind(texts) != "attachment"


def _take_lead(blocks: tuple[Block, ...]) -> tuple[Photo | None, tuple[Block, ...]]:
    if blocks and blocks[0].kind == "image":
        return blocks[0].photo, blocks[1:]
    return None, blocks


def _from_rss(text: str | None) -> Instant:
    written = parse_rfc822(text)
    return Instant(to_utc(written), "offset") if written else Instant()
