"""The line above a thread: "32 responses to “…”", "One thought on “…”", "No comments", in the languages we have met."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Words for "response" as themes and their translations write them, in the forms that follow a number.
_WORDS = (
    r"responses?|comments?|thoughts?|repl(?:y|ies)|reactions?|"
    r"commentaires?|réponses?|réactions?|"
    r"kommentare?n?|antwort(?:en)?|gedanken?|reaktionen|"
    r"comentarios?|respuestas?|comentários?|respostas?|comentaris?|respostes|"
    r"comment[oi]|rispost[ae]|reacties?|gedachten?|kommentarer?|kommentti|kommenttia|svar|"
    r"komentarz[ey]?|odpowied(?:ź|zi)|komentář(?:e|ů)?|komentár(?:e|ov)?|komentar(?:a|i|jev)?|tanggapan|"
    r"комментари(?:й|я|ев|и)|ответ(?:а|ов|ы)?|коментар(?:ів|і|я|и)?|σχόλι(?:α|ο)|"
    r"yorum(?:lar)?|yanıt(?:lar)?|bình luận|phản hồi|"
    r"تعليقات|تعليق(?:ًا|اً|ا)?|ردود|رد(?:ًا|اً|ا)?|استجابات|استجابة|مشاركات|مشاركة|دیدگاه(?:‌?ها)?|نظرات|نظر|پاسخ|"
    r"תגובות|תגובה|टिप्पणियाँ|टिप्पणियां|टिप्पणी|"
    r"件?のコメント|コメント|条评论|条回复|則留言|則回應|评论|評論|留言|개의 댓글|댓글"
)
_DUALS = r"تعليقان|تعليقين|ردان|ردين|استجابتان|استجابتين"
_NONE = (
    r"no|zero|keine?|aucune?|sin|ning[uú]n|no hay|nenhuma?|sem|nessuna?|geen|inga|ingen|brak|žádné|нет|немає|καν[έε]να|"
    r"hiç|لا توجد|لا يوجد|لا|بدون|ليس هناك|هیچ|אין|कोई"
)
_ONE = r"one|a|an|eine?|une?|un[ao]?|uma?|een|en|ett|eén|één|один|одна|jeden|jedna|bir|satu|واحدة?|אחת|एक"

# Digits of any script, grouped by the separators of any language: 1,204 1.204 1 204 1’204 ١٬٢٠٤
_NUMBER = r"\d{1,3}(?:[.,'’٬٫\u00a0\u202f\u2009 ]\d{3})+(?!\d)|\d{1,9}"
_QUOTED = re.compile(r"[“„«‹「『\"‘](?P<title>.+)[”“»›」』\"’]", re.DOTALL)
_WORD = rf"(?<!\w)(?:{_WORDS})(?!\w)"
_NUMBER_FIRST = re.compile(
    rf"^\W{{0,3}}(?P<number>{_NUMBER})\s*(?:[^\W\d]{{1,15}}\s+){{0,2}}?(?:{_WORDS})(?!\w)",
    re.IGNORECASE,
)
_NUMBER_LAST = re.compile(
    rf"^\W{{0,3}}(?:\w{{1,15}}\s+)?(?:{_WORDS})\s*[(\[:–-]?\s*(?P<number>{_NUMBER})\s*[)\]]?\W{{0,3}}$",
    re.IGNORECASE,
)
_ZERO = re.compile(rf"^\W{{0,3}}(?:{_NONE})\s+(?:[^\W\d]{{1,15}}\s+)?(?:{_WORDS})(?!\w)", re.IGNORECASE)
_SINGLE = re.compile(
    rf"^\W{{0,3}}(?:(?:{_ONE})\s+(?:{_WORDS})(?!\w)|(?:{_WORDS})\s+(?:{_ONE})(?!\w))",
    re.IGNORECASE,
)
_BARE_ARABIC = re.compile(r"^\W{0,3}(?:تعليق|رد|استجابة)\s+(?:على|حول|واحد|واحدة)(?!\w)")
_DUAL = re.compile(rf"^\W{{0,3}}(?:{_DUALS})(?!\w)")
_ANY_WORD = re.compile(_WORD, re.IGNORECASE)
_ANY_NUMBER = re.compile(_NUMBER)
LONGEST = 600


@dataclass(frozen=True)
class Heading:
    """`declared` is the number the page claims (None when it gives none), `title` what stands in quotation marks."""

    raw: str
    declared: int | None
    title: str | None


def parse_heading(raw: str) -> Heading | None:
    """The heading in a line of text, or None when the line is not shaped like one."""
    text = " ".join(raw.split())
    if not text or len(text) > LONGEST:
        return None
    title, outside = _take_title(text)
    declared = _declared(outside)
    return None if declared is None else Heading(text, declared, title)


def parse_marked_heading(raw: str) -> Heading:
    """The heading in an element that its page marks as one, so that a bare number or a bare "Comments" is enough."""
    text = " ".join(raw.split())[:LONGEST]
    found = parse_heading(text)
    if found:
        return found
    title, outside = _take_title(text)
    number = _ANY_NUMBER.search(outside)
    return Heading(text, _to_int(number[0]) if number else None, title)


def speaks_of_responses(text: str) -> bool:
    return len(text) <= LONGEST and bool(_ANY_WORD.search(text))


def _take_title(text: str) -> tuple[str | None, str]:
    match = _QUOTED.search(text)
    if not match:
        return None, text
    return match["title"].strip(), text[: match.start()] + " " + text[match.end() :]


def _declared(outside: str) -> int | None:
    match = _NUMBER_FIRST.match(outside) or _NUMBER_LAST.match(outside)
    if match:
        return _to_int(match["number"])
    if _ZERO.match(outside):
        return 0
    if _DUAL.match(outside):
        return 2
    return 1 if _SINGLE.match(outside) or _BARE_ARABIC.match(outside) else None


def _to_int(number: str) -> int:
    return int("".join(char for char in number if char.isdigit()))
