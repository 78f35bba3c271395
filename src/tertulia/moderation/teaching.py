"""What decisions by people teach the screener: never its own holds, and never a score."""

import hashlib
from collections.abc import Iterator

from tertulia.events.models import Event
from tertulia.house.learning import teach
from tertulia.house.policies import community_of
from tertulia.house.shadow import check
from tertulia.house.suggestions import decision_about
from tertulia.moderation.actions import Action
from tertulia.moderation.models import Decision, Lesson
from tertulia.responses.models import Response
from tertulia.screening.learning import HumanDecision

ABUSIVE = {Action.REMOVE: True, Action.RELEASE: False, Action.RESTORE: False}
MOST_SHOWN = 12  # words of a lesson that are kept to be shown


def teach_decision(event: Event) -> dict[str, float]:
    """Learn from one decision by a moderator; returns how far each word moved (nothing when the check refused it)."""
    made = Decision.objects.filter(pk=event.decision, moderator__isnull=False, undone_by=None).first()
    if made is None or made.action not in ABUSIVE or Lesson.objects.filter(decision=made).exists():
        return {}
    response = Response.objects.filter(pk=made.response).exclude(text="").first()
    if response is None:
        return {}
    learned = _decision(response, Action(made.action))
    moved = teach(community=community_of(made.site), decisions=[learned], check=check)
    strongest = sorted(moved.items(), key=lambda each: -abs(each[1]))[:MOST_SHOWN]
    Lesson.objects.get_or_create(decision=made, defaults={"moved": dict(strongest)})
    return moved


def decisions_of_people(site: int) -> Iterator[HumanDecision]:
    """The latest decision by a moderator about each response of a site, in the order they were made."""
    made = Decision.objects.filter(site=site, action__in=list(ABUSIVE), moderator__isnull=False, undone_by=None)
    latest = {decision.response: decision for decision in made.order_by("id").iterator()}
    for decision in sorted(latest.values(), key=lambda decision: decision.pk):
        response = Response.objects.filter(pk=decision.response).exclude(text="").first()
        if response:
            yield _decision(response, Action(decision.action))


def _decision(response: Response, action: Action) -> HumanDecision:
    who = f"reader:{response.author_id}" if response.author_id else f"name:{response.author_name}"
    return decision_about(response.text, abusive=ABUSIVE[action], author=hashlib.sha256(who.encode()).hexdigest()[:16])
