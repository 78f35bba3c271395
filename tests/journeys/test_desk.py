"""The desk in a real browser by keyboard alone, and many moderators at once."""

import http.client
import json
import re
import threading

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


@pytest.fixture(scope="module")
def crowded_site(make_site):
    """A site of its own whose database is prepared; it is not running."""
    site = make_site("crowded-desk").start()
    site.stop()
    return site


def test_many_moderators_decide_each_of_500_cases_once(crowded_site):
    site = crowded_site
    found = json.loads(site.python(CROWD).splitlines()[-1])
    assert found["failed"] == []
    assert (found["before"], found["decided"], found["made"], found["twice"]) == (500, 500, 500, 0)
    assert (found["open"], found["waiting"], found["held"]) == (0, 0, 0)
    assert found["visible"] == found["counted"]
    assert set(found["codes"]) <= {"already-decided", "case-taken", "state-conflict"}


THREE_DOORS = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from tertulia.moderation.models import Case
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.readers.sessions import SessionStore
from tertulia.readers.tokens import create_token
from tertulia.responses.models import Response, Thread

thread = Thread.objects.create(url="https://elsewhere.example/doors", title="Doors", opened_at=timezone.now())
row = {"author_name": "Many", "text": "x", "html": "x", "state": "held", "listed": False}
Response.objects.bulk_create([Response(thread=thread, place=n, **row) for n in range(12)])
people = {}
for name in ("Desk", "Program", "Page"):
    person = Reader.objects.create_user(f"{name}@quay.example", name=name)
    grant_role(reader=person, role=Role.MODERATOR)
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.create()
    people[name] = {"session": session.session_key, "token": create_token(reader=person)}
cases = list(Case.objects.filter(thread=thread, closed_at=None).order_by("id").values_list("pk", "response"))
print(json.dumps({"thread": thread.pk, "people": people, "cases": cases}))
"""
WHAT_CAME = """
import json
from tertulia.moderation.models import Case, Decision, Waiting
from tertulia.readers.models import Reader
from tertulia.responses.models import Response, Thread
names = dict(Reader.objects.values_list("pk", "name"))
made = Decision.objects.filter(thread={thread}, moderator__isnull=False).values_list("response", "moderator", "after")
states = dict(Response.objects.filter(thread={thread}).values_list("pk", "state"))
print(json.dumps({{
    "made": [[response, names[who], after] for response, who, after in made], "states": states,
    "open": Case.objects.filter(thread={thread}, closed_at=None).count(),
    "waiting": sum(Waiting.objects.values_list("cases", flat=True)),
    "counted": Thread.objects.get(pk={thread}).visible, "visible": sum(state == "visible" for state in states.values()),
}}))
"""
CSRF = "c" * 32


def decide_through(door, site, person, case, response):
    """One decision through one of the three doors; returns the status and what was answered."""
    cookies = {"Cookie": f"session={person['session']}; reader=1; csrf={CSRF}"}
    form = {"Content-Type": "application/x-www-form-urlencoded", **cookies}
    address, headers, body = {
        "Desk": (f"/desk/cases/{case}/decide/", form, f"csrfmiddlewaretoken={CSRF}&action=release"),
        "Page": (f"/desk/responses/{response}/", {**form, "X-Tertulia-Part": "1"}, f"csrfmiddlewaretoken={CSRF}&action=remove"),
        "Program": (
            f"/api/v1/responses/{response}/decisions",
            {"Content-Type": "application/json", "Authorization": f"Bearer {person['token']}"},
            '{"action": "remove"}',
        ),
    }[door]
    connection = http.client.HTTPConnection("localhost", site.port, timeout=60)
    connection.request("POST", address, body, headers)
    answer = connection.getresponse()
    said = answer.read().decode()
    connection.close()
    return answer.status, said


def test_through_desk_api_and_page_at_once_one_decides_and_the_others_are_told_who(crowded_site):
    site, answers = crowded_site.start(), {}
    set_up = json.loads(site.python(THREE_DOORS).splitlines()[-1])
    together = threading.Barrier(3, timeout=60)

    def go_through(door):
        for case, response in set_up["cases"]:
            together.wait()
            answers[response, door] = decide_through(door, site, set_up["people"][door], case, response)

    doors = [threading.Thread(target=go_through, args=(door,)) for door in set_up["people"]]
    [door.start() for door in doors]
    [door.join() for door in doors]
    found = json.loads(site.python(WHAT_CAME.format(thread=set_up["thread"])).splitlines()[-1])
    site.stop()
    winners = {response: (who, after) for response, who, after in found["made"]}
    assert len(found["made"]) == len(winners) == len(set_up["cases"]) == 12
    for (response, door), (status, said) in answers.items():
        winner, after = winners[response]
        assert found["states"][str(response)] == after
        if door == winner:
            assert status == {"Desk": 303, "Program": 201, "Page": 204}[door], said
        else:
            assert status == 409 and "already-decided" in said and f"{winner} was faster" in said, said
    assert (found["open"], found["waiting"]) == (0, 0)
    assert found["visible"] == found["counted"]


@pytest.fixture
def desk(demo_site, browser):
    """The moderator's own desk: a page of the running demonstration."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    enter(page, demo_site, "miriam@quay.example")
    page.goto(f"{demo_site.url}/desk/")
    yield page
    context.close()


