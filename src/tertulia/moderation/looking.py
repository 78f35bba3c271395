"""One response as a moderator sees it on the page: what may be done with it."""

from dataclasses import dataclass

from tertulia.errors import NotFound
from tertulia.moderation.actions import Action
from tertulia.moderation.models import Case
from tertulia.readers.models import Reader
from tertulia.readers.roles import Verb
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
    """A response with the verbs that fit its state; `case` is its open case."""

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
    )
