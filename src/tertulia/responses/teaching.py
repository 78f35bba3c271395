"""What decisions by people teach the screener: never its own holds, and never a score."""

import hashlib
from collections.abc import Iterator

from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.house.learning import teach
from tertulia.house.policies import community_of
from tertulia.house.shadow import check
from tertulia.house.suggestions import decision_about
from tertulia.responses.models import Response
from tertulia.screening.learning import HumanDecision

ABUSIVE = {Kind.RESPONSE_REMOVED: True, Kind.RESPONSE_RELEASED: False, Kind.RESPONSE_RESTORED: False}


def teach_decision(event: Event) -> dict[str, float]:
    """Learn from one decision by a moderator; returns how far each word moved (nothing when the check refused it)."""
    if event.kind not in ABUSIVE or event.reader is None:
        return {}
    response = Response.objects.select_related("thread").filter(pk=event.response).exclude(text="").first()
    if response is None:
        return {}
    return teach(community=community_of(response.thread.site), decisions=[_decision(response, Kind(event.kind))], check=check)


def decisions_of_people(site: int) -> Iterator[HumanDecision]:
    """The latest decision by a moderator about each response of a site, in the order they were made."""
    made = Event.objects.filter(kind__in=list(ABUSIVE), reader__isnull=False)
    latest = {event.response: event for event in made.order_by("id").iterator()}
    for event in sorted(latest.values(), key=lambda event: event.pk):
        response = Response.objects.filter(pk=event.response, thread__site=site).exclude(text="").first()
        if response:
            yield _decision(response, Kind(event.kind))


def _decision(response: Response, kind: Kind) -> HumanDecision:
    who = f"reader:{response.author_id}" if response.author_id else f"name:{response.author_name}"
    return decision_about(response.text, abusive=ABUSIVE[kind], author=hashlib.sha256(who.encode()).hexdigest()[:16])
