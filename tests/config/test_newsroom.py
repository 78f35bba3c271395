"""What a newsroom is given when it begins."""

import re

import pytest

from tertulia.config.languages import SPOKEN
from tertulia.config.newsroom import load_drafts
from tests import messages

PAGES = {"about", "contact", "privacy", "imprint"}


@pytest.mark.parametrize("language", SPOKEN)
def test_every_language_of_the_interface_has_its_drafts(language: str) -> None:
    drafts = load_drafts()[language]
    assert set(drafts) == PAGES
    assert all("[" in draft["text"] for draft in drafts.values()), "each has something for the newsroom to fill in"


@pytest.mark.parametrize("language", SPOKEN)
def test_the_drafts_name_links_as_the_pages_do(language: str) -> None:
    drafts, english = load_drafts()[language], language == "en"
    known = None if english else messages.load(language)
    for sentence, page in {"What we keep about you": "privacy", "Report": "contact"}.items():
        assert (sentence if known is None else known.get(sentence).string) in drafts[page]["text"]


def test_the_drafts_are_plain_but_for_their_links() -> None:
    texts = [draft["text"] for drafts in load_drafts().values() for draft in drafts.values()]
    tags = {tag for text in texts for tag in re.findall("<[^>]*>", text)}
    assert tags == {'<a href="/what-is-kept/">', "</a>"}
