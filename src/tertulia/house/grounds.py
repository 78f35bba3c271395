"""Why something may be reported or taken away: a clause of the house's rules, or a matter of law.

A ground is written `house:KEY` or `law:KEY`, and so it is stored and sent; at most 40 characters.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tertulia.errors import UnknownGround


class Category(StrEnum):
    """The categories of the Commission's schema for statements of reasons."""

    ILLEGAL_OR_HARMFUL_SPEECH = "ILLEGAL_OR_HARMFUL_SPEECH"
    VIOLENCE = "VIOLENCE"
    CYBER_VIOLENCE = "CYBER_VIOLENCE"
    CYBER_VIOLENCE_AGAINST_WOMEN = "CYBER_VIOLENCE_AGAINST_WOMEN"
    DATA_PROTECTION_AND_PRIVACY_VIOLATIONS = "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"
    PROTECTION_OF_MINORS = "PROTECTION_OF_MINORS"
    RISK_FOR_PUBLIC_SECURITY = "RISK_FOR_PUBLIC_SECURITY"
    SELF_HARM = "SELF_HARM"
    SCAMS_AND_FRAUD = "SCAMS_AND_FRAUD"
    INTELLECTUAL_PROPERTY_INFRINGEMENTS = "INTELLECTUAL_PROPERTY_INFRINGEMENTS"
    NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS = "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS"
    CONSUMER_INFORMATION = "CONSUMER_INFORMATION"
    UNSAFE_AND_PROHIBITED_PRODUCTS = "UNSAFE_AND_PROHIBITED_PRODUCTS"
    ANIMAL_WELFARE = "ANIMAL_WELFARE"
    OTHER_VIOLATION_TC = "OTHER_VIOLATION_TC"


@dataclass(frozen=True, slots=True)
class Matter:
    """What the law may be broken in."""

    category: Category
    name: str | Promise


CHILD_ABUSE = "minors"
"""The matter in which a notice needs neither name nor e-mail (Art. 16(2)(c))."""

MATTERS = {
    "speech": Matter(Category.ILLEGAL_OR_HARMFUL_SPEECH, _("Illegal speech: hatred, incitement, defamation")),
    "violence": Matter(Category.VIOLENCE, _("Threats and calls to violence")),
    "harassment": Matter(Category.CYBER_VIOLENCE, _("Stalking, harassment, intimidation")),
    "women": Matter(Category.CYBER_VIOLENCE_AGAINST_WOMEN, _("Harassment of women, and pictures published against their will")),
    "privacy": Matter(Category.DATA_PROTECTION_AND_PRIVACY_VIOLATIONS, _("Private life and personal data")),
    CHILD_ABUSE: Matter(Category.PROTECTION_OF_MINORS, _("Sexual abuse of children")),
    "security": Matter(Category.RISK_FOR_PUBLIC_SECURITY, _("Terrorism, and other dangers to public security")),
    "self-harm": Matter(Category.SELF_HARM, _("Incitement to self-harm or suicide")),
    "fraud": Matter(Category.SCAMS_AND_FRAUD, _("Scams and fraud")),
    "rights": Matter(Category.INTELLECTUAL_PROPERTY_INFRINGEMENTS, _("Copyright, trade marks and other rights to works")),
    "elections": Matter(Category.NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS, _("Unlawful interference with elections")),
    "consumers": Matter(Category.CONSUMER_INFORMATION, _("Consumers misled")),
    "goods": Matter(Category.UNSAFE_AND_PROHIBITED_PRODUCTS, _("Unsafe or forbidden goods")),
    "animals": Matter(Category.ANIMAL_WELFARE, _("Cruelty to animals")),
}

HOUSE, LAW = "house", "law"


@dataclass(frozen=True, slots=True)
class Ground:
    """`source` is `house` or `law`; `key` that of a clause or of a matter of law."""

    source: str
    key: str

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"

    @property
    def is_law(self) -> bool:
        """Whether the law is what was broken, and not only the house's rules."""
        return self.source == LAW


OTHER = Ground(HOUSE, "other")
"""What a reporter gives who finds no clause that fits, and says it in words. No decision rests on it."""


def parse_ground(written: str) -> Ground:
    """A ground from its written form; a bare key is that of a clause. Raises UnknownGround.

    Whether the house has such a clause is for its rulebook to say.
    """
    source, colon, key = written.strip().lower().rpartition(":")
    ground = Ground(source if colon else HOUSE, key)
    if not key or ground.source not in (HOUSE, LAW) or (ground.is_law and key not in MATTERS):
        raise UnknownGround(field="ground")
    return ground
