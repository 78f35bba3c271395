"""Many rows with one prepared statement. An import inserts millions, and the ORM would spend two thirds of its time on that."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Model


def insert_rows(model: type[Model], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows given as columns and values, JSON as text; returns their primary keys in order.

    All rows have the columns of the first; the others get the defaults of the model. Rows with an `id` keep it: see `next_keys`.
    """
    if not rows:
        return []
    keys = [row["id"] for row in rows] if "id" in rows[0] else next_keys(model, len(rows))
    defaults = _defaults(model)
    names = ("id", *defaults)
    instants = [each.column for each in model._meta.concrete_fields if isinstance(each, DateTimeField) and each.column in rows[0]]
    adapt, values_of = connection.ops.adapt_datetimefield_value, itemgetter(*names)
    values = []
    for key, row in zip(keys, rows, strict=True):
        adapted = {name: adapt(row[name]) for name in instants if row[name] is not None}
        values.append(values_of({**defaults, **row, **adapted, "id": key}))
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(f"insert into {model._meta.db_table} ({columns}) values ({marks})", values)  # noqa: S608 - our own names
    return keys


def next_keys(model: type[Model], count: int) -> list[int]:
    """So many primary keys for rows that are inserted in the same transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)", [table, count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("select seq from sqlite_sequence where name = %s", [table])
        (latest,) = cursor.fetchone() or (0,)
    return list(range(latest + 1, latest + count + 1))


def _defaults(model: type[Model]) -> dict[str, Any]:
    """Column and default of every field but the primary key and what the database computes."""
    fields = (each for each in model._meta.concrete_fields if not each.primary_key and not each.generated)
    return {each.column: each.get_default() for each in fields}
