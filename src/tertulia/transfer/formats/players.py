"""Addresses of other people's players, as pages name them, made those of the page a reader can open."""

from __future__ import annotations

import re

PLAYERS = frozenset({"iframe", "video", "audio", "embed", "object"})
_FRAMES = (
    (
        re.compile(r"^(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/([\w-]{11})"),
        "https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"^(?:https?:)?//player\.vimeo\.com/video/(\d{1,15})"), "https://vimeo.com/{}"),
    (
        re.compile(r"^(?:https?:)?//open\.spotify\.com/embed/((?:track|episode|show|album)/\w{1,40})"),
        "https://open.spotify.com/{}",
    ),
)
_PAGES = re.compile(
    r"^https?://(?:(?:www\.|m\.)?youtube\.com/(?:watch\?|shorts/|live/)|youtu\.be/|(?:www\.)?vimeo\.com/\d|open\.spotify\.com/|"
    r"soundcloud\.com/|(?:www\.)?(?:dailymotion\.com/video/|twitter\.com/\w+/status/|x\.com/\w+/status/|instagram\.com/(?:p|reel)/|"
    r"facebook\.com/.{1,200}(?:posts|videos)/|tiktok\.com/@|flickr\.com/photos/|reddit\.com/r/|datawrapper\.dwcdn\.net/))"
)


def player_of(address: str) -> str | None:
    """The address under which something can be played that a page shows in a frame of its own; None where it is unknown."""
    for pattern, page in _FRAMES:
        if found := pattern.match(address):
            return page.format(found[1])
    return re.sub(r"^http:", "https:", address) if _PAGES.match(address) else None
