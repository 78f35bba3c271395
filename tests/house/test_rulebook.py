from dataclasses import replace

import pytest

from tertulia.errors import NotFound, RulesUnfit, StateConflict, UnknownGround
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.house.clauses import Clause, nearest
from tertulia.house.grounds import Category
from tertulia.house.models import Rulebook
from tertulia.house.rulebook import (
    category_of,
    find_ground,
    grounds_of_house,
    grounds_of_law,
    list_versions,
    load_rulebook,
    name_ground,
    publish_rulebook,
)
from tertulia.house.shipped_rules import CHECKING, shipped_clauses

SOUP = Clause("soup", Category.OTHER_VIOLATION_TC, {"en": "No soup", "ar": "لا حساء"}, {"en": "Not at the table."})


def publish(*clauses, based_on=0, site=1, **more):
    given = {"preambles": {}, "contact": "", "editor": 7, **more}
    return publish_rulebook(site=site, based_on=based_on, clauses=clauses, **given)


def test_a_new_house_has_the_shipped_rules_in_both_languages(db):
    book = load_rulebook(1)
    assert (book.version, book.published_at) == (0, None)
    assert book.clauses[-1].key == CHECKING
    for clause in book.clauses:
        assert clause.title("ar") != clause.title("en")
        assert clause.text("ar") != clause.text("en")


def test_publishing_makes_a_version_and_leaves_the_former_as_it_was(db):
    publish(SOUP, preambles={"en": "Welcome.", "ar": " "}, contact="desk@quay.example")
    publish(replace(SOUP, titles={"en": "No soup at all"}), based_on=1)
    first, second = load_rulebook(1, 1), load_rulebook(1)
    assert (first.version, first.clauses[0].title(), first.preamble("ar"), first.contact) == (
        1,
        "No soup",
        "Welcome.",
        "desk@quay.example",
    )
    assert (second.version, second.clauses[0].title()) == (2, "No soup at all")
    assert [one.version for one in list_versions(1)] == [2, 1, 0]
    assert load_rulebook(1, 0).clauses == shipped_clauses()
    assert load_rulebook(2).version == 0
    assert Event.objects.filter(kind=Kind.RULEBOOK_PUBLISHED, reader=7).count() == 2


def test_the_clause_on_which_automatic_holds_rest_cannot_be_dropped(db):
    assert [clause.key for clause in publish(SOUP).clauses] == ["soup", CHECKING]
    own = Clause(CHECKING, Category.OTHER_VIOLATION_TC, {"en": "We look first"}, {})
    assert [clause.title() for clause in publish(own, SOUP, based_on=1).clauses] == ["No soup", "We look first"]


def test_of_two_who_publish_from_one_version_the_second_is_told(db):
    publish(SOUP)
    with pytest.raises(StateConflict):
        publish(SOUP)
    assert Rulebook.objects.count() == 1


@pytest.mark.parametrize(
    "clauses",
    [
        (SOUP, SOUP),
        (replace(SOUP, key="Soup!"),),
        (replace(SOUP, key="other"),),
        (replace(SOUP, key="s" * 31),),
        (replace(SOUP, titles={"en": " "}),),
        (replace(SOUP, titles={"en": "x" * 121}),),
        (replace(SOUP, texts={"en": "x" * 2001}),),
        tuple(replace(SOUP, key=f"soup-{number}") for number in range(41)),
    ],
)
def test_rules_that_do_not_fit_are_refused(db, clauses):
    with pytest.raises(RulesUnfit):
        publish(*clauses)


def test_an_unknown_version_is_not_found(db):
    with pytest.raises(NotFound):
        load_rulebook(1, 9)


def test_grounds_are_those_of_the_house_and_of_the_law(db):
    book = publish(SOUP)
    assert [choice.value for choice in grounds_of_house(book, "ar")] == ["house:soup"]
    assert grounds_of_house(book, "ar-EG")[0].title == "لا حساء"
    assert {"law:speech", "law:minors"} < {choice.value for choice in grounds_of_law()}
    assert str(find_ground(book, "soup")) == "house:soup"
    assert category_of(book, find_ground(book, "law:minors")) == "PROTECTION_OF_MINORS"
    assert category_of(book, find_ground(book, "other")) == "OTHER_VIOLATION_TC"
    with pytest.raises(UnknownGround):
        find_ground(book, "house:insult")


def test_a_ground_whose_words_are_gone_keeps_its_key(db):
    book = publish(SOUP)
    assert name_ground(book, "house:insult", "en").title == "insult"
    assert name_ground(book, "law:violence", "en").title == "Threats and calls to violence"


def test_words_are_given_in_the_nearest_language():
    words = {"en": "soup", "fr": "soupe"}
    assert [nearest(words, language) for language in ("fr-CA", "de", "")] == ["soupe", "soup", "soup"]
    assert nearest({"fr": "soupe"}, "de") == "soupe"
    assert nearest({}, "de") == ""
