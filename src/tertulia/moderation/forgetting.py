"""What goes from the papers of the law, and when: words and addresses, never the numbers an audit needs.

Names and e-mails of notifiers, and the words of reports, notices and appeals, go when nothing can follow from them any more:
six months after the decision in which an appeal is possible, and as long again for its answer. What an erased reader or
response left here goes at once.
"""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from tertulia.events.transactions import writing
from tertulia.moderation.models import Appeal, Case, Decision, LegalNotice, Lesson, Outcome, Report
from tertulia.moderation.statements import APPEAL_DAYS
from tertulia.readers.addresses import SALT_DAYS

KEPT_DAYS = 2 * APPEAL_DAYS


def forget_networks(*, now: datetime) -> int:
    """Empty the pseudonyms of networks whose salt is destroyed; returns how many."""
    old = Report.objects.exclude(network="").filter(at__lt=now - timedelta(days=SALT_DAYS))
    return old.update(network="")


@writing()
def forget_contacts(*, now: datetime) -> int:
    """Empty names, e-mails and words that nobody needs any more; returns how many notices lost theirs.

    A notice's name and e-mail go when the time to appeal is over and none is open.
    """
    over, long_over = now - timedelta(days=APPEAL_DAYS), now - timedelta(days=KEPT_DAYS)
    open_appeals = Appeal.objects.filter(answered_at=None, notice__isnull=False).values("notice")
    decided = LegalNotice.objects.exclude(outcome=Outcome.OPEN).filter(decided_at__lt=over).exclude(pk__in=open_appeals)
    forgotten = decided.exclude(name="", email="").update(name="", email="")
    LegalNotice.objects.filter(decided_at__lt=long_over).exclude(explanation="").update(explanation="")
    Report.objects.filter(settled_at__lt=long_over).exclude(text="").update(text="")
    Appeal.objects.filter(answered_at__lt=long_over).exclude(text="", answer="").update(text="", answer="")
    return forgotten


@writing()
def forget_words_of(*, reader: int) -> None:
    """A reader (primary key) is erased: what they wrote here goes, and so does what was written to them. Numbers stay."""
    Report.objects.filter(reporter=reader).update(text="")
    Appeal.objects.filter(reader=reader).update(text="", answer="")
    _forget_decisions(Decision.objects.filter(author=reader))


@writing()
def forget_words_about(*, response: int) -> None:
    """A response (primary key) is erased: what was said about it goes. Numbers stay."""
    Report.objects.filter(response=response).update(text="")
    LegalNotice.objects.filter(Q(response=response) & ~Q(outcome=Outcome.OPEN)).update(explanation="", answer="")
    Appeal.objects.filter(response=response).update(text="", answer="")
    Case.objects.filter(response=response).update(rule="", fingerprint="")
    _forget_decisions(Decision.objects.filter(response=response))


def forget_decisions(*, now: datetime) -> int:
    """The words of decisions, and what they taught, go after a year; returns how many."""
    return _forget_decisions(Decision.objects.filter(at__lt=now - timedelta(days=KEPT_DAYS)))


def _forget_decisions(decisions: QuerySet[Decision]) -> int:
    Lesson.objects.filter(decision__in=decisions.values("pk")).delete()
    return decisions.exclude(text="", note="").update(text="", note="")
