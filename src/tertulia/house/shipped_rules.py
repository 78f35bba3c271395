"""The rules a house begins with, in every language of the interface, until it writes its own."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tertulia.house.clauses import Clause
from tertulia.house.grounds import Category

CHECKING = "checking"
"""The clause that says that responses may wait for a person. Every rulebook has it: automatic holds rest on it."""

_CLAUSES = (
    (
        "insult",
        Category.CYBER_VIOLENCE,
        _("Argue with the point, not against the person"),
        _("Say what is wrong with an argument. Do not insult, mock or hound whoever made it, or anybody in the story."),
    ),
    (
        "hate",
        Category.ILLEGAL_OR_HARMFUL_SPEECH,
        _("No contempt for groups of people"),
        _("Nobody is worth less for where they come from, what they believe, whom they love, their sex, age or body."),
    ),
    (
        "threat",
        Category.VIOLENCE,
        _("No threats, no praise of violence"),
        _("Do not threaten anybody, wish them harm or call on others to do them harm, in earnest or as a joke."),
    ),
    (
        "privacy",
        Category.DATA_PROTECTION_AND_PRIVACY_VIOLATIONS,
        _("Leave private lives private"),
        _("No addresses, telephone numbers or private pictures, and no guesses at who writes here under which name."),
    ),
    (
        "falsehood",
        Category.NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS,
        _("Do not mislead on purpose"),
        _("Mistakes happen and may be answered. What is known to be false does not belong here, nor posing as somebody else."),
    ),
    (
        "off-topic",
        Category.OTHER_VIOLATION_TC,
        _("Stay with the story"),
        _("A thread belongs to its story. What has nothing to do with it, or is said over and over, may be taken away."),
    ),
    (
        "spam",
        Category.SCAMS_AND_FRAUD,
        _("No advertising, no floods"),
        _("No selling, no begging for clicks, not the same text again and again."),
    ),
    (
        "rights",
        Category.INTELLECTUAL_PROPERTY_INFRINGEMENTS,
        _("Your own words"),
        _("Quote briefly and say whom. Do not copy whole texts that belong to others."),
    ),
    (
        CHECKING,
        Category.OTHER_VIOLATION_TC,
        _("A person may look first"),
        _(
            "A response may wait until a moderator has read it: where a program finds it likely to break a rule, where several "
            "readers report it, or where everything in a thread is read first. The program holds; only people remove."
        ),
    ),
)


def shipped_clauses() -> tuple[Clause, ...]:
    """The clauses with their words in all languages of the interface."""
    return tuple(Clause(key, category, _in_all(title), _in_all(text)) for key, category, title, text in _CLAUSES)


def _in_all(words: object) -> dict[str, str]:
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = str(words)
    return said
