"""Readers and staff in Wagtail's admin: one name instead of two, no user name, no passwords."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import IndexView, UserViewSet

from tertulia.errors import Refused
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.readers.models import Reader
from tertulia.readers.names import LONGEST, tidy_name

FIELDS = {"email", "name", "is_superuser", "groups"}


class _ReaderForm(forms.Form):
    """What both forms below have in common."""

    error_messages = {"duplicate_username": _("There is an account with this e-mail already.")}

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean_name(self) -> str:
        try:
            return tidy_name(self.cleaned_data["name"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.message)) from refusal


class ReaderCreationForm(_ReaderForm, UserCreationForm):
    """A new account; its owner signs in with a code by e-mail, which also proves the address."""

    first_name = last_name = None
    email = forms.EmailField(label=_("E-mail"), help_text=_("A code to sign in with is sent here when it is asked for."))
    name = forms.CharField(label=_("Name"), max_length=LONGEST)

    class Meta(UserCreationForm.Meta):
        model = Reader
        fields = FIELDS

    def save(self, commit: bool = True) -> Reader:
        self.instance.set_unusable_password()
        return super().save(commit)


class ReaderEditForm(_ReaderForm, UserEditForm):
    """An account. A changed address has to be proved anew; the old one no longer opens anything."""

    first_name = last_name = None
    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=LONGEST)

    class Meta(UserEditForm.Meta):
        model = Reader
        fields = FIELDS | {"is_active"}

    @transaction.atomic
    def save(self, commit: bool = True) -> Reader:
        reader = super().save(commit)
        if commit and "name" in self.changed_data:
            Reader.objects.filter(pk=reader.pk).update(skeleton="")
            record(Kind.READER_CHANGED, reader=reader.pk)
        if commit and "email" in self.changed_data:
            EmailAddress.objects.filter(user=reader).delete()
            EmailAddress.objects.create(user=reader, email=reader.email, primary=True)
        return reader


class ReadersView(IndexView):
    """All accounts."""

    page_title = _("Readers")
    add_item_label = _("Add a reader")

    @cached_property
    def columns(self) -> list[Column]:
        columns = super().columns
        for column in columns:
            if column.name == "name":
                column.sort_key = "name"
            elif column.name == "email":
                column.label = _("E-mail")
        return columns

    @cached_property
    def search_fields(self) -> set[str]:
        return {"name", "email"}

    def order_queryset(self, queryset: Any) -> Any:
        if self.ordering in ("name", "-name"):
            return queryset.order_by(self.ordering, "id")
        return super().order_queryset(queryset)


class ReaderViewSet(UserViewSet):
    """Readers in the settings menu."""

    menu_label = _("Readers")
    index_view_class = ReadersView
    create_template_name = "web_admin/reader_create.html"
    edit_template_name = "web_admin/reader_edit.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return ReaderEditForm if for_update else ReaderCreationForm
