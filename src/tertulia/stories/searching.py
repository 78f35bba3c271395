"""Searching the stories: Wagtail's index over words that were folded, so that spelling does not decide."""

from unicodedata import combining

from wagtail.models import Page

from tertulia.stories.folding import fold
from tertulia.stories.listing import live_stories, stories_in_order
from tertulia.stories.models import StoryPage

LONGEST = 200  # characters of a question


def search_stories(question: str, under: Page, *, most: int = 30) -> list[StoryPage]:
    """Live, public stories below `under` in which every word of `question` stands, the best first."""
    words = fold(question[:LONGEST])
    if not words:
        return []
    found = live_stories(under).search(words, operator="and")
    return stories_in_order(under, [story.pk for story in found[:most]])


def snippet(text: str, question: str, *, around: int = 140) -> tuple[str, str, str]:
    """The stretch of `text` where the first word of `question` stands: what is before it, the word, what is after.

    The three put together are the stretch: what is no letter of the word belongs to its neighbours.
    """
    wanted = fold(question).split()
    words = text.split()
    for position, word in enumerate(words):
        folded = fold(word)
        if any(each in folded for each in wanted):
            opening, bare, closing = _bare(word)
            before, after = " ".join([*words[:position], opening]), " ".join([closing, *words[position + 1 :]])
            return _tail(before, around), bare, _head(after, around)
    return "", "", _head(text, 2 * around)


def _bare(word: str) -> tuple[str, str, str]:
    """The marks before a word, the word, the marks after it: a comma is nothing anybody looked for."""
    begin = next((at for at, letter in enumerate(word) if letter.isalnum()), 0)
    end = next((at for at in range(len(word), begin, -1) if word[at - 1].isalnum() or combining(word[at - 1])), len(word))
    return word[:begin], word[begin:end], word[end:]


def _tail(text: str, most: int) -> str:
    return text if len(text) <= most else f"… {text[-most:].partition(' ')[2]}"


def _head(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0]} …"
