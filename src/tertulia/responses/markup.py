"""From what somebody typed to HTML that is safe to show: Markdown without raw HTML or pictures, then a sanitiser.

The order is fixed: normalise, bound the length, Markdown, sanitise. Nothing touches the HTML after the sanitiser. The
source is kept beside it, so that a new renderer can be run over everything (`RENDERER` says which one made the HTML).
"""

import re
import unicodedata

import nh3
from markdown_it import MarkdownIt

from tertulia.errors import EmptyText, TextTooLong
from tertulia.options import options

RENDERER = 1

# Element names and attributes a response may hold; imported HTML passes the same list.
TAGS = {"p", "br", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

_markdown = (
    MarkdownIt("zero", {"html": False, "breaks": True, "linkify": True, "maxNesting": 20})
    .enable(["paragraph", "blockquote", "list", "fence", "code"])
    .enable(["newline", "escape", "entity", "emphasis", "strikethrough", "backticks", "link", "autolink", "linkify"])
    .enable(["balance_pairs", "fragments_join", "text_join"])
)
_sanitiser = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    link_rel="nofollow ugc noopener",
    clean_content_tags={"script", "style", "svg", "math", "iframe", "object", "template", "noscript", "textarea", "title"},
)

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
_INVISIBLE = re.compile(r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
                        r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]+")  # fmt: skip


def normalise(text: str) -> str:
    """`text` in NFC, with one kind of line break, without control characters, lone surrogates and outer blank lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = text.encode("utf-8", "ignore").decode()
    return unicodedata.normalize("NFC", _CONTROLS.sub("", text)).strip("\n \t")


def accept_text(text: str) -> str:
    """The normalised text of a response; raises EmptyText (nothing visible in it) or TextTooLong."""
    if len(text) > options.response_length * 4:  # never normalise what is hopeless
        raise TextTooLong(field="text")
    tidy = normalise(text)
    if not _INVISIBLE.sub("", tidy):
        raise EmptyText(field="text")
    if len(tidy) > options.response_length:
        raise TextTooLong(field="text")
    return tidy


def to_html(text: str) -> str:
    """Normalised Markdown to sanitised HTML."""
    return sanitise(_markdown.render(text))


def sanitise(html: str) -> str:
    """Any HTML to HTML that holds only what a response may hold."""
    return _sanitiser.clean(html).strip()
