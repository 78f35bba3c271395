"""Finding one response to do something to it."""

from tertulia.errors import NotFound
from tertulia.responses.models import Response


def find_response(response: int) -> Response:
    """The response with this primary key, locked for the transaction where the database can; raises NotFound."""
    found = Response.objects.select_for_update().filter(pk=response).first()
    if found is None:
        raise NotFound
    return found
