"""Addresses of what belongs to signing in, besides allauth's own."""

from django.urls import path

from tertulia.web import host_site, outside, second_factor, sessions

urlpatterns = [
    path("sessions/", sessions.sessions, name="sessions"),
    path("passkey/", second_factor.passkey_challenge, name="passkey_challenge"),
    path("by/<slug:provider_id>/", outside.go, name="openid_connect_login"),
    path("by/<slug:provider_id>/back/", outside.back, name="openid_connect_callback"),
    path("member/", host_site.go, name="member"),
    path("member/back/", host_site.back, name="member_back"),
]
