"""Addresses of what belongs to signing in, besides allauth's own."""

from django.urls import path

from tertulia.web import second_factor, sessions

urlpatterns = [
    path("sessions/", sessions.sessions, name="sessions"),
    path("passkey/", second_factor.passkey_challenge, name="passkey_challenge"),
]
