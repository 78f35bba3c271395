"""Everything Wagtail is told through its hooks."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks

from tertulia.web.admin.held import HeldViewSet
from tertulia.web.admin.publication import PagesEndpoint, refuse_bulk
from tertulia.web.admin.threads import ThreadViewSet

hooks.register("before_bulk_action", refuse_bulk)


@hooks.register("register_admin_viewset")
def moderation_lists() -> list[Any]:
    return [HeldViewSet(), ThreadViewSet()]


@hooks.register("register_permissions")
def grantable() -> QuerySet[Permission]:
    """What an administrator may give a group, besides what Wagtail lists itself."""
    return Permission.objects.filter(content_type__app_label="responses", codename="moderate")


@hooks.register("construct_admin_api")
def guard_the_api(router: Any) -> None:
    router.register_endpoint("pages", PagesEndpoint)


@hooks.register("construct_main_menu")
def without_help(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail's help menu leads to other people's sites."""
    items[:] = [entry for entry in items if entry.name != "help"]
