"""Django's `migrate`, which in the end makes those triggers again that went with tables SQLite made anew."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from tertulia.events.triggers import restore_triggers


class Command(migrate.Command):
    """Migrate, then see to the triggers."""

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Do both; where migrating is only tried (`--plan`, `--check`) or pretended, nothing is made."""
        super().handle(*arguments, **options)
        if not (options["plan"] or options["check_unapplied"] or options["fake"]):
            restore_triggers(connections[options["database"]])
