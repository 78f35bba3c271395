"""What the migrations leave in the database is what the models ask for: some of them go past Django's own operations."""

import pytest
from django.apps import apps
from django.db import connection

OURS = [model for model in apps.get_models() if model.__module__.startswith("tertulia.")]


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)
def test_a_table_has_the_indexes_of_its_model_and_no_others(model) -> None:
    indexes = plain_indexes(model._meta.db_table)
    named = {index.name for index in model._meta.indexes}
    by_field = sorted((field.column,) for field in model._meta.local_fields if field.db_index and not field.unique)
    assert named <= set(indexes)
    assert sorted(columns for name, columns in indexes.items() if name not in named) == by_field


def plain_indexes(table: str) -> dict[str, tuple[str, ...]]:
    """The columns of each index that is no constraint; not those which PostgreSQL keeps beside an index of words for LIKE."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # Django's own reading stumbles over a check with a list in it
            found = [row[1] for row in cursor.execute(f"pragma index_list({table})").fetchall() if row[3] == "c" and not row[2]]
            return {name: tuple(row[2] for row in cursor.execute(f"pragma index_info({name})").fetchall()) for name in found}
        kept = connection.introspection.get_constraints(cursor, table)
    return {
        name: tuple(found["columns"])
        for name, found in kept.items()
        if found["index"] and not found["unique"] and not found["primary_key"] and not name.endswith("_like")
    }
