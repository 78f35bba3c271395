"""Handlers: who is told of a response or a story."""

from datetime import timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from tertulia.errors import NotFound
from tertulia.events.models import Event
from tertulia.notifications.kinds import NoticeKind
from tertulia.notifications.models import Follow, Notice, Outgoing
from tertulia.notifications.telling import tell, tell_address
from tertulia.responses.models import Mention, Response, State
from tertulia.responses.reading import load_public_thread
from tertulia.stories.models import StoryPage

NEWS = timedelta(days=2)  # a story that appeared before is no news: an import, or a correction


def tell_of_response(event: Event) -> None:
    """The author who was answered, whoever was mentioned, and those who follow the thread: each once, the writer never."""
    if not _concerns_anybody(event):
        return
    response = Response.objects.filter(pk=event.response, state=State.VISIBLE).select_related("parent").first()
    if response is None:
        return
    told = _told_of_response(response.pk) | {response.author_id}
    for reader, kind in _concerned(response):
        if reader not in told:
            tell(reader=reader, kind=kind, event=event.pk, response=response.pk, thread=response.thread_id)
            told.add(reader)
    _tell_addresses(event, response)


def _concerns_anybody(event: Event) -> bool:
    """Whether there is an author answered, a mention or a follower: mostly not, and one question is all that costs."""
    with connection.cursor() as cursor:
        cursor.execute(_CONCERNED, [event.response])
        return cursor.fetchone() is not None


_CONCERNED = """
select 1 from responses_response r left join responses_response p on p.id = r.parent_id where r.id = %s and (
    p.author_id is not null or exists (select 1 from responses_mention m where m.response_id = r.id)
    or exists (select 1 from notifications_follow f where f.thread_id = r.thread_id))
"""


def tell_of_mentions(event: Event) -> None:
    """Whoever an edit mentions for the first time."""
    response = Response.objects.filter(pk=event.response, state=State.VISIBLE).first()
    if response is None:
        return
    for reader in set(_mentioned(response)) - _told_of_response(response.pk) - {response.author_id}:
        tell(reader=reader, kind=NoticeKind.MENTION, event=event.pk, response=response.pk, thread=response.thread_id)


def _told_of_response(response: int) -> set[int | None]:
    """Who knows of it already, whatever became of it since."""
    about = (NoticeKind.REPLY, NoticeKind.MENTION, NoticeKind.FOLLOWED_THREAD)
    return set(Notice.objects.filter(response=response, kind__in=about).values_list("reader", flat=True))


def _concerned(response: Response) -> list[tuple[int, NoticeKind]]:
    """Readers (primary keys) with why they are told, the best reason first."""
    answered = [response.parent.author_id] if response.parent and response.parent.author_id else []
    followers = _followers(response) if _is_public(response.thread_id) else []
    return [
        *((reader, NoticeKind.REPLY) for reader in answered),
        *((reader, NoticeKind.MENTION) for reader in _mentioned(response)),
        *((reader, NoticeKind.FOLLOWED_THREAD) for reader in followers),
    ]


def _mentioned(response: Response) -> list[int]:
    return list(Mention.objects.filter(response=response).values_list("reader", flat=True))


def _followers(response: Response) -> list[int]:
    followers = Follow.objects.filter(thread=response.thread_id, reader__isnull=False, at__lte=_since(response))
    return list(followers.values_list("reader", flat=True))


def _since(response: Response) -> object:
    return response.posted_at or timezone.now()


def _is_public(thread: int) -> bool:
    try:
        return bool(load_public_thread(thread))
    except NotFound:
        return False


def _tell_addresses(event: Event, response: Response) -> None:
    if not _is_public(response.thread_id):
        return
    known = Outgoing.objects.filter(response=response, follow__isnull=False).exclude(event=event.pk).values("follow")
    follows = Follow.objects.filter(thread=response.thread_id, reader=None, confirmed_at__lte=_since(response))
    for follow in follows.exclude(pk__in=known):
        said = {"response": response.pk, "thread": response.thread_id}
        tell_address(follow=follow, kind=NoticeKind.FOLLOWED_THREAD, event=event.pk, **said)


def tell_of_story(event: Event) -> None:
    """Those who follow one of its contributors hear of a story when it appears."""
    now = timezone.now()
    story = StoryPage.objects.live().public().filter(pk=event.story, first_published_at__gte=now - NEWS).first()
    if story is None or (story.published_at and story.published_at < now - NEWS):
        return
    follows = Follow.objects.filter(contributor__bylines__story=story.pk, at__lte=story.first_published_at).distinct()
    readers = set(follows.filter(reader__isnull=False).values_list("reader", flat=True))
    known = Q(kind=NoticeKind.CONTRIBUTOR_STORY, story=story.pk)
    for reader in readers - set(Notice.objects.filter(known).exclude(event=event.pk).values_list("reader", flat=True)):
        tell(reader=reader, kind=NoticeKind.CONTRIBUTOR_STORY, event=event.pk, story=story.pk)
    mailed = Outgoing.objects.filter(known, follow__isnull=False).exclude(event=event.pk).values("follow")
    for follow in follows.filter(reader=None).exclude(pk__in=mailed):
        tell_address(follow=follow, kind=NoticeKind.CONTRIBUTOR_STORY, event=event.pk, story=story.pk)
