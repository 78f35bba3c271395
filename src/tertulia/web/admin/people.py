"""Wagtail's own list of users, told of our forms."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(WagtailUsersAppConfig):
    user_viewset = "tertulia.web.admin.people_views.ReaderViewSet"
