"""Script and language are told from the text; a hint only breaks ties."""

import pytest

from tertulia.screening.language import detect, detected_languages


@pytest.mark.parametrize(
    ("text", "code", "script"),
    [
        ("the council has not answered this", "en", "Latin"),
        ("شكرا على هذا المقال", "ar", "Arabic"),
        ("این مقاله چقدر خوب است", "fa", "Arabic"),
        ("ya 7abibi shu hal 7aki", "ar-Latn", "Latin"),
        ("Sabah el kheir ya akhi", "ar-Latn", "Latin"),
        ("el ayuntamiento no ha dicho nada para esto", "es", "Latin"),
        ("le maire n'est pas dans la salle", "fr", "Latin"),
        ("das ist nicht wahr und der Rat weiß es", "de", "Latin"),
        ("это неправда", "ru", "Cyrillic"),
        ("це не їхня справа", "uk", "Cyrillic"),
        ("这不是真的", "zh", "Cjk"),
        ("", "und", "Zyyy"),
        ("12345 !!!", "und", "Zyyy"),
    ],
)
def test_languages(text, code, script):
    found = detect(text, text.lower().split())
    assert (found.code, found.script) == (code, script)


def test_a_hint_decides_only_what_the_text_leaves_open():
    assert detect("Xyzzy", ["xyzzy"], ("fr",)).code == "fr"
    assert detect("شكرا", ["شكرا"], ("en",)).code == "ar"


def test_the_model_says_where_it_is_not_competent():
    assert detect("the council", ["the", "council"]).competent
    assert not detect("это неправда", ["это"]).competent


def test_perspective_clients_hear_arabic_for_arabizi():
    assert detected_languages(detect("ya 7abibi shu hal 7aki", "ya 7abibi shu hal 7aki".split())) == ["ar"]
