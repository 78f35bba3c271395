"""The rules of the house: the page everybody reads, its former versions, and the form that publishes the next."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.models import Site

from tertulia.cursors import parse_number
from tertulia.errors import Refused, RulesUnfit
from tertulia.house.clauses import Clause
from tertulia.house.grounds import MATTERS, Category
from tertulia.house.rulebook import MOST_CLAUSES, Book, list_versions, load_rulebook, publish_rulebook
from tertulia.house.shipped_rules import CHECKING
from tertulia.readers.roles import Verb, require

NEW_ROWS = 2  # empty rows at the end of the form


def site_of(request: HttpRequest) -> int:
    """The key of the site that was asked."""
    site = Site.find_for_request(request)
    return site.pk if site else 1


@require_GET
def show_rules(request: HttpRequest, version: int | None = None) -> HttpResponse:
    """The rules in force, or a former version."""
    site = site_of(request)
    book = load_rulebook(site, version)
    versions = list_versions(site)
    context = {"book": book, "versions": versions, "newest": versions[0].version, "checking": CHECKING}
    return render(request, "rules.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_rules(request: HttpRequest) -> HttpResponse:
    """The form for the next version, and what is sent with it."""
    site = site_of(request)
    reader: Any = request.user if request.user.is_authenticated else None
    require(reader, Verb.EDIT_HOUSE_RULES, site=site)
    book = load_rulebook(site)
    if request.method != "POST":
        return _form_page(request, _sent_of(book), book.version)
    sent = _sent(request.POST)
    try:
        publish_rulebook(
            site=site,
            based_on=sent["version"],
            clauses=[_clause(row) for row in sent["rows"] if row["key"] and not row["drop"]],
            preambles=sent["preambles"],
            contact=sent["contact"],
            editor=reader.pk,
        )
    except Refused as refusal:
        return _form_page(request, sent, book.version, refusal)
    return HttpResponseRedirect("/rules/", status=303)


def _form_page(request: HttpRequest, sent: dict[str, Any], version: int, refusal: Refused | None = None) -> HttpResponse:
    empty = {"key": "", "category": Category.OTHER_VIOLATION_TC.value, "titles": {}, "texts": {}, "drop": False, "is_new": True}
    context = {
        "sent": {**sent, "version": version, "rows": [*sent["rows"], *[empty] * NEW_ROWS]},
        "refusal": refusal,
        "languages": settings.LANGUAGES,
        "categories": [
            (Category.OTHER_VIOLATION_TC, _("The house's own rule, no law behind it")),
            *((matter.category, matter.name) for matter in MATTERS.values()),
        ],
        "checking": CHECKING,
    }
    return render(request, "desk/rules.html", context, status=refusal.status if refusal else 200)


def _sent_of(book: Book) -> dict[str, Any]:
    rows = [{**clause.as_dict(), "drop": False, "is_new": False} for clause in book.clauses]
    return {"version": book.version, "preambles": dict(book.preambles), "contact": book.contact, "rows": rows}


def _sent(form: QueryDict) -> dict[str, Any]:
    """What the form holds; a row without a key is an empty one."""
    rows = [_row(form, number) for number in range(MOST_CLAUSES + NEW_ROWS + 1) if form.get(f"key-{number}")]
    version = parse_number(form.get("version", ""), digits=8)
    return {
        "version": -1 if version is None else version,
        "preambles": {code: form.get(f"preamble-{code}", "") for code, _name in settings.LANGUAGES},
        "contact": form.get("contact", ""),
        "rows": rows,
    }


def _row(form: QueryDict, number: int) -> dict[str, Any]:
    return {
        "key": form.get(f"key-{number}", "").strip().lower(),
        "category": form.get(f"category-{number}", ""),
        "titles": {code: form.get(f"title-{number}-{code}", "").strip() for code, _name in settings.LANGUAGES},
        "texts": {code: form.get(f"text-{number}-{code}", "").strip() for code, _name in settings.LANGUAGES},
        "drop": f"drop-{number}" in form,
        "is_new": f"new-{number}" in form,
    }


def _clause(row: dict[str, Any]) -> Clause:
    try:
        return Clause(row["key"], Category(row["category"]), row["titles"], row["texts"])
    except ValueError:
        raise RulesUnfit from None
