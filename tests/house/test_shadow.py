from tertulia.house import shadow
from tertulia.house.shadow import check
from tertulia.screening import Context
from tertulia.screening.learning import HouseWeights
from tertulia.screening.screen import screener_in_use

MANY, FEW = frozenset({"a", "b", "c"}), frozenset({"a", "b"})
TEXTS = [text for text, _abusive in shadow._labelled()] + [text for group in shadow._identity_groups() for text in group]


def weights(**words):
    return HouseWeights(words, dict.fromkeys(words, MANY), len(words))


def test_a_sentence_scores_what_the_screener_gives_it_with_everything_learned():
    learned = HouseWeights(
        {"idiot": 1.5, "liar": -0.7, "council": 0.4, "street": 2.0, "flapdoodle": 2.0, "troll": 1.0},
        {"idiot": MANY, "liar": MANY, "council": MANY, "street": MANY, "flapdoodle": MANY, "troll": FEW},
        9,
    )
    for text in TEXTS:
        assert shadow._logit(text, learned) == screener_in_use().screen(text, Context(learned=learned)).logit, text


def test_a_decision_about_other_words_screens_no_sentence_anew():
    check(HouseWeights(), weights(flapdoodle=0.1))
    screened = shadow._scored.cache_info().misses
    assert check(weights(flapdoodle=0.1), weights(flapdoodle=0.2, balderdash=0.3)).accepted
    assert shadow._scored.cache_info().misses == screened


def test_a_decision_about_words_of_the_check_is_checked_on_them():
    turned = weights(**{word: -2.0 for text in shadow.ABUSIVE for word in shadow._words(screener_in_use(), text)})
    assert not check(HouseWeights(), turned).accepted
    assert check(turned, HouseWeights()).accepted
