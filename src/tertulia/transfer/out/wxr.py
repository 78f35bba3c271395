"""WXR 1.2, which WordPress reads: stories as posts with their responses.

Source: wp-admin/includes/export.php in WordPress core.
"""

from collections import Counter
from html import escape
from typing import BinaryIO
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from django.utils.text import slugify

from tertulia.transfer.formats.identity import path_of
from tertulia.transfer.out.shape import (
    Conversations,
    Numbers,
    cdata,
    html_of,
    name_of,
    note_losses,
    text,
    wall,
)
from tertulia.transfer.records import ResponseRecord, Story

NAME = "wxr"
LONGEST_SLUG = 200  # the column of WordPress
_STATUSES = {"approved": "1", "pending": "0", "spam": "spam"}
_STATES = {"draft": "draft", "private": "private", "removed": "trash"}
_FIRST = 4_000_000_000  # of numbers for what had none: above those of any WordPress site we know


def write(conversations: Conversations, stream: BinaryIO, lost: Counter[str], *, site: str) -> None:
    """One item a thread; ids of WordPress stay as they are."""
    stream.write(_head(site).encode())
    posts, numbers = Numbers(_FIRST), Numbers(_FIRST)
    for story, responses in conversations:
        stream.write(_post(story, posts.of(story.id)).encode())
        for response in responses:
            if response.kind == "response":
                stream.write(_comment(response, numbers, lost).encode())
        stream.write(b"</item>\n")
        posts.forget()
        numbers.forget()
    stream.write(b"</channel>\n</rss>\n")


def _head(site: str) -> str:
    address = f"https://{site}"
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:wp="http://wordpress.org/export/1.2/">\n<channel>\n'
        f"<title>{text(site)}</title>\n<link>{text(address)}</link>\n<wp:wxr_version>1.2</wp:wxr_version>\n"
        f"<wp:base_site_url>{text(address)}</wp:base_site_url>\n<wp:base_blog_url>{text(address)}</wp:base_blog_url>\n"
    )


def _post(story: Story, number: int) -> str:
    slug = path_of(story.url or "").partition("?")[0].rstrip("/").rpartition("/")[2]
    body = "\n\n".join([*_lead(story), *(block.html for block in story.body)])
    terms = [("category", story.section)] if story.section else []
    terms += [("post_tag", tag) for tag in story.tags]
    return (
        f"<item>\n<title>{cdata(story.title)}</title>\n<link>{text(story.url)}</link>\n"
        f"<dc:creator>{cdata(', '.join(story.bylines))}</dc:creator>\n<content:encoded>{cdata(body)}</content:encoded>\n"
        f"<excerpt:encoded>{cdata(story.standfirst)}</excerpt:encoded>\n<wp:post_id>{number}</wp:post_id>\n"
        f"<wp:post_date>{wall(story.published)}</wp:post_date>\n<wp:post_date_gmt>{wall(story.published)}</wp:post_date_gmt>\n"
        f"<wp:comment_status>{'open' if story.thread in (None, 'open') else 'closed'}</wp:comment_status>\n"
        f"<wp:post_name>{cdata(slug)}</wp:post_name>\n<wp:status>{_STATES.get(story.state or '', 'publish')}</wp:status>\n"
        f"<wp:post_parent>0</wp:post_parent>\n<wp:post_type>{'page' if story.kind == 'page' else 'post'}</wp:post_type>\n"
        + "".join(f'<category domain="{domain}" nicename={_slug(name)}>{cdata(name)}</category>\n' for domain, name in terms)
    )


def _lead(story: Story) -> list[str]:
    """The lead photo, where it has an address, as WordPress shows one: at the head of the words."""
    photo = story.lead_photo
    if photo is None or not photo.url:
        return []
    said = " ".join(filter(None, [photo.caption, f"({photo.credit})" if photo.credit else None]))
    caption = f"<figcaption>{escape(said, quote=False)}</figcaption>" if said else ""
    return [f'<figure><img src="{escape(photo.url)}" alt="{escape(photo.alt or "")}">{caption}</figure>']


def _slug(name: str) -> str:
    """What a term is called in addresses, quoted: WordPress's importer passes over one that does not say it."""
    slug = slugify(name, allow_unicode=True) or "term"
    while len(quote(slug)) > LONGEST_SLUG:
        slug = slug[:-1]
    return quoteattr(quote(slug))


def _comment(response: ResponseRecord, numbers: Numbers, lost: Counter[str]) -> str:
    note_losses(response, lost)
    lost["withdrawn responses, which are in the bin there"] += response.status == "deleted"
    lost["numbers of responses that did not come from WordPress"] += not numbers.kept(response.id)
    author, at = response.author, wall(response.created)
    fields = {
        "id": str(numbers.of(response.id)),
        "author": cdata(name_of(response)),
        "author_email": cdata(author.email if author else None),
        "author_url": text(author.url if author else None),
        "author_IP": "",  # Isso's reader of WXR asks for it
        "date": at,
        "date_gmt": at,
        "content": cdata(_content(response)),
        "approved": _STATUSES.get(response.status, "trash"),
        "type": "comment",
        "parent": str(numbers.of(response.parent)) if response.parent else "0",
        "user_id": "0",
    }
    return (
        "<wp:comment>\n"
        + "".join(f"<wp:comment_{name}>{said}</wp:comment_{name}>\n" for name, said in fields.items())
        + "</wp:comment>\n"
    )


def _content(response: ResponseRecord) -> str:
    """As it was written in WordPress, else HTML in which a newline means nothing more than before."""
    body = response.body
    if body and body.original is not None and body.original_format == "wordpress-html":
        return body.original
    return html_of(response).replace("<br>\n", "<br>")
