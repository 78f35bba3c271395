"""Addresses of what belongs to signing in, besides allauth's own."""

from importlib import import_module

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tertulia.web import host_site, second_factor, sessions


def go_outside(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On to a provider; most sites have none, so the way there is imported when somebody takes it."""
    answer: HttpResponse = import_module("tertulia.web.outside").go(request, provider_id)
    return answer


def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from a provider."""
    answer: HttpResponse = import_module("tertulia.web.outside").back(request, provider_id)
    return answer


urlpatterns = [
    path("sessions/", sessions.sessions, name="sessions"),
    path("passkey/", second_factor.passkey_challenge, name="passkey_challenge"),
    path("by/<slug:provider_id>/", go_outside, name="openid_connect_login"),
    path("by/<slug:provider_id>/back/", come_back, name="openid_connect_callback"),
    path("member/", host_site.go, name="member"),
    path("member/back/", host_site.back, name="member_back"),
]
