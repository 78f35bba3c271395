"""Pages of the law, for people with or without an account: reporting, notices of illegal content, reasons, appeals.

What an address has in it that we signed opens the page to whoever holds the address; everything else asks who is there.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tertulia.errors import NotFound, Refused, SignInNeeded
from tertulia.house.rulebook import grounds_of_house, grounds_of_law
from tertulia.moderation import links
from tertulia.moderation.appealing import appeal_notice, appeal_report, appeal_statement
from tertulia.moderation.notices import give_notice
from tertulia.moderation.outcomes import load_notice, load_own_reports, load_report
from tertulia.moderation.reporting import report_response, rulebook_of
from tertulia.moderation.statements import load_statement
from tertulia.readers.addresses import network_pseudonym
from tertulia.responses.reading import load_response
from tertulia.web.desk.asking import sees_desk
from tertulia.web.refusals import answer_with
from tertulia.web.rules import site_of

TRAP = "website"  # a field no person sees; programs fill it in


def _reader(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def _network(request: HttpRequest) -> str:
    return network_pseudonym(request.META.get("REMOTE_ADDR", ""))


def _spoken() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, response_id: int) -> HttpResponse:
    """The form to report a response, and what is sent with it."""
    row = load_response(response_id)
    if not row.shown:
        raise NotFound
    if request.method != "POST":
        return _report_page(request, row, {})
    sent = {name: request.POST.get(name, "") for name in ("ground", "text", TRAP)}
    if sent[TRAP]:
        return HttpResponseRedirect(reverse("report_received"), status=303)
    try:
        made = report_response(
            response=response_id,
            reporter=_reader(request),
            ground=sent["ground"],
            text=sent["text"],
            network=_network(request),
            language=_spoken(),
        )
    except Refused as refusal:
        return _report_page(request, row, sent, refusal)
    return HttpResponseRedirect(reverse("report_outcome", args=[links.sign(links.REPORT, made.pk)]), status=303)


def _report_page(request: HttpRequest, row: Any, sent: dict[str, str], refusal: Refused | None = None) -> HttpResponse:
    book = rulebook_of(row.id)
    context = {
        "row": row,
        "sent": sent,
        "refusal": refusal,
        "house": grounds_of_house(book, _spoken()),
        "law": grounds_of_law(),
        "trap": TRAP,
        "signed_in": request.user.is_authenticated,
        "sees_desk": sees_desk(request),
    }
    return answer_with(request, "legal/report.html", context)


@require_GET
def report_received(request: HttpRequest) -> HttpResponse:
    """What a program that fell into the trap is told."""
    return render(request, "legal/received.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_outcome(request: HttpRequest, signed: str) -> HttpResponse:
    """What became of a report; and, where it was turned down, an appeal."""
    key = links.unsign(links.REPORT, signed)
    refusal = None
    if request.method == "POST":
        refusal = _try(appeal_report, report=key, text=request.POST.get("text", ""))
        if refusal is None:
            return HttpResponseRedirect(request.path, status=303)
    context = {
        "report": load_report(key, _spoken()),
        "refusal": refusal,
        "kept": request.POST.get("text", ""),
        "now": timezone.now(),
    }
    return answer_with(request, "legal/report_outcome.html", context)


@never_cache
@login_required
@require_GET
def own_reports(request: HttpRequest) -> HttpResponse:
    """What a reader has reported, what came of it, and whether reporting is paused."""
    return render(request, "legal/own_reports.html", {"own": load_own_reports(request.user.pk, _spoken())})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """The form for a notice of illegal content, open to anybody; and what is sent with it."""
    names = ("url", "ground", "explanation", "name", "email", "good_faith", TRAP)
    sent = {name: (request.POST if request.method == "POST" else request.GET).get(name, "") for name in names}
    if request.method != "POST":
        return _notice_page(request, {**sent, TRAP: ""})
    if sent[TRAP]:
        return HttpResponseRedirect(reverse("report_received"), status=303)
    try:
        given = give_notice(
            site=site_of(request),
            hosts={request.get_host().rpartition(":")[0] or request.get_host(), *settings.ALLOWED_HOSTS},
            url=sent["url"],
            ground=sent["ground"],
            explanation=sent["explanation"],
            good_faith=bool(sent["good_faith"]),
            name=sent["name"],
            email=sent["email"],
            network=_network(request),
            language=_spoken(),
            reader=request.user.pk,
        )
    except Refused as refusal:
        return _notice_page(request, sent, refusal)
    return HttpResponseRedirect(reverse("legal_notice", args=[links.sign(links.NOTICE, given.pk)]), status=303)


def _notice_page(request: HttpRequest, sent: dict[str, str], refusal: Refused | None = None) -> HttpResponse:
    context = {"sent": sent, "refusal": refusal, "law": grounds_of_law(), "trap": TRAP}
    return answer_with(request, "legal/notice.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_outcome(request: HttpRequest, signed: str) -> HttpResponse:
    """The receipt of a notice; later what was decided, and an appeal."""
    key = links.unsign(links.NOTICE, signed)
    refusal = None
    if request.method == "POST":
        refusal = _try(appeal_notice, notice=key, text=request.POST.get("text", ""))
        if refusal is None:
            return HttpResponseRedirect(request.path, status=303)
    context = {"given": load_notice(key), "refusal": refusal, "kept": request.POST.get("text", ""), "now": timezone.now()}
    return answer_with(request, "legal/notice_outcome.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """A statement of reasons, for the reader it is addressed to; and their appeal."""
    reader = _reader(request)
    if reader is None:
        raise SignInNeeded
    load_statement(statement_id, reader=reader.pk)
    return _statement_page(request, statement_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signed_statement(request: HttpRequest, signed: str) -> HttpResponse:
    """The same for a guest, who holds the address."""
    return _statement_page(request, links.unsign(links.STATEMENT, signed))


def _statement_page(request: HttpRequest, key: int) -> HttpResponse:
    """The page, for somebody of whom it is certain that they may see it."""
    refusal = None
    if request.method == "POST":
        refusal = _try(appeal_statement, statement=key, text=request.POST.get("text", ""))
        if refusal is None:
            return HttpResponseRedirect(request.path, status=303)
    shown = load_statement(key, signed=True)
    context = {"stated": shown, "refusal": refusal, "kept": request.POST.get("text", ""), "now": timezone.now()}
    return answer_with(request, "legal/statement.html", context)


def _try(verb: Any, **arguments: Any) -> Refused | None:
    """Why a verb refuses, or None where it was done."""
    try:
        verb(**arguments)
    except Refused as refusal:
        return refusal
    return None
