"""The one table of what every code means: a sentence for the author, a sentence for the moderator.

The strings are marked with `_` so that a translation catalogue can collect them; translating is up to the caller.
No code names who somebody is; it says what was said.
"""

from dataclasses import dataclass


def _(sentence: str) -> str:
    return sentence


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code says to the one who wrote and to the one who moderates."""

    author: str
    moderator: str


MEANINGS: dict[str, Meaning] = {
    "base": Meaning(_("This is where every text starts."), _("Starting point: this house's usual share of abuse.")),
    "word": Meaning(
        _("These words are often found in responses that attack people."),
        _("The model gives these words weight towards abuse."),
    ),
    "rest": Meaning(_("All other words together."), _("Everything else the model weighed, added up.")),
    "more": Meaning(_("Weaker reasons, added up."), _("Weaker reasons beyond the eighty strongest, added up.")),
    "insult.second_person": Meaning(_("This insults the person you answer."), _("Direct insult of the person addressed.")),
    "insult.belittle": Meaning(_("This belittles the person you answer."), _("Belittles or dismisses the person addressed.")),
    "insult.third_person": Meaning(_("This calls somebody names."), _("Insult of somebody who is not addressed.")),
    "dehumanise": Meaning(
        _("This speaks of people as if they were not people."), _("Speaks of people as animals, vermin or dirt.")
    ),
    "group.general": Meaning(_("This condemns a whole group of people."), _("Condemns or excludes a whole group.")),
    "threat": Meaning(_("This reads like a threat or a wish that somebody be hurt."), _("Threat, or wish of harm.")),
    "arabic.insult": Meaning(
        _("This contains an insult in Arabic."), _("Insult in Arabic or in Arabic written in Latin letters.")
    ),
    "lexicon.slur": Meaning(_("This contains a slur."), _("Contains a slur from the lexicon.")),
    "lexicon.arabic": Meaning(
        _("This contains a word used as an insult in Arabic."),
        _("Arabic insult from the lexicon, not clearly addressed to anybody."),
    ),
    "lexicon.mangled_name": Meaning(_("This bends a name into an insult."), _("Name of a party or person bent into an insult.")),
    "house.ban": Meaning(_("This word is not allowed here."), _("On this house's list of banned words.")),
    "house.suspect": Meaning(_("This word is looked at by a moderator here."), _("On this house's list of suspect words.")),
    "house.allow": Meaning(
        _("This word is allowed here."), _("On this house's list of allowed words; its weight was taken out.")
    ),
    "house.word": Meaning(
        _("Moderators here often decided about responses with this word."), _("Learned from decisions in this house.")
    ),
    "obfuscation.leet": Meaning(_("Digits or signs stand for letters here."), _("Digits or signs hide an insult.")),
    "obfuscation.misspelt": Meaning(_("This was read as the word one slip of the pen away."), _("Misspelt insult.")),
    "obfuscation.stretched": Meaning(_("Letters are stretched here."), _("Stretched letters hide an insult.")),
    "obfuscation.starred": Meaning(_("Letters are starred out here."), _("Starred-out insult.")),
    "obfuscation.spaced": Meaning(_("Letters are written apart here."), _("Letters written apart hide an insult.")),
    "obfuscation.look_alike": Meaning(
        _("Letters of another alphabet stand in this word."), _("Look-alike letters hide an insult.")
    ),
    "obfuscation.invisible": Meaning(
        _("There are invisible characters in this word."), _("Invisible characters hide an insult.")
    ),
    "quoted": Meaning(_("Quoted words count less."), _("Quoted: counted at 0.6.")),
    "quoted.reported": Meaning(
        _("Words reported as somebody else's count little."), _("Reported as somebody else's words: counted at 0.1.")
    ),
    "quoted.line": Meaning(_("Cited lines count little."), _("Cited line: counted at 0.1.")),
    "copied": Meaning(
        _("Words copied from the story or the response answered count little."),
        _("Copied from the story or the parent: counted at 0.1."),
    ),
    "guard.first_person": Meaning(_("You speak of yourself."), _("The author speaks of themself.")),
    "guard.reported": Meaning(_("You report what somebody said."), _("Reported speech.")),
    "guard.negated": Meaning(_("You deny it."), _("Negated.")),
    "guard.moderation_request": Meaning(_("You ask the moderators for something."), _("Asks for moderation.")),
    "guard.benign_profanity": Meaning(
        _("Strong language, but against nobody."), _("Profanity that strengthens, against nobody.")
    ),
    "guard.things": Meaning(_("You speak of animals or things."), _("Speaks of animals or things.")),
    "guard.news": Meaning(_("You speak of an event."), _("Speaks of violence in the news.")),
    "guard.name": Meaning(_("This is somebody's name."), _("A first name before a family name.")),
    "guard.other_language": Meaning(
        _("This is in a language that is not judged by its words."),
        _("Not a language the model was made for: counted at 0.1, apart from insults known everywhere."),
    ),
    "guard.innocent_shape": Meaning(
        _("There is hardly anything here to judge."), _("Too little text to judge, or only links or laughter.")
    ),
    "shape.shouting": Meaning(_("Most of this is in capitals."), _("Mostly capitals.")),
    "shape.bidi": Meaning(_("There are characters here that turn the direction of the text."), _("Contains direction controls.")),
    "history": Meaning(_("Earlier responses of yours were removed or kept."), _("The author's record here (bounded).")),
    "spam.words": Meaning(_("The words resemble advertising."), _("Words as in advertising.")),
    "spam.domain": Meaning(_("Links to this site were judged here before."), _("This site's record with that domain.")),
    "spam.many_links": Meaning(_("There are many links."), _("Many links.")),
    "spam.first_with_link": Meaning(
        _("A first response with a link is looked at."), _("First response by this author, with a link.")
    ),
    "spam.repeats_own": Meaning(_("You posted this before."), _("Same author, same text.")),
    "spam.repeats_others": Meaning(_("Nearly the same text was posted by others."), _("Near copy of other responses.")),
}


def meaning(code: str) -> Meaning:
    """What a code means; raises KeyError for a code that screening never gives."""
    return MEANINGS[code]
