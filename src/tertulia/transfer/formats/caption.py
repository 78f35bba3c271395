"""A photo's caption and its credit, taken apart."""

from __future__ import annotations

import re
from typing import NamedTuple

_LABELS = (
    r"photographs?(?: by)?|photographers?|photos?(?: by| credit| courtesy(?: of)?)?|pictures?(?: by| credit)?|"
    r"images?(?: by| credit)?|illustrations?(?: by)?|credits?|source|courtesy(?: of)?|"
    r"crédits?(?: photos?)?|photographie|fotos?|"
    r"fotograf(?:ie|ía|o|in)?|fotografia|bild(?:er)?|bildnachweis|quelle|imagen|imagem|immagine|"
    r"crédito|beeld|zdjęcie|фото|снимок|fotoğraf|"
    r"تصوير|عدسة|مصدر الصورة|المصدر|الصورة|صورة|عکس|צילום|写真|撮影|摄影|攝影|图片来源"
)
# At the end of the caption: after the end of a sentence, a dash, a bar, or on a line of its own.
_LABELLED = re.compile(
    rf"(?:^|(?<=[.!?…؟。\])”\"’»])|[\s|–—•·,;-])\s*(?P<label>{_LABELS})\s*[:：]\s*(?P<credit>[^\n]{{1,300}})$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:^|(?<=[.!?…”\"’»])|[|–—])\s*(?P<label>(?:photo|photograph|picture|image|illustration)s? (?:by|courtesy of))\s+"
    r"(?P<credit>[^\n.]{1,200})\.?$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:^|\s)[(\[]?(?P<label>©|\(c\))\s*(?P<credit>[^\n()\[\]]{1,200})[)\]]?\.?$",
    re.IGNORECASE,
)
# (Agency) as wires write it: a slash, or capitals only.
_BRACKETS = re.compile(r"\s*[(\[](?P<credit>[^()\[\]\n]{1,120}/[^()\[\]\n]{1,120}|[A-Z][A-Z ]{1,12})[)\]]\.?$")
_BRACKETED_LABEL = re.compile(
    rf"\s*[(\[]\s*(?P<label>{_LABELS})\s*(?:[:：]|\s(?=\S))\s*(?P<credit>[^()\[\]\n]{{1,200}})[)\]]\.?$",
    re.IGNORECASE,
)
_LONGEST = 5000


class Caption(NamedTuple):
    """`caption` without the credit, `label` the word before the credit, `credit`; each None when absent."""

    caption: str | None
    label: str | None
    credit: str | None


def split_caption(raw: str) -> Caption:
    """Take the credit off the end of a caption; text that names no credit stays whole."""
    text = " ".join(raw.split())
    if len(text) > _LONGEST:
        return Caption(text, None, None)
    for pattern in (_BRACKETED_LABEL, _LABELLED, _BY, _BRACKETS, _COPYRIGHT):
        match = pattern.search(text)
        if match and not _is_mid_sentence(match, text):
            groups = match.groupdict()
            return Caption(
                _tidy(text[: match.start()]),
                groups.get("label"),
                groups["credit"].strip(),
            )
    return Caption(text or None, None, None)


def names_credit(text: str) -> bool:
    """Whether a line by itself ends in a labelled credit, as only captions do."""
    found = split_caption(text)
    return found.credit is not None and found.label is not None


def _is_mid_sentence(match: re.Match[str], text: str) -> bool:
    """ "… in a photo: history" is prose: there a small letter follows a plain word."""
    label = match.groupdict().get("label") or ""
    before = text[: match.start()].rstrip()
    return label[:1].islower() and before[-1:].isalnum() and match[0][:1].isspace()


def _tidy(caption: str) -> str | None:
    return caption.strip().rstrip("|–—•·,;-").strip() or None
