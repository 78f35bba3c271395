"""A running site with stories made to be looked at: everything that is hard on a layout."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.journeys.conftest import Site

SEED = '''
from datetime import UTC, datetime, timedelta
from io import BytesIO
from django.core.files.images import ImageFile
from django.db import transaction
from PIL import Image
from tertulia.config.preparing import prepare
from tertulia.house.models import Policy
from tertulia.responses.models import Thread, ThreadState
from tertulia.responses.posting import post_response
from tertulia.responses.threads import open_thread, set_thread_state
from tertulia.responses.visibility import hide_response
from tertulia.stories.models import Byline, Contributor, FrontPage, NewsImage, SectionPage, StoryPage

prepare()
transaction.set_autocommit(False)  # one transaction for everything: seconds instead of a minute
START = datetime(2026, 11, 20, 8, tzinfo=UTC)
front = FrontPage.objects.get()
Policy.objects.create(site=front.get_site().pk, is_on=False)  # what is odd to look at is odd to the screener too
city = front.add_child(instance=SectionPage(title="City", slug="city"))
marta = Contributor.objects.create(name="Marta Olsen", slug="marta-olsen")
layla = Contributor.objects.create(name="ليلى حداد", slug="layla")
buffer = BytesIO()
Image.new("RGB", (1600, 900), "#16324a").save(buffer, "JPEG")
photo = NewsImage.objects.create(title="bridge.jpg", description="A bridge at night", file=ImageFile(buffer, name="bridge.jpg"))


def story(slug, title, *, hours, under=front, bylines=(), **fields):
    page = StoryPage(title=title, slug=slug, published_at=START + timedelta(hours=hours), **fields)
    page.bylines = [Byline(contributor=contributor) for contributor in bylines]
    under.add_child(instance=page)
    page.save_revision().publish()
    return open_thread(story=page, site=page.get_site().pk)


class Writer:
    """Posts into one thread, a minute apart, from a network of its own each time."""

    def __init__(self, thread):
        self.thread, self.minutes = thread, 0

    def __call__(self, name, text, parent=None):
        self.minutes += 1
        at = START + timedelta(minutes=self.minutes)
        posted = post_response(
            thread=self.thread.pk, author=None, name=name, text=text, now=at, network=f"net {self.minutes}",
            parent=parent and parent.pk,
        )
        return posted.response


BODY = [
    ("paragraph", "<p>The vote came at midnight, with the gallery still full.</p><p>Nobody <b>went</b> home.</p>"),
    ("heading", {"text": "What was decided", "level": "2"}),
    ("paragraph", "<ul><li>A budget of 48 million</li><li>First trams in 2028</li></ul>"),
    ("quote", {"text": "You are finishing us.", "source": "A shopkeeper"}),
]
STANDFIRST = "The council voted 19 to 16. Shopkeepers say nobody counted their deliveries; the engineers say everybody did."
PHOTO = {"lead_image": photo, "lead_caption": "The old bridge.", "lead_credit": "Photograph: Quay Pictures"}
tram = story("tram", "Harbour tram gets its last kilometre", hours=5, under=city, bylines=[marta, layla],
             standfirst=STANDFIRST, body=BODY, **PHOTO)
write = Writer(tram)
baker = write("Halvard", "I drive for a *bakery* on Rope Street.")
watcher = write("TramWatcher", "It is in the [annex](https://example.org/annex).", baker)
salma = write("سلمى درويش", "شكرًا على رقم الصفحة. من يضمن الساعة الخامسة؟", watcher)
below = write("TramWatcher", "Nobody.\\n\\n> من يضمن\\n\\n```\\n" + "one_long_line_of_code " * 12 + "\\n```", salma)
otter = turn = write("Quiet Otter", "Easy to say from a tram stop.", below)
for number in range(14):
    turn = write(("TramWatcher", "Quiet Otter")[number % 2], f"Turn {number} of a long quarrel.", turn)
write("Bystander", "Take it outside?", otter)
angry = write("Angry", "A personal attack.", baker)
write("Joost", "We took the reply above down.", angry)
hide_response(angry, before=("visible",), after="removed")
write("Maximilian Bartholomew Featherstonehaugh-Cholmondeley of Kent"[:60], "Yes.")
write("Long Writer", "\\n\\n".join(f"Paragraph {number}. " + "It goes on and on. " * 20 for number in range(49)))
write("Linker", "https://example.org/" + "a" * 180)
lamp = story("lamp", "إضاءة المصباح القديم في شارع الحبال من جديد", hours=4, bylines=[layla, marta], language="ar",
             standfirst="بقي المصباح مطفأً تسع سنوات.", body=[("paragraph", "<p>عاد الضوء إلى الشارع بعد 9 سنوات.</p>")], **PHOTO)
write = Writer(lamp)
turn = write("سامي", "خبر جميل! شكرًا لكم.")
for name, text in [("TramWatcher", "Lovely news. (Really!)"), ("ليلى 77", "وأين كانت البلدية؟"), ("Karim 2000", "mesh keda!")] * 3:
    turn = write(name, text, turn)
many = story("many", "A thread of many", hours=3)
write = Writer(many)
for number in range(130):
    write(f"Reader {number % 30}", f"Response number {number}.")
deep = story("deep", "A branch of many", hours=3)
write = Writer(deep)
top = write("Root", "Where it began.")
for number in range(120):
    write(f"Reader {number % 30}", f"Reply number {number}.", top)
closed = story("closed", ("A headline of one hundred and forty characters " * 4)[:139] + ".", hours=2,
               lead_caption="A caption without a picture.", lead_credit="Photograph: unknown")
write = Writer(closed)
write("Ana", "One.")
write("Bo", "Two.")
set_thread_state(thread=closed, state=ThreadState.CLOSED)
Thread.objects.filter(pk=closed.pk).update(declared=32)
held = story("held", "Held and empty", hours=1)
set_thread_state(thread=held, state=ThreadState.HELD)
for slug in ("reply", "own-page", "draft", "preview", "keys", "expired"):
    thread = story(f"to-{slug}", f"A story for {slug}", hours=0)
    write = Writer(thread)
    write("Fifth", "And another.", write("Second", "The first reply.", write("First", "Something to answer.")))
    write("Third", "Something else.")
transaction.commit()
'''


@pytest.fixture(scope="session")
def paper(make_lasting_site: Callable[..., Site]) -> Site:
    """The site, running. Its stories live at `/2026/11/20/SLUG/`."""
    site = make_lasting_site("paper", TERTULIA_GUEST_POSTS="1000")
    site.python(SEED)
    return site.start()


@pytest.fixture
def bare(browser: Any) -> Iterator[Any]:
    """A window in which no script runs."""
    context = browser.new_context(viewport={"width": 768, "height": 900}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def address(site: Site, slug: str, query: str = "") -> str:
    """Where a story of the site lives."""
    return f"{site.url}/2026/11/20/{slug}/{query}"


def response_with(page: Any, words: str) -> Any:
    """The list item of the response in whose own words `words` stand."""
    return page.locator(".response", has=page.locator(f":scope > article > .words:has-text('{words}')")).last
