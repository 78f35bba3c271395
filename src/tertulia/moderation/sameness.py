"""Identical texts are decided together: each in its own transaction, so that one that a colleague has open stops none."""

from tertulia.errors import Refused
from tertulia.moderation.actions import Action
from tertulia.moderation.cases import fingerprint
from tertulia.moderation.deciding import Reasons, decide
from tertulia.moderation.models import Case
from tertulia.moderation.queue import open_cases
from tertulia.readers.models import Reader

MOST = 200


def decide_same(*, case: int, moderator: Reader, action: Action, reasons: Reasons) -> int:
    """Decide every other open case with the same words as `case` (just decided) the same way; returns how many."""
    decided = Case.objects.select_related("response").get(pk=case)
    mark = fingerprint(decided.response.text)
    same = open_cases(moderator).filter(fingerprint=mark).values_list("pk", flat=True)[:MOST] if mark else []
    return sum(_decide(each, moderator, action, reasons) for each in list(same))


def _decide(case: int, moderator: Reader, action: Action, reasons: Reasons) -> bool:
    try:
        decide(case=case, moderator=moderator, action=action, reasons=reasons)
    except Refused:
        return False
    return True
