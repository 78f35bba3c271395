"""Atom with threads (RFC 4287, RFC 4685): one feed, an entry for every public response."""

from collections import Counter
from datetime import UTC, datetime
from typing import BinaryIO
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from tertulia.transfer.exchange import format_instant
from tertulia.transfer.out.shape import SHOWN, Conversations, html_of, name_of, text
from tertulia.transfer.records import ResponseRecord, Story

NAME = "atom"


def write(conversations: Conversations, stream: BinaryIO, lost: Counter[str], *, site: str) -> None:
    """Every entry says which story it is under and, if it answers one, which response."""
    stream.write(
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:thr="http://purl.org/syndication/thread/1.0">\n'
        f"<id>https://{text(site)}/</id>\n<title>{text(site)}</title>\n"
        f"<updated>{format_instant(datetime.now(UTC))}</updated>\n".encode()
    )
    for story, responses in conversations:
        lost["words of stories"] += bool(story.body)
        for response in responses:
            if response.status != SHOWN or response.created is None:
                lost["responses not public" if response.created else "responses without a time"] += 1
                continue
            lost["counts of votes"] += bool(response.counts)
            stream.write(_entry(story, response).encode())
    stream.write(b"</feed>\n")


def uri(identity: str) -> str:
    """An id as the address Atom wants."""
    return f"urn:{quote(identity, safe=':/@-._~')}"


def _entry(story: Story, response: ResponseRecord) -> str:
    at = format_instant(response.created) if response.created else ""
    url = story.url or uri(story.id)
    refs = f"<thr:in-reply-to ref={quoteattr(url)} href={quoteattr(url)}/>\n"
    if response.parent:
        refs = f"<thr:in-reply-to ref={quoteattr(uri(response.parent))} href={quoteattr(url)}/>\n"
    return (
        f"<entry>\n<id>{text(uri(response.id))}</id>\n<title>{text(story.title)}</title>\n<published>{at}</published>\n"
        f"<updated>{format_instant(response.edited) if response.edited else at}</updated>\n"
        f"<author><name>{text(name_of(response))}</name></author>\n{refs}"
        f'<content type="html">{text(html_of(response))}</content>\n</entry>\n'
    )
