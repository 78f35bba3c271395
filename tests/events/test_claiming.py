from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tertulia.events.claiming import MOST_TRIES, claim_events, mark_handled
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.events.recording import record


def happen(count=1):
    with transaction.atomic():
        for number in range(count):
            record(Kind.RESPONSE_POSTED, response=number)


def test_events_are_claimed_once_oldest_first(db):
    happen(5)
    assert [event.response for event in claim_events(most=3)] == [0, 1, 2]
    assert [event.response for event in claim_events()] == [3, 4]
    assert claim_events() == []


def test_what_takes_long_is_claimed_after_all_else(db):
    with transaction.atomic():
        for kind in (Kind.STORY_PUBLISHED, Kind.STORY_PUBLISHED, Kind.RESPONSE_POSTED, Kind.EXPORT_ASKED, Kind.RESPONSE_HELD):
            record(kind)
    claimed = claim_events(most=4, last={Kind.STORY_PUBLISHED, Kind.EXPORT_ASKED})
    assert [event.kind for event in claimed] == ["response.posted", "response.held", "story.published", "story.published"]
    assert [event.kind for event in claim_events(last={Kind.STORY_PUBLISHED})] == ["export.asked"]


def test_what_is_handled_is_not_claimed_again(db):
    happen()
    (event,) = claim_events()
    mark_handled([event])
    Event.objects.update(due_at=timezone.now() - timedelta(days=1))
    assert claim_events() == []


def test_what_fails_comes_again_later_and_later_and_is_given_up_in_the_end(db):
    happen()
    waits = []
    for _try in range(MOST_TRIES):
        (event,) = claim_events()
        waits.append((event.due_at - timezone.now()).total_seconds())
        Event.objects.update(due_at=timezone.now())
    assert waits == sorted(waits)
    assert waits[0] > 5
    assert claim_events() == []


def test_an_event_with_a_smaller_number_that_appears_late_is_not_missed(db):
    happen(2)
    first, second = Event.objects.order_by("pk")
    Event.objects.filter(pk=first.pk).update(due_at=timezone.now() + timedelta(seconds=30))
    assert [event.pk for event in claim_events()] == [second.pk]
    Event.objects.filter(pk=first.pk).update(due_at=timezone.now())
    assert [event.pk for event in claim_events()] == [first.pk]


def test_an_event_belongs_to_the_transaction_of_its_change(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(Kind.RESPONSE_POSTED, response=1)
        raise ZeroDivisionError
    assert not Event.objects.exists()


def test_an_event_outside_a_transaction_is_a_mistake():
    with pytest.raises(RuntimeError):
        record(Kind.RESPONSE_POSTED, response=1)


def test_events_carry_numbers_only():
    kinds = {field.get_internal_type() for field in Event._meta.fields if field.name != "kind"}
    assert kinds <= {"BigAutoField", "BigIntegerField", "DateTimeField", "PositiveSmallIntegerField"}
