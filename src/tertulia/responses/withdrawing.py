"""Taking one's own response back."""

from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.readers.models import Reader
from tertulia.responses import rules
from tertulia.responses.finding import find_response
from tertulia.responses.models import State
from tertulia.responses.visibility import hide_response


@writing()
def withdraw_response(*, response: int, author: Reader | None) -> None:
    """Withdraw the response with primary key `response`; a marker stays where replies hang below.

    Raises SignInNeeded, NotAllowed, NotFound, StateConflict.
    """
    written = find_response(response)
    rules.must_be_author(written, author)
    hide_response(written, before=rules.OWN_STATES, after=State.WITHDRAWN)
    record(Kind.RESPONSE_WITHDRAWN, thread=written.thread_id, response=written.pk, reader=written.author_id)
