from datetime import date, timedelta

from tertulia.moderation.actions import Action
from tertulia.moderation.deciding import decide, restore_response
from tertulia.moderation.figures import _Row, held_by_reason, load_figures, precision, reversals, waiting

DAY = date(2026, 11, 20)
SPAN = [DAY - timedelta(days=1), DAY]


def row(action, *, person=True, response=1, reason="abuse", waited=None):
    return _Row(DAY, action, person, reason, 0.9, waited, response, "held")


def test_half_the_cases_wait_less_than_the_median_and_a_tenth_more_than_the_tail():
    rows = [row(Action.KEEP, waited=hours * 3600) for hours in range(1, 11)]
    empty, today = waiting(rows, SPAN).rows
    assert empty == (SPAN[0], 0, None, None)
    assert today == (DAY, 10, 5.5, 9.0)


def test_the_last_word_of_people_says_whether_the_gate_was_right():
    held = [row(Action.HOLD, person=False, response=each) for each in (1, 2, 3)]
    people = [row(Action.REMOVE, response=1), row(Action.RELEASE, response=2), row(Action.REMOVE, response=3)]
    people.append(row(Action.RESTORE, response=3))
    assert precision([*held, *people]).rows == (("abuse", 3, 1, 33),)


def test_shares_and_reversals():
    rows = [row(Action.HOLD, person=False, reason=reason) for reason in ("abuse", "abuse", "links", "abuse")]
    assert held_by_reason(rows).rows == (("abuse", 3, 75), ("links", 1, 25))
    assert reversals([row(Action.REMOVE), row(Action.RESTORE)], SPAN).rows[1] == (DAY, 1, 1)


def test_every_table_is_read_from_the_log(case, held, moderator):
    made = decide(case=case.pk, moderator=moderator, action=Action.REMOVE)
    restore_response(response=held.pk, moderator=moderator)
    tables = load_figures(moderator, today=made.at.date())
    assert set(tables) == {"days", "held", "waiting", "reversals", "precision", "busiest"}
    assert tables["days"].rows[-1][1:] == (1, 1, 2)
    assert tables["precision"].rows == (("abuse", 1, 0, 0),)
    assert tables["busiest"].rows == (("A page elsewhere", 1, 1),)
