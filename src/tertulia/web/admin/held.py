"""The list of held responses, with two buttons each. The desk will take its place."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from tertulia.cursors import parse_number
from tertulia.errors import Refused
from tertulia.moderation.deciding import latest_edit, release_response, remove_response
from tertulia.readers.roles import Verb, allows_somewhere
from tertulia.responses.jurisdiction import threads_under
from tertulia.responses.models import Response, State
from tertulia.web.admin.moderating import for_role

INDEX = "held:index"


@require_POST
@for_role(Verb.DECIDE)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the response through and come back to the list."""
    return _decide(request, pk, release_response, _("Released."))


@require_POST
@for_role(Verb.DECIDE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the response away and come back to the list."""
    return _decide(request, pk, remove_response, _("Removed."))


def _decide(request: HttpRequest, pk: int, verb: Callable[..., None], done: str) -> HttpResponse:
    try:
        verb(response=pk, moderator=request.user, read=parse_number(request.POST.get("read", "")))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, done)
    return redirect(get_valid_next_url_from_request(request) or INDEX)


class _Cell(Column):
    """A column drawn by a template of ours."""

    def __init__(self, name: str, label: str, template: str):
        super().__init__(name, label=label)
        self.cell_template_name = template

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "csrf_token": get_token(context["request"]), "read": latest_edit(instance.edited_at)}


class HeldView(generic.IndexView):
    """Responses that wait for a person, oldest first."""

    page_title = gettext_lazy("Held responses")
    default_ordering = ["id"]
    columns = [
        _Cell("text", gettext_lazy("Response"), "web_admin/held_text.html"),
        _Cell("thread", gettext_lazy("Under"), "web_admin/held_thread.html"),
        DateColumn("posted_at", label=gettext_lazy("Posted")),
        _Cell("actions", "", "web_admin/held_actions.html"),
    ]

    def get_base_queryset(self) -> Any:
        return held_before(self.request.user).select_related("thread", "author")


def held_before(reader: Any) -> Any:
    """The responses that wait for this person or their like."""
    return Response.objects.filter(state=State.HELD, thread__in=threads_under(reader, Verb.SEE_QUEUE))


class HeldPanel(Component):
    """On the admin's first page: how many are waiting."""

    order = 50
    template_name = "web_admin/held_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"waiting": held_before(parent_context["request"].user).count()}


class HeldMenuItem(MenuItem):
    """Says how many are waiting."""

    def is_shown(self, request: HttpRequest) -> bool:
        return allows_somewhere(request.user, Verb.SEE_QUEUE)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        waiting = held_before(request.user).count()
        label = f"{self.label} ({waiting})" if waiting else str(self.label)
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, classname=self.classname)


class DeskMenuItem(MenuItem):
    """The way from the admin to the desk."""

    def is_shown(self, request: HttpRequest) -> bool:
        return allows_somewhere(request.user, Verb.SEE_QUEUE)


class HeldViewSet(ModelViewSet):
    """The list, and nothing else of what Wagtail offers for a model."""

    model = Response
    name = "held"
    icon = "time"
    menu_label = gettext_lazy("Held responses")
    menu_order = 110
    menu_item_class = HeldMenuItem
    add_to_admin_menu = True
    add_to_reference_index = False
    form_fields = ["state"]
    index_view_class = HeldView
    index_results_template_name = "web_admin/held_results.html"
    search_fields = ["text", "author_name"]
    list_per_page = 50

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/release/", release, name="release"),
            path("<int:pk>/remove/", remove, name="remove"),
        ]
