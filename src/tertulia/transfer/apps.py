from django.apps import AppConfig


class TransferConfig(AppConfig):
    name = "tertulia.transfer"
    label = "transfer"
    default_auto_field = "django.db.models.BigAutoField"
