import pytest
from django.db import transaction
from django.db.models import F

from tertulia.events.bulk import in_bulk
from tertulia.responses.models import Response, State, Thread
from tertulia.responses.threads import open_thread_elsewhere


@pytest.fixture
def thread(db):
    thread = open_thread_elsewhere(site=1, url="https://other.example/pier/", title="The pier")
    Response.objects.create(thread=thread, place=0, html="<p>It leaks.</p>")
    return thread


def version(thread):
    return Thread.objects.get(pk=thread.pk).version


def touch(thread):
    Response.objects.filter(thread=thread).update(up=F("up") + 1)


def test_a_bulk_write_moves_no_version_and_the_next_write_does(thread):
    before = version(thread)
    with in_bulk():
        touch(thread)
    assert version(thread) == before
    touch(thread)
    assert version(thread) == before + 1


def test_one_that_was_given_up_leaves_nothing_switched(thread):
    before = version(thread)
    with pytest.raises(RuntimeError), transaction.atomic(), in_bulk():
        raise RuntimeError
    touch(thread)
    assert version(thread) == before + 1


def test_what_nobody_sees_moves_no_version(thread):
    before = version(thread)
    hidden = Response.objects.create(thread=thread, state=State.SPAM, listed=False, place=1, html="<p>Buy.</p>")
    Response.objects.filter(pk=hidden.pk).update(html="<p>Buy now.</p>")
    assert version(thread) == before
    Response.objects.filter(pk=hidden.pk).update(listed=True)
    assert version(thread) == before + 1
