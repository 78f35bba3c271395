"""An author's record is smoothed and bounded."""

from tertulia.screening.history import AuthorHistory, history_weight


def test_a_newcomer_weighs_nothing():
    assert history_weight(AuthorHistory(0, 0), 0.08, 1.0) == 0


def test_one_removal_weighs_less_than_many():
    few, many = (history_weight(AuthorHistory(count, count), 0.08, 3.0) for count in (1, 30))
    assert 0 < few <= many <= 0.8


def test_a_clean_record_speaks_for_the_author():
    assert history_weight(AuthorHistory(50, 0), 0.08, 1.0) < 0


def test_the_record_is_never_more_than_a_quarter_of_what_the_text_says():
    assert history_weight(AuthorHistory(99, 99), 0.5, 0.4) <= 0.1
