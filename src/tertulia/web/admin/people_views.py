"""Readers and staff in Wagtail's admin: one name instead of two, no user name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from tertulia.readers.models import Reader
from tertulia.readers.names import tidy_name

_FIELDS = {"email", "name", "is_superuser", "groups"}


class _NameField(forms.CharField):
    def clean(self, value: Any) -> str:
        from tertulia.errors import Refused

        try:
            return tidy_name(super().clean(value))
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class ReaderCreationForm(UserCreationForm):
    first_name = last_name = None
    name = _NameField(max_length=60, label=_("Name"))

    class Meta(UserCreationForm.Meta):
        model = Reader
        fields = _FIELDS


class ReaderEditForm(UserEditForm):
    first_name = last_name = None
    name = _NameField(max_length=60, label=_("Name"))

    class Meta(UserEditForm.Meta):
        model = Reader
        fields = _FIELDS | {"is_active"}


class ReaderViewSet(UserViewSet):
    template_prefix = "web/admin/readers/"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return ReaderEditForm if for_update else ReaderCreationForm
