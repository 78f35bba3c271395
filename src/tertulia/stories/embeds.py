"""Players of other people's: which address is shown how. Nothing is asked of them before a reader does."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit


@dataclass(frozen=True, slots=True)
class Player:
    """A provider's player. `found`: what an address of theirs looks like; `frame`: the player's, with the parts found."""

    provider: str
    found: re.Pattern[str]
    frame: str
    quoted: bool = False


PLAYERS = (
    Player(
        "YouTube",
        re.compile(r"https://(?:www\.|m\.)?(?:youtube\.com/(?:watch\?(?:.*&)?v=|shorts/|live/)|youtu\.be/)([\w-]{11})"),
        "https://www.youtube-nocookie.com/embed/{}?autoplay=1",
    ),
    Player("Vimeo", re.compile(r"https://(?:www\.)?vimeo\.com/(\d+)"), "https://player.vimeo.com/video/{}?dnt=1&autoplay=1"),
    Player(
        "Spotify",
        re.compile(r"https://open\.spotify\.com/((?:track|episode|show|album)/\w+)"),
        "https://open.spotify.com/embed/{}",
    ),
    Player(
        "SoundCloud", re.compile(r"(https://soundcloud\.com/[\w./-]+)"), "https://w.soundcloud.com/player/?url={}", quoted=True
    ),
    Player("Datawrapper", re.compile(r"https://(?:www\.)?datawrapper\.dwcdn\.net/(\w+)"), "https://datawrapper.dwcdn.net/{}/"),
    Player(
        "OpenStreetMap",
        re.compile(r"https://www\.openstreetmap\.org/export/embed\.html\?(bbox=[-\d.,%A-F]+)"),
        "https://www.openstreetmap.org/export/embed.html?{}",
    ),
)

# For the content security policy: a frame may come from these and from nowhere else.
FRAMES = tuple(dict.fromkeys(f"https://{urlsplit(player.frame).netloc}" for player in PLAYERS))


@dataclass(frozen=True, slots=True)
class Shown:
    """How an address is shown: who is asked if a reader says so, and the frame's address ("" if only a link is offered)."""

    provider: str
    frame: str


def shown(url: str) -> Shown:
    """How to show `url` (https); an unknown provider is named by its host and gets a link."""
    for player in PLAYERS:
        if found := player.found.match(url):
            return Shown(player.provider, player.frame.format(quote(found[1], safe="") if player.quoted else found[1]))
    return Shown((urlsplit(url).hostname or "").removeprefix("www."), "")
