"""The list of threads; of each the state can be set and nothing else."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from tertulia.responses.models import Thread, ThreadState
from tertulia.responses.threads import set_thread_state
from tertulia.web.admin.moderating import ReachedEdit, ReachedIndex


class ThreadsView(ReachedIndex):
    """The threads within reach, the newest first."""

    page_title = _("Threads")

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Thread"), get_url=self.get_edit_url, sort_key="title"),
            Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
            Column("visible", label=_("Visible responses"), sort_key="visible"),
            DateColumn("opened_at", label=_("Opened"), sort_key="opened_at"),
        ]


class ThreadView(ReachedEdit):
    """Sets the state through its verb."""

    def get_history_url(self) -> None:
        """The events are the history; Wagtail keeps none of threads."""

    def get_usage_url(self) -> None:
        """Nothing in the newsroom's pages points at a thread."""

    def save_instance(self) -> Thread:
        set_thread_state(thread=self.object, state=ThreadState(self.form.cleaned_data["state"]))
        return self.object


class ThreadViewSet(ModelViewSet):
    """Listing and state of threads."""

    model = Thread
    name = "threads"
    icon = "comment"
    menu_label = _("Threads")
    menu_order = 120
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    form_fields = ["state"]
    ordering = ["-opened_at", "-id"]
    list_filter = ["state"]
    search_fields = ["title", "url"]
    search_backend_name = None
    index_view_class = ThreadsView
    edit_view_class = ThreadView
    edit_template_name = "web_admin/thread.html"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.edit_view, name="edit"),
        ]
