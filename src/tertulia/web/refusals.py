"""Refusals as pages: one place where an error becomes what a person sees.

Below the API's address the same refusals are problems: what no endpoint answers must not come out as a page there.
"""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from tertulia import errors
from tertulia.delivery.front.refusing import FOR_MACHINES, PROBLEM, Failed, headers_of, problem_of
from tertulia.errors import Refused
from tertulia.events.unable import refusal_of
from tertulia.web.languages import language_of_reader, say_that_it_varies

log = logging.getLogger(__name__)


class RefusalMiddleware:
    """Turns a Refused that no view has answered, and a bare "method not allowed", into a page of the site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            refused = refusal_page(request, errors.MethodRefused())
            refused.headers["Allow"] = response.headers["Allow"]
            return refused
        if refusal := getattr(request, "too_many", None):  # a form drawn again, because a limit was met
            response.status_code = refusal.status
            response.headers["Retry-After"] = str(refusal.retry_after)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, errors.SignInNeeded) and _is_visit(request):
            return _lead_to_sign_in(request)
        if request.method not in ("GET", "HEAD"):
            exception = refusal_of(exception) or exception  # Wagtail's own writing, and what else goes past `writing`
        return refusal_page(request, exception) if isinstance(exception, Refused) else None


def _is_visit(request: HttpRequest) -> bool:
    """Whether somebody goes to a page, by link or address; what scripts fetch and what forms send is not that."""
    return request.method == "GET" and "text/html" in request.headers.get("Accept", "")


def _lead_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the form, and from there to the page that was asked for."""
    answer = HttpResponseRedirect(sign_in_address(request.get_full_path()))
    add_never_cache_headers(answer)
    return answer


def sign_in_address(back: str) -> str:
    """Where to sign in so as to come to the path `back` afterwards."""
    return f"{reverse('account_login')}?{urlencode({'next': back}, safe='/')}"


def _came_from(request: HttpRequest) -> str:
    """The path of the page whose form was sent, if it is one of ours; the front page otherwise."""
    came = urlsplit(request.headers.get("Referer", ""))
    return (came.path or "/") + (f"?{came.query}" if came.query else "") if came.netloc == request.get_host() else "/"


def refusal_page(request: HttpRequest, refusal: Refused, **more: Any) -> HttpResponse:
    """A page that says why in the reader's language, with what they wrote if there is something; a problem for machines."""
    if request.path.startswith(FOR_MACHINES):
        return HttpResponse(problem_of(refusal), status=refusal.status, content_type=PROBLEM, headers=headers_of(refusal))
    kept = request.POST.get("text", "") if request.method == "POST" else ""
    context = {"refusal": refusal, "kept": kept, "sign_in": _sign_in_from(request, refusal), **more}
    language = language_of_reader(request)
    with translation.override(language):
        response = render(request, "refusal.html", context, status=refusal.status)
    response.headers["Content-Language"] = language
    say_that_it_varies(response)
    for name, value in headers_of(refusal).items():
        response.headers[name] = value
    return response


def _sign_in_from(request: HttpRequest, refusal: Refused) -> str:
    """Where to sign in, if that is what it takes; "" otherwise."""
    if isinstance(refusal, errors.SignInNeeded):
        return sign_in_address(request.get_full_path() if request.method == "GET" else _came_from(request))
    return ""


def answer_with(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page that was asked for or, with a `refusal` in its context, comes back with what was sent, as that refusal says."""
    refusal: Refused | None = context["refusal"]
    response = render(request, template, context, status=refusal.status if refusal else 200)
    if refusal and refusal.retry_after:
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
    if request.path.startswith(FOR_MACHINES):
        return refusal_page(request, Failed())
    with translation.override(translation.get_language_from_request(request)):
        return render(None, "failed.html", status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: the form again, with the words in it."""
    from tertulia.web.responses import show_again

    log.info("form expired", extra={"reason": reason})
    try:
        return show_again(request, errors.TokenExpired()) or refusal_page(request, errors.TokenExpired())
    except (errors.SignInNeeded, errors.NotFound) as refusal:
        return refusal_page(request, refusal)
