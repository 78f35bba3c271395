"""Setting a new site up in the browser: `/setup/`, open to whoever holds the key that `tertulia run` wrote to the console."""

import os
import signal
import threading
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tertulia.config.keeping import keep_settings
from tertulia.config.newsroom import fits_setup_key, forget_setup_key, found_newsroom, is_new
from tertulia.errors import NotFound
from tertulia.options import options

SERVER = "TERTULIA_SERVER"  # in the environment of the processes that `tertulia run` forks: its own number
AGAIN = "start-again"  # a file in the data folder: what ended shall start again, with other settings
SOON = 1.5  # seconds, for the answer and what belongs to its page to leave


class FirstVisitForm(forms.Form):
    """What a site has to know to begin."""

    name = forms.CharField(max_length=120)
    language = forms.ChoiceField(choices=settings.LANGUAGES)
    zone = forms.CharField(max_length=60, initial="UTC")
    editor = forms.CharField(max_length=60)
    email = forms.EmailField(max_length=254)
    password = forms.CharField(strip=False)

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        if zone not in available_timezones():
            raise ValidationError(_("There is no such time zone. One is called Europe/Oslo, for example."))
        return zone

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


@never_cache
@sensitive_post_parameters("password", "key")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Asks for the key, then for name, language, zone and the first editor; raises NotFound once a site is set up."""
    if not is_new():
        raise NotFound
    sent = request.POST if request.method == "POST" else request.GET
    key = sent.get("key", "")
    if not fits_setup_key(key):
        return render(request, "first_visit.html", {"form": None, "wrong": bool(key)}, status=403 if key else 200)
    form = FirstVisitForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _begin(request, form.cleaned_data)
    context = {"form": form, "key": key, "languages": settings.LANGUAGES, "zones": sorted(available_timezones())}
    return render(request, "first_visit.html", context)


def _begin(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    language, zone = said["language"], said.pop("zone")
    person = found_newsroom(**said)
    keep_settings(TERTULIA_LANGUAGE=language, TERTULIA_ZONE=zone)
    forget_setup_key()
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    if (language, zone) == (settings.LANGUAGE_CODE, settings.TIME_ZONE) or not _start_again():
        return redirect("wagtailadmin_home")
    return render(request, "first_visit_done.html")


def _start_again() -> bool:
    """End the server that this process belongs to, so that it starts again with its new settings; whether there is one."""
    server = os.environ.get(SERVER)
    if server != str(os.getppid()):
        return False
    (options.folder / AGAIN).touch()
    threading.Timer(SOON, os.kill, (int(server), signal.SIGTERM)).start()
    return True
