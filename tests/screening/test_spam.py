"""Spam is its own category, from words, links and repeats."""

from tertulia.screening import Context, screen
from tertulia.screening.repeats import Recent, fingerprint, near_repeats, repeats_own

AD = "Grow your followers fast with our amazing new tool! Click now for an exclusive limited-time offer and thousands of followers!"
LONG = "The council met on Tuesday evening to talk about the bridge, the school and the bus, and nobody could agree on anything at all."


def codes(assessed):
    return {reason.code for reason in assessed.spam_evidence}


def test_advertising_is_spam_and_no_abuse():
    assessed = screen(AD)
    assert assessed.spam > 0.5
    assert not assessed.flagged


def test_a_comment_on_the_news_is_no_spam():
    assert screen(LONG).spam < 0.1


def test_the_record_of_a_domain_counts_both_ways():
    text = "More at https://www.example.org/report"
    known = Context(domains={"example.org": (50, 0)})
    bad = Context(domains={"example.org": (0, 50)})
    assert screen(text, known).spam < screen(text).spam < screen(text, bad).spam


def test_the_same_text_twice_is_a_repeat():
    context = Context(recent=Recent(own=frozenset({fingerprint(LONG)})))
    assert "spam.repeats_own" in codes(screen(LONG, context))
    assert "spam.repeats_own" not in codes(screen(LONG + " Or so I heard from my neighbour.", context))


def test_a_near_copy_from_another_account_is_found():
    near = LONG.replace("Tuesday", "tuesday") + "!"
    assert "spam.repeats_others" in codes(screen(near, Context(recent=Recent(others=(fingerprint(LONG),)))))


def test_thanks_may_be_said_twice():
    context = Context(recent=Recent(others=(fingerprint("Thanks for this."),)))
    assert "spam.repeats_others" not in codes(screen("Thanks for this.", context))


def test_fingerprints_of_different_texts_lie_apart():
    other = "My grandmother planted that tree when the station was still a field and the river ran behind the houses."
    assert near_repeats(fingerprint(LONG), [fingerprint(other)]) == 0
    assert not repeats_own(fingerprint(""), Recent(own=frozenset({0})))


def test_a_first_response_with_a_link_is_marked():
    assert "spam.first_with_link" in codes(screen("see https://example.org", Context(first_response=True)))
