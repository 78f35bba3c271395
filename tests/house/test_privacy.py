"""The map of what is kept and the models say the same."""

import pytest
from django.apps import apps

from tertulia.house.privacy import PACKAGES, ROOMS_OF_THE_NEWSROOM, TABLES, TOPICS

HOW = (
    "\n\nsrc/tertulia/house/privacy.py is the map of what is kept about people; the privacy page and a reader's export are made "
    "from it.\nAdd or correct the table in TABLES: `personal` fields belong to a person and go into their export, `other` fields "
    "do not,\n`person` is the lookup from the row to the reader it is about, and the topic says why it is kept and how long.\n"
    "If nothing there says how long, write it, and a chore in delivery/worker.py that keeps the promise."
)


def ours():
    for model in apps.get_models():
        if model.__module__.startswith("tertulia.") and model._meta.app_label not in ROOMS_OF_THE_NEWSROOM:
            yield pytest.param(model, id=model._meta.label)


@pytest.mark.parametrize("model", ours())
def test_every_field_of_every_table_is_on_the_map(model):
    label = model._meta.label
    assert label in TABLES, f"{label} is not on the map.{HOW}"
    table = TABLES[label]
    mapped = {*table.personal.split(), *table.other.split()}
    there = {field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many]} - {"id"}
    assert there - mapped == set(), f"fields of {label} that the map does not know: {sorted(there - mapped)}.{HOW}"
    assert mapped - there == set(), f"fields of {label} that are not there any more: {sorted(mapped - there)}.{HOW}"
    assert not set(table.personal.split()) & set(table.other.split())


def test_the_map_knows_no_table_that_is_not_there():
    known = {model._meta.label for model in apps.get_models()}
    assert set(TABLES) <= known


def test_every_package_that_keeps_tables_is_on_the_map():
    others = {model._meta.app_label for model in apps.get_models() if not model.__module__.startswith("tertulia.")}
    assert others - {*PACKAGES, "wagtailsearch"} == set(), f"a package keeps tables: say under which topic in PACKAGES.{HOW}"


@pytest.mark.parametrize("label", sorted(TABLES))
def test_every_table_leads_to_its_person_and_has_a_topic(label):
    table = TABLES[label]
    assert table.topic in TOPICS
    assert table.personal or table.topic in ("nothing", "imports")
    if table.person:
        apps.get_model(label).objects.filter(**{table.person: 1}).query  # noqa: B018 - raises where the lookup leads nowhere


@pytest.mark.parametrize("model", ours())
def test_a_table_that_points_at_a_reader_says_whose_it_is(model):
    from tertulia.readers.models import Reader

    points = [f.name for f in model._meta.concrete_fields if f.is_relation and f.related_model is Reader]
    table = TABLES[model._meta.label]
    if {"reader", "author"} & set(points):
        assert table.person, f"{model._meta.label} belongs to a reader: `person` must say how to get there.{HOW}"
