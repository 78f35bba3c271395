"""Perspective's `comments:suggestscore` as a pure function: what a client's moderators decided, as a label."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tertulia.screening.analyze import Answer, BadRequest, comment_text, error
from tertulia.screening.perspective import ATTRIBUTES

_ABUSIVE_FROM = 0.5


@dataclass(frozen=True, slots=True)
class SuggestedLabel:
    """A decision by a person at another site.

    `community` keeps sites apart (Coral sends `Coral:URL`), `reference` is the client's own name for the response
    (`comment:ID`), `scores` are the suggested values by attribute, `known` is what the client said around it.
    """

    community: str
    reference: str
    text: str
    abusive: bool
    scores: dict[str, float]
    known: dict[str, Any]


def parse_suggestion(request: object) -> SuggestedLabel:
    """The label in a suggestscore request; raises BadRequest when there is none."""
    if not isinstance(request, Mapping):
        raise BadRequest("request must be an object.")
    scores = _scores(request.get("attributeScores"))
    return SuggestedLabel(
        community=_text(request.get("communityId")),
        reference=_text(request.get("clientToken")),
        text=comment_text(request),
        abusive=scores.get("TOXICITY", max(scores.values())) >= _ABUSIVE_FROM,
        scores=scores,
        known=_known(request.get("context")),
    )


def acknowledge(request: object) -> tuple[Answer, SuggestedLabel | None]:
    """The response to send and the label to learn from; no label when the request is refused."""
    try:
        label = parse_suggestion(request)
    except BadRequest as refused:
        return error(400, str(refused)), None
    body: dict[str, Any] = {"detectedLanguages": []}
    if label.reference:
        body["clientToken"] = label.reference
    return Answer(200, body), label


def _scores(given: object) -> dict[str, float]:
    if not isinstance(given, Mapping) or not given:
        raise BadRequest("attribute_scores must be specified.")
    scores = {}
    for attribute, scored in given.items():
        name = str(attribute).removesuffix("_EXPERIMENTAL")
        if name not in ATTRIBUTES:
            raise BadRequest(f"Attribute {str(attribute)[:60]} does not exist.")
        summary = scored.get("summaryScore") if isinstance(scored, Mapping) else None
        value = summary.get("value") if isinstance(summary, Mapping) else None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise BadRequest("summaryScore.value must be a number from 0 to 1.")
        scores[name] = float(value)
    return scores


def _known(context: object) -> dict[str, Any]:
    """What Coral packs as JSON into the first context entry; anything else is left alone."""
    entries = context.get("entries") if isinstance(context, Mapping) else None
    first = entries[0] if isinstance(entries, list) and entries else None
    text = first.get("text") if isinstance(first, Mapping) else None
    try:
        known = json.loads(text) if isinstance(text, str) else {}
    except (ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


def _text(value: object) -> str:
    return value[:500] if isinstance(value, str) else ""
