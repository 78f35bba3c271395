"""Database triggers for migrations: the same rule in SQLite's and PostgreSQL's words.

Versions are moved by triggers, so that no writer can forget: not Wagtail, an import, the shell or the worker. A trigger
belongs to the statement that changes what a page shows, hence to its transaction.

SQLite makes a table anew for many a change of it, and drops its triggers with the old one. Hence `restore_triggers`: what
the migrations that are applied have made, and what is gone, is made again (the command `migrate` ends with it).
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader

Statements = Callable[[Any], dict[str, str]]


class Triggers(RunPython):
    """A migration operation that makes triggers; `statements` gives them by name, for a connection."""

    def __init__(self, statements: Statements, drop: Callable[[Any, Any], None]) -> None:
        self.statements = statements
        super().__init__(self._create, drop)

    def _create(self, apps: Any, schema_editor: Any) -> None:
        for statement in self.statements(schema_editor.connection).values():
            schema_editor.execute(statement, params=None)


class NoTriggers(RunPython):
    """A migration operation that takes triggers away for good."""

    def __init__(self, names: Sequence[str], drop: Callable[[Any, Any], None]) -> None:
        self.names = tuple(names)
        super().__init__(drop, RunPython.noop)


def restore_triggers(connection: Any) -> list[str]:
    """Make every trigger again that the applied migrations made and that is no longer there; returns their names."""
    there = _names(connection)
    gone = {name: operation for name, operation in _wanted(connection).items() if name not in there}
    with connection.cursor() as cursor:
        for name, operation in gone.items():
            cursor.execute(operation.statements(connection)[name])
    return list(gone)


def _wanted(connection: Any) -> dict[str, Triggers]:
    """The operation that made each trigger last, in the order of the migrations."""
    loader = MigrationLoader(connection)
    wanted: dict[str, Triggers] = {}
    for key in _in_order(loader):
        for operation in loader.graph.nodes[key].operations:
            if isinstance(operation, NoTriggers):
                wanted = {name: kept for name, kept in wanted.items() if name not in operation.names}
            elif isinstance(operation, Triggers):
                wanted |= dict.fromkeys(operation.statements(connection), operation)
    return wanted


def _in_order(loader: MigrationLoader) -> list[tuple[str, str]]:
    """The applied migrations, each after those it depends on."""
    applied = loader.applied_migrations
    found: dict[tuple[str, str], None] = {}
    for leaf in loader.graph.leaf_nodes():
        found |= dict.fromkeys(key for key in loader.graph.forwards_plan(leaf) if key in applied)
    return list(found)


def _names(connection: Any) -> set[str]:
    asked = {
        "postgresql": "select tgname from pg_trigger where not tgisinternal",
        "sqlite": "select name from sqlite_master where type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def after_change(
    table: str, action: str, *, name: str, events: Sequence[str], columns: Sequence[str] = (), only: str = ""
) -> Triggers:
    """A migration operation: after each row's `events` (insert, update, delete) on `table`, run the statement `action`.

    `action` may name the row as `NEW` or, in deletes, `OLD`; write `ROW` for whichever of the two is there. With
    `columns`, an update only counts if one of them differs; with `only`, a change only counts where that condition holds.
    `NOW` stands for the present instant, `EPOCH` for its seconds, in conditions `BULK` for a bulk write (`events/bulk.py`).
    Our own constants only: nothing here is quoted.
    """

    def statements(connection: Any) -> dict[str, str]:
        vendor, made = connection.vendor, {}
        for event in events:
            row = "OLD" if event == "delete" else "NEW"
            make = _POSTGRESQL if vendor == "postgresql" else _SQLITE
            differs = "is distinct from" if vendor == "postgresql" else "is not"
            changed = " or ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)
            asked = (changed if event == "update" else "", only.replace("BULK", _BULK.get(vendor, _BULK["sqlite"])))
            conditions = [f"({each})" for each in asked if each]
            made[f"{name}_{event}"] = make.format(
                name=f"{name}_{event}",
                event=event,
                table=table,
                when=f"when ({' and '.join(conditions)})" if conditions else "",
                action=_in_words_of(vendor, action.replace("ROW", row)),
            )
        return made

    def drop(apps: Any, schema_editor: Any) -> None:
        for event in events:
            on = f" on {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"drop trigger if exists {name}_{event}{on}", params=None)

    return Triggers(statements, drop)


def _in_words_of(vendor: str, action: str) -> str:
    now, epoch = _NOW.get(vendor, _NOW["sqlite"])
    return action.replace("NOW", now).replace("EPOCH", epoch)


_NOW = {
    "postgresql": ("statement_timestamp()", "cast(extract(epoch from statement_timestamp()) as bigint)"),
    "sqlite": ("strftime('%Y-%m-%d %H:%M:%f', 'now')", "cast(strftime('%s', 'now') as integer)"),
}


_BULK = {
    "postgresql": "(coalesce(current_setting('tertulia.bulk', true), '') = 'on')",
    "sqlite": "exists (select 1 from events_bulk)",
}


def append_only(table: str, *, but_for: Sequence[str] = ()) -> Triggers:
    """A migration operation: rows of `table` are only added. They are never changed, but a column of `but_for` may be emptied."""

    def statements(connection: Any) -> dict[str, str]:
        vendor = connection.vendor
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, table)
        differs = "is distinct from" if vendor == "postgresql" else "is not"
        changed = [f"OLD.{each.name} {differs} NEW.{each.name}" for each in described if each.name not in but_for]
        changed += [f"(OLD.{name} {differs} NEW.{name} and NEW.{name} <> '')" for name in but_for]
        make = _REFUSE_POSTGRESQL if vendor == "postgresql" else _REFUSE_SQLITE
        whens = {"update": f"when ({' or '.join(changed)})", "delete": ""}
        return {
            f"{table}_stays_{event}": make.format(name=f"{table}_stays_{event}", event=event, table=table, when=when)
            for event, when in whens.items()
        }

    def drop(apps: Any, schema_editor: Any) -> None:
        for event in ("update", "delete"):
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f"drop function if exists {table}_stays_{event}_f cascade", params=None)
            else:
                schema_editor.execute(f"drop trigger if exists {table}_stays_{event}", params=None)

    return Triggers(statements, drop)


_REFUSE_SQLITE = (
    "create trigger {name} before {event} on {table} for each row {when} begin select raise(abort, '{table} is append-only'); end"
)
_REFUSE_POSTGRESQL = (
    "create or replace function {name}_f() returns trigger language plpgsql as $$ "
    "begin raise exception '{table} is append-only'; end $$;"
    "create trigger {name} before {event} on {table} for each row {when} execute function {name}_f()"
)


def without_trigger(table: str, *, name: str, events: Sequence[str]) -> NoTriggers:
    """A migration operation: forget what `after_change` made, if it is still there (SQLite drops it with a remade table)."""

    def drop(apps: Any, schema_editor: Any) -> None:
        for event in events:
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f"drop function if exists {name}_{event}_f cascade", params=None)
            else:
                schema_editor.execute(f"drop trigger if exists {name}_{event}", params=None)

    return NoTriggers([f"{name}_{event}" for event in events], drop)


_SQLITE = "create trigger {name} after {event} on {table} for each row {when} begin {action}; end"
_POSTGRESQL = (
    "create or replace function {name}_f() returns trigger language plpgsql as $$ begin {action}; return null; end $$;"
    "create trigger {name} after {event} on {table} for each row {when} execute function {name}_f()"
)
