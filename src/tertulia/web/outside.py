"""The way to accounts of other places and back, by OpenID Connect. It brings `requests`: imported when somebody goes there."""

from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from tertulia.errors import NotFound


class Checked(OpenIDConnectOAuth2Adapter):
    """The tokens of one provider; their signature is checked always, and of what they say nothing is kept but who it was."""

    did_fetch_access_token = property(lambda self: False, lambda self, value: None)  # or the signature would be taken on trust

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            return super()._decode_id_token(app, id_token)
        except (KeyError, TypeError, ValueError) as error:  # a header without a key's name, a key of another kind
            raise OAuth2Error("unreadable token") from error

    def complete_login(self, request: HttpRequest, *arguments: Any, **named: Any) -> Any:
        login = super().complete_login(request, *arguments, **named)
        login.account.extra_data = {}
        return login


@never_cache
@require_POST
def go(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On to the provider. By way of a page: browsers follow no form to another site from under our policy."""
    try:
        answer = _view(OAuth2LoginView, request, provider_id)
    except (RequestException, ValueError, KeyError):  # it is down, or says something else than OpenID Connect
        return render(request, "socialaccount/authentication_error.html", status=424)
    if answer.status_code != 302:
        return answer
    return render(request, "account/onward.html", {"address": answer["Location"]})


@never_cache
@require_GET
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    return _view(OAuth2CallbackView, request, provider_id)


def _view(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view.adapter_view(Checked(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise NotFound from None
