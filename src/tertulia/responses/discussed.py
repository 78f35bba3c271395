"""Which stories are talked about most."""

from datetime import datetime

from tertulia.responses.models import Thread, ThreadState


def most_discussed(*, site: int, since: datetime, most: int = 20) -> list[int]:
    """Primary keys of the stories of `site` whose threads opened after `since`, most visible responses first."""
    threads = Thread.objects.filter(site=site, story__isnull=False, visible__gt=0, opened_at__gte=since)
    threads = threads.exclude(state=ThreadState.NONE)
    return list(threads.order_by("-visible", "-opened_at").values_list("story", flat=True)[:most])
