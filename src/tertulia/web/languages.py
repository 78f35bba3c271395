"""The language of the interface: public pages follow the story or the site, forms and accounts follow the reader."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

PERSONAL = ("/account/", "/follow/", "/threads/", "/responses/", "/you/", "/rules/", "/legal/", "/desk/", "/setup/")


class LanguageMiddleware:
    """Activates the site's language, or on pages of one reader the one their browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = settings.LANGUAGE_CODE
        if request.path.startswith(PERSONAL):
            language = translation.get_language_from_request(request)
        with translation.override(language):
            response = self._get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
            return response
