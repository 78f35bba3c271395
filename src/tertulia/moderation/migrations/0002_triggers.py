"""Cases open in the transaction that holds a response, whoever writes it; the numbers of waiting cases are kept; decisions stay."""

from django.db import migrations

from tertulia.events.triggers import after_change, append_only

VIEWS = ["is_held", "is_reported", "is_urgent", "is_notice", "is_appeal", "is_new_writer", "is_edited"]

COLUMNS = (
    "response_id, thread_id, site, section, language, author, opened_at, is_held, is_reported, is_urgent, is_notice, is_appeal, "
    "is_new_writer, is_edited, reason, ground, rule, reports, fingerprint, harm, reach, rank, prepared, version"
)
OPEN = f"""
insert into moderation_case ({COLUMNS})
select {{row}}.id, {{row}}.thread_id, t.site, 0, t.language, {{row}}.author_id, NOW, true, false, false, false, false,
    false, {{edited}}, '', '', '', 0, '', 1, 1, EPOCH, false, 1
from responses_thread t where t.id = {{row}}.thread_id
on conflict (response_id) where closed_at is null do update
    set is_held = true, prepared = false, version = moderation_case.version + 1
"""
CLOSE = "update moderation_case set closed_at = NOW, version = version + 1 where response_id = ROW.id and closed_at is null"
NO_LONGER_HELD = """
update moderation_case set is_held = false, version = version + 1,
    closed_at = case when is_reported or is_notice or is_appeal then null else NOW end
where response_id = NEW.id and closed_at is null
"""
ALREADY_HELD = f"""
insert into moderation_case ({COLUMNS})
select r.id, r.thread_id, t.site, 0, t.language, r.author_id, coalesce(r.posted_at, t.opened_at), true, false, false, false, false,
    false, false, '', '', '', 0, '', 1, 1, 0, false, 1
from responses_response r join responses_thread t on t.id = r.thread_id where r.state = 'held'
"""


def count(row: str, change: int) -> str:
    bits = " + ".join(f"case when {row}.{view} then {1 << bit} else 0 end" for bit, view in enumerate(VIEWS))
    return (
        f"insert into moderation_waiting (site, section, views, cases) select {row}.site, {row}.section, {bits}, {change} "
        f"where {row}.closed_at is null "
        f"on conflict (site, section, views) do update set cases = moderation_waiting.cases + {change}"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0001_initial"),
        ("responses", "0008_shields"),
    ]

    operations = [
        after_change("moderation_case", count("NEW", 1), name="case_counted", events=["insert"]),
        after_change("moderation_case", count("OLD", -1), name="case_counted", events=["delete"]),
        after_change(
            "moderation_case",
            f"{count('OLD', -1)}; {count('NEW', 1)}",
            name="case_counted",
            events=["update"],
            columns=["site", "section", "closed_at", *VIEWS],
        ),
        after_change(
            "responses_response",
            OPEN.format(row="NEW", edited="false"),
            name="held_opens_case",
            events=["insert"],
            only="NEW.state = 'held'",
        ),
        after_change(
            "responses_response",
            OPEN.format(row="NEW", edited="false"),
            name="held_opens_case",
            events=["update"],
            columns=["state"],
            only="NEW.state = 'held' and NEW.asked_at is null",
        ),
        after_change(
            "responses_response",
            OPEN.format(row="NEW", edited="OLD.asked_at is not null"),
            name="new_words_open_case",
            events=["update"],
            columns=["text"],
            only="NEW.state = 'held' and OLD.state = 'held' and NEW.asked_at is null",
        ),
        after_change(
            "responses_response",
            NO_LONGER_HELD,
            name="let_go_closes_case",
            events=["update"],
            columns=["state"],
            only="OLD.state = 'held' and NEW.state <> 'held'",
        ),
        after_change(
            "responses_response",
            f"{CLOSE} and not is_notice and not is_appeal",
            name="gone_closes_case",
            events=["update"],
            columns=["state"],
            only="NEW.state in ('withdrawn', 'erased')",
        ),
        after_change("responses_response", CLOSE, name="deleted_closes_case", events=["delete"]),
        migrations.RunSQL(ALREADY_HELD, migrations.RunSQL.noop),
        append_only("moderation_decision", but_for=["text", "note"]),
    ]
