"""One person in the admin: roles and where they hold, sessions, and another account of theirs."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Site

from tertulia.errors import Refused
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, RoleGrant, Verb, grant_role, require, withdraw_role
from tertulia.readers.sessions import lock_out, sessions_of
from tertulia.responses.merging import merge_readers
from tertulia.stories.models import SectionPage
from tertulia.web.admin.moderating import for_role

ROLES = [
    (Role.MODERATOR.value, gettext_lazy("Moderator")),
    (Role.SENIOR_MODERATOR.value, gettext_lazy("Senior moderator")),
    (Role.EDITOR.value, gettext_lazy("Editor")),
    (Role.ADMINISTRATOR.value, gettext_lazy("Administrator")),
]


class GrantForm(forms.Form):
    """A role and where it holds."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=ROLES)
    site = forms.ModelChoiceField(Site.objects.all(), label=gettext_lazy("On one site"), required=False)
    section = forms.ModelChoiceField(SectionPage.objects.all(), label=gettext_lazy("In one section"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        role, site, section = said.get("role"), said.get("site"), said.get("section")
        if role == Role.ADMINISTRATOR and (site or section):
            raise forms.ValidationError(_("An administrator is one everywhere."))
        if section and role != Role.MODERATOR:
            raise forms.ValidationError(_("Only a moderator can be one in a section."))
        if section:
            said["site"] = site or section.get_site()
            if not section.get_ancestors().filter(pk=said["site"].root_page_id).exists():
                raise forms.ValidationError(_("This section is not on that site."))
        return said


class MergeForm(forms.Form):
    """The other account, by its e-mail."""

    email = forms.EmailField(label=gettext_lazy("E-mail of the duplicate"))

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if not Reader.objects.filter(email=email).exists():
            raise forms.ValidationError(_("There is no account with this e-mail."))
        return email


@for_role(Verb.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
@transaction.atomic
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; posted, it does the one thing its button is named for."""
    require(request.user, Verb.MANAGE_PEOPLE)
    person = get_object_or_404(get_user_model(), pk=pk)
    done = DEEDS.get(request.POST.get("do", ""), _nothing) if request.method == "POST" else _nothing
    forms_shown = {"grant_form": GrantForm(), "merge_form": MergeForm()}
    try:
        failed = done(request, person)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        failed = {}
    if failed is None and request.method == "POST":
        return redirect("reader_standing", pk)
    shown = {"person": person, "grants": _grants(person), "places": len(sessions_of(person)), **forms_shown, **(failed or {})}
    return render(request, "web_admin/reader_standing.html", shown)


def _grants(person: Reader) -> list[dict[str, Any]]:
    names = dict(ROLES)
    sites = {site.pk: site.site_name or site.hostname for site in Site.objects.all()}
    sections = dict(SectionPage.objects.values_list("pk", "title"))
    return [
        {
            "pk": grant.pk,
            "role": names[grant.role],
            "where": " · ".join(
                filter(None, [sites.get(grant.site or 0, ""), sections.get(grant.section or 0, "")]),
            )
            or _("everywhere"),
        }
        for grant in RoleGrant.objects.filter(reader=person).order_by("role", "site", "section")
    ]


def _nothing(request: HttpRequest, person: Reader) -> dict[str, Any] | None:
    return None


def _grant(request: HttpRequest, person: Reader) -> dict[str, Any] | None:
    form = GrantForm(request.POST)
    if not form.is_valid():
        return {"grant_form": form}
    site, section = form.cleaned_data["site"], form.cleaned_data["section"]
    grant_role(
        reader=person,
        role=Role(form.cleaned_data["role"]),
        site=site.pk if site else None,
        section=section.pk if section else None,
    )
    messages.success(request, _("The role is given."))
    return None


def _withdraw(request: HttpRequest, person: Reader) -> None:
    grant = RoleGrant.objects.filter(reader=person, pk=int(request.POST.get("grant") or 0)).first()
    if grant is None:
        return
    if grant.role == Role.ADMINISTRATOR and person == request.user:
        raise Refused(_("You cannot take away your own right to do this. Ask another administrator."))
    withdraw_role(reader=person, role=Role(grant.role), site=grant.site, section=grant.section)
    messages.success(request, _("The role is taken away."))


def _end(request: HttpRequest, person: Reader) -> None:
    lock_out(reader=person, keep=request.session.session_key if person == request.user else None)
    messages.success(request, _("Every session is over, and every token is gone."))


def _merge(request: HttpRequest, person: Reader) -> dict[str, Any] | None:
    form = MergeForm(request.POST)
    if not form.is_valid():
        return {"merge_form": form}
    duplicate = Reader.objects.get(email=form.cleaned_data["email"])
    merge_readers(duplicate=duplicate, into=person, administrator=request.user)
    messages.success(request, _("The two accounts are one."))
    return None


DEEDS = {"grant": _grant, "withdraw": _withdraw, "end": _end, "merge": _merge}
