import pytest

from tertulia.responses.posting import post_response
from tertulia.responses.trying import Trial, try_word_rule


@pytest.fixture
def talk(thread, reader, other_reader):
    for number in range(10):
        post_response(
            thread=thread.pk, author=reader, text=f"The flapdoodle number {number}." if number < 3 else f"Calm words {number}."
        )
    post_response(thread=thread.pk, author=other_reader, text="Flapdoodles everywhere.")
    return thread


def test_a_ban_says_what_it_would_have_held_and_how_much_of_it_by_regulars(talk):
    assert try_word_rule(site=talk.site, pattern="flapdoodle", effect="ban", prefix=False) == Trial(held=3, of=11, by_regulars=3)
    assert try_word_rule(site=talk.site, pattern="flapdoodle", effect="ban", prefix=True) == Trial(held=4, of=11, by_regulars=3)


def test_a_word_that_is_only_suspect_holds_no_calm_words(talk):
    assert try_word_rule(site=talk.site, pattern="flapdoodle", effect="suspect", prefix=True).held == 0


def test_a_word_that_is_allowed_holds_nothing(talk):
    assert try_word_rule(site=talk.site, pattern="flapdoodle", effect="allow", prefix=True).held == 0
