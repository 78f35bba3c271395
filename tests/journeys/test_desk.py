"""The desk in a real browser by keyboard alone, and many moderators at once."""

import json
import re

import pytest

from tests.journeys.people import enter

CROWD = """
import json, random, threading, time
from django.db import connection
from django.utils import timezone
from tertulia.errors import Refused
from tertulia.moderation.actions import Action
from tertulia.moderation.claiming import claim_case
from tertulia.moderation.deciding import decide
from tertulia.moderation.models import Case, Decision, Waiting
from tertulia.moderation.queue import Filters, View, load_queue
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.models import Response, Thread

threads = [Thread.objects.create(url=f"https://elsewhere.example/{n}", title=str(n), opened_at=timezone.now()) for n in range(5)]
author = Reader.objects.create_user("many@reader.example", name="Many")
Response.objects.bulk_create([
    Response(thread=threads[n % 5], author=author, author_name="Many", text="x", html="x", place=n, state="held", listed=False)
    for n in range(500)
])
people = []
for n in range(6):
    people.append(Reader.objects.create_user(f"m{n}@quay.example", name=f"Moderator {n}"))
    grant_role(reader=people[-1], role=Role.MODERATOR)
before = Case.objects.filter(closed_at=None).count()
made, refused, failed = [], [], []

def work(moderator):
    chance = random.Random(moderator.pk)
    while True:
        try:
            lines = load_queue(moderator, now=timezone.now(), most=12).lines
            if not lines:
                break
            line = chance.choice(lines)
            claim_case(case=line.id, moderator=moderator, now=timezone.now())
            made.append(decide(case=line.id, moderator=moderator, action=chance.choice([Action.RELEASE, Action.REMOVE])).pk)
        except Refused as error:
            refused.append(error.code)
        except Exception as error:
            failed.append(repr(error))
            break
    connection.close()

workers = [threading.Thread(target=work, args=(person,)) for person in people]
[worker.start() for worker in workers]
[worker.join() for worker in workers]
by_case = list(Decision.objects.filter(moderator__isnull=False).values_list("case", flat=True))
print(json.dumps({
    "before": before, "failed": failed[:3], "open": Case.objects.filter(closed_at=None).count(), "decided": len(by_case),
    "twice": len(by_case) - len(set(by_case)), "made": len(made), "waiting": sum(Waiting.objects.values_list("cases", flat=True)),
    "held": Response.objects.filter(state="held").count(),
    "visible": Response.objects.filter(state="visible").count(), "counted": sum(Thread.objects.values_list("visible", flat=True)),
    "codes": sorted(set(refused)),
}))
"""


def test_many_moderators_decide_each_of_500_cases_once(make_site):
    site = make_site("crowded-desk").start()  # which prepares the database
    site.stop()
    found = json.loads(site.python(CROWD).splitlines()[-1])
    assert found["failed"] == []
    assert (found["before"], found["decided"], found["made"], found["twice"]) == (500, 500, 500, 0)
    assert (found["open"], found["waiting"], found["held"]) == (0, 0, 0)
    assert found["visible"] == found["counted"]
    assert set(found["codes"]) <= {"already-decided", "case-taken", "state-conflict"}


@pytest.fixture
def desk(demo_site, browser):
    """The moderator's own desk: a page of the running demonstration."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    enter(page, demo_site, "miriam@quay.example")
    page.goto(f"{demo_site.url}/desk/")
    yield page
    context.close()


def waiting(page):
    return int(re.sub(r"\D", "", page.locator('[data-count="everything"]').inner_text()))


def test_a_newcomer_clears_the_queue_by_keyboard_alone(desk):
    desk.keyboard.press("?")
    assert desk.locator(".keys dl").is_visible()
    desk.keyboard.press("?")
    before, cleared = waiting(desk), 0
    while cleared < 22:
        opened = desk.locator("[data-open]").get_attribute("data-open")
        if desk.locator(".unblur").count():
            desk.keyboard.press("b")
            assert desk.locator(".unblur").is_checked()
        key = ("k", "r", "e")[cleared % 3]
        if not desk.locator(f'.verbs [data-key="{key}"]').count():
            key = "r"
        if key == "r":
            desk.keyboard.press("1")
            assert desk.locator("[data-ground]").input_value() == "house:insult"
        with desk.expect_navigation():
            desk.keyboard.press(key)
        assert not desk.locator(".notice.wrong").count(), desk.locator(".notice.wrong").inner_text()
        assert desk.locator("[data-open]").get_attribute("data-open") != opened
        cleared += 1
    assert waiting(desk) <= before - 22
    last = waiting(desk)
    with desk.expect_navigation():
        desk.keyboard.press("z")
    assert waiting(desk) == last + 1


def test_the_desk_works_without_a_script(demo_site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, demo_site, "miriam@quay.example")
    page.goto(f"{demo_site.url}/desk/?view=reported")
    before = waiting(page)
    page.locator('.verbs button[value="keep"]').click()
    assert waiting(page) == before - 1
    page.get_by_role("button", name=re.compile("Undo")).click()
    page.goto(f"{demo_site.url}/desk/?view=reported")
    assert waiting(page) == before
    context.close()


def test_a_reader_is_kept_out(demo_site, browser):
    context = browser.new_context()
    page = context.new_page()
    enter(page, demo_site, "halvard@quay.example")
    assert page.goto(f"{demo_site.url}/desk/").status == 403
    context.close()
