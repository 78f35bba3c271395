"""Accounts of other places that open ours: whose word is taken for what."""

from typing import Any

from allauth.account.internal.emailkit import valid_email_or_none
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tertulia.errors import Refused
from tertulia.readers.names import tidy_name
from tertulia.readers.roles import is_staff


class OutsideAdapter(DefaultSocialAccountAdapter):
    """Our words, and our reader model."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": _("There is an account with this e-mail already. Sign in to it first."),
    }

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        reader = sociallogin.user
        reader.email = (valid_email_or_none(data.get("email")) or "").lower()
        try:
            reader.name = tidy_name(str(data.get("name") or data.get("username") or ""))
        except Refused:
            reader.name = ""
        return reader

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Who comes without a name is asked for one."""
        return bool(sociallogin.user.name) and super().is_auto_signup_allowed(request, sociallogin)

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        return {**super().get_signup_form_initial_data(sociallogin), "name": sociallogin.user.name}

    def authenticate_by_email(self, login: Any) -> Any:
        """An account with a role is opened by its own means only, whatever an address says elsewhere."""
        found = super().authenticate_by_email(login)
        return None if found and is_staff(found[0]) else found
