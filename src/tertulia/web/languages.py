"""The language of the interface: what the newsroom publishes is in its own, what the house says to one reader is in theirs."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

# None of these pages is stored, and none is a story or a list of stories.
PERSONAL = (
    "/account/",
    "/admin/",
    "/desk/",
    "/follow/",
    "/guests/",
    "/legal/",
    "/r/",
    "/readers/",
    "/responses/",
    "/rules/",
    "/search/",
    "/setup/",
    "/threads/",
    "/what-is-kept/",
    "/you/",
)


class LanguageMiddleware:
    """Activates the site's language; on pages of one reader the one they chose, else the one their browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        personal = request.path.startswith(PERSONAL)
        language = language_of_reader(request) if personal else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self._get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        if personal:
            say_that_it_varies(response)
        return response


def language_of_reader(request: HttpRequest) -> str:
    """The language whoever asks has chosen, else the one their browser asks for, else the site's."""
    return _chosen(request) or translation.get_language_from_request(request)


def say_that_it_varies(response: HttpResponse) -> None:
    """Tell caches between us and the reader that another reader may get other words at the same address."""
    patch_vary_headers(response, ("Accept-Language", "Cookie"))


def _chosen(request: HttpRequest) -> str:
    """What a signed-in reader chose on their account page; empty if nothing. Nobody without a session is looked up."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "user") or not request.user.is_authenticated:
        return ""
    return request.user.language if request.user.language in dict(settings.LANGUAGES) else ""
