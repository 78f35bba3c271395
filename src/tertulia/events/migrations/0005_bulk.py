"""Where SQLite's triggers see that a bulk write goes on in the running transaction; PostgreSQL has a setting for that."""

from django.db import migrations


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("create table events_bulk (id integer primary key)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("drop table events_bulk")


class Migration(migrations.Migration):
    dependencies = [("events", "0004_decision")]

    operations = [migrations.RunPython(create, drop)]
