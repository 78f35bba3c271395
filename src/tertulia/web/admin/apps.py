from django.apps import AppConfig


class AdminConfig(AppConfig):
    """What hangs in Wagtail's admin."""

    name = "tertulia.web.admin"
    label = "web_admin"
