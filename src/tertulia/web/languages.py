"""The language of the interface: public pages follow the story or the site, forms and accounts follow the reader."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

PERSONAL = ("/account/", "/follow/", "/threads/", "/responses/", "/you/", "/rules/", "/legal/", "/desk/", "/setup/")


class LanguageMiddleware:
    """Activates the site's language; on pages of one reader the one they chose, else the one their browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = settings.LANGUAGE_CODE
        if request.path.startswith(PERSONAL):
            language = _chosen(request) or translation.get_language_from_request(request)
        with translation.override(language):
            response = self._get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
            return response


def _chosen(request: HttpRequest) -> str:
    """What a signed-in reader chose on their account page; empty if nothing. Nobody without a session is looked up."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return ""
    return request.user.language if request.user.language in dict(settings.LANGUAGES) else ""
