"""From what somebody typed to HTML that is safe to show: Markdown without raw HTML or pictures, then a sanitiser.

The order is fixed: normalise, bound the length, Markdown, sanitise. Nothing touches the HTML after the sanitiser. The
source is kept beside it, so that a new renderer can be run over everything (`RENDERER` says which one made the HTML).
"""

import re
import unicodedata
from collections.abc import Sequence
from html import unescape
from typing import Any

import nh3
from markdown_it import MarkdownIt

from tertulia.errors import EmptyText, TextTooLong
from tertulia.options import options
from tertulia.readers.letters import INVISIBLE, TURNING, bound_piles
from tertulia.responses.links import Finder
from tertulia.responses.mentions import NAMED, PEOPLE, Person, link_mentions

RENDERER = 1
MOST_MARKS = 8  # on one letter: more than any living script piles up, and little enough to stay on its line

# Element names and attributes a response may hold; imported HTML passes the same list.
TAGS = {"p", "br", "em", "strong", "s", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

_markdown = (
    MarkdownIt("zero", {"html": False, "breaks": True, "linkify": True, "maxNesting": 20})
    .enable(["paragraph", "blockquote", "list", "fence", "code"])
    .enable(["newline", "escape", "entity", "emphasis", "strikethrough", "backticks", "link", "autolink", "linkify"])
    .enable(["balance_pairs", "fragments_join", "text_join"])
)
_markdown.inline.ruler.disable("linkify")  # looks at all that came before, at every colon
_markdown.linkify = Finder()
_markdown.core.ruler.push("mentions", link_mentions)
# Nothing but paragraphs: no sign of Markdown or HTML, no address, no space or number where a line begins, none where it ends.
_OTHER = r"[^\\`*_~\[\]<>&\t\xa0/.\n]*+"
_PLAIN_TEXT = re.compile(rf"(?![0-9+-]){_OTHER}(?:(?:/(?!/)|(?<![wW]{{3}})\.|(?<! )\n(?![ 0-9+-])){_OTHER})*+")
_LINE, _BREAK = "\n", "<br>\n"
_BETWEEN = re.compile(r"\n{2,}")
_sanitiser = nh3.Cleaner(
    tags=TAGS,
    attributes={"*": set(), **ATTRIBUTES},  # without the star, lang and title pass everywhere
    url_schemes=SCHEMES,
    link_rel="nofollow ugc noopener",
    clean_content_tags={"script", "style", "svg", "math", "iframe", "object", "template", "noscript", "textarea", "title"},
)

# Paragraphs and line ends around letters that stand for nothing but themselves: the sanitiser returns them as they are.
_PARAGRAPHS = re.compile(r"(?:<p>(?:[^<>&\r\0\xa0]++|<br>)*+</p>\n?)*+")

_CONTROLS = re.compile(
    r"(?P<flag>\U0001f3f4[\U000e0061-\U000e007a]{3,6}\U000e007f)"  # England, Scotland, Wales
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_ASCII_CONTROLS = bytes(code for code in range(128) if _CONTROLS.match(chr(code)))


def normalise(text: str) -> str:
    """`text` in NFC, with one kind of line break; contained (see below), without lone surrogates and outer blank lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = contain(text.encode("utf-8", "ignore").decode())
    return unicodedata.normalize("NFC", text).strip("\n \t")


def contain(text: str) -> str:
    """`text` without what would reach beyond its own place on a page.

    Control letters and letters that turn the direction of what follows go, piles of marks are bounded.
    """
    if text.isascii():
        plain = text.encode()
        kept = plain.translate(None, _ASCII_CONTROLS)
        return text if len(kept) == len(plain) else kept.decode()
    text = _CONTROLS.sub(lambda found: found["flag"] or "", TURNING.sub("", text))
    return bound_piles(text, MOST_MARKS)


def accept_text(text: str) -> str:
    """The normalised text of a response; raises EmptyText (nothing visible in it) or TextTooLong."""
    if len(text) > options.response_length * 4:  # never normalise what is hopeless
        raise TextTooLong(field="text")
    tidy = normalise(text)
    if not INVISIBLE.sub("", unescape(tidy)):
        raise EmptyText(field="text")
    if len(tidy) > options.response_length:
        raise TextTooLong(field="text")
    return tidy


def to_html(text: str) -> str:
    """Normalised Markdown to sanitised HTML. Most responses are paragraphs and no more: those need no parser."""
    if text and _PLAIN_TEXT.fullmatch(text):
        return "\n".join(f"<p>{part.strip().replace(_LINE, _BREAK)}</p>" for part in _BETWEEN.split(text))
    return sanitise(_markdown.render(text))


def with_mentions(text: str, people: Sequence[Person]) -> tuple[str, tuple[int, ...]]:
    """The same where an `@` can mean one of `people`: their names become links. With it, the ids of those who are named."""
    around: dict[str, Any] = {PEOPLE: people, NAMED: []}
    return sanitise(_markdown.render(text, around)), tuple(dict.fromkeys(around[NAMED]))


def is_plain(html: str) -> bool:
    """Whether the HTML is paragraphs and line ends, as most responses are: then parsing it would change nothing."""
    return _PARAGRAPHS.fullmatch(html) is not None


def sanitise(html: str) -> str:
    """Any HTML to HTML that holds only what a response may hold."""
    clean = html if is_plain(html) else _sanitiser.clean(html)
    contained = contain(clean)  # only now, for the sanitiser has read the character references; and then once more
    return (clean if contained == clean else _sanitiser.clean(contained)).strip()
