"""Opening threads, finding them by address, and setting whether they take responses."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from tertulia.errors import NotFound
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.responses.models import Thread, ThreadAddress, ThreadState
from tertulia.stories.models import StoryPage
from tertulia.stories.switching import keep_switch, show_switch, stories_to_close


@writing()
def open_thread(*, story: StoryPage, site: int) -> Thread:
    """The thread of `story`, made in the state its editor chose if it has none; title, language and address follow the story."""
    shown = {"title": story.title, "language": story.language, "url": story.dated_address(), "site": site}
    first = {"opened_at": timezone.now(), "state": story.thread_state or ThreadState.OPEN, **shown}
    thread, is_new = Thread.objects.get_or_create(story=story, defaults=first)  # on PostgreSQL the worker may be opening it, too
    if is_new:
        record(Kind.THREAD_OPENED, story=story.pk, thread=thread.pk)
        return thread
    if changed := [field for field, value in shown.items() if getattr(thread, field) != value]:
        for field in changed:
            setattr(thread, field, shown[field])
        thread.save(update_fields=changed)
    return thread


@writing()
def open_thread_elsewhere(*, site: int, url: str, title: str, language: str = "") -> Thread:
    """The thread under a page that is not ours, made if there is none; `url` is the page's whole address."""
    url = url[:500]
    known = Thread.objects.filter(Q(url=url) | Q(addresses__url=url), site=site).first()
    if known:
        return known
    shown = {"title": (title or url)[:500], "language": language, "opened_at": timezone.now()}
    thread, is_new = Thread.objects.get_or_create(site=site, url=url, defaults=shown)  # as in `open_thread`: two at once
    if is_new:
        record(Kind.THREAD_OPENED, thread=thread.pk)
    return thread


def keep_thread_address(thread: Thread, url: str) -> None:
    """Let `url` (a path, or a whole address elsewhere) lead to `thread` as well."""
    if url != thread.url:
        ThreadAddress.objects.get_or_create(site=thread.site, url=url, defaults={"thread": thread})


@writing()
def set_thread_state(*, thread: Thread, state: ThreadState) -> None:
    """Open, close or hide the thread, or hold everything new."""
    if Thread.objects.filter(pk=thread.pk).exclude(state=state).update(state=state):
        record(Kind.THREAD_STATE_SET, thread=thread.pk)
        if thread.story_id:
            show_switch(story=thread.story_id, state=state)
    thread.state = state


def set_state_of(*, thread: int, state: str) -> None:
    """The same for the thread with this primary key; raises NotFound, also for a state there is not."""
    found = Thread.objects.filter(pk=thread).first()
    if found is None or state not in list(ThreadState):
        raise NotFound
    set_thread_state(thread=found, state=ThreadState(state))


@writing()
def throw_switch(*, story: int, state: ThreadState) -> None:
    """Set the thread of the story with this primary key to what its editor chose; also where it is still to come."""
    keep_switch(story=story, state=state)
    if thread := Thread.objects.filter(story=story).first():
        set_thread_state(thread=thread, state=state)


def close_aged_threads(*, now: datetime, most: int = 500) -> int:
    """Close threads whose stories are older than their section or site allows, each once; returns how many."""
    takes = Thread.objects.filter(state__in=(ThreadState.OPEN, ThreadState.HELD), aged_at=None)
    aged = [thread for stories in stories_to_close(now=now) for thread in takes.filter(story__in=stories)[:most]]
    for thread in aged:
        _close_aged(thread, now)
    return len(aged)


@writing()
def _close_aged(thread: Thread, now: datetime) -> None:
    Thread.objects.filter(pk=thread.pk).update(aged_at=now)  # whoever opens it again after that has the last word
    set_thread_state(thread=thread, state=ThreadState.CLOSED)
