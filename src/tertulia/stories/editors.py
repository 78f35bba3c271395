"""What editors may do in Wagtail: those of one site in that site's pages and collection alone, all others in every site."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
BESIDES = ("access_admin", "add_contributor", "change_contributor", "view_contributor")
EVERYWHERE = "Editors"


def let_editors_in(*, site: int, group: str) -> None:
    """Give the group of one site's editors its pages, a collection of its own for files, and the admin; again changes nothing."""
    found = Site.objects.filter(pk=site).select_related("root_page").first()
    if found is None:
        return
    editors, _made = Group.objects.get_or_create(name=group)
    _allow(GroupPagePermission, PAGES, group=editors, page=found.root_page)
    _allow(GroupCollectionPermission, FILES, group=editors, collection=_collection_of(found))
    editors.permissions.add(
        *Permission.objects.filter(codename__in=BESIDES, content_type__app_label__in=["wagtailadmin", "stories"])
    )


def let_editors_publish_in_every_site() -> None:
    """Editors everywhere publish on every site that there is; again changes nothing."""
    editors, _made = Group.objects.get_or_create(name=EVERYWHERE)
    for root in Page.objects.filter(sites_rooted_here__isnull=False).distinct():
        _allow(GroupPagePermission, ("publish_page",), group=editors, page=root)


def _allow(through: type[Model], codenames: tuple[str, ...], **where: Any) -> None:
    allowed: Any = through
    for permission in Permission.objects.filter(codename__in=codenames, content_type__app_label__in=_APPS):
        allowed.objects.get_or_create(permission=permission, **where)


_APPS = ["wagtailcore", "wagtailimages", "wagtaildocs", "stories"]


def _collection_of(site: Site) -> Collection:
    """The collection that is named like the site's host."""
    root = Collection.get_first_root_node()
    return root.get_children().filter(name=site.hostname).first() or root.add_child(name=site.hostname)
