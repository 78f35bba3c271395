"""Sentences with numbers and names, in every plural form."""

from gettext import c2py  # type: ignore[attr-defined]

import pytest
from babel import Locale
from django.conf import settings
from django.utils import translation
from markupsafe import Markup

from tertulia.web import words
from tests import messages


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 0, "0 responses to “The lamp”"),
        ("en", 1, "1 response to “The lamp”"),
        ("en", 1500, "1,500 responses to “The lamp”"),
        ("ar", 0, "لا ردود على «The lamp»"),
        ("ar", 1, "رد واحد على «The lamp»"),
        ("ar", 2, "ردّان على «The lamp»"),
        ("ar", 7, "7 ردود على «The lamp»"),
        ("ar", 11, "11 ردًا على «The lamp»"),
        ("ar", 100, "100 رد على «The lamp»"),
        ("ar", 103, "103 ردود على «The lamp»"),
        ("fr", 0, "0 réaction à «\xa0The lamp\xa0»"),
        ("fr", 1, "1 réaction à «\xa0The lamp\xa0»"),
        ("fr", 2, "2 réactions à «\xa0The lamp\xa0»"),
        ("de", 0, "0 Reaktionen auf „The lamp“"),
        ("de", 1, "1 Reaktion auf „The lamp“"),
        ("de", 1500, "1.500 Reaktionen auf „The lamp“"),
        ("es", 1, "1 respuesta a «The lamp»"),
        ("es", 2, "2 respuestas a «The lamp»"),
        ("tr", 1, "“The lamp” için 1 yanıt"),
        ("tr", 1500, "“The lamp” için 1.500 yanıt"),
        ("fa", 1, "1 پاسخ به «The lamp»"),
        ("fa", 7, "7 پاسخ به «The lamp»"),
    ],
)
def test_the_heading_counts_in_every_plural_form(language: str, count: int, said: str) -> None:
    with translation.override(language):
        assert words.thread_heading(count, "The lamp") == said


@pytest.mark.parametrize("language", messages.languages())
def test_each_number_has_the_form_that_unicode_gives_it(language: str) -> None:
    """The forms of our catalogues beside those of CLDR, as Babel has them."""
    known, rule = messages.load(language), Locale.parse(language).plural_form
    form_of = c2py(known.plural_expr)
    of_class: dict[str, set[int]] = {}
    for number in range(1_000):
        of_class.setdefault(rule(number), set()).add(form_of(number))
    assert all(len(forms) == 1 for forms in of_class.values()), of_class


def test_a_fold_names_the_two_and_escapes_them() -> None:
    line = words.fold_line(9, ("Ana", "<b>Bo</b>"))
    assert line == Markup("9 more replies between <bdi>Ana</bdi> and <bdi>&lt;b&gt;Bo&lt;/b&gt;</bdi>")
    assert words.fold_line(1, None) == "1 more reply"


def test_an_unknown_name_is_answered_in_the_language_of_the_page() -> None:
    assert words.in_reply_to("") == Markup("in reply to <bdi>Anonymous</bdi>")
    with translation.override("ar"):
        assert words.in_reply_to("") == Markup("جوابًا على <bdi>مجهول</bdi>")


@pytest.mark.parametrize(
    ("names", "said"),
    [(["Ana"], "By Ana"), (["Ana", "Bo"], "By Ana and Bo"), (["Ana", "Bo", "Cy"], "By Ana, Bo and Cy")],
)
def test_bylines_are_joined_as_people_say_it(names: list[str], said: str) -> None:
    assert words.byline([Markup(name) for name in names]) == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (None, "Show more responses"),
        (0, "Show more responses"),
        (1, "Show the next 1 response"),
        (12, "Show the next 12 responses"),
        (1400, "Show more: 1,400 responses follow"),
    ],
)
def test_the_next_link_promises_no_more_than_is_known(left: int | None, said: str) -> None:
    assert words.next_responses(left, 100) == said


def test_the_rest_of_a_branch_is_counted_where_it_is_known() -> None:
    assert words.more_replies(20) == "20 more replies in this branch"
    assert words.more_replies(None) == "More replies in this branch"


def test_every_state_has_a_sentence_of_its_own() -> None:
    said = {words.marker(state) for state in ("removed", "withdrawn", "erased", "missing", "held", "spam")}
    assert len(said) == 6


@pytest.mark.parametrize("language", messages.languages())
def test_every_sentence_is_translated(language: str) -> None:
    left = messages.untranslated(messages.load(language), messages.extract())
    assert left == [], "run `make messages` and translate these"


@pytest.mark.parametrize("language", messages.languages())
def test_the_compiled_catalogue_is_that_of_the_kept_one(language: str) -> None:
    compiled = messages.catalogue(language).with_suffix(".mo").read_bytes()
    assert compiled == messages.compiled(messages.load(language)), "run `make messages`"


@pytest.mark.parametrize("language", messages.languages())
def test_translations_keep_the_places_for_numbers_and_names(language: str) -> None:
    faults = {message.id: errors for message, errors in messages.load(language).check()}
    assert faults == {}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_who_says_what_they_see_on_a_reply_link_presses_it(language: str) -> None:
    with translation.override(language):
        said, seen = str(words.reply_to("Bo & Co")), translation.gettext("Reply")
    assert seen.casefold() in said.casefold()
    assert "Bo &amp; Co" in said
