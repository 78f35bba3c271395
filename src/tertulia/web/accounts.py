"""Accounts: what allauth is told of us, and the reader's own page."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tertulia.errors import Refused
from tertulia.readers.names import LONGEST, tidy_name


class NameForm(forms.Form):
    """What signing up asks for besides e-mail and password."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST, help_text=_("Shown beside what you write."))

    def clean_name(self) -> str:
        try:
            return tidy_name(self.cleaned_data["name"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.message)) from refusal

    def signup(self, request: HttpRequest, reader: Any) -> None:
        """allauth calls this once the reader is stored."""
        reader.name = self.cleaned_data["name"]
        reader.save(update_fields=["name"])


class AccountAdapter(DefaultAccountAdapter):
    """Our words and our reader model."""

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names."""


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """The reader's own page."""
    return render(request, "account/me.html")
