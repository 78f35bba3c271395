"""The worker: many events cost little more than one, and one that cannot be handled keeps back no other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tertulia.delivery import searching, worker
from tertulia.delivery.handlers import HANDLERS
from tertulia.delivery.searching import index_newer, search_responses
from tertulia.delivery.worker import Heap, do_chores, handle_waiting
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.responses.models import Thread
from tertulia.responses.posting import post_response
from tertulia.responses.visibility import hide_response


def say(thread, count):
    return [
        post_response(thread=thread.pk, author=None, name="Ana", network=str(number), text=f"Harbour {number}.").response
        for number in range(count)
    ]


def test_the_words_of_many_responses_are_indexed_in_one_transaction(thread):
    say(thread, 12)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert handle_waiting() == 12
    assert sum("response_words" in query["sql"] for query in asked) == 2
    assert len(search_responses("harbour", site=thread.site)) == 12
    assert not Event.objects.filter(handled_at=None).exists()


def test_one_that_cannot_be_indexed_keeps_back_no_other(thread, monkeypatch):
    responses = say(thread, 5)
    fold = searching.fold

    def choking(text):
        if "3" in text:
            raise RuntimeError
        return fold(text)

    monkeypatch.setattr(searching, "fold", choking)
    assert handle_waiting() == 4
    assert Event.objects.get(handled_at=None).response == responses[3].pk
    assert len(search_responses("harbour", site=thread.site)) == 4


def test_who_is_to_stop_begins_with_no_further_event_and_leaves_them_to_the_next(thread):
    say(thread, 5)
    asked = iter([False, False, True, True, True])
    assert handle_waiting(lambda: next(asked)) == 2
    assert list(Event.objects.filter(handled_at=None).values_list("tries", flat=True)) == [0, 0, 0]
    assert handle_waiting() == 3


def test_stories_with_pictures_to_draw_give_way_to_a_response(thread, monkeypatch):
    drawn = []

    def draw(event):
        drawn.append(event.story)
        if event.story == 1:
            say(thread, 1)

    monkeypatch.setitem(HANDLERS, Kind.STORY_PUBLISHED, [draw])
    monkeypatch.setattr(worker, "PAUSE", -1)  # look after every one
    with writing():
        for story in (1, 2, 3):
            record(Kind.STORY_PUBLISHED, story=story)
    assert (handle_waiting(), drawn) == (1, [1])
    assert (handle_waiting(), drawn) == (3, [1, 2, 3])
    assert set(Event.objects.values_list("tries", flat=True)) == {1}
    assert len(search_responses("harbour", site=thread.site)) == 1


@pytest.mark.django_db(transaction=True)
def test_what_came_in_is_indexed_while_another_process_writes(thread, monkeypatch):
    say(thread, 5)
    handle_waiting()
    with connection.cursor() as cursor:
        cursor.execute("delete from response_words")
    monkeypatch.setattr(searching, "AT_A_TIME", 2)
    monkeypatch.setattr(searching, "fold", while_another_writes(searching.fold))
    index_newer()
    assert len(search_responses("harbour", site=thread.site)) == 5


def while_another_writes(fold):
    """The same, with a row written over a connection of its own each time: what another process may do at any time."""

    def folded(text):
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(write_something).result()
        return fold(text)

    return folded


def write_something():
    try:
        with writing():
            Thread.objects.update(title="Another title")
    finally:
        connection.close()


def test_a_chore_that_fails_keeps_back_no_other(thread, monkeypatch, caplog):
    say(thread, 1)
    done = []
    monkeypatch.setattr("tertulia.delivery.worker.TIMELY", (fail_now,))
    monkeypatch.setattr("tertulia.delivery.worker.ANY_TIME", (lambda: done.append(True),))
    do_chores(now=timezone.now())
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["a chore failed"]
    assert done == [True]


def fail_now(*, now):
    raise RuntimeError(now)


def test_a_heap_is_done_part_by_part_and_asked_after_later_once_it_is_gone():
    parts = [2, 2, 1, 0, 4]
    heap = Heap(lambda: parts.pop(0), every=timedelta(minutes=5))
    now = timezone.now()
    assert [heap.take(now=now) for _round in range(6)] == [2, 2, 1, 0, 0, 0]
    assert heap.take(now=now + timedelta(minutes=4)) == 0
    assert heap.take(now=now + timedelta(minutes=5)) == 4


def test_a_heap_that_cannot_be_done_is_left_alone_for_a_while():
    heap = Heap(partial(fail_now, now=0), every=timedelta(minutes=5))
    with pytest.raises(RuntimeError):
        heap.take(now=timezone.now())
    assert heap.take(now=timezone.now()) == 0


def test_many_that_came_in_are_indexed_in_parts_past_those_that_are_not_shown(thread):
    for response in say(thread, 12)[3:9]:
        hide_response(response, before=("visible",), after="removed")
    assert [index_newer(2) for _part in range(5)] == [2, 2, 2, 0, 0]
    assert len(search_responses("harbour", site=thread.site)) == 6