@pytest.fixture
def plain_desk(demo_site, browser):
    """The same without a script."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, demo_site, "miriam@quay.example")
    yield page
    context.close()


def waiting(page, view="everything"):
    count = page.locator(f'[data-count="{view}"]')
    return int(re.sub(r"\D", "", count.inner_text())) if count.count() else 0


def press(page, key):
    """Press a key that leads to another page, and wait for that."""
    with page.expect_navigation():
        page.keyboard.press(key)


def write(page, key, words):
    """Go into a field by its key, write, and leave it again."""
    page.keyboard.press(key)
    page.keyboard.type(words)
    page.keyboard.press("Escape")


def test_the_desk_works_without_a_script(plain_desk, demo_site):
    plain_desk.goto(f"{demo_site.url}/desk/?view=reported")
    assert not plain_desk.locator("kbd:visible").count(), "no key does anything here"
    before = waiting(plain_desk)
    plain_desk.locator('.verbs button[value="keep"]').click()
    assert waiting(plain_desk) == before - 1
    plain_desk.get_by_role("button", name=re.compile("Undo")).click()
    plain_desk.goto(f"{demo_site.url}/desk/?view=reported")
    assert waiting(plain_desk) == before


def test_what_was_decided_by_mistake_is_undone_by_one_key(desk):
    before, opened = waiting(desk), desk.locator("[data-open]").get_attribute("data-open")
    press(desk, "r")
    assert waiting(desk) == before - 1
    press(desk, "z")
    assert (waiting(desk), desk.locator("[data-open]").get_attribute("data-open")) == (before, opened)


def test_enter_in_a_field_leaves_it_and_decides_nothing(desk, plain_desk, demo_site):
    """A form's first button would be pressed, and that one lets through what waits."""
    before = waiting(desk)
    for page in (desk, plain_desk):
        page.goto(f"{demo_site.url}/desk/?view=reported")
        page.locator("#note").fill("Seen before under another name.")
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)  # for what must not come
        assert page.locator("#note").input_value() == "Seen before under another name."
        assert page.url.endswith("/desk/?view=reported")
    assert waiting(desk) == before
    desk.keyboard.press("t")
    desk.keyboard.type("First line.")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Second line.")
    desk.keyboard.press("Control+Enter")
    assert desk.locator("#text").input_value() == "First line.\nSecond line."
    desk.keyboard.press("w")
    assert desk.locator('[name="warn"]').is_checked()


ANSWER = "Two of us have read it again, and this is how we see it."


