"""Our own sentences, in a language the interface speaks."""

import pytest
from django.utils import translation

from tertulia.web.speech import gettext, interface_language, ngettext, npgettext, pgettext


@pytest.mark.parametrize(("language", "spoken"), [("en", "en"), ("ar", "ar"), ("ar-eg", "ar-eg"), ("nl", "en")])
def test_the_interface_speaks_the_language_of_the_page_if_it_can(language: str, spoken: str) -> None:
    with translation.override(language):
        assert interface_language() == spoken


def test_a_sentence_that_another_package_translates_is_not_taken_from_there() -> None:
    with translation.override("nl"):
        assert translation.gettext("Sign in") != "Sign in"
        assert gettext("Sign in") == "Sign in"
        assert pgettext("order", "Newest") == "Newest"
        assert ngettext("one", "many", 0) == npgettext("a", "one", "many", 0) == "many"
        assert translation.get_language() == "nl"


def test_what_we_speak_is_spoken() -> None:
    with translation.override("ar"):
        assert gettext("Sign in") == "تسجيل الدخول"
        assert ngettext("%(count)s response", "%(count)s responses", 2) == "ردّان"
