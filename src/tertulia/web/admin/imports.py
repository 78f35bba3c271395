"""Bringing conversations in from the admin: a file, a rehearsal, its report, and then in earnest."""

import codecs
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from tertulia.errors import NotFound
from tertulia.readers.roles import Verb, allows
from tertulia.transfer.formats import AUTO, SOURCES
from tertulia.transfer.models import Run, RunState
from tertulia.transfer.ordering import can_go, files_there, keep_upload, order_import, shown_name
from tertulia.web.admin.import_notes import fact_of, refusal_of, sentence_of
from tertulia.web.admin.moderating import for_role

MAY = Verb.MANAGE_PEOPLE  # it makes stories, people and what they said: for those who may do everything
MOST = 50  # runs listed
REASONS, PLACES = 50, 10  # shown in a report: different reasons, and places of one
STORIES = 20  # shown in a report


# What people call the sources; the others are called as the command line calls them.
NAMES = {
    "activitypub": gettext_lazy("ActivityPub (Mastodon, Lemmy)"),
    "atom": gettext_lazy("a feed with threads (Atom)"),
    "blogger": "Blogger",
    "comentario": "Comentario",
    "commento": "Commento",
    "coral": "Coral",
    "discourse": "Discourse",
    "disqus": "Disqus",
    "exchange": gettext_lazy("another Tertulia (exchange file)"),
    "ghost": "Ghost",
    "hackernews": "Hacker News",
    "isso": "Isso",
    "jsonld": "schema.org (JSON-LD)",
    "movabletype": "Movable Type, TypePad",
    "page": gettext_lazy("a saved web page"),
    "remark42": "Remark42",
    "rss": gettext_lazy("a feed (RSS)"),
    "wordpress": "WordPress",
}


class _Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class _Uploads(forms.FileField):
    """One file or several."""

    widget = _Several

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(_Uploads, self).clean(each, initial) for each in data or []]


