"""Perspective's `comments:analyze` as a pure function: a request as JSON in, a response or Google's error as JSON out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tertulia.screening.assessment import Assessment, Context, Evidence
from tertulia.screening.language import Language, detected_languages
from tertulia.screening.perspective import ATTRIBUTES, on_scale, perspective_score
from tertulia.screening.screen import Screener

LONGEST_TEXT = 20_480  # bytes, Perspective's own limit
_ALIASES = {f"{name}_EXPERIMENTAL": name for name in ATTRIBUTES}
_MOST_LANGUAGES = 16


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send back: the HTTP status and the JSON body."""

    status: int
    body: dict[str, Any]


class BadRequest(ValueError):
    """A request that cannot be answered; the message is for the client and holds none of the text."""


def analyze(request: object, screener: Screener, context: Context | None = None) -> Answer:
    """Answer one analyze request. Nothing of the request is kept, whatever `doNotStore` says.

    `context` may carry what a house knows (learned weights, word rules). The parent's words are taken from the
    request's `context.entries`. Raises nothing.
    """
    try:
        return Answer(200, _answered(_mapping(request, "request"), screener, context or Context()))
    except BadRequest as refused:
        return error(400, str(refused))


def error(status: int, message: str) -> Answer:
    """Google's error shape for one of the statuses a Perspective client knows."""
    names = {
        400: "INVALID_ARGUMENT",
        401: "UNAUTHENTICATED",
        403: "PERMISSION_DENIED",
        404: "NOT_FOUND",
        429: "RESOURCE_EXHAUSTED",
    }
    return Answer(status, {"error": {"code": status, "message": message, "status": names.get(status, "INTERNAL")}})


def _answered(request: Mapping[str, Any], screener: Screener, context: Context) -> dict[str, Any]:
    text = comment_text(request)
    wanted = _requested(request)
    hints = _languages(request)
    entries = _entries(request)
    parent = " ".join(entries) or context.parent
    known = Context(
        parent=parent,
        story=context.story,
        languages=hints,
        base_rate=context.base_rate,
        words=context.words,
        learned=context.learned,
    )
    assessed = screener.screen(text, known)
    body: dict[str, Any] = {
        "attributeScores": {
            asked: _scored(assessed, attribute, text, bool(request.get("spanAnnotations")))
            for asked, (attribute, threshold) in wanted.items()
            if perspective_score(assessed, attribute) >= threshold
        },
        "languages": list(hints) or detected_languages(_language(assessed)),
        "detectedLanguages": detected_languages(_language(assessed)),
    }
    token = request.get("clientToken")
    if isinstance(token, str):
        body["clientToken"] = token
    return body


def comment_text(request: Mapping[str, Any]) -> str:
    """The words to be judged; raises BadRequest when there are none or too many."""
    comment = _mapping(request.get("comment"), "comment")
    text = comment.get("text")
    if not isinstance(text, str) or not text.strip():
        raise BadRequest("Comment must be non-empty.")
    if comment.get("type", "PLAIN_TEXT") not in ("PLAIN_TEXT", "HTML", "TEXT_TYPE_UNSPECIFIED"):
        raise BadRequest("Comment type is not supported.")
    if len(text.encode("utf-8", "replace")) > LONGEST_TEXT:
        raise BadRequest("Comment text was too many bytes.")
    return text


def _requested(request: Mapping[str, Any]) -> dict[str, tuple[str, float]]:
    """Attribute as asked for, to (attribute as we know it, least score wanted)."""
    requested = _mapping(request.get("requestedAttributes"), "requestedAttributes")
    if not requested:
        raise BadRequest("requested_attributes must be specified.")
    wanted = {}
    for asked, settings in requested.items():
        attribute = _ALIASES.get(asked, asked)
        if attribute not in ATTRIBUTES:
            raise BadRequest(f"Attribute {str(asked)[:60]} does not exist.")
        settings = _mapping(settings if settings is not None else {}, f"requestedAttributes[{asked}]")
        wanted[asked] = (attribute, _threshold(settings))
    return wanted


def _threshold(settings: Mapping[str, Any]) -> float:
    if settings.get("scoreType", "PROBABILITY") not in ("PROBABILITY", "SCORE_TYPE_UNSPECIFIED"):
        raise BadRequest("Score type is not supported.")
    threshold = settings.get("scoreThreshold", 0.0)
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 <= threshold <= 1:
        raise BadRequest("scoreThreshold must be a number from 0 to 1.")
    return float(threshold)


def _languages(request: Mapping[str, Any]) -> tuple[str, ...]:
    languages = request.get("languages") or []
    if (
        not isinstance(languages, list)
        or len(languages) > _MOST_LANGUAGES
        or not all(isinstance(each, str) for each in languages)
    ):
        raise BadRequest("languages must be a list of language codes.")
    return tuple(languages)


def _entries(request: Mapping[str, Any]) -> list[str]:
    context = request.get("context")
    if context is None:
        return []
    entries = _mapping(context, "context").get("entries") or []
    if not isinstance(entries, list):
        raise BadRequest("context.entries must be a list.")
    texts = [_mapping(entry, "context.entries").get("text") for entry in entries]
    return [text[:LONGEST_TEXT] for text in texts if isinstance(text, str)]


def _scored(assessed: Assessment, attribute: str, text: str, with_spans: bool) -> dict[str, Any]:
    value = perspective_score(assessed, attribute)
    scored: dict[str, Any] = {"summaryScore": {"value": value, "type": "PROBABILITY"}}
    spans = _spans(assessed, value, text) if with_spans else [_span(0, len(text), value)]
    return {"spanScores": spans, **scored}


def _spans(assessed: Assessment, value: float, text: str) -> list[dict[str, Any]]:
    """One span for each reason with a place, at the score the text would have with this reason alone; else the whole text."""
    base = sum(reason.weight for reason in assessed.evidence if not reason.span)
    reasons = [reason for reason in assessed.evidence if reason.span and reason.weight > 0]
    return [_span(*_place(reason), min(value, on_scale(base + reason.weight))) for reason in reasons] or [
        _span(0, len(text), value)
    ]


def _place(reason: Evidence) -> tuple[int, int]:
    return reason.span or (0, 0)


def _span(begin: int, end: int, value: float) -> dict[str, Any]:
    return {"begin": begin, "end": end, "score": {"value": value, "type": "PROBABILITY"}}


def _language(assessed: Assessment) -> Language:
    return Language(assessed.language, assessed.script, assessed.competent)


def _mapping(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadRequest(f"{name} must be an object.")
    return value
