"""Loading the whole demonstration into an empty site, in one transaction."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from importlib.resources import files

from django.utils import timezone
from wagtail.models import Site

from tertulia.config.demonstration.conversations import Written, parse_conversation
from tertulia.config.demonstration.crowd import write_crowd
from tertulia.config.demonstration.desk import fill_desk
from tertulia.config.demonstration.people import create_accounts, create_contributors
from tertulia.config.demonstration.publishing import Manuscript, create_sections, publish_story, read_manuscripts
from tertulia.config.demonstration.storing import store_conversation
from tertulia.delivery.searching import index_newer
from tertulia.errors import CannotStart
from tertulia.events.transactions import writing
from tertulia.responses.models import ThreadState
from tertulia.responses.threads import set_thread_state
from tertulia.stories.models import FrontPage, Identity, StoryPage

NAME = "The Quay"
DESCRIPTION = "News from both banks of the harbour, in English, Arabic and French."
EDITOR = "Joost Amsel"
MODERATOR = "Miriam Dahl"
JOINED_DAYS_AGO = 400
CROWD = "foghorn"  # the story below which a crowd answers


@writing()
def load_demonstration(*, today: date, say: Callable[[str], None]) -> None:
    """Fill the site with everything, dated back from `today`; `say` is called with one line for each step.

    Raises CannotStart where there are stories already.
    """
    if StoryPage.objects.exists():
        raise CannotStart("this site has stories already: the demonstration is for an empty one (another --data DIR)")
    _name_site()
    readers = create_accounts(joined_at=_midnight(today) - timedelta(days=JOINED_DAYS_AGO))
    contributors, sections = create_contributors(), create_sections()
    say(f"{len(readers)} accounts, {len(contributors)} contributors, {len(sections)} sections")
    for manuscript in read_manuscripts():
        section, editor = sections[manuscript.section], readers[EDITOR]
        thread = publish_story(manuscript, today=today, section=section, contributors=contributors, editor=editor)
        if thread is None:
            say(f"{manuscript.title}: in {-manuscript.days_ago} days")
            continue
        written = conversation_below(manuscript)
        store_conversation(thread=thread, written=written, start=manuscript.published_at(today), readers=readers)
        if manuscript.thread != thread.state:
            set_thread_state(thread=thread, state=ThreadState(manuscript.thread))
        say(f"{manuscript.title}: {len(written)} responses")
    waiting = fill_desk(moderator=readers[MODERATOR], now=timezone.now(), readers=readers)
    say(f"{waiting} cases at the desk")
    while index_newer():
        pass


def conversation_below(manuscript: Manuscript) -> Sequence[Written]:
    """What readers wrote below a story: nothing, a written conversation, or a crowd's."""
    if manuscript.slug == CROWD:
        return write_crowd()
    file = files("tertulia.config.demonstration") / "threads" / f"{manuscript.slug}.txt"
    return parse_conversation(file.read_text("utf-8")) if file.is_file() else []


def _name_site() -> None:
    front = FrontPage.objects.get()
    front.title = front.draft_title = NAME
    front.save()
    site = Site.objects.get(is_default_site=True)
    site.site_name = NAME
    site.save()
    Identity.objects.create(site=site, name=NAME, description=DESCRIPTION)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
