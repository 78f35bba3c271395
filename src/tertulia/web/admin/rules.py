"""The house's word rules and screening policies. A word rule is tried on the latest responses before it is saved."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.viewsets.model import ModelViewSetGroup

from tertulia.errors import NotAllowed
from tertulia.house.models import Policy, WordRule
from tertulia.readers.roles import Verb, allows
from tertulia.responses.trying import Trial, try_word_rule
from tertulia.web.admin.moderating import ReachedViewSet


class _OfSite(WagtailAdminModelForm):
    """Refuses what would hold on a site where the one who saves has no say."""

    verb: Verb

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "site" in cleaned and not allows(self.for_user, self.verb, site=cleaned["site"]):
            self.add_error("site", str(NotAllowed.message))
        return cleaned


class PolicyForm(_OfSite):
    verb = Verb.EDIT_POLICY

    class Meta:
        model = Policy
        fields = [
            "site", "section", "story", "is_on", "nudge_at", "hold_at", "urgent_at", "spam_at",
            "newcomer_hold_at", "heated_hold_at", "links_at", "on_failure", "slow_ms",
        ]  # fmt: skip


class WordRuleForm(_OfSite):
    """Shows once what the rule would have held; sent again unchanged, it is saved."""

    verb = Verb.EDIT_WORD_RULES
    tried = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = WordRule
        fields = ["site", "pattern", "effect", "prefix", "note"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and cleaned["tried"] != self._mark(cleaned):
            self.data: Any = self.data.copy()
            self.data["tried"] = self._mark(cleaned)
            self.add_error(
                None, _sentence(try_word_rule(**{name: cleaned[name] for name in ("site", "pattern", "effect", "prefix")}))
            )
        return cleaned

    @staticmethod
    def _mark(cleaned: dict[str, Any]) -> str:
        return "|".join(str(cleaned.get(name)) for name in ("site", "pattern", "effect", "prefix"))


def _sentence(trial: Trial) -> str:
    said = ngettext(
        "Tried on the latest %(of)s visible response: it would have held %(held)s, %(regulars)s of them by regulars. "
        "Save again to let the rule count.",
        "Tried on the latest %(of)s visible responses: it would have held %(held)s, %(regulars)s of them by regulars. "
        "Save again to let the rule count.",
        trial.of,
    )
    return said % {"of": trial.of, "held": trial.held, "regulars": trial.by_regulars}


class WordRuleViewSet(ReachedViewSet):
    """Words and phrases that are banned, suspect or allowed."""

    model = WordRule
    icon = "form"
    menu_label = _("Word rules")
    add_to_reference_index = False
    form_fields = ["site", "pattern", "effect", "prefix", "note", "tried"]
    list_display = ["pattern", "effect", "prefix", "note"]
    list_filter = ["effect"]
    search_fields = ["pattern", "note"]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return WordRuleForm


class PolicyViewSet(ReachedViewSet):
    """What follows from an assessment, for the site, a section or a story."""

    model = Policy
    icon = "cog"
    menu_label = _("Screening policy")
    add_to_reference_index = False
    form_fields = PolicyForm.Meta.fields
    list_display = ["__str__", "is_on", "nudge_at", "hold_at", "on_failure"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PolicyForm


class HouseViewSetGroup(ModelViewSetGroup):
    """The menu entry for what the house has decided."""

    items = (WordRuleViewSet(), PolicyViewSet())
    menu_icon = "cogs"
    menu_label = _("House")
    menu_order = 140
