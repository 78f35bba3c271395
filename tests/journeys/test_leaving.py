"""A reader leaves a running site: no page that was stored, no feed, no search and no log knows them any more."""

import json
import time
import urllib.error
import urllib.request

NAME, EMAIL, WORDS = "Plantedname Ferrow", "plantedmail@reader.example", "plantedword"
STORY = "/2026/11/20/library-of-things/"

PLANT = f"""
import json
from tertulia.readers.models import Reader
from tertulia.responses.models import Thread
from tertulia.responses.posting import post_response
from tertulia.stories.models import StoryPage
reader = Reader.objects.create_user({EMAIL!r}, name={NAME!r})
reader.emailaddress_set.create(email={EMAIL!r}, verified=True, primary=True)
thread = Thread.objects.get(story=StoryPage.objects.get(slug="library-of-things"))
response = post_response(thread=thread.pk, author=reader, text="The {WORDS} lamp.").response
print(json.dumps([reader.pk, response.pk]))
"""
LEAVE = """
from datetime import timedelta
from django.utils import timezone
from tertulia.delivery.leaving import erase_due
from tertulia.options import options
from tertulia.readers.leaving import ask_to_leave
from tertulia.readers.models import Reader
ask_to_leave(reader=Reader.objects.get(pk=%d), keeps_words=False, now=timezone.now())
erase_due(now=timezone.now() + timedelta(days=options.leaving_days, minutes=1))
"""


def read(address: str) -> str:
    """What stands at an address, also where it refuses."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as refusal:
        return str(refusal.read().decode())


def test_who_has_left_is_in_no_stored_page_and_no_log(demo_site):
    reader, response = json.loads(demo_site.python(PLANT).splitlines()[-1])
    search = f"{demo_site.url}/search/?in=responses&q={WORDS}"
    pages = [
        f"{demo_site.url}{path}" for path in (STORY, f"{STORY}responses.rss", f"{STORY}responses.json", f"/readers/{reader}/")
    ]
    for page in pages:
        assert WORDS in read(page), page
    ends = time.monotonic() + 60
    while f"/r/{response}/" not in read(search):  # the worker keeps the index
        assert time.monotonic() < ends
        time.sleep(0.2)
    demo_site.python(LEAVE % reader)
    for page in (*pages, f"{demo_site.url}/r/{response}/", f"{demo_site.url}/oembed?url={demo_site.url}/r/{response}/"):
        shown = read(page)
        assert [each for each in (NAME, EMAIL, WORDS) if each in shown] == [], page
    assert f"/r/{response}/" not in read(search)
    log = (demo_site.folder / "server.log").read_bytes()
    assert [each for each in (NAME, EMAIL, WORDS) if each.encode() in log] == []
