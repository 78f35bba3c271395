"""Inserting one row without the ORM's machinery, for the path of a post: the same row at a tenth of the cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from django.db.models import JSONField


def insert_row(row: Any) -> None:
    """Store a new `row` of a model without parent tables and give it its primary key.

    What `save(force_insert=True)` does, without signals and checks.
    """
    row.pk = insert(type(row), vars(row))
    row._state.adding = False
    row._state.db = connection.alias


def insert(model: Any, values: Mapping[str, Any]) -> Any:
    """Store a row of a model without parent tables; returns its primary key.

    `values` by the names of attributes (`thread_id`); what is missing has its field's default. Raises KeyError where that is a
    function.
    """
    plan = _plan(model)
    given = {**plan.defaults, **values}
    with connection.cursor() as cursor:
        cursor.execute(plan.statement, [_prepared(given[name], field) for name, field in plan.fields])
        return cursor.fetchone()[0]


def _prepared(value: Any, field: Any) -> Any:
    """The value as the database's driver wants it: most are such already, and asking the field costs more than the insert."""
    if type(value) in _AS_THEY_ARE and not isinstance(field, JSONField):
        return value
    if type(value) is datetime and value.tzinfo:
        return _adapted(value)
    return field.get_db_prep_save(value, connection)


_AS_THEY_ARE = frozenset({str, int, float, bool, type(None)})


@lru_cache(16)  # a post stores one instant in six columns
def _adapted(instant: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(instant)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of a model are inserted: `fields` by the names of their attributes, but those the database makes itself."""

    statement: str
    fields: list[tuple[str, Any]]
    defaults: dict[str, Any]


@cache
def _plan(model: Any) -> _Plan:
    meta = model._meta
    fields = [field for field in meta.concrete_fields if not field.generated and field is not meta.auto_field]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table, key = connection.ops.quote_name(meta.db_table), connection.ops.quote_name(meta.pk.column)
    return _Plan(
        f"insert into {table} ({columns}) values ({marks}) returning {key}",  # noqa: S608
        [(field.attname, field) for field in fields],
        {field.attname: field.get_default() for field in fields if not (field.has_default() and callable(field.default))},
    )