def decide_by_keyboard(page, number):
    """What a newcomer does with the case that is open; returns the kinds of what they saw on its card."""
    card, seen = page.locator(".open-case"), set()
    if card.locator(".unblur").count():
        page.keyboard.press("b")
        assert card.locator(".unblur").is_checked()
        seen.add("blurred")
    if card.locator('button[value="stands"]').count():
        write(page, "t", ANSWER)
        press(page, ("k", "r")[number % 2])
        return seen | {"appeal"}
    if card.locator(".quarrel").count() and card.locator('[name="cool-down"]').count():
        page.keyboard.press("c")
        assert card.locator('[name="cool-down"]').is_checked()
        seen.add("quarrel")
    if card.locator('[name="same"]').count():
        page.keyboard.press("a")
        seen.add("identical")
    key = next(each for each in ("kre", "rek", "ekr")[number % 3] if card.locator(f'.verbs [data-key="{each}"]').count())
    if key == "r":
        page.keyboard.press("1")
        assert card.locator("[data-ground]").input_value() == "house:insult"
    press(page, key)
    return seen


# No keyboard of the browser writes Arabic, so the event is made as one would make it.
ARABIC_KEY = "key => document.body.dispatchEvent(new KeyboardEvent('keydown', {...key, bubbles: true}))"


def test_a_newcomer_clears_the_whole_queue_by_keyboard_alone(desk):
    desk.keyboard.press("?")
    assert desk.locator(".keys dl").is_visible()
    desk.evaluate(ARABIC_KEY, {"key": "؟", "code": "Slash", "shiftKey": True})
    assert not desk.locator(".keys dl").is_visible()
    views = ("held", "reported", "urgent", "notices", "appeals", "new-writers", "edited")
    assert waiting(desk) >= 45 and all(waiting(desk, view) for view in views)
    seen, decided = set(), set()
    while desk.locator("[data-open]").count():
        opened = desk.locator("[data-open]").get_attribute("data-open")
        assert opened not in decided, "no case comes twice"
        seen |= decide_by_keyboard(desk, len(decided))
        assert not desk.locator(".notice.wrong").count(), desk.locator(".notice.wrong").inner_text()
        decided.add(opened)
    assert desk.locator(".all-done").is_visible()
    assert (waiting(desk), [waiting(desk, view) for view in views]) == (0, [0] * len(views))
    assert seen == {"blurred", "appeal", "quarrel", "identical"}


POST = """
from tertulia.readers.models import Reader
from tertulia.responses.models import Thread
from tertulia.responses.posting import post_response
thread = Thread.objects.filter(story__live=True, state="open", language__in=("", "en")).order_by("id").first()
author = Reader.objects.get(email="halvard@quay.example")
print(post_response(thread=thread.pk, author=author, text="The rope store has a new door, and it squeaks.").response.pk)
"""


def test_a_moderator_decides_beside_a_response_on_the_story(desk, demo_site):
    response = demo_site.python(POST)
    desk.goto(f"{demo_site.url}/r/{response}/")
    shown = desk.locator(f"#response-{response}")
    shown.locator("details.more > summary").click()
    with desk.expect_navigation():
        shown.get_by_role("button", name="Remove").click()
    shown.get_by_text("it squeaks").wait_for(state="detached")
    desk.goto(f"{demo_site.url}/desk/responses/{response}/")
    desk.get_by_role("button", name="Restore").click()
    desk.locator(f"#response-{response}").get_by_text("it squeaks").wait_for()


def test_without_a_script_a_moderator_goes_from_the_story_to_the_desk_and_back(plain_desk, demo_site):
    response = demo_site.python(POST)
    plain_desk.goto(f"{demo_site.url}/r/{response}/")
    shown = plain_desk.locator(f"#response-{response}")
    shown.locator("details.more > summary").click()
    shown.get_by_role("link", name="Report").click()
    plain_desk.get_by_role("link", name="Decide about it at the desk").click()
    plain_desk.get_by_role("button", name="Hold").click()
    assert not plain_desk.locator(f"#response-{response}").get_by_text("it squeaks").count()
    plain_desk.goto(f"{demo_site.url}/desk/responses/{response}/")
    plain_desk.get_by_role("button", name="Release").click()
    plain_desk.goto(f"{demo_site.url}/r/{response}/")
    assert plain_desk.locator(f"#response-{response}").get_by_text("it squeaks").count()


def test_a_reader_is_kept_out(demo_site, browser):
    context = browser.new_context()
    page = context.new_page()
    enter(page, demo_site, "halvard@quay.example")
    assert page.goto(f"{demo_site.url}/desk/").status == 403
    context.close()
