"""Every code has its sentences, and none names who somebody is."""

import re
from importlib.resources import files

from tertulia.screening.codes import MEANINGS
from tertulia.screening.lexicon import BIT, classes


def test_every_code_given_anywhere_is_explained():
    given = set()
    for source in files("tertulia.screening").iterdir():
        if source.name.endswith(".py"):
            given |= set(
                re.findall(
                    r'"((?:guard|spam|lexicon|house|shape|quoted|obfuscation)\.[a-z_]+)"', source.read_text(encoding="utf-8")
                )
            )
    patterns = files("tertulia.screening").joinpath("data", "patterns.txt").read_text(encoding="utf-8")
    given |= {line.split()[0] for line in patterns.splitlines() if line and not line.startswith("#")}
    given -= {"lexicon.txt"}
    assert given <= set(MEANINGS)


def test_both_sentences_are_whole():
    for meaning in MEANINGS.values():
        assert meaning.author.endswith(".")
        assert meaning.moderator.endswith(".")


def test_no_code_and_no_sentence_names_an_identity():
    everyday = {"single", "old", "older", "young"}
    for code, meaning in MEANINGS.items():
        for word in re.findall(r"[a-z]+", f"{code} {meaning.author} {meaning.moderator}".lower()):
            assert not classes().get(word, 0) & BIT["identity"] or word in everyday or word in {"arabic", "latin"}
