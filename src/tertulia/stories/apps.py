from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "tertulia.stories"
    label = "stories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tertulia.stories.wagtail_signals import listen

        listen()
