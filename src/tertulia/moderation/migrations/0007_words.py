"""The words of open cases, folded, for the search at the desk: FTS5 on SQLite, a text search vector on PostgreSQL.

They go with the case in the transaction that closes it, and wherever a response changes what it says or who said it.
"""

from django.db import migrations

from tertulia.events.triggers import after_change

FORGET = "delete from case_words where rowid = ROW.id"
FORGET_RESPONSE = (
    "delete from case_words where rowid in (select id from moderation_case where response_id = NEW.id and closed_at is null); "
    "update moderation_case set prepared = false where response_id = NEW.id and closed_at is null"
)


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "create table case_words (rowid bigint primary key, words text not null, "
            "vector tsvector generated always as (to_tsvector('simple', words)) stored)"
        )
        schema_editor.execute("create index case_words_vector on case_words using gin (vector)")
    else:
        schema_editor.execute("create virtual table case_words using fts5(words, tokenize = 'unicode61', prefix = '2 3 4')")


def drop(apps, schema_editor):
    schema_editor.execute("drop table case_words")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0006_trusted")]

    operations = [
        migrations.RunPython(create, drop),
        after_change(
            "moderation_case", FORGET, name="closed_has_no_words", events=["update"], columns=["closed_at"], only="NEW.closed_at is not null"
        ),
        after_change("moderation_case", FORGET, name="gone_has_no_words", events=["delete"]),
        after_change("responses_response", FORGET_RESPONSE, name="new_words_of_case", events=["update"], columns=["text", "author_name"]),
        migrations.RunSQL("update moderation_case set prepared = false where closed_at is null", migrations.RunSQL.noop),
    ]
