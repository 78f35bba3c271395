"""Database triggers for migrations: the same rule in SQLite's and PostgreSQL's words.

Versions are moved by triggers, so that no writer can forget: not Wagtail, an import, the shell or the worker. A trigger
belongs to the statement that changes what a page shows, hence to its transaction.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations import RunPython


def after_change(table: str, action: str, *, name: str, events: Sequence[str], columns: Sequence[str] = ()) -> RunPython:
    """A migration operation: after each row's `events` (insert, update, delete) on `table`, run the statement `action`.

    `action` may name the row as `NEW` or, in deletes, `OLD`; write `ROW` for whichever of the two is there. With
    `columns`, an update only counts if one of them differs. Our own constants only: nothing here is quoted.
    """

    def create(apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        for event in events:
            row = "OLD" if event == "delete" else "NEW"
            make = _POSTGRESQL if vendor == "postgresql" else _SQLITE
            differs = "is distinct from" if vendor == "postgresql" else "is not"
            when = " or ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)
            statement = make.format(
                name=f"{name}_{event}",
                event=event,
                table=table,
                when=f"when ({when})" if columns and event == "update" else "",
                action=action.replace("ROW", row),
            )
            schema_editor.execute(statement, params=None)

    def drop(apps: Any, schema_editor: Any) -> None:
        for event in events:
            on = f" on {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"drop trigger {name}_{event}{on}", params=None)

    return RunPython(create, drop)


def without_trigger(table: str, *, name: str, events: Sequence[str]) -> RunPython:
    """A migration operation: forget what `after_change` made, if it is still there (SQLite drops it with a remade table)."""

    def drop(apps: Any, schema_editor: Any) -> None:
        for event in events:
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f"drop function if exists {name}_{event}_f cascade", params=None)
            else:
                schema_editor.execute(f"drop trigger if exists {name}_{event}", params=None)

    return RunPython(drop, RunPython.noop)


_SQLITE = "create trigger {name} after {event} on {table} for each row {when} begin {action}; end"
_POSTGRESQL = (
    "create function {name}_f() returns trigger language plpgsql as $$ begin {action}; return null; end $$;"
    "create trigger {name} after {event} on {table} for each row {when} execute function {name}_f()"
)
