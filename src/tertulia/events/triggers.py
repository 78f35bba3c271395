"""Database triggers for migrations: the same rule in SQLite's and PostgreSQL's words.

Versions are moved by triggers, so that no writer can forget: not Wagtail, an import, the shell or the worker. A trigger
belongs to the statement that changes what a page shows, hence to its transaction.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations import RunPython


def after_change(
    table: str, action: str, *, name: str, events: Sequence[str], columns: Sequence[str] = (), only: str = ""
) -> RunPython:
    """A migration operation: after each row's `events` (insert, update, delete) on `table`, run the statement `action`.

    `action` may name the row as `NEW` or, in deletes, `OLD`; write `ROW` for whichever of the two is there. With
    `columns`, an update only counts if one of them differs; with `only`, a change only counts where that condition holds.
    `NOW` stands for the present instant, `EPOCH` for its seconds. Our own constants only: nothing here is quoted.
    """

    def create(apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        for event in events:
            row = "OLD" if event == "delete" else "NEW"
            make = _POSTGRESQL if vendor == "postgresql" else _SQLITE
            differs = "is distinct from" if vendor == "postgresql" else "is not"
            changed = " or ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)
            conditions = [f"({each})" for each in (changed if event == "update" else "", only) if each]
            statement = make.format(
                name=f"{name}_{event}",
                event=event,
                table=table,
                when=f"when ({' and '.join(conditions)})" if conditions else "",
                action=_in_words_of(vendor, action.replace("ROW", row)),
            )
            schema_editor.execute(statement, params=None)

    def drop(apps: Any, schema_editor: Any) -> None:
        for event in events:
            on = f" on {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"drop trigger {name}_{event}{on}", params=None)

    return RunPython(create, drop)


def _in_words_of(vendor: str, action: str) -> str:
    now, epoch = _NOW.get(vendor, _NOW["sqlite"])
    return action.replace("NOW", now).replace("EPOCH", epoch)


_NOW = {
    "postgresql": ("statement_timestamp()", "cast(extract(epoch from statement_timestamp()) as bigint)"),
    "sqlite": ("strftime('%Y-%m-%d %H:%M:%f', 'now')", "cast(strftime('%s', 'now') as integer)"),
}


def append_only(table: str, *, but_for: Sequence[str] = ()) -> RunPython:
    """A migration operation: rows of `table` are only added. They are never changed, but a column of `but_for` may be emptied."""

    def create(apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        with schema_editor.connection.cursor() as cursor:
            described = schema_editor.connection.introspection.get_table_description(cursor, table)
        differs = "is distinct from" if vendor == "postgresql" else "is not"
        changed = [f"OLD.{each.name} {differs} NEW.{each.name}" for each in described if each.name not in but_for]
        changed += [f"(OLD.{name} {differs} NEW.{name} and NEW.{name} <> '')" for name in but_for]
        make = _REFUSE_POSTGRESQL if vendor == "postgresql" else _REFUSE_SQLITE
        for event, when in (("update", f"when ({' or '.join(changed)})"), ("delete", "")):
            schema_editor.execute(make.format(name=f"{table}_stays_{event}", event=event, table=table, when=when), params=None)

    def drop(apps: Any, schema_editor: Any) -> None:
        for event in ("update", "delete"):
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f"drop function if exists {table}_stays_{event}_f cascade", params=None)
            else:
                schema_editor.execute(f"drop trigger if exists {table}_stays_{event}", params=None)

    return RunPython(create, drop)


_REFUSE_SQLITE = (
    "create trigger {name} before {event} on {table} for each row {when} begin select raise(abort, '{table} is append-only'); end"
)
_REFUSE_POSTGRESQL = (
    "create function {name}_f() returns trigger language plpgsql as $$ begin raise exception '{table} is append-only'; end $$;"
    "create trigger {name} before {event} on {table} for each row {when} execute function {name}_f()"
)


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
