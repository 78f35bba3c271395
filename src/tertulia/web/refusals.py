"""Refusals as pages: one place where an error becomes what a person sees."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tertulia import errors
from tertulia.errors import Refused

log = logging.getLogger(__name__)


class RefusalMiddleware:
    """Turns a Refused that no view has answered into a page of the site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal_page(request, exception) if isinstance(exception, Refused) else None


def refusal_page(request: HttpRequest, refusal: Refused, **more: Any) -> HttpResponse:
    """A page that says why, with what the reader wrote if there is something."""
    kept = request.POST.get("text", "") if request.method == "POST" else ""
    context = {"refusal": refusal, "kept": kept, **more}
    response = render(request, "refusal.html", context, status=refusal.status)
    response.headers["Cache-Control"] = "no-store"
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400."""
    return refusal_page(request, errors.Malformed())


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403."""
    return refusal_page(request, errors.NotAllowed())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    return refusal_page(request, errors.NotFound())


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: says nothing of the inside, and needs nothing that may have failed."""
    return render(None, "failed.html", status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: the form again, with the words in it."""
    from tertulia.web.responses import show_again

    log.info("form expired", extra={"reason": reason})
    shown = show_again(request, errors.TokenExpired())
    return shown or refusal_page(request, errors.TokenExpired())
