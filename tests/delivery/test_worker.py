"""The worker: many events cost little more than one, and one that cannot be handled keeps back no other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tertulia.delivery import searching
from tertulia.delivery.searching import index_newer, search_responses
from tertulia.delivery.worker import do_chores, handle_waiting
from tertulia.events.models import Event
from tertulia.events.transactions import writing
from tertulia.responses.models import Thread
from tertulia.responses.posting import post_response


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
    monkeypatch.setattr("tertulia.delivery.worker.TIMELY", (fail_now,))
    do_chores(now=timezone.now())
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["a chore failed"]
    assert len(search_responses("harbour", site=thread.site)) == 1


def fail_now(*, now):
    raise RuntimeError(now)
