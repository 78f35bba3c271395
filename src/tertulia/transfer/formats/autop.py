"""WordPress's rules for newlines in stored HTML.

Source: wpautop() in WordPress core, wp-includes/formatting.php.
"""

from __future__ import annotations

import re

_BLOCKS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|"
    "style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary"
)
_OPEN = re.compile(rf"(<(?:{_BLOCKS})(?=[\s/>])[^<>]*>)", re.IGNORECASE)
_CLOSE = re.compile(rf"(</(?:{_BLOCKS})\s*>)", re.IGNORECASE)
_ANY_BLOCK = rf"</?(?:{_BLOCKS})(?=[\s/>])[^<>]*>"
_KEPT = re.compile(r"<(?:(pre|script|style|textarea)\b|!--)", re.IGNORECASE)
_KEPT_END = {kind: re.compile(rf"</{kind}\s*>", re.IGNORECASE) for kind in ("pre", "script", "style", "textarea")}
_KEPT_END["!--"] = re.compile("-->")
_RULES = (
    (re.compile(r"<p>\s*</p>"), ""),
    (re.compile(rf"<p>\s*({_ANY_BLOCK})\s*</p>", re.IGNORECASE), r"\1"),
    (re.compile(r"<p>(<li.+?)</p>", re.IGNORECASE | re.DOTALL), r"\1"),
    (re.compile(r"<p><blockquote([^<>]*)>", re.IGNORECASE), r"<blockquote\1><p>"),
    (re.compile(r"</blockquote></p>", re.IGNORECASE), "</p></blockquote>"),
    (re.compile(rf"<p>\s*({_ANY_BLOCK})", re.IGNORECASE), r"\1"),
    (re.compile(rf"({_ANY_BLOCK})\s*</p>", re.IGNORECASE), r"\1"),
)
_BREAK_AFTER_BLOCK = re.compile(rf"({_ANY_BLOCK})\s*<br>", re.IGNORECASE)
_BREAK_BEFORE_BLOCK = re.compile(r"<br>(\s*</?(?:p|li|div|dl|dd|dt|th|pre|td|ul|ol)(?=[\s/>])[^<>]*>)", re.IGNORECASE)
_EMPTY_LINE, _LINE_END = re.compile(r"\n\s*\n"), re.compile(r"[ \t]*\n")
_MARK = "\ue100{}\ue101"
_MARKED = re.compile("(?:<p>)?\ue100(\\d+)\ue101(?:</p>)?")


def autop(text: str) -> str:
    """HTML with paragraphs and line breaks for the newlines of a stored text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ue100", "").replace("\ue101", "")
    if "<" not in text:
        pieces = _EMPTY_LINE.split(text) if "\n" in text else [text]
        return "\n".join(f"<p>{_break_lines(piece)}</p>" for piece in pieces if piece.strip())
    kept: list[str] = []
    text = _set_aside(text, kept)
    text = _CLOSE.sub(r"\1\n\n", _OPEN.sub(r"\n\n\1", text))
    html = "\n".join(f"<p>{piece.strip()}</p>" for piece in _EMPTY_LINE.split(text) if piece.strip())
    for pattern, replacement in _RULES:
        html = pattern.sub(replacement, html)
    html = _with_breaks(html)
    return _MARKED.sub(lambda match: kept[int(match[1])], html).strip()


def _set_aside(text: str, kept: list[str]) -> str:
    """The text with marks for what keeps its newlines. A closing tag that is missing once is not looked for again."""
    parts, position = [], 0
    missing: set[str] = set()
    for match in _KEPT.finditer(text):
        kind = (match[1] or "!--").lower()
        end = _KEPT_END[kind].search(text, match.end()) if kind not in missing and match.start() >= position else None
        if end is None:
            missing |= {kind} if match.start() >= position else set()
            continue
        kept.append(text[match.start() : end.end()])
        mark = _MARK.format(len(kept) - 1)
        parts += [text[position : match.start()], mark if kind == "!--" else f"\n\n{mark}\n\n"]
        position = end.end()
    return "".join(parts) + text[position:]


def _break_lines(piece: str) -> str:
    piece = piece.strip()
    return _LINE_END.sub("<br>\n", piece) if "\n" in piece else piece


def _with_breaks(html: str) -> str:
    html = re.sub(r"<br\s*/?>", "<br>", html)
    html = re.sub(r"(?<!<br>)[ \t]*\n(?!\s*<p>)", "<br>\n", html)
    return _BREAK_BEFORE_BLOCK.sub(r"\1", _BREAK_AFTER_BLOCK.sub(r"\1", html))
