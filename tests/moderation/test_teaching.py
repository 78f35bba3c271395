import pytest

from tertulia.delivery.handlers import HANDLERS
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.house.learning import teach, unlearn, use_weights
from tertulia.house.models import Learned
from tertulia.house.policies import community_of, learned_weights, load_house
from tertulia.house.shadow import ABUSIVE, check
from tertulia.moderation.card import made_of
from tertulia.moderation.deciding import release_response, remove_response
from tertulia.moderation.models import Decision, Lesson
from tertulia.moderation.teaching import decisions_of_people, teach_decision
from tertulia.readers.models import Reader
from tertulia.responses.posting import post_response
from tertulia.screening import Context, screen
from tertulia.screening.learning import HouseWeights, HumanDecision, ShadowCheck
from tertulia.screening.screen import shipped_screener

WORD = "flapdoodle"


@pytest.fixture
def removed(thread, moderator):
    """Six responses by six readers that a moderator removed for one word of theirs."""
    for number in range(6):
        reader = Reader.objects.create_user(f"r{number}@reader.example", name=f"Reader {number}")
        response = post_response(thread=thread.pk, author=reader, text=f"Pure {WORD} once more, number {number}.").response
        remove_response(response=response.pk, moderator=moderator)


def test_what_people_removed_weighs_more_afterwards(thread, removed):
    before = screen(f"This is {WORD}.").p
    for event in Event.objects.filter(kind=Kind.DECISION_MADE):
        teach_decision(event)
    learned = learned_weights(community_of(thread.site))
    assert learned.decisions == 6
    assert screen(f"This is {WORD}.", Context(learned=learned)).p > before
    assert load_house(thread.site).learned.decisions == 6


def test_only_decisions_by_people_teach(thread, reader):
    response = post_response(thread=thread.pk, author=reader, text="You are an idiot and a liar.").response
    assert response.state == "held"
    for event in Event.objects.all():
        assert teach_decision(event) == {}
    assert not Learned.objects.exists()


def test_one_writer_alone_teaches_no_word(thread, reader, moderator):
    for number in range(5):
        response = post_response(thread=thread.pk, author=reader, text=f"Pure {WORD}, number {number}.").response
        remove_response(response=response.pk, moderator=moderator)
    for event in Event.objects.filter(kind=Kind.DECISION_MADE):
        teach_decision(event)
    assert learned_weights(community_of(thread.site)).weight(WORD) == 0


def test_neither_who_somebody_is_nor_a_small_word_is_learned(thread, moderator):
    for number in range(4):
        reader = Reader.objects.create_user(f"i{number}@reader.example", name=f"Reader {number}")
        response = post_response(thread=thread.pk, author=reader, text=f"The Muslims and the {WORD} on page {number}!").response
        remove_response(response=response.pk, moderator=moderator)
    for event in Event.objects.filter(kind=Kind.DECISION_MADE):
        teach_decision(event)
    assert set(learned_weights(community_of(thread.site)).weights) == {WORD, "page"}


def test_the_history_says_what_was_learned_and_what_the_check_refused(thread, removed):
    first, second = Decision.objects.order_by("pk")[:2]
    Lesson.objects.create(decision=first, moved={WORD: 0.2})
    Lesson.objects.create(decision=second, moved={})
    learned, refused = made_of([first, second])
    assert (learned.lesson, learned.taught_nothing) == (((WORD, 0.2),), False)
    assert (refused.lesson, refused.taught_nothing) == ((), True)


def test_the_latest_decision_about_a_response_counts(thread, reader, moderator):
    held = post_response(thread=thread.pk, author=reader, text="You are an idiot and a liar.").response
    release_response(response=held.pk, moderator=moderator)
    remove_response(response=held.pk, moderator=moderator)
    assert [decision.abusive for decision in decisions_of_people(thread.site)] == [True]


def test_a_lesson_that_does_harm_is_refused(db):
    lesson = [HumanDecision((WORD,), 0.0, True, f"a{number}") for number in range(4)]
    harm = ShadowCheck(auc_before=0.9, auc_after=0.5, gap_before=0.0, gap_after=0.0)
    assert teach(community="site:1", decisions=lesson, check=lambda before, after: harm) == {}
    assert learned_weights("site:1") is None
    assert teach(community="site:1", decisions=lesson, check=check)


def test_the_fixed_check_notices_weights_that_turn_judgement_round():
    reader = shipped_screener().read
    words = {word.text for text in ABUSIVE for word in reader(text).words}
    turned = HouseWeights(dict.fromkeys(words, -2.0), dict.fromkeys(words, frozenset({"a", "b", "c"})), 9)
    assert not check(HouseWeights(), turned).accepted
    assert check(HouseWeights(), HouseWeights()).accepted


def test_a_step_can_be_undone_and_weights_carried_over(thread, removed):
    for event in Event.objects.filter(kind=Kind.DECISION_MADE):
        teach_decision(event)
    community = community_of(thread.site)
    learned = learned_weights(community)
    use_weights(community=community, weights=HouseWeights())
    assert learned_weights(community).decisions == 0
    assert unlearn(community=community)
    assert learned_weights(community).as_dict() == learned.as_dict()
    assert not unlearn(community=community)


def test_the_worker_teaches_what_moderators_decide():
    assert teach_decision in HANDLERS[Kind.DECISION_MADE]
