"""The WXR that Disqus imports.

Source: https://help.disqus.com/en/articles/1717222-custom-xml-import-format. It knows what is public and what is not, and
takes no response without a time.
"""

from collections import Counter
from typing import BinaryIO

from tertulia.transfer.out.shape import Conversations, Numbers, cdata, html_of, name_of, note_losses, text, wall
from tertulia.transfer.records import ResponseRecord

NAME = "disqus"
_FIRST = 4_000_000_000
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dsq="http://www.disqus.com/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:wp="http://wordpress.org/export/1.0/">\n<channel>\n'
)


def write(conversations: Conversations, stream: BinaryIO, lost: Counter[str], *, site: str) -> None:
    """One item a thread."""
    stream.write(_HEAD.encode())
    numbers = Numbers(_FIRST)
    for story, responses in conversations:
        lost["words of stories"] += bool(story.body)
        stream.write(
            f"<item>\n<title>{cdata(story.title)}</title>\n<link>{text(story.url)}</link>\n<content:encoded></content:encoded>\n"
            f"<dsq:thread_identifier>{text(story.id)}</dsq:thread_identifier>\n"
            f"<wp:post_date_gmt>{wall(story.published)}</wp:post_date_gmt>\n"
            f"<wp:comment_status>{'open' if story.thread in (None, 'open') else 'closed'}</wp:comment_status>\n".encode()
        )
        for response in responses:
            if response.status in ("approved", "pending") and response.created:
                stream.write(_comment(response, numbers, lost).encode())
            else:
                lost["responses without a time" if response.status in ("approved", "pending") else "responses not public"] += 1
        stream.write(b"</item>\n")
        numbers.forget()
    stream.write(b"</channel>\n</rss>\n")


def _comment(response: ResponseRecord, numbers: Numbers, lost: Counter[str]) -> str:
    note_losses(response, lost)
    author = response.author
    fields = {
        "id": str(numbers.of(response.id)),
        "author": cdata(name_of(response)),
        "author_email": text(author.email if author else None),
        "author_url": text(author.url if author else None),
        "date_gmt": wall(response.created),
        "content": cdata(html_of(response)),
        "approved": "1" if response.status == "approved" else "0",
        "parent": str(numbers.of(response.parent)) if response.parent else "0",
    }
    said = "".join(f"<wp:comment_{name}>{value}</wp:comment_{name}>\n" for name, value in fields.items())
    return f"<wp:comment>\n{said}</wp:comment>\n"
