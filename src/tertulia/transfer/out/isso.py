"""Isso's generic JSON import: an array of threads. It knows no parents and nothing that is not public.

Source: isso/migrate.py, class Generic.
"""

import json
from collections import Counter
from typing import BinaryIO

from tertulia.transfer.formats.identity import path_of
from tertulia.transfer.out.shape import SHOWN, Conversations, markdown_of, name_of, note_losses, wall

NAME = "isso"


def write(conversations: Conversations, stream: BinaryIO, lost: Counter[str], *, site: str) -> None:
    """One object a thread."""
    separator = b"[\n"
    for story, responses in conversations:
        comments: list[dict[str, str]] = []
        for response in responses:
            if response.status != SHOWN or response.created is None:
                lost["responses not public" if response.created else "responses without a time"] += 1
                continue
            note_losses(response, lost)
            lost["places of replies: all stand at the top"] += response.parent is not None
            author = response.author
            comments.append(
                {
                    "id": str(len(comments)),
                    "author": name_of(response),
                    "email": (author.email if author else None) or "",
                    "website": (author.url if author else None) or "",
                    "remote_addr": "127.0.0.1",
                    "created": wall(response.created),
                    "text": markdown_of(response),
                }
            )
        if comments:
            thread = {"id": path_of(story.url) if story.url else story.id, "title": story.title or "", "comments": comments}
            stream.write(separator + json.dumps(thread, ensure_ascii=False).encode())
            separator = b",\n"
    stream.write(b"[]\n" if separator == b"[\n" else b"\n]\n")
