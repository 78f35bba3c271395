"""Roles hold on one site or in one section of it: where a thread lies, and over which threads somebody's roles reach."""

from django.db.models import Q, QuerySet

from tertulia.errors import NotFound
from tertulia.readers.models import Reader
from tertulia.readers.roles import Verb, allows, places_of, require
from tertulia.responses.models import Thread
from tertulia.stories.addresses import section_of, stories_in_section


def place_of(thread: int) -> tuple[int, int | None]:
    """The site of a thread (primary key) and the section its story stands in, if any; raises NotFound."""
    found = Thread.objects.filter(pk=thread).values_list("site", "story").first()
    if found is None:
        raise NotFound
    site, story = found
    return site, section_of(story) if story else None


def require_in_thread(reader: Reader | None, verb: Verb, *, thread: int) -> None:
    """Return if `reader` may do `verb` in this thread; raises SignInNeeded, NotAllowed or NotFound."""
    site, section = place_of(thread)
    require(reader, verb, site=site, section=section)


def allows_in_thread(reader: Reader | None, verb: Verb, *, thread: int) -> bool:
    """Whether `reader` may do `verb` in this thread."""
    site, section = place_of(thread)
    return allows(reader, verb, site=site, section=section)


def threads_under(reader: Reader | None, verb: Verb) -> QuerySet[Thread]:
    """The threads in which `reader` may do `verb`."""
    reach = Q(pk__in=[])
    for grant in places_of(reader, verb):
        if grant.site is None:
            return Thread.objects.all()
        inside = Q(site=grant.site)
        reach |= inside & Q(story__in=stories_in_section(grant.section)) if grant.section else inside
    return Thread.objects.filter(reach)
