"""How feeds of comments name the story that they are about."""

from __future__ import annotations

import re

from tertulia.transfer.formats.blocks import text_of_html
from tertulia.transfer.formats.values import name_or_none

_ON = re.compile(r"^Comments? on:? (.{1,500}?)(?: by .{1,100})?$")


def title_of_comment(text: str | None) -> str | None:
    """The story's title in that of a comment, as WordPress's feed of all comments has it ("Comment on Locks by Ann")."""
    found = _ON.match(name_or_none(text_of_html(text or "")) or "")
    return found[1] if found else None


def title_of_comments(text: str | None) -> str | None:
    """The story's title in that of a feed of its comments; a feed of a whole site's tells none."""
    title = name_or_none(text_of_html(text or ""))
    if title is None or title.startswith("Comments for "):
        return None
    return title.removeprefix("Comments on: ")
