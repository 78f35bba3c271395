"""What moderators see of screening on the admin's first page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tertulia.house.tallies import NUDGE_EDITED, NUDGE_POSTED, NUDGE_SHOWN, SCREENING_FAILED, count_one, load_month


@pytest.fixture
def counts(db: None) -> None:
    today = timezone.localdate()
    for name, many in ((NUDGE_SHOWN, 5), (NUDGE_EDITED, 2), (NUDGE_POSTED, 1)):
        for _each in range(many):
            count_one(name, site=1, day=today)
    count_one(NUDGE_SHOWN, site=1, day=today - timedelta(days=31))
    count_one(SCREENING_FAILED, site=1, day=today - timedelta(days=20))


def test_whoever_was_nudged_and_sent_nothing_is_counted(counts: None) -> None:
    month = load_month(today=timezone.localdate())
    assert (month.shown, month.edited, month.posted, month.withdrawn) == (5, 2, 1, 2)
    assert (month.failed, month.failed_lately) == (1, 0)


def test_a_failure_since_yesterday_is_said_aloud_to_moderators(counts: None, client: Client, moderator: Any) -> None:
    client.force_login(moderator)
    assert "since yesterday" not in client.get("/admin/").content.decode()
    count_one(SCREENING_FAILED, site=1, day=timezone.localdate())
    page = client.get("/admin/").content.decode()
    assert "Screening failed for 1 response since yesterday" in page