class ImportForm(forms.Form):
    """Which files, and what only a person knows about them."""

    upload = _Uploads(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("Several at once where a system gives several, such as Coral."),
    )
    there = forms.MultipleChoiceField(
        label=gettext_lazy("Or files in the folder imports/ of the server"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    source = forms.ChoiceField(label=gettext_lazy("Comes from"))
    url = forms.URLField(
        label=gettext_lazy("Address of the old site"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Only where the file does not say it."),
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone of the old site"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Such as Europe/Oslo; only where the file gives times without one."),
    )
    encoding = forms.CharField(
        label=gettext_lazy("Encoding"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Such as windows-1256; only where letters come out wrong in the report or the stories."),
    )
    skip_spam = forms.BooleanField(label=gettext_lazy("Leave spam out"), required=False)
    repair = forms.BooleanField(
        label=gettext_lazy("Read damaged XML as far as it goes"),
        required=False,
        help_text=gettext_lazy("Only after a file was refused as damaged; the report says what was dropped."),
    )
    fetch_media = forms.BooleanField(label=gettext_lazy("Fetch the pictures of stories"), required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        there = files_there()
        self.fields["there"].choices = list(zip(there, there, strict=True))
        if not there:
            del self.fields["there"]
        sources = sorted(((name, str(NAMES.get(name, name))) for name in SOURCES), key=lambda pair: pair[1].casefold())
        self.fields["source"].choices = [(AUTO, _("find out")), *sources]

    def clean_zone(self) -> str:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        zone = str(self.cleaned_data["zone"]).strip()
        try:
            ZoneInfo(zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise forms.ValidationError(_("There is no such time zone.")) from None
        return zone

    def clean_encoding(self) -> str:
        encoding = str(self.cleaned_data["encoding"]).strip()
        try:
            codecs.lookup(encoding or "utf-8")
        except (LookupError, ValueError):
            raise forms.ValidationError(_("There is no such encoding.")) from None
        return encoding

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("upload")) == bool(cleaned.get("there")) and not self.errors:
            raise forms.ValidationError(_("Choose a file: upload it, or name one that is on the server."))
        return cleaned


@for_role(MAY)
def index(request: HttpRequest) -> HttpResponse:
    """What was imported, and the form for the next file, which is rehearsed first."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        files = [keep_upload(each.name, each.chunks()) for each in said["upload"]] or said["there"]
        choices = {name: said[name] for name in ("url", "zone", "encoding", "skip_spam", "repair", "fetch_media") if said[name]}
        return redirect("imports:run", order_import(source=said["source"], files=files, choices=choices, dry_run=True).pk)
    runs = [_shown(run) for run in Run.objects.order_by("-pk")[:MOST]]
    shown = {"form": form, "runs": runs, "page_title": _("Imports"), "header_icon": "download"}
    return render(request, "web_admin/imports.html", shown, status=422 if form.errors else 200)


@for_role(MAY)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a run is; when it has ended its report."""
    run = get_object_or_404(Run, pk=pk)
    is_on_its_way = run.state in (RunState.WAITING, RunState.RUNNING)
    shown = {"shown": _shown(run), "is_on_its_way": is_on_its_way, "page_title": _("Imports"), "header_icon": "download"}
    answer = render(request, "web_admin/import.html", shown)
    if is_on_its_way:
        answer["Refresh"] = "2"  # no script needed
    return answer


@require_POST
@for_role(MAY)
def go(request: HttpRequest, pk: int) -> HttpResponse:
    """Import in earnest what was rehearsed."""
    rehearsal = get_object_or_404(Run, pk=pk)
    if not can_go(rehearsal):
        messages.error(request, _("The file is no longer there. Choose it again."))
        return redirect("imports:index")
    choices = {name: value for name, value in rehearsal.choices.items() if name != "dry_run"}
    try:
        run = order_import(source=rehearsal.source, files=rehearsal.files, choices=choices, dry_run=False)
    except NotFound:
        raise Http404 from None
    return redirect("imports:run", run.pk)


STATES = {
    RunState.WAITING: gettext_lazy("waits for its turn"),
    RunState.RUNNING: gettext_lazy("is running"),
    RunState.ENDED: gettext_lazy("has ended"),
    RunState.REFUSED: gettext_lazy("was refused"),
}


KINDS = {
    "story": gettext_lazy("stories"),
    "response": gettext_lazy("responses"),
    "person": gettext_lazy("accounts of the old site"),
    "mention": gettext_lazy("pingbacks and trackbacks"),
    "revision": gettext_lazy("former words of edited responses"),
    "vote": gettext_lazy("votes"),
    "action": gettext_lazy("decisions of moderators"),
    "media": gettext_lazy("files"),
    "picture": gettext_lazy("pictures"),
    "section": gettext_lazy("sections"),
    "contributor": gettext_lazy("contributors"),
}
STATUSES = {
    "approved": gettext_lazy("public"),
    "pending": gettext_lazy("held"),
    "spam": gettext_lazy("spam"),
    "removed": gettext_lazy("removed"),
    "deleted": gettext_lazy("deleted by their authors"),
}


def _statuses(read: dict[str, int]) -> list[tuple[Any, int]]:
    """How many of the responses that were read have which status."""
    counts = {status: read.get(f"response/response/{status}", 0) for status in STATUSES}
    return [(STATUSES[status], count) for status, count in counts.items() if count]


def _notes(notes: dict[str, Any]) -> list[dict[str, Any]]:
    """Each reason once, with how often it was given and the first places."""
    places: dict[str, list[str]] = {}
    for note in notes["first"]:
        if note["place"]:
            places.setdefault(note["reason"], []).append(shown_name(note["place"]))
    codes = notes.get("codes", {})
    return [
        {"reason": sentence_of(codes.get(reason), reason), "count": count, "places": places.get(reason, [])[:PLACES]}
        for reason, count in list(notes["reasons"].items())[:REASONS]
    ]


def _shown(run: Run) -> dict[str, Any]:
    """A run as its page and the list show it."""
    report = dict(run.report or {})
    return {
        "run": run,
        "files": ", ".join(shown_name(name) for name in run.files),
        "source": "" if run.source == AUTO else NAMES.get(run.source, run.source),
        "reason": shown_name(refusal_of(report.pop("refusal", None), run.reason)),
        "report": report,
        "state": STATES[RunState(run.state)],
        "is_rehearsal": bool(run.choices.get("dry_run")),
        "can_go": can_go(run),
        "counts": [
            (words, [(KINDS.get(kind, kind), count) for kind, count in sorted(report[name].items())])
            for name, words in (("created", _("New")), ("updated", _("Changed")), ("unchanged", _("As they were")))
            if report.get(name)
        ],
        "statuses": _statuses(report.get("read") or {}),
        "stories": [each for each in report.get("stories", []) if each.get("title")][:STORIES],
        "chosen": [
            {**each, "what": fact_of(each["what"]), "basis": fact_of(each["basis"])}
            for each in report.get("chosen", [])[:STORIES]
        ],
        "notes": [
            (words, report[name]["total"], _notes(report[name]))
            for name, words in (("skipped", _("Left out")), ("repaired", _("Repaired")), ("warnings", _("Notes")))
            if report.get(name, {}).get("total")
        ],
        "facts": sorted((fact_of(name), count) for name, count in (report.get("facts") or {}).items() if count),
        "declared": [{**each, "what": fact_of(each["what"])} for each in (report.get("declared") or [])[:100]],
        "conflicts": report.get("conflicts", {}).get("total", 0),
        "kept": report.get("conflicts", {}).get("first", [])[:PLACES],
        "tombstones": report.get("tombstones", 0),
    }


class ImportsMenuItem(MenuItem):
    """For those who may bring everything in."""

    def is_shown(self, request: HttpRequest) -> bool:
        return allows(request.user, MAY)


def menu_item() -> ImportsMenuItem:
    return ImportsMenuItem(gettext_lazy("Imports"), reverse("imports:index"), name="imports", icon_name="download", order=900)


urlpatterns = [
    path("", index, name="index"),
    path("<int:pk>/", show, name="run"),
    path("<int:pk>/go/", go, name="go"),
]
