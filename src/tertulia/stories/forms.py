"""The forms an editor fills in for a story and for a contributor."""

import time
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm


class Switch(forms.Select):
    """A choice that remembers what it showed and when, so that an open window does not undo what others have set since."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = super().render(name, value, attrs, renderer)
        was = f"{value} {time.time():.3f}"
        return shown + format_html('<input type="hidden" name="{}-was" value="{}">', name, was)


class ContributorForm(WagtailAdminModelForm):
    """A contributor's slug is made from the name where nobody gives one."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["slug"].required = False

    def clean_slug(self) -> str:
        """The slug that was given, else the name's."""
        return self.cleaned_data["slug"] or slugify(self.cleaned_data.get("name", ""), allow_unicode=True)


class StoryForm(WagtailAdminPageForm):
    """A draft may lack a caption or wait for its embargo; what is published may not."""

    thread_state = forms.ChoiceField(label=_("Thread"), required=False, widget=Switch)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["slug"].required = False  # empty: made from the headline, as by every other way in
        self.fields["thread_state"].choices = self._meta.model._meta.get_field("thread_state").choices
        self.initial["thread_state"] = self.instance.thread_state or "open"
        if self.instance.pk is None:
            self.initial["language"] = self._language_of_the_section()

    def _language_of_the_section(self) -> str:
        """A new story is in the language of the latest one beside it: a paper in two languages has a section for each."""
        stories = self._meta.model.objects
        latest = stories.child_of(self.parent_page).order_by("-pk").values_list("language", flat=True) if self.parent_page else []
        return next(iter(latest[:1]), self.instance.language)

    def clean_thread_state(self) -> str | None:
        """What was chosen; what a moderator has set meanwhile where the form shows only what it was before."""
        chosen: str = self.cleaned_data["thread_state"]
        told = self.instance.thread_told_at
        was, _space, at = self.data.get(f"{self.add_prefix('thread_state')}-was", "").partition(" ")
        if not chosen or (told and chosen == was and at and told.timestamp() > float(at)):
            return self.instance.thread_state
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_deferred_validation:
            for field, reason in self._meta.model.reasons_against(cleaned).items():
                self.add_error(field, reason)
        return cleaned
