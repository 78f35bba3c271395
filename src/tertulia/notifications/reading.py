"""The inbox in the page: how much is unread, and what there is."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tertulia.notifications.kinds import NoticeKind
from tertulia.notifications.models import Follow, Notice, Outgoing, Preference, Subscription
from tertulia.notifications.words import line_of
from tertulia.readers.models import Reader
from tertulia.responses.models import State

MOST = 50


@dataclass(frozen=True, slots=True)
class Told:
    """One notice as it is shown. `name` and `html` are of a response that is visible now, else empty."""

    id: int
    kind: str
    at: datetime
    read: bool
    path: str
    title: str
    name: str
    html: str

    @property
    def line(self) -> str:
        """What happened, in the active language."""
        return line_of(self.kind, name=self.name, title=self.title)


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of notices, the newest first; `next` is the id after which the next page begins."""

    told: tuple[Told, ...]
    next: int | None


def count_unread(reader: int) -> int:
    """How many notices of the reader with this primary key are unread; an index read."""
    return Notice.objects.filter(reader=reader, read_at=None).count()


def load_inbox(reader: int, *, before: int | None = None, most: int = MOST) -> Inbox:
    """The notices of a reader, newest first, from below the id `before`; one query."""
    notices = Notice.objects.filter(reader=reader).select_related("response", "thread", "story").order_by("-id")
    if before is not None:
        notices = notices.filter(pk__lt=min(before, 2**63 - 1))
    found = list(notices[: most + 1])
    shown = found[:most]
    return Inbox(tuple(_told(notice) for notice in shown), shown[-1].pk if len(found) > most else None)


def load_replies(reader: int, *, most: int = MOST) -> list[Told]:
    """The replies to a reader and the mentions of them that everybody can read now, newest first; one query."""
    public = Q(response__thread__story=None) | Q(response__thread__story__live=True)
    replies = Notice.objects.filter(
        public, reader=reader, kind__in=(NoticeKind.REPLY, NoticeKind.MENTION), response__state=State.VISIBLE
    )
    return [_told(notice) for notice in replies.select_related("response", "thread", "story").order_by("-id")[:most]]


def follows(reader: int, *, thread: int | None = None, contributor: str = "") -> bool:
    """Whether a reader follows a thread (primary key) or a contributor (slug)."""
    what = {"thread": thread} if thread is not None else {"contributor__slug": contributor}
    return Follow.objects.filter(reader=reader, **what).exists()


@dataclass(frozen=True, slots=True)
class Browser:
    """One that takes messages for a reader: what it is called ("" if that is not known) and since when."""

    id: int
    device: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Choices:
    """What a reader chose about being told. `followed`: titles or names, each with the path of its follow page."""

    pace: str
    bounced: bool
    has_feed: bool
    keeps_marks: bool
    followed: tuple[tuple[str, str], ...]
    browsers: tuple[Browser, ...]


def load_choices(reader: Reader) -> Choices:
    """Everything on the page of choices; three queries."""
    chosen = Preference.objects.filter(reader=reader).first() or Preference(reader=reader)
    followed = Follow.objects.filter(reader=reader).select_related("thread", "contributor").order_by("-id")
    return Choices(
        pace=chosen.pace,
        bounced=bool(chosen.bounced_email) and chosen.bounced_email == reader.email,
        has_feed=bool(chosen.feed),
        keeps_marks=chosen.keeps_marks,
        followed=tuple(_followed(follow) for follow in followed[:500]),
        browsers=tuple(
            Browser(each.pk, each.device, each.at) for each in Subscription.objects.filter(reader=reader).order_by("id")
        ),
    )


def _followed(follow: Follow) -> tuple[str, str]:
    if follow.thread:
        return follow.thread.title, f"/follow/thread/{follow.thread_id}/"
    assert follow.contributor
    return follow.contributor.name, f"/follow/contributor/{follow.contributor.slug}/"


def _told(notice: Notice) -> Told:
    response = notice.response if notice.response and notice.response.state == State.VISIBLE else None
    return Told(
        id=notice.pk,
        kind=notice.kind,
        at=notice.at,
        read=notice.read_at is not None,
        path=path_of(notice),
        title=notice.thread.title if notice.thread else notice.story.title if notice.story else "",
        name=response.author_name if response else "",
        html=response.html if response else "",
    )


def path_of(told: Notice | Outgoing) -> str:
    """Where a notice leads; "" if to nothing of its own."""
    if told.path:
        return told.path
    if told.response_id:
        return f"/r/{told.response_id}/"
    if told.story:
        return told.story.dated_address()
    return told.thread.url if told.thread else ""
