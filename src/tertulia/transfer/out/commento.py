"""Commento's version 1 export, which Comentario reads too: one JSON object.

Source: api/domain_export_begin.go in Commento. Hex ids are digests of ours.
"""

import hashlib
import json
from collections import Counter
from typing import Any, BinaryIO

from tertulia.transfer.exchange import format_instant
from tertulia.transfer.formats.identity import host_of, path_of
from tertulia.transfer.out.shape import Conversations, markdown_of, name_of
from tertulia.transfer.records import ResponseRecord, Story

NAME = "commento"
_STATES = {"approved": "approved", "pending": "unapproved", "spam": "flagged"}


def write(conversations: Conversations, stream: BinaryIO, lost: Counter[str], *, site: str) -> None:
    """The comments, and one commenter for each: the format says so."""
    stream.write(b'{"version":1,"comments":[')
    names: dict[tuple[str, str], str] = {}
    separator = b"\n"
    for story, responses in conversations:
        lost["titles and words of stories"] += 1
        for response in responses:
            if response.created is None:
                lost["responses without a time"] += 1
                continue
            author = response.author
            who = (name_of(response), (author.email if author else None) or "")
            if who[0]:
                names[who] = _hex("\0".join(who))
            lost["marks that a response was edited"] += response.edited is not None
            lost["removals by moderators, which are deletions there"] += response.status == "removed"
            stream.write(separator + _dump(_comment(story, response, names.get(who, "anonymous"), site)))
            separator = b",\n"
    stream.write(b'],\n"commenters":[')
    stream.write(b",\n".join(_dump(_commenter(*who, key)) for who, key in names.items()))
    stream.write(b"]}\n")


def _comment(story: Story, response: ResponseRecord, commenter: str, site: str) -> dict[str, Any]:
    gone = response.status in ("removed", "deleted")
    likes = response.counts.get("score", response.counts.get("likes", 0) - response.counts.get("dislikes", 0))
    return {
        "commentHex": _hex(response.id),
        "domain": host_of(story.url) or site,
        "url": path_of(story.url) if story.url else f"/{story.id}",
        "commenterHex": commenter,
        "markdown": "[deleted]" if gone else markdown_of(response),
        "html": "",
        "parentHex": _hex(response.parent) if response.parent else "root",
        "score": likes,
        "state": _STATES.get(response.status, "approved"),
        "creationDate": format_instant(response.created) if response.created else None,
        "direction": 0,
        "deleted": gone,
    }


def _commenter(name: str, email: str, key: str) -> dict[str, Any]:
    common = {"link": "undefined", "photo": "undefined", "provider": "tertulia", "isModerator": False}
    return {"commenterHex": key, "email": email or "undefined", "name": name, "joinDate": "0001-01-01T00:00:00Z", **common}


def _hex(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()


def _dump(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
