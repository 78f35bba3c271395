"""Identical texts are decided together: each in its own transaction, so that one that a colleague has open stops none."""

from tertulia.errors import CannotStore, Refused
from tertulia.moderation.actions import Action
from tertulia.moderation.cases import fingerprint
from tertulia.moderation.deciding import Reasons, decide, latest_edit
from tertulia.moderation.models import Case
from tertulia.moderation.queue import open_cases
from tertulia.readers.models import Reader

MOST = 200


def decide_same(*, case: int, moderator: Reader, action: Action, reasons: Reasons) -> int:
    """Decide every other open case with the same words as `case` (just decided) the same way; returns how many."""
    decided = Case.objects.select_related("response").get(pk=case)
    mark = fingerprint(decided.response.text)
    marked = open_cases(moderator).filter(fingerprint=mark).select_related("response")[:MOST] if mark else []
    same = [each for each in marked if fingerprint(each.response.text) == mark]  # an edit reaches the mark a moment later
    return sum(_decide(each, moderator, action, reasons) for each in same)


def _decide(case: Case, moderator: Reader, action: Action, reasons: Reasons) -> bool:
    read = latest_edit(case.response.edited_at)
    try:
        decide(case=case.pk, moderator=moderator, action=action, reasons=reasons, read=read)
    except CannotStore:
        raise
    except Refused:
        return False
    return True
