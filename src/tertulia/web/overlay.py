"""The overlay: what is one reader's own, laid over a page that is the same for everybody."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tertulia.errors import SignInNeeded
from tertulia.notifications.marking import load_mark
from tertulia.notifications.reading import follows
from tertulia.readers.ignoring import ignored_by
from tertulia.readers.permissions import Verb
from tertulia.responses.jurisdiction import allows_in_thread
from tertulia.responses.own import load_overlay
from tertulia.responses.reading import load_thread

MARK = "__Host-reader" if settings.SECURE else "reader"  # a cookie that scripts can read: it says "signed in", and no more


@never_cache
@require_GET
def mine(request: HttpRequest, thread_id: int) -> HttpResponse:
    """The reader's votes and responses in a thread, a token to change them with, and the buttons for it.

    The buttons are in the language of the page they are laid into (`language`), which need not be the reader's.
    """
    if not request.user.is_authenticated:
        raise SignInNeeded
    thread = load_thread(thread_id)
    overlay = load_overlay(thread=thread.id, reader=request.user.pk, now=timezone.now())
    moderates = allows_in_thread(request.user, Verb.DECIDE, thread=thread.id)
    said = {"csrf": get_token(request), "votes": overlay.votes, "own": overlay.own, "editable": overlay.editable}
    following = follows(request.user.pk, thread=thread.id)
    features = allows_in_thread(request.user, Verb.FEATURE, thread=thread.id)
    marks, mark = load_mark(reader=request.user.pk, thread=thread.id)
    return JsonResponse(
        {
            **said,
            "held": overlay.held,
            "name": request.user.name,
            "following": following,
            "marks": marks,
            "mark": mark,
            "features": features,
            "moderates": moderates,
            "ignored": ignored_by(request.user.pk),
            "tools": _tools(_spoken(request.GET.get("language", ""))),
        }
    )


def _spoken(language: str) -> str:
    """The language of the interface that a page in `language` uses."""
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return settings.LANGUAGE_CODE


@lru_cache(maxsize=32)
def _tools(language: str) -> str:
    with translation.override(language):
        return render_to_string("own_tools.html", using="pages")


class MarkMiddleware:
    """Lets scripts know whether somebody is signed in, so that nobody else's browser asks for an overlay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if not request.session.accessed:
            return response
        signed_in, marked = SESSION_KEY in request.session, MARK in request.COOKIES
        if signed_in and not marked:
            response.set_cookie(MARK, "1", max_age=settings.SESSION_COOKIE_AGE, secure=settings.SECURE, samesite="Lax")
        elif marked and not signed_in:
            response.delete_cookie(MARK, samesite="Lax")
        return response
