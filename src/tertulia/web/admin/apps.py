from django.apps import AppConfig


class AdminConfig(AppConfig):
    """What hangs in Wagtail's admin."""

    name = "tertulia.web.admin"
    label = "web_admin"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from tertulia.responses.models import Response, Thread
        from tertulia.web.admin.moderating import ModeratorsOnly

        register_permission_policy(Thread, ModeratorsOnly(Thread, {"view", "change"}))
        register_permission_policy(Response, ModeratorsOnly(Response, {"view"}))
