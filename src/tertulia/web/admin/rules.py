"""The house's word rules and screening policies. A word rule is tried on the latest responses before it is saved."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page, Site

from tertulia.errors import NotAllowed
from tertulia.house.models import Policy, WordRule
from tertulia.readers.roles import Verb, allows
from tertulia.responses.trying import Trial, try_word_rule
from tertulia.screening.house_words import has_words
from tertulia.stories.arriving import default_site
from tertulia.stories.models import SectionPage, StoryPage
from tertulia.web.admin.moderating import ReachedEdit, ReachedViewSet


class _OfSite(WagtailAdminModelForm):
    """Refuses what would hold on a site where the one who saves has no say."""

    verb: Verb
    site = forms.ModelChoiceField(Site.objects.all(), label=_("On one site"), empty_label=None)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if self.instance.pk is None:
            self.initial["site"] = default_site()
        if Site.objects.count() == 1:
            self.fields["site"].widget = forms.HiddenInput()

    def clean_site(self) -> int:
        return int(self.cleaned_data["site"].pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "site" in cleaned and not allows(self.for_user, self.verb, site=cleaned["site"]):
            self.add_error("site", str(NotAllowed.message))
        return cleaned


class PolicyForm(_OfSite):
    """Nothing is filled in for a whole site; a section or a story has a policy of its own."""

    verb = Verb.EDIT_POLICY
    section = forms.ModelChoiceField(SectionPage.objects.all(), label=_("In one section"), required=False)
    story = forms.ModelChoiceField(
        StoryPage.objects.all(),
        label=_("Story"),
        required=False,
        widget=AdminPageChooser(target_models=[StoryPage]),
    )

    def clean_section(self) -> int | None:
        chosen = self.cleaned_data["section"]
        return chosen.pk if chosen else None

    def clean_story(self) -> int | None:
        chosen = self.cleaned_data["story"]
        return chosen.pk if chosen else None

    class Meta:
        model = Policy
        fields = [
            "site", "section", "story", "is_on", "nudge_at", "hold_at", "urgent_at", "spam_at",
            "newcomer_hold_at", "heated_hold_at", "links_at", "on_failure", "slow_ms",
        ]  # fmt: skip
        help_texts = dict.fromkeys(
            ("nudge_at", "hold_at", "urgent_at", "spam_at", "newcomer_hold_at"),
            _("A probability from 0 to 1; 1 switches this off."),
        )


class WordRuleForm(_OfSite):
    """Shows once what the rule would have held or let through; sent again unchanged, it is saved."""

    verb = Verb.EDIT_WORD_RULES
    tried = forms.CharField(required=False, widget=forms.HiddenInput)
    trial = ""  # what there is to say before it is saved

    class Meta:
        model = WordRule
        fields = ["site", "pattern", "effect", "prefix", "note"]
        help_texts = {"prefix": _("Of one word with three letters or more: “rope” finds “ropes” and “ropewalk”, too.")}

    def clean_pattern(self) -> str:
        pattern: str = self.cleaned_data["pattern"]
        if not has_words(pattern):
            raise forms.ValidationError(_("There is no word in it, so nothing would ever match."))
        return pattern

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and cleaned["tried"] != self._mark(cleaned):
            self.data: Any = self.data.copy()
            self.data["tried"] = self._mark(cleaned)
            trial = try_word_rule(**{name: cleaned[name] for name in ("site", "pattern", "effect", "prefix")})
            self.trial = _sentence(trial, cleaned["effect"])
            self.add_error(None, self.trial)
        return cleaned

    @staticmethod
    def _mark(cleaned: dict[str, Any]) -> str:
        return "|".join(str(cleaned.get(name)) for name in ("site", "pattern", "effect", "prefix"))


def _sentence(trial: Trial, effect: str) -> str:
    if not trial.of:
        return _nothing_there()
    said = _let_through(trial) if effect == "allow" else _held(trial)
    return said % {"of": trial.of, "held": trial.touched, "passed": trial.touched, "regulars": trial.by_regulars}


def _nothing_there() -> str:
    return gettext("There is nothing yet to try the rule on. Save again to let it count.")


def _held(trial: Trial) -> str:
    return ngettext(
        "Tried on the latest %(of)s visible response: it would have held %(held)s, %(regulars)s of them by regulars. "
        "Save again to let the rule count.",
        "Tried on the latest %(of)s visible responses: it would have held %(held)s, %(regulars)s of them by regulars. "
        "Save again to let the rule count.",
        trial.of,
    )


def _let_through(trial: Trial) -> str:
    return ngettext(
        "Tried on the latest %(of)s response that screening held: it would have let %(passed)s through, "
        "%(regulars)s of them by regulars. Save again to let the rule count.",
        "Tried on the latest %(of)s responses that screening held: it would have let %(passed)s through, "
        "%(regulars)s of them by regulars. Save again to let the rule count.",
        trial.of,
    )


class _TriedFirst:
    """What a trial has to say is a notice and no error: nothing was done wrong, only not saved yet."""

    def form_invalid(self, form: WordRuleForm) -> HttpResponse:
        view: Any = self
        if form.trial:
            view.produced_error_message = None
            messages.warning(view.request, form.trial)
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        return answer


class _NewRule(_TriedFirst, generic.CreateView):
    pass


class _ChangedRule(_TriedFirst, ReachedEdit):
    pass


class WordRuleViewSet(ReachedViewSet):
    """Words and phrases that are banned, suspect or allowed."""

    model = WordRule
    add_view_class = _NewRule
    edit_view_class = _ChangedRule
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

    @property
    def list_display(self) -> list[Any]:
        return [
            TitleColumn("where", label=_("Where"), accessor=_where, get_url=self._edit_url),
            "is_on",
            "nudge_at",
            "hold_at",
            "on_failure",
        ]

    def _edit_url(self, policy: Policy) -> str:
        return reverse(self.get_url_name("edit"), args=[policy.pk])

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PolicyForm


def _where(policy: Policy) -> str:
    """The story or the section the policy is for, or the site."""
    page = Page.objects.filter(pk=policy.story or policy.section or 0).first()
    site = Site.objects.filter(pk=policy.site).first()
    return str(page.title if page else (site.site_name or site.hostname) if site else policy)


class HouseViewSetGroup(ModelViewSetGroup):
    """The menu entry for what the house has decided."""

    items = (WordRuleViewSet(), PolicyViewSet())
    menu_icon = "cogs"
    menu_label = _("House")
    menu_order = 140
