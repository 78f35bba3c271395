"""Everything Wagtail is told through its hooks."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.wagtail_hooks import ExplorerMenuItem
from wagtail.snippets.models import register_snippet

from tertulia.readers.roles import Verb, allows_somewhere
from tertulia.responses.models import ThreadState
from tertulia.responses.threads import throw_switch
from tertulia.stories.models import StoryPage
from tertulia.web.admin import imports, previewing
from tertulia.web.admin.held import DeskMenuItem, HeldPanel, HeldViewSet
from tertulia.web.admin.publication import PagesEndpoint, refuse_bulk
from tertulia.web.admin.rules import HouseViewSetGroup
from tertulia.web.admin.screened import ScreeningPanel
from tertulia.web.admin.threads import ThreadViewSet
from tertulia.web.admin.writing import (
    ContributorViewSet,
    FirstStepsPanel,
    PagesMenuItem,
    WritingPanel,
    first_steps_for,
    places_for,
)

hooks.register("before_bulk_action", refuse_bulk)
register_snippet(ContributorViewSet)


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    return [HeldViewSet(), ThreadViewSet(), HouseViewSetGroup(), *previewing.viewsets()]


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("tertulia/admin.css"))


@hooks.register("register_admin_urls")
def imports_urls() -> list[Any]:
    return [path("imports/", include((imports.urlpatterns, "imports")))]


@hooks.register("register_admin_menu_item")
def imports_menu_item() -> Any:
    return imports.menu_item()


@hooks.register("register_permissions")
def grantable() -> QuerySet[Permission]:
    """What an administrator may give a group, besides what Wagtail lists itself."""
    return Permission.objects.filter(content_type__app_label="responses", codename="moderate")


@hooks.register("after_edit_page")
def obey_the_switch(request: HttpRequest, page: Any) -> None:
    """What is chosen for a story's thread counts at once, for a draft as well; a form that was only previewed does nothing."""
    if isinstance(page, StoryPage) and page.thread_state:
        throw_switch(story=page.pk, state=ThreadState(page.thread_state))


@hooks.register("construct_admin_api")
def guard_the_api(router: Any) -> None:
    router.register_endpoint("pages", PagesEndpoint)


@hooks.register("construct_main_menu")
def without_help(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail's help menu leads to other people's sites."""
    items[:] = [entry for entry in items if entry.name != "help"]


@hooks.register("construct_main_menu")
def begin_at_the_front(request: HttpRequest, items: list[Any]) -> None:
    """The explorer opens at the front page where there is only one."""
    for at, entry in enumerate(items):
        if isinstance(entry, ExplorerMenuItem):
            items[at] = PagesMenuItem(entry.label, entry.url, name=entry.name, icon_name=entry.icon_name, order=entry.order)


@hooks.register("register_admin_menu_item")
def the_desk() -> MenuItem:
    """Where moderators work."""
    return DeskMenuItem(_("Desk"), "/desk/", name="desk", icon_name="tasks", order=105)


@hooks.register("construct_homepage_panels")
def where_to_begin(request: HttpRequest, panels: list[Any]) -> None:
    """A new site says first what it needs; editors see where to write, moderators how much is held and how screening does."""
    if steps := first_steps_for(request.user):
        panels.append(FirstStepsPanel(steps))
    if places := places_for(request.user):
        panels.append(WritingPanel(places))
    if allows_somewhere(request.user, Verb.SEE_QUEUE):
        panels += [HeldPanel(), ScreeningPanel()]
