"""JSON Feed 1.1 of every public response; what answers what is in the extension `_tertulia`.

Source: https://www.jsonfeed.org/version/1.1/.
"""

import json
from collections import Counter
from typing import Any, BinaryIO

from tertulia.transfer.exchange import format_instant
from tertulia.transfer.out.shape import SHOWN, Conversations, html_of, name_of
from tertulia.transfer.records import ResponseRecord, Story

NAME = "jsonfeed"


def write(conversations: Conversations, stream: BinaryIO, lost: Counter[str], *, site: str) -> None:
    """One item a response."""
    head = {"version": "https://jsonfeed.org/version/1.1", "title": site, "home_page_url": f"https://{site}/"}
    stream.write(json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "items": [\n')
    separator = b""
    for story, responses in conversations:
        lost["words of stories"] += bool(story.body)
        for response in responses:
            if response.status != SHOWN:
                lost["responses not public"] += 1
                continue
            stream.write(separator + json.dumps(_item(story, response), ensure_ascii=False).encode())
            separator = b",\n"
    stream.write(b"\n]}\n")


def _item(story: Story, response: ResponseRecord) -> dict[str, Any]:
    said = {
        "id": response.id,
        "url": story.url,
        "title": story.title,
        "content_html": html_of(response),
        "date_published": format_instant(response.created) if response.created else None,
        "date_modified": format_instant(response.edited) if response.edited else None,
        "authors": [{"name": name_of(response)}] if name_of(response) else None,
        "_tertulia": {"story": story.id, "parent": response.parent, **({"counts": response.counts} if response.counts else {})},
    }
    return {name: value for name, value in said.items() if value is not None}
