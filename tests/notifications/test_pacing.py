"""When mail is due."""

from datetime import UTC, datetime

import pytest

from tertulia.notifications.kinds import NoticeKind, Pace
from tertulia.notifications.pacing import mail_due, retry_at

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pace", "zone", "due"),
    [
        (Pace.NEVER, "UTC", None),
        (Pace.AT_ONCE, "UTC", NOW),
        (Pace.HOURLY, "UTC", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        (Pace.DAILY, "UTC", datetime(2026, 11, 21, 7, tzinfo=UTC)),
        (Pace.DAILY, "America/Los_Angeles", datetime(2026, 11, 20, 15, tzinfo=UTC)),
    ],
)
def test_a_reply_is_mailed_at_the_chosen_pace(pace, zone, due):
    assert mail_due(NoticeKind.REPLY, pace, now=NOW, zone=zone) == due


def test_what_was_decided_about_a_reader_is_mailed_whatever_they_chose():
    assert mail_due(NoticeKind.DECISION, Pace.NEVER, now=NOW, zone="UTC") == NOW


def test_trying_again_takes_longer_each_time():
    waits = [(retry_at(NOW, tries) - NOW).total_seconds() / 60 for tries in (1, 2, 3, 4, 5, 9)]
    assert waits == [1, 4, 16, 64, 240, 240]
