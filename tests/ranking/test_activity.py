"""Which replies lift a branch in the order by activity."""

from tertulia.ranking.activity import WINDOW, lifts

HOUR = WINDOW // 2


def test_the_fourth_reply_of_one_reader_in_two_hours_does_not_lift():
    before = [("rosa", 0), ("rosa", 1), ("tarek", 2), ("rosa", 3)]
    assert not lifts("rosa", 4, before=before)
    assert lifts("tarek", 4, before=before)


def test_after_two_hours_a_reader_lifts_again():
    before = [("rosa", 0), ("rosa", HOUR), ("rosa", HOUR + 1)]
    assert not lifts("rosa", WINDOW - 1, before=before)
    assert lifts("rosa", WINDOW, before=before)
