"""Perspective's shape: an endpoint that a site can put where Google's was, by changing one field.

`POST /v1alpha1/comments:analyze`, `POST /v1alpha1/comments:suggestscore`, `GET /$discovery/rest?version=v1alpha1`. The
answers are made in `tertulia.screening`; here a key is looked up and a quota counted.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tertulia.errors import TooMany
from tertulia.events.transactions import writing
from tertulia.house.policies import learned_weights
from tertulia.house.suggestions import learn_from
from tertulia.options import options
from tertulia.readers.limits import Limit, consume
from tertulia.readers.tokens import reader_of_token
from tertulia.screening import Context
from tertulia.screening.analyze import Answer, analyze, error
from tertulia.screening.discovery import discovery_document
from tertulia.screening.screen import screener_in_use
from tertulia.screening.suggest import acknowledge


@csrf_exempt
@require_POST
def analyze_comment(request: HttpRequest) -> HttpResponse:
    """The scores of one text. Nothing of it is kept."""
    refused = _refusal(request)
    if refused:
        return _json(refused)
    said = _body(request)
    return _json(analyze(said, screener_in_use(), Context(learned=learned_weights(_community(said)))))


@csrf_exempt
@require_POST
def suggest_score(request: HttpRequest) -> HttpResponse:
    """A decision by the client's moderators: it teaches the screener for that community alone."""
    refused = _refusal(request)
    if refused:
        return _json(refused)
    answer, label = acknowledge(_body(request))
    if label and label.community:
        learn_from(label)
    return _json(answer)


@require_GET
def discovery(request: HttpRequest) -> HttpResponse:
    """What Google's client libraries ask first."""
    if request.GET.get("version", "v1alpha1") != "v1alpha1":
        return _json(error(404, "There is only version v1alpha1."))
    return _json(Answer(200, discovery_document(request.build_absolute_uri("/"))))


def _refusal(request: HttpRequest) -> Answer | None:
    """Why the request is not answered: the key is missing or unknown, or its quota is used up."""
    key = request.GET.get("key", "")
    reader = reader_of_token(key) if key else None
    if reader is None:
        return error(403, "API key not valid. Please pass a valid API key.")
    try:
        with writing():
            consume(Limit("analyze", options.analyze_quota, 60), str(reader.pk), now=timezone.now())
    except TooMany as refusal:
        answer = error(429, "Quota exceeded for quota metric 'Analyze requests'.")
        answer.body["error"]["retryAfter"] = refusal.retry_after
        return answer
    return None


def _body(request: HttpRequest) -> object:
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return None


def _community(said: object) -> str:
    community = said.get("communityId") if isinstance(said, dict) else None
    return community[:300] if isinstance(community, str) else ""


def _json(answer: Answer) -> HttpResponse:
    response = HttpResponse(json.dumps(answer.body), status=answer.status, content_type="application/json; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    retry_after: Any = answer.body.get("error", {}).get("retryAfter") if answer.status == 429 else None
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response
