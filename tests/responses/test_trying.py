import pytest

from tertulia.house.models import WordRule
from tertulia.moderation.deciding import release_response
from tertulia.responses.posting import post_response
from tertulia.responses.trying import Trial, try_word_rule
from tertulia.screening import screen


@pytest.fixture(autouse=True)
def warm():
    """The model is there: on a busy machine the first text would take too long, and be held unread."""
    screen("A calm word.")


@pytest.fixture
def talk(thread, reader, other_reader):
    for number in range(10):
        post_response(
            thread=thread.pk, author=reader, text=f"The flapdoodle number {number}." if number < 3 else f"Calm words {number}."
        )
    post_response(thread=thread.pk, author=other_reader, text="Flapdoodles everywhere.")
    return thread


def test_a_ban_says_what_it_would_have_held_and_how_much_of_it_by_regulars(talk):
    assert try_word_rule(site=talk.site, pattern="flapdoodle", effect="ban", prefix=False) == Trial(
        touched=3, of=11, by_regulars=3
    )
    assert try_word_rule(site=talk.site, pattern="flapdoodle", effect="ban", prefix=True) == Trial(
        touched=4, of=11, by_regulars=3
    )


def test_a_word_that_is_only_suspect_holds_no_calm_words(talk):
    assert try_word_rule(site=talk.site, pattern="flapdoodle", effect="suspect", prefix=True).touched == 0


@pytest.fixture
def quarrel(talk, reader, other_reader):
    """Four responses that screening held, three of them by a regular: two for one word alone, one for another as well."""
    for text in ("You idiot, read it again.", "You are an idiot.", "Shut up, you idiot.", "You are a pathetic liar."):
        assert post_response(thread=talk.pk, author=reader, text=text).response.state == "held"
    held = post_response(thread=talk.pk, author=other_reader, text="What an idiot you are, Sir.").response
    return talk, held


def test_a_word_that_is_allowed_says_what_it_would_have_let_through_of_what_was_held(quarrel):
    talk, _held = quarrel
    tried = {"site": talk.site, "effect": "allow", "prefix": False}
    assert try_word_rule(pattern="idiot", **tried) == Trial(touched=3, of=5, by_regulars=2)
    assert try_word_rule(pattern="lantern", **tried) == Trial(touched=0, of=5, by_regulars=0)
    assert try_word_rule(pattern="idiot", **{**tried, "site": 7}).of == 0


def test_what_people_decided_since_changes_nothing_about_what_was_held(quarrel, moderator):
    talk, held = quarrel
    release_response(response=held.pk, moderator=moderator)
    assert try_word_rule(site=talk.site, pattern="idiot", effect="allow", prefix=False).touched == 3


def test_an_allowed_word_takes_the_place_of_the_same_word_banned(thread, reader):
    WordRule.objects.create(site=thread.site, pattern="flapdoodle", effect="ban")
    assert post_response(thread=thread.pk, author=reader, text="Pure flapdoodle.").response.state == "held"
    assert try_word_rule(site=thread.site, pattern="flapdoodle", effect="allow", prefix=False).touched == 1


def test_what_was_held_for_the_thread_and_not_for_its_words_is_not_tried(thread, reader):
    thread.state = "held"
    thread.save()
    assert post_response(thread=thread.pk, author=reader, text="You idiot.").response.state == "held"
    assert try_word_rule(site=thread.site, pattern="idiot", effect="allow", prefix=False).of == 0
