"""The worker: many events cost little more than one, and one that cannot be handled keeps back no other."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tertulia.delivery import searching
from tertulia.delivery.searching import search_responses
from tertulia.delivery.worker import handle_waiting
from tertulia.events.models import Event
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
