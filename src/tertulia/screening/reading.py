"""A text made ready to be judged: its words in order with their places, disguises resolved."""

from dataclasses import dataclass, replace
from functools import cache

from tertulia.screening.folding import Folded, fold
from tertulia.screening.lexicon import hidden_by_skeleton, hidden_words, skeleton
from tertulia.screening.tokens import LINK, matches_of
from tertulia.screening.words import Word, Words

_LONGEST_JOINED = 24
_FEWEST_LETTERS = 3
_WIDEST_GAP = 3
_PREFIX = 4
_JOINTS, _FEWEST_OF_PIECES = "-._|/", 5
_DIGITS_FOR_LETTERS = str.maketrans("01345", "oieas")
_LONGEST_PIECE = 5
_LINK_SPELLING = "\x03"


@dataclass(slots=True)
class Reading:
    """Words of a text in order; `starts` and `ends` are half-open places in the folded text."""

    folded: Folded
    words: list[Word]
    starts: list[int]
    ends: list[int]
    links: list[tuple[int, int]]

    def original_span(self, first: int, last: int) -> tuple[int, int]:
        """The span in the original text from word number `first` to word number `last`, both included."""
        return self.folded.original_span(self.starts[first], self.ends[last])

    def gap(self, index: int) -> str:
        """What stands between word `index - 1` and word `index` (or the edge of the text)."""
        start = self.ends[index - 1] if index > 0 else 0
        end = self.starts[index] if index < len(self.starts) else len(self.folded.text)
        return self.folded.text[start:end]


def read(text: str, words: Words) -> Reading:
    """Fold, cut and look up a text. Linear in its length."""
    folded = fold(text)
    found: list[Word] = []
    starts: list[int] = []
    ends: list[int] = []
    links: list[tuple[int, int]] = []
    letters = 0
    for match in matches_of(folded.text):
        spelling = match[0]
        start, end = match.span()
        if match.lastindex == LINK:
            links.append((start, end))
            spelling = _LINK_SPELLING
        if end - start == 1 and spelling.isalnum():
            letters = letters + 1 if letters and start - ends[-1] <= _WIDEST_GAP else 1
        elif letters:
            if letters >= _FEWEST_LETTERS:
                _join_letters(found, starts, ends, letters, words)
            letters = 0
        if found and start - ends[-1] == 1 and folded.text[ends[-1]] in _JOINTS:
            whole = folded.text[starts[-1] : ends[-1]] + spelling
            if len(whole) >= _FEWEST_OF_PIECES and whole.lower() in hidden_words():
                found[-1] = words[whole] if folded.text[ends[-1]] == "-" else replace(words[whole], disguise="spaced")
                ends[-1] = end
                continue
        found.append(words[spelling])
        starts.append(start)
        ends.append(end)
        if len(spelling) <= _LONGEST_PIECE and len(found) > 1 and not (found[-1].known and found[-2].known):
            _join_pieces(folded.text, found, starts, ends, words)
    if letters >= _FEWEST_LETTERS:
        _join_letters(found, starts, ends, letters, words)
    return Reading(folded, found, starts, ends, links)


def _join_pieces(text: str, found: list[Word], starts: list[int], ends: list[int], words: Words) -> None:
    """Replace the last two or three pieces, of which one is no word, by the hidden word they spell ("mo ron"), if any."""
    for count in (2, 3):
        pieces = text[starts[-count] : ends[-1]] if len(found) >= count else ""
        whole = pieces.replace(" ", "").lower()
        if pieces.count(" ") == count - 1 and len(whole) >= _FEWEST_OF_PIECES and whole in hidden_words():
            found[-count:] = [replace(words[whole], disguise="spaced")]
            starts[-count:] = [starts[-count]]
            ends[-count:] = [ends[-1]]
            return


def _join_letters(found: list[Word], starts: list[int], ends: list[int], letters: int, words: Words) -> None:
    """Replace the last `letters` single letters by the hidden words they spell ("i d i o t"), if any."""
    first = len(found) - letters
    spelled = "".join(word.text for word in found[first:])
    if len(spelled) != letters:
        return
    spelled = spelled.translate(_DIGITS_FOR_LETTERS) if not spelled.isdigit() else spelled
    hidden, place = [], 0
    while place < letters:
        length = _hidden_length(spelled, place)
        if length:
            hidden.append((place, length))
        place += length or 1
    stretched = hidden_by_skeleton().get(skeleton(spelled)) if not hidden and letters >= _FEWEST_OF_PIECES else None
    if stretched:
        found[first:] = [replace(words[stretched], disguise="spaced")]
        starts[first:] = [starts[first]]
        ends[first:] = [ends[-1]]
        return
    if not hidden and _is_short_word(spelled):
        hidden.append((letters - _FEWEST_LETTERS, _FEWEST_LETTERS))
    for place, length in reversed(hidden):
        at, after = first + place, first + place + length
        found[at:after] = [replace(words[spelled[place : place + length]], disguise="spaced")]
        starts[at:after] = [starts[at]]
        ends[at:after] = [ends[after - 1]]


def _is_short_word(spelled: str) -> bool:
    """Whether three letters and nothing but perhaps an article spell a hidden word ("a p.i.g")."""
    return spelled[-_FEWEST_LETTERS:] in hidden_words() and spelled[:-_FEWEST_LETTERS] in ("", "a")


def _hidden_length(letters: str, place: int) -> int:
    """How many letters from `place` spell a hidden word, the longest first; 0 when none do."""
    if letters[place : place + _PREFIX] not in _hidden_prefixes():
        return 0
    longest = min(_LONGEST_JOINED, len(letters) - place)
    return next((size for size in range(longest, _FEWEST_LETTERS, -1) if letters[place : place + size] in hidden_words()), 0)


@cache
def _hidden_prefixes() -> frozenset[str]:
    return frozenset(word[:_PREFIX] for word in hidden_words())
