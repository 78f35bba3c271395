"""One response as a moderator sees it on the page: what may be done with it, and doing it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from tertulia.errors import NotFound
from tertulia.events.transactions import writing
from tertulia.moderation.actions import Action
from tertulia.moderation.allowing import require_action
from tertulia.moderation.card import Made, made_of
from tertulia.moderation.claiming import CLAIM
from tertulia.moderation.deciding import Reasons, already_decided, decide_response, latest_edit
from tertulia.moderation.models import Case, Decision
from tertulia.readers.models import Reader
from tertulia.readers.roles import Verb
from tertulia.responses.finding import find_response
from tertulia.responses.jurisdiction import require_in_thread
from tertulia.responses.models import Response, State

MAY = {
    State.VISIBLE: (Action.HOLD, Action.REMOVE, Action.REPHRASE),
    State.HELD: (Action.RELEASE, Action.REMOVE),
    State.SPAM: (Action.RELEASE, Action.REMOVE),
    State.REMOVED: (Action.RESTORE,),
}


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A response with the verbs that fit its state; `case` is its open case, `latest` what people decided about it last."""

    id: int
    thread: int
    site: int
    url: str
    title: str
    language: str
    name: str
    html: str
    state: str
    actions: tuple[Action, ...]
    case: int | None
    latest: Made | None
    edit: int


def load_looked_at(response: int, moderator: Reader | None) -> LookedAt:
    """The response with this primary key; raises SignInNeeded, NotAllowed, NotFound."""
    found = Response.objects.select_related("thread").filter(pk=response).first()
    if found is None:
        raise NotFound
    require_in_thread(moderator, Verb.DECIDE, thread=found.thread_id)
    case = Case.objects.filter(response=response, closed_at=None).values_list("pk", flat=True).first()
    return LookedAt(
        id=found.pk,
        thread=found.thread_id,
        site=found.thread.site,
        url=f"/r/{found.pk}/" if found.listed else found.thread.url,
        title=found.thread.title,
        language=found.thread.language,
        name=found.author_name,
        html=found.html,
        state=found.state,
        actions=MAY.get(State(found.state), ()),
        case=case,
        latest=next(iter(made_of(list(_decided(response).order_by("-id")[:1]))), None),
        edit=latest_edit(found.edited_at),
    )


def _decided(response: int) -> QuerySet[Decision]:
    """What people decided about a response, and holds; sanctions that went with it are no decisions about it."""
    made = Decision.objects.filter(response=response, moderator__isnull=False, undone_by=None)
    return made.exclude(action=Action.UNDO).exclude(after="")


@writing()
def decide_looked_at(
    *,
    response: int,
    moderator: Reader | None,
    action: Action,
    reasons: Reasons,
    seen: int | None = None,
    read: int | None = None,
    now: datetime | None = None,
) -> Decision:
    """Decide about a response that one looks at, in the queue or not; `seen`: the latest decision one knows of, 0 for none;
    `read`: the `latest_edit` of the words one has read.

    Raises as `decide_response`, and AlreadyDecided where a colleague has decided since: after `seen`, else, where it is not
    known what was seen, for as long as a case would be theirs.
    """
    now = now or timezone.now()
    require_action(moderator, action, thread=find_response(response).thread_id)
    assert moderator is not None
    since = {"at__gt": now - CLAIM} if seen is None else {"pk__gt": seen}
    theirs = _decided(response).exclude(moderator=moderator.pk).filter(**since).order_by("-id").first()
    if theirs is not None:
        raise already_decided(theirs)
    return decide_response(response=response, moderator=moderator, action=action, reasons=reasons, read=read, now=now)
