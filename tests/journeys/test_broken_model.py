"""A site whose file of the screening model is damaged, then gone: people go on writing, the policy holds, nothing is silent."""

import json
import shutil
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest

import tertulia
from tests.journeys.people import enter, token_of

THREAD = """
from django.utils import timezone
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.models import Response, Thread
moderator = Reader.objects.create_user("mo@quay.example", name="Mo")
grant_role(reader=moderator, role=Role.MODERATOR)
thread = Thread.objects.create(url="https://elsewhere.example/lamp", title="Lamp", opened_at=timezone.now())
print(thread.pk)
"""
REMOVE = """
import time
from datetime import timedelta
from tertulia.events.models import Event
from tertulia.moderation.actions import Action
from tertulia.moderation.deciding import decide_response
from tertulia.moderation.models import Statement
from tertulia.readers.models import Reader
from django.utils import timezone
mo = Reader.objects.get(email="mo@quay.example")
decide_response(response={response}, moderator=mo, action=Action.REMOVE, now=timezone.now() - timedelta(minutes=1))
Event.objects.filter(handled_at=None, kind="decision.made").update(due_at=timezone.now())
stated = Statement.objects.filter(response={response})
for _look in range(300):
    if stated.exists():
        break
    time.sleep(0.1)
print(stated.count())
"""


@pytest.fixture(scope="module")
def own_package(make_site):
    """A site that runs from a copy of the package, so that its model can be damaged; and the file of the model."""
    site = make_site("broken-model", TERTULIA_EMBED_ORIGINS='["https://elsewhere.example"]')
    package = site.folder / "package" / "tertulia"
    shutil.copytree(Path(tertulia.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    site.environment["PYTHONPATH"] = str(package.parent)
    site.start()
    return site, package / "screening" / "data" / "model.bin"


def ask(site, path, body=None, token=""):
    """A request of a program; returns the status and the JSON that came."""
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    request = urllib.request.Request(f"{site.url}{path}", json.dumps(body).encode() if body else None, headers)
    try:
        answer = urllib.request.urlopen(request, timeout=30)
    except HTTPError as error:
        answer = error
    return answer.status, json.loads(answer.read())


def post(site, thread, text, token=""):
    """Post as the reader of a token, else as a guest; returns what became of it."""
    guest = {} if token else {"guest": {"name": "Gil"}}
    status, posted = ask(site, f"/api/v1/threads/{thread}/responses", {"text": text, **guest}, token)
    assert status == 201, posted
    return posted


def test_people_go_on_writing_and_everybody_who_must_know_is_told(own_package, browser):
    site, model = own_package
    thread, token = site.python(THREAD), token_of(site, "writer@reader.example")
    whole = model.read_bytes()
    assert post(site, thread, "The lamp on the pier is lit again.", token)["state"] == "visible"

    model.write_bytes(whole[:-5000])
    assert post(site, thread, "You are an idiot and a liar.", token)["state"] == "held", "what was read once is kept"
    assert ask(site, "/health")[0] == 200

    site.stop()
    model.unlink()
    site.start_ailing()
    before = ask(site, "/health")[1]["screening_failures"]
    assert post(site, thread, "Is the ferry late?")["state"] == "held", "the policy as shipped: whoever is new waits"
    mine = post(site, thread, "It left at ten past four.", token)
    assert mine["state"] == "visible"
    status, said = ask(site, "/health")
    assert (status, said["database"], said["screener"], said["screening_failures"]) == (503, True, False, before + 2)

    window = browser.new_context().new_page()
    enter(window, site, "mo@quay.example")
    window.goto(f"{site.url}/desk/")
    window.get_by_text("could not read some responses").wait_for()
    window.locator(".queue .why").get_by_text("screening failed").first.wait_for()
    window.get_by_role("button", name="Release").click()
    window.get_by_role("button", name="Undo").wait_for()
    window.context.close()

    told = site.python(REMOVE.format(response=mine["id"]))
    assert told == "1", "whoever is restricted learns why, although nothing can be learned from it"
