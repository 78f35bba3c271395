"""The words of responses, folded, for search: FTS5 on SQLite, a text search vector on PostgreSQL."""

from django.db import migrations


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "create table response_words (rowid bigint primary key, words text not null, "
            "vector tsvector generated always as (to_tsvector('simple', words)) stored)"
        )
        schema_editor.execute("create index response_words_vector on response_words using gin (vector)")
    else:
        schema_editor.execute("create virtual table response_words using fts5(words, tokenize = 'unicode61')")


def drop(apps, schema_editor):
    schema_editor.execute("drop table response_words")


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
