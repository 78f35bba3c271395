"""A thread that two open at once is one."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tertulia.responses.models import Thread
from tertulia.responses.threads import open_thread


@pytest.mark.django_db(transaction=True)
def test_who_opens_a_thread_that_somebody_is_opening_gets_theirs(story) -> None:
    Thread.objects.filter(story=story).delete()
    begun = Event()

    def open_slowly() -> int:
        try:
            with transaction.atomic():
                made = Thread.objects.create(story=story, site=1, title="A", url="/a/", opened_at=timezone.now())
                begun.set()
                time.sleep(0.3)
            return made.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        theirs = elsewhere.submit(open_slowly)
        begun.wait(10)
        ours = open_thread(story=story, site=1)
        assert ours.pk == theirs.result()
    assert (ours.title, Thread.objects.filter(story=story).count()) == (story.title, 1)
