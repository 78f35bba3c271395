"""A quarrel is heat between people, not turns."""

from tertulia.screening.threads import assess_thread, thread_risk


def talk(*lines, step=60):
    """Posts from (author, text) or (author, text, reply_to), one a minute."""
    return [
        {
            "id": place,
            "author": line[0],
            "text": line[1],
            "reply_to": line[2] if len(line) > 2 else place - 1 or None,
            "t": place * step,
        }
        for place, line in enumerate(lines, start=1)
    ]


CIVIL = [
    "Do you have a source for that?",
    "Table four of the report.",
    "Thanks, I had not seen it.",
    "I still think it is too strong.",
]
HOT = ["You are a liar.", "Shut up, fool.", "You clearly cannot read.", "Get lost, troll."]


def test_a_long_civil_exchange_is_calm():
    assert thread_risk(talk(*[("ann" if place % 2 else "bob", CIVIL[place % 4]) for place in range(16)])) < 0.2


def test_two_people_going_at_each_other_is_a_quarrel():
    assessed = assess_thread(talk(*[("ann" if place % 2 else "bob", HOT[place % 4]) for place in range(8)]))
    assert assessed.risk > 0.8
    assert assessed.people == ("ann", "bob")
    assert assessed.proposal == "cool-down"


def test_an_exchange_that_turns_is_seen_turning():
    lines = [("ann" if place % 2 else "bob", CIVIL[place % 4]) for place in range(8)]
    lines += [("ann" if place % 2 else "bob", HOT[place % 4]) for place in range(4)]
    assert thread_risk(talk(*lines)) > 0.5


def test_one_insult_among_many_is_no_quarrel():
    lines = [(f"reader{place}", CIVIL[place % 4]) for place in range(10)] + [("gus", "You are a liar.")]
    assert thread_risk(talk(*lines)) < 0.5


def test_many_at_one_is_a_pile_on():
    lines = [("ann", "The source is table four.", None)] + [(f"reader{place}", HOT[place % 4], 1) for place in range(6)]
    assessed = assess_thread(talk(*lines))
    assert assessed.kind == "pile-on"
    assert assessed.people == ("ann",)
    assert assessed.risk > 0.5


def test_the_same_heat_over_days_is_no_pile_on():
    lines = [("ann", "The source is table four.", None)] + [(f"reader{place}", HOT[place % 4], 1) for place in range(6)]
    assert thread_risk(talk(*lines, step=86_400)) < 0.5


def test_an_empty_or_broken_thread_is_calm():
    assert thread_risk([]) == 0
    assert thread_risk([{}]) < 0.1
    assert thread_risk([{"id": 1, "author": None, "text": None, "reply_to": 99, "t": None}]) < 0.1
