"""Wagtail's account page without what belongs to the one account page there is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import AccountView, BaseSettingsPanel

ELSEWHERE = {"name_email", "avatar", "password"}


class AccountPanel(BaseSettingsPanel):
    """The way to name, e-mail and password."""

    name = "account"
    title = _("Name, e-mail and password")
    order = 100
    template_name = "web_admin/account_panel.html"

    def get_form(self) -> forms.Form:
        return forms.Form()


class YourAccountView(AccountView):
    """Language, theme and notifications of the admin."""

    def get_panels(self) -> list[Any]:
        kept = [panel for panel in super().get_panels() if panel.name not in ELSEWHERE]
        return [AccountPanel(self.request, self.request.user, None), *kept]
