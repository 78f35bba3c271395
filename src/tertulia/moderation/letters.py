"""Letters to authors that are written already: in their language, for what was decided, for the ground."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from tertulia.errors import EmptyText, NotFound, TextTooLong
from tertulia.events.transactions import writing
from tertulia.house.rulebook import find_ground, load_rulebook
from tertulia.moderation.actions import Action
from tertulia.moderation.deciding import Reasons
from tertulia.moderation.models import CannedReason
from tertulia.moderation.reasons import LETTERED
from tertulia.readers.models import Reader
from tertulia.readers.roles import Verb, require

EVERYWHERE = 0  # the site of what Tertulia ships
LONGEST, LONGEST_WRITTEN = 2_000, 5_000  # characters: of a letter that is ready, and of a note; of one written for the occasion


@dataclass(frozen=True, slots=True)
class Letter:
    """A canned reason as it is shown and chosen."""

    id: int
    language: str
    action: str
    ground: str
    title: str
    text: str
    shipped: bool


def letters_for(site: int, language: str) -> list[Letter]:
    """The letters in this language, the house's own first; those in the site's language where there are none."""
    found = _letters(site).filter(language=language.split("-")[0])
    return [_shown(row) for row in found or _letters(site).filter(language=settings.LANGUAGE_CODE)]


def all_letters(site: int) -> list[Letter]:
    """Every letter that may be sent on `site`."""
    return [_shown(row) for row in _letters(site).order_by("language", "action", "-site", "id")]


def letter_for(site: int, language: str, action: Action, ground: str) -> str:
    """The words that go out where a moderator wrote none: for this ground, else for the action; "" for what needs none."""
    fitting = [letter for letter in letters_for(site, language) if letter.action == action and letter.ground in (ground, "")]
    return max(fitting, key=lambda letter: (bool(letter.ground), not letter.shipped)).text if fitting else ""


def reasons_for(*, site: int, language: str, action: Action, ground: str, text: str, note: str) -> Reasons:
    """What is said with a decision: what was written, else the letter that is ready. Raises UnknownGround."""
    book = load_rulebook(site)
    resting_on = str(find_ground(book, ground)) if ground else ""
    words = text.strip()[:LONGEST_WRITTEN] or letter_for(site, language, action, resting_on)
    return Reasons(ground=resting_on, text=words, note=note.strip()[:LONGEST], rule_version=book.version)


def _letters(site: int) -> QuerySet[CannedReason]:
    return CannedReason.objects.filter(site__in=(EVERYWHERE, site)).order_by("-site", "id")


def _shown(row: CannedReason) -> Letter:
    return Letter(row.pk, row.language, row.action, row.ground, row.title, row.text, row.site == EVERYWHERE)


@writing()
def keep_letter(
    *,
    editor: Reader | None,
    site: int,
    language: str,
    action: Action,
    title: str,
    text: str,
    ground: str = "",
    id: int | None = None,
) -> int:
    """Add a letter, or change the one with key `id`; returns its key. Raises NotAllowed, EmptyText, TextTooLong, NotFound."""
    require(editor, Verb.EDIT_POLICY, site=site)
    if not title.strip() or not text.strip() or action not in LETTERED:
        raise EmptyText(field="text")
    if len(text) > LONGEST or len(title) > 120:
        raise TextTooLong(field="text")
    kept = {
        "site": site,
        "language": language,
        "action": action.value,
        "ground": ground,
        "title": title.strip(),
        "text": text.strip(),
    }
    if id is None:
        return CannedReason.objects.create(**kept).pk
    if not CannedReason.objects.filter(pk=id, site__in=(EVERYWHERE, site)).update(**kept):
        raise NotFound
    return id


@writing()
def drop_letter(*, editor: Reader | None, site: int, id: int) -> None:
    """Take a letter away; raises NotAllowed."""
    require(editor, Verb.EDIT_POLICY, site=site)
    CannedReason.objects.filter(pk=id, site__in=(EVERYWHERE, site)).delete()
