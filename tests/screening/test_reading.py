"""A reading resolves words and remembers where they were."""

import pytest

from tertulia.screening.screen import shipped_screener


def words_of(text):
    return [word.text for word in shipped_screener().read(text).words]


@pytest.mark.parametrize("text", ["You are a m o r o n.", "You are a m.o.r.o.n.", "You are a m-o-r-o-n.", "You are a m_o_r_o_n."])
def test_letters_written_apart_are_joined(text):
    assert words_of(text) == ["you", "are", "a", "moron"]


def test_initials_stay_initials():
    assert words_of("J. R. R. Tolkien in the U. S. A.")[:3] == ["j", "r", "r"]


def test_spans_lead_back_to_the_original():
    text = "You are a m\u200bo\u200br\u200bo\u200bn."
    reading = shipped_screener().read(text)
    start, end = reading.original_span(3, 3)
    assert text[start:end] == "m\u200bo\u200br\u200bo\u200bn"


def test_links_are_kept_apart_from_words():
    reading = shipped_screener().read("see https://example.org/idiot")
    assert len(reading.links) == 1
    assert "idiot" not in [word.text for word in reading.words]


def test_identities_look_the_same_to_the_model():
    canadian, buddhist = (shipped_screener().read(f"a {word} colleague").words[1] for word in ("Canadian", "Buddhist"))
    assert canadian.key == buddhist.key


def test_a_name_never_met_looks_like_an_identity():
    assert (
        shipped_screener().read("an Ruritanoise colleague").words[1].key
        == shipped_screener().read("a Dutch colleague").words[1].key
    )
