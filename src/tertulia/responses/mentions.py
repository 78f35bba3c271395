"""`@name` in a text: which of the people in a thread is meant. Pure.

A name may have spaces and be in any script, so it is not the text that says where a name ends but the names there are:
the longest that fits is meant.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

PEOPLE, NAMED = "people", "named"  # keys of the renderer's environment: who could be meant, and who was
MOST_MENTIONS = 10  # in one text
MOST_LOOKS = 60  # signs in one text that are looked at

_SIGN = re.compile(r"(?<![\w@./:-])@(?=\S)")
# Scripts that are written without spaces: there a name ends where it ends.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Person:
    """A reader in a thread, by primary key, with a response of theirs that a mention leads to."""

    id: int
    name: str
    response: int


@dataclass(frozen=True, slots=True)
class Found:
    """A mention: where its sign begins and its name ends, in characters, and who is meant."""

    start: int
    end: int
    person: Person


def find_mentions(text: str, people: Sequence[Person]) -> Iterator[Found]:
    """The mentions in a text. Of people with one name the first in `people` is meant."""
    by_letter: dict[str, list[Person]] = {}
    for person in sorted(people, key=lambda each: -len(each.name)):  # stable: equal names keep their order
        if person.name:
            by_letter.setdefault(person.name[0].casefold(), []).append(person)
    found = 0
    for looks, sign in enumerate(_SIGN.finditer(text)):
        if looks >= MOST_LOOKS or found >= MOST_MENTIONS:
            return
        start = sign.end()
        for person in by_letter.get(text[start].casefold(), ()):
            end = start + len(person.name)
            if text[start:end].casefold() == person.name.casefold() and _ends_at(text, end):
                found += 1
                yield Found(sign.start(), end, person)
                break


def _ends_at(text: str, end: int) -> bool:
    """Whether no letter of the same word follows."""
    if end >= len(text):
        return True
    following, last = text[end], text[end - 1]
    if unicodedata.category(following)[0] == "M":
        return False
    return not re.match(r"\w", following) or bool(_UNSPACED.match(last))


def link_mentions(state: StateCore) -> None:
    """A rule for the Markdown renderer: mentions outside links and code become links."""
    people = state.env.get(PEOPLE, ())
    if not people:
        return
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = list(_linked(block.children, people, state.env[NAMED]))


def _linked(tokens: Sequence[Token], people: Sequence[Person], named: list[int]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += (token.type == "link_open") - (token.type == "link_close")
        if token.type != "text" or depth:
            yield token
            continue
        place = 0
        for found in find_mentions(token.content, people):
            yield _text(token.content[place : found.start])
            yield Token("link_open", "a", 1, attrs={"href": f"/r/{found.person.response}/"})
            yield _text(token.content[found.start : found.end])
            yield Token("link_close", "a", -1)
            named.append(found.person.id)
            place = found.end
        yield _text(token.content[place:])


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)
