"""A thread that two open at once is one."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tertulia.responses.models import Thread
from tertulia.responses.threads import open_thread, open_thread_elsewhere

pytestmark = pytest.mark.django_db(transaction=True)
ELSEWHERE = "https://elsewhere.example/page"


class Slow:
    """Somebody who has stored a thread and commits it a little later."""

    def __init__(self, **said: Any) -> None:
        self._said, self.begun = said, Event()

    def open(self) -> int:
        try:
            with transaction.atomic():
                made = Thread.objects.create(site=1, title="A", opened_at=timezone.now(), **self._said)
                self.begun.set()
                time.sleep(0.3)
            return made.pk
        finally:
            connection.close()


def test_who_opens_a_thread_that_somebody_is_opening_gets_theirs(story) -> None:
    Thread.objects.filter(story=story).delete()
    slow = Slow(story=story, url="/a/")
    with ThreadPoolExecutor(1) as elsewhere:
        theirs = elsewhere.submit(slow.open)
        slow.begun.wait(10)
        ours = open_thread(story=story, site=1)
        assert ours.pk == theirs.result()
    assert (ours.title, Thread.objects.filter(story=story).count()) == (story.title, 1)


def test_two_who_first_respond_under_a_page_elsewhere_meet_in_one_thread() -> None:
    slow = Slow(url=ELSEWHERE)
    with ThreadPoolExecutor(1) as elsewhere:
        theirs = elsewhere.submit(slow.open)
        slow.begun.wait(10)
        ours = open_thread_elsewhere(site=1, url=ELSEWHERE, title="A page elsewhere")
        assert ours.pk == theirs.result()
    assert Thread.objects.count() == 1
