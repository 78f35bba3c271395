"""An assessment adds up, points at the original text, and never fails."""

import json
from itertools import pairwise
from math import exp
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.screening import Context, screen
from tertulia.screening.codes import MEANINGS
from tertulia.screening.history import AuthorHistory
from tertulia.screening.house_words import HouseRule, HouseWords
from tertulia.screening.learning import HouseWeights
from tertulia.screening.repeats import Recent, fingerprint

BUSY = Context(
    parent="The council has never once listened to anybody in this town.",
    story="A story about a bridge.",
    words=HouseWords([HouseRule("bridge", "suspect"), HouseRule("moron", "allow"), HouseRule("spamm", "ban", prefix=True)]),
    learned=HouseWeights({"bridge": 1.0}, {"bridge": frozenset("abc")}, 5),
    author=AuthorHistory(20, 10),
    first_response=True,
    domains={"example.org": (0, 9)},
    recent=Recent(frozenset({fingerprint("again")}), (1, 2, 3)),
)

TEXTS = [
    "You are such a m0r0n, Peter, and you know it.",
    'He called me "idiot" yesterday, near the bridge.',
    "ok",
    "",
    "https://example.org/a https://example.org/b",
    "يا حـــمار",
    "You are a i\u200bd\u200bi\u200bo\u200bt. 😀 ﷺ",
    "> you are a fool\nI will find you and break your legs.",
    "The council has never once listened to anybody, you say. You liar.",
]


def adds_up(assessed):
    assert sum(reason.weight for reason in assessed.evidence) == pytest.approx(assessed.logit, abs=1e-6)
    assert assessed.p == pytest.approx(1 / (1 + exp(-max(-700, assessed.logit))), abs=1e-9)
    spam = sum(reason.weight for reason in assessed.spam_evidence)
    assert assessed.spam == pytest.approx(1 / (1 + exp(-max(-700, spam))), abs=1e-9)


def points_into(assessed, text):
    for reason in (*assessed.evidence, *assessed.spam_evidence):
        assert reason.code in MEANINGS
        if reason.span:
            start, end = reason.span
            assert 0 <= start < end <= len(text)
            assert reason.text == text[start:end]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("context", [None, BUSY], ids=["alone", "in context"])
def test_weights_add_up_and_spans_point_into_the_original(text, context):
    assessed = screen(text, context)
    adds_up(assessed)
    points_into(assessed, text)
    json.dumps(assessed.as_dict())


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_any_text_can_be_screened(text):
    assessed = screen(text, BUSY)
    adds_up(assessed)
    points_into(assessed, text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="you are a idiot.,!?'\">@*0137$\n\u200bкоالكلب", max_size=200))
def test_texts_full_of_hooks_can_be_screened(text):
    assessed = screen(text, BUSY)
    adds_up(assessed)
    points_into(assessed, text)


def test_lone_surrogates_are_text_too():
    adds_up(screen("you \ud800 idiot \udfff"))


def test_the_same_text_gives_the_same_assessment():
    first, second = (screen(TEXTS[0]).as_dict() | {"ms": 0} for _ in range(2))
    assert first == second


def test_the_counterfactual_takes_the_strongest_reason_away():
    assessed = screen("Thank you for the article, you are a moron.")
    assert assessed.counterfactual is not None
    assert "moron" in assessed.counterfactual.without
    assert assessed.counterfactual.p < assessed.p


def test_a_very_long_tirade_has_a_readable_number_of_reasons():
    assessed = screen("You are an idiot. " * 500)
    assert len(assessed.evidence) <= 80
    adds_up(assessed)


def test_highlights_are_in_order_and_apart():
    spans = screen("You idiot. You are a moron and a liar, you stupid fool.").highlights
    assert spans == tuple(sorted(spans))
    assert all(before[1] < after[0] for before, after in pairwise(spans))


def test_the_house_decides_the_base_rate():
    text = "This is a rotten idea and you are wrong."
    assert screen(text, Context(base_rate=0.02)).p < screen(text).p < screen(text, Context(base_rate=0.3)).p


def test_a_banned_word_flags_and_an_allowed_one_counts_for_nothing():
    rules = HouseWords([HouseRule("bridge club", "ban"), HouseRule("moron", "allow")])
    assert screen("The bridge club meets.", Context(words=rules)).flagged
    assert screen("You are a moron.", Context(words=rules)).p < screen("You are a moron.").p


def test_a_record_tips_but_never_condemns():
    bad = Context(author=AuthorHistory(100, 100))
    assert screen("Lovely photograph.", bad).p < screen("Lovely photograph.").threshold
    assert not screen("Thank you for this article about the bridge.", bad).flagged


def test_a_copy_of_the_parent_is_not_held_against_the_author():
    parent = "All of you are nothing but a bunch of stupid morons."
    text = "all of you are nothing but a bunch of stupid morons, is that how you talk here?"
    assert screen(text, Context(parent=parent)).p < screen(text).p


@pytest.mark.parametrize(
    "piece", ["you are an idiot ", "a ", 'x " y ', "> z\n", "m o r o ", "aaab ", "كلب ", "http://a.b ", "please remove "]
)
def test_time_is_linear_in_the_length(piece):
    def best(length):
        text = (piece * length)[:length]
        return min(_seconds(text) for _ in range(5))

    best(2000)
    assert best(20_000) < 6 * best(8_000)


def _seconds(text):
    started = process_time()
    screen(text)
    return process_time() - started
