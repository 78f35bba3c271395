from datetime import UTC, datetime

import pytest

from tertulia.events.inserting import insert, insert_row
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.responses.models import Response, Screening

NOW = datetime(2026, 11, 20, 9, 30, 1, 250_000, tzinfo=UTC)


def as_stored(row):
    """Every column of the row but its key, as the database has it."""
    stored = type(row).objects.filter(pk=row.pk).values().get()
    return {name: value for name, value in stored.items() if name != "id"}


@pytest.fixture
def makers(thread, reader):
    top = Response.objects.create(thread=thread, place=1, author=reader, author_name="Rosa")
    words = {"text": "“ü” 'x' %s", "html": "<p>“ü”</p>", "posted_at": NOW, "author_name": "رنا"}
    reply = {"thread": thread, "place": 2, "parent": top, "root": top, "depth": 2, "branch_no": 1, "listed": False}
    return {
        "event": lambda: Event(kind=Kind.RESPONSE_POSTED, thread=thread.pk, at=NOW, due_at=NOW),
        "response": lambda: Response(thread=thread, place=2**62, **words),
        "reply": lambda: Response(**reply | words),
        "screening": lambda: Screening(response=top, at=NOW, state="held", p=0.5, record={"p": 0.5, "words": ["ü", None]}),
        "no record": lambda: Screening(response=top, at=NOW, state="held", record=None),
    }


@pytest.mark.parametrize("name", ["event", "response", "reply", "screening", "no record"])
def test_a_row_is_stored_as_the_orm_would_store_it(makers, name):
    ours = makers[name]()
    insert_row(ours)
    stored = as_stored(ours)
    type(ours).objects.filter(pk=ours.pk).delete()
    theirs = makers[name]()
    theirs.save(force_insert=True)
    assert stored == as_stored(theirs)


def test_a_row_knows_its_key_and_can_be_saved_again(thread):
    event = Event(kind=Kind.RESPONSE_POSTED, thread=thread.pk, at=NOW, due_at=NOW)
    insert_row(event)
    event.tries = 3
    event.save()
    assert Event.objects.get(pk=event.pk).tries == 3


def test_what_is_not_given_has_its_field_s_default(thread):
    key = insert(Event, {"kind": Kind.RESPONSE_POSTED.value, "thread": thread.pk, "at": NOW, "due_at": NOW})
    usual = Event.objects.create(kind=Kind.RESPONSE_POSTED, thread=thread.pk, at=NOW, due_at=NOW)
    assert as_stored(Event.objects.get(pk=key)) == as_stored(usual)
