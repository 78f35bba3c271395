from django.core.management import call_command
from django.db import connection

from tertulia.events.triggers import restore_triggers

THERE = {
    "sqlite": "select name from sqlite_master where type = 'trigger'",
    "postgresql": "select tgname from pg_trigger where not tgisinternal",
}


def triggers():
    with connection.cursor() as cursor:
        cursor.execute(THERE[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def drop(name, table):
    with connection.cursor() as cursor:
        cursor.execute(f"drop trigger {name}" + (f" on {table}" if connection.vendor == "postgresql" else ""))


def test_after_every_migration_every_trigger_is_there(db):
    assert {"held_opens_case_insert", "case_counted_update", "moderation_decision_stays_delete"} <= triggers()
    assert restore_triggers(connection) == []


def test_triggers_that_went_with_a_table_are_made_again_by_the_next_migration(db):
    before = triggers()
    drop("held_opens_case_update", "responses_response")
    drop("moderation_decision_stays_update", "moderation_decision")
    call_command("migrate", verbosity=0)
    assert triggers() == before
