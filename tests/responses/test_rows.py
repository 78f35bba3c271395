from datetime import UTC, datetime

from tertulia.responses.models import Response
from tertulia.responses.posting import post_response
from tertulia.responses.rows import select


def test_instants_come_with_their_zone(thread, reader):
    now = datetime(2026, 11, 20, 9, 30, 1, 250_000, tzinfo=UTC)
    post_response(thread=thread.pk, author=reader, text="A word.", now=now)
    (row,) = select("where thread_id = %s", [thread.pk])
    assert (row.posted_at, row.posted_at.tzinfo, row.edited_at) == (now, UTC, None)
    Response.objects.update(posted_at=None)
    assert select("where thread_id = %s", [thread.pk])[0].posted_at is None


def test_a_number_no_column_holds_finds_nothing(db):
    for number in (2**63, -(2**63) - 1, 10**40):
        assert select("where id = %s", [number]) == []
