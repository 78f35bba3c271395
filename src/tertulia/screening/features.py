"""Hashed features: what the linear model sees of a word and of the words around it."""

from zlib import crc32

BITS = 18
SIZE = 1 << BITS
MASK = SIZE - 1
SMALL_BITS = 16  # the tables of the categories
SMALL_SIZE = 1 << SMALL_BITS
SMALL_MASK = SMALL_SIZE - 1

FEWEST = 150  # a text counts as having at least this many features, so that three words cannot weigh like thirty
LONGEST_WORD = 32  # characters of a word that are looked at; longer ones are noise or an attack on our time
PAIR, SKIP = b" ", b"_"


def word_places(word: bytes) -> list[int]:
    """Places in the weight table of one word: itself, then its 2- to 5-character grams with both ends marked.

    Grams are taken over the UTF-8 bytes: the same for plain Latin letters, and cheaper.
    """
    word = word[:LONGEST_WORD]
    places = [crc32(word) & MASK]
    marked = b"<" + word + b">"
    length = len(marked)
    for start in range(length - 1):
        hashed = crc32(marked[start : start + 2], 7)
        places.append(hashed & MASK)
        for end in range(start + 3, min(start + 6, length + 1)):
            hashed = crc32(marked[end - 1 : end], hashed)
            places.append(hashed & MASK)
    return places


def pair_prefix(word: bytes) -> int:
    """The running checksum to which the next word is added to make a pair."""
    return crc32(PAIR, crc32(word))


def skip_prefix(word: bytes) -> int:
    """The same for the pair with one word left out between."""
    return crc32(SKIP, crc32(word))


def follow(word: bytes, prefix: int) -> int:
    """The place in the weight table of a pair, from its second word and the first one's prefix."""
    return crc32(word, prefix) & MASK
