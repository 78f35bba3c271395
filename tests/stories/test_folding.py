"""The same word, however it is spelled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.stories.colours import PAPER, both_schemes, contrast
from tertulia.stories.embeds import shown
from tertulia.stories.folding import fold
from tertulia.stories.searching import snippet


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("العَبّارة", "العباره"),
        ("إضاءة", "اضاءه"),
        ("مستشفى", "مستشفي"),
        ("Élise", "elise"),
        ("STRASSE", "straße"),
        ("كتـــاب", "کتاب"),
    ],
)
def test_spellings_agree(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_are_folded_as_all_others_are(text: str) -> None:
    assert f"{fold(text)} e".split() == fold(f"{text} É").split()


def test_a_snippet_shows_the_word_as_it_was_written() -> None:
    before, word, after = snippet("في التاسعة تصل العبّارة المسائية إلى الضفة", "العباره")
    assert (before, word, after) == ("في التاسعة تصل ", "العبّارة", " المسائية إلى الضفة")
    assert snippet("we said “the tram”, twice", "tram") == ("we said “the ", "tram", "”, twice")
    assert snippet("(tram)", "tram") == ("(", "tram", ")")
    assert snippet("nothing " * 100, "lamp")[1] == ""
    assert len(snippet("long " * 100 + "lamp " + "words " * 100, "lamp")[0]) < 160


@pytest.mark.parametrize("colour", ["#ffee00", "#000000", "#ffffff", "#0b5c6b", "#ff0000"])
def test_an_accent_can_be_read_on_light_and_on_dark(colour: str) -> None:
    light, dark = both_schemes(colour)
    assert contrast(light, PAPER) >= 4.5
    assert contrast(dark, "#14161a") >= 4.5


def test_contrast_is_that_of_the_guidelines() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize(
    ("url", "provider", "frame"),
    [
        ("https://youtu.be/abcdefghijk", "YouTube", "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"),
        (
            "https://www.youtube.com/watch?t=3&v=abcdefghijk",
            "YouTube",
            "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1",
        ),
        ("https://vimeo.com/12345", "Vimeo", "https://player.vimeo.com/video/12345?dnt=1&autoplay=1"),
        ("https://soundcloud.com/a/b", "SoundCloud", "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fa%2Fb"),
        ("https://www.films.example/lamp", "films.example", ""),
        ("https://evil.example/?https://youtu.be/abcdefghijk", "evil.example", ""),
    ],
)
def test_what_is_embedded_is_named_and_framed_only_if_known(url: str, provider: str, frame: str) -> None:
    assert (shown(url).provider, shown(url).frame) == (provider, frame)
