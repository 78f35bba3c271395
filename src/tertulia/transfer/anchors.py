"""Old permalinks: where the response is now that `#comment-88100` led to before it came here."""

from tertulia.errors import NotFound
from tertulia.transfer.models import Origin


def find_by_anchor(*, thread: int, anchor: str) -> int:
    """The primary key of the listed response of `thread` whose old permalinks ended with `#anchor`. Raises NotFound."""
    here = Origin.objects.filter(thread=thread, anchor=anchor, response__listed=True).exclude(anchor="")
    found = here.order_by("response_id").values_list("response_id", flat=True).first()
    if found is None:
        raise NotFound
    return found
