from datetime import timedelta

import pytest
from django.db import transaction

from tertulia.errors import TooMany
from tertulia.readers.limits import Limit, consume, forget_ended
from tertulia.readers.models import Allowance

TWICE = Limit("test", 2, 600)


def test_a_limit_holds_for_each_and_says_when_to_come_back(db, now):
    consume(TWICE, "a", now=now)
    consume(TWICE, "a", now=now)
    with pytest.raises(TooMany) as refused:
        consume(TWICE, "a", now=now)
    assert 0 < refused.value.retry_after <= 600
    consume(TWICE, "b", now=now)
    consume(TWICE, "a", now=now + timedelta(seconds=refused.value.retry_after))


def test_a_use_rolled_back_was_not_made(db, now):
    for _count in range(5):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            consume(TWICE, "a", now=now)
            raise ZeroDivisionError
    consume(TWICE, "a", now=now)


def test_a_clock_set_back_locks_nobody_out(db, now):
    for _count in range(2):
        consume(TWICE, "a", now=now + timedelta(days=1))
    consume(TWICE, "a", now=now)


def test_ended_windows_are_forgotten_after_an_hour(db, now):
    consume(TWICE, "a", now=now)
    assert forget_ended(now=now + timedelta(minutes=30)) == 0
    assert forget_ended(now=now + timedelta(hours=2)) == 1
    assert not Allowance.objects.exists()
