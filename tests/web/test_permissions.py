"""The table of docs/permissions.md, walked through pages and API: every role, every verb that has a door, two sites."""

import pytest
from django.test import Client
from wagtail.models import Site

from tertulia.house.models import Policy, WordRule
from tertulia.readers.models import Reader
from tertulia.readers.roles import MAY, Role, Verb, grant_role
from tertulia.readers.tokens import create_token
from tertulia.responses.models import Response, State, Thread
from tertulia.responses.posting import post_response
from tests.api.conftest import Machine
from tests.readers.permission_table import CELLS

RULE = {"site": 1, "pattern": "flapdoodle", "effect": "ban", "note": "", "tried": "1|flapdoodle|ban|False"}
POLICY = {
    "site": 1, "is_on": "on", "nudge_at": 0.4, "hold_at": 0.7, "urgent_at": 0.6, "spam_at": 0.9, "newcomer_hold_at": 0.6,
    "links_at": 3, "on_failure": "hold", "slow_ms": 300,
}  # fmt: skip


class Scene:
    """A thread with a held and a visible response by somebody else, one's own, and the one who tries."""

    def __init__(self, thread, author, person):
        self.thread, self.person = thread, person
        self.other = post_response(thread=thread.pk, author=author, text="A word of somebody else.").response
        self.own = post_response(thread=thread.pk, author=person, text="A word of my own.").response
        self.held = post_response(thread=thread.pk, author=author, text="A held word.").response
        Response.objects.filter(pk=self.held.pk).update(state=State.HELD)
        self.page, self.api = Client(), Machine(create_token(reader=person))
        self.page.force_login(person)

    def state(self, response):
        return Response.objects.get(pk=response.pk).state


def shown(answer):
    return answer.status_code == 200


def post(scene):
    return scene.api.post(f"threads/{scene.thread.pk}/responses", {"text": "More."}).status_code == 201


def vote(scene):
    return scene.api.ask("PUT", f"responses/{scene.other.pk}/vote", {"value": 1}).status_code == 200


def edit_own(scene):
    others = scene.api.ask("PATCH", f"responses/{scene.other.pk}", {"text": "Changed."})
    assert others.status_code == 403
    return scene.api.ask("PATCH", f"responses/{scene.own.pk}", {"text": "Changed."}).status_code == 200


def withdraw_own(scene):
    assert scene.api.ask("DELETE", f"responses/{scene.other.pk}").status_code == 403
    return scene.api.ask("DELETE", f"responses/{scene.own.pk}").status_code == 204


def see_queue(scene):
    return "A held word." in scene.page.get("/admin/held/").content.decode()


def decide(scene):
    scene.page.post(f"/admin/held/{scene.held.pk}/release/")
    return scene.state(scene.held) == State.VISIBLE


def set_thread(scene):
    scene.page.post(f"/admin/threads/{scene.thread.pk}/", {"state": "closed"})
    return Thread.objects.get(pk=scene.thread.pk).state == "closed"


def edit_word_rules(scene):
    scene.page.post("/admin/wordrule/new/", RULE)
    return WordRule.objects.filter(site=1).exists()


def edit_policy(scene):
    scene.page.post("/admin/policy/new/", POLICY)
    return Policy.objects.filter(site=1).exists()


def publish(scene):
    return shown(scene.page.get("/admin/pages/"))


def manage_people(scene):
    return shown(scene.page.get("/admin/users/")) and shown(scene.page.get(f"/admin/users/{scene.person.pk}/standing/"))


DOORS = {
    Verb.POST: post,
    Verb.VOTE: vote,
    Verb.EDIT_OWN: edit_own,
    Verb.WITHDRAW_OWN: withdraw_own,
    Verb.SEE_QUEUE: see_queue,
    Verb.DECIDE: decide,
    Verb.SET_THREAD: set_thread,
    Verb.EDIT_WORD_RULES: edit_word_rules,
    Verb.EDIT_POLICY: edit_policy,
    Verb.MANAGE_PEOPLE: manage_people,
}
OF_A_PLACE = [Verb.SEE_QUEUE, Verb.DECIDE, Verb.SET_THREAD]


@pytest.fixture
def scene(story_thread, reader):
    def make(role, **place):
        person = Reader.objects.create_user("sam@reader.example", name="Sam")
        grant_role(reader=person, role=role, **place)
        return Scene(story_thread, reader, person)

    return make


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell.verb in DOORS], ids=str)
def test_a_door_opens_where_the_table_says_yes_and_nowhere_else(scene, cell):
    assert DOORS[cell.verb](scene(cell.role)) == cell.allowed


@pytest.mark.parametrize("verb", list(DOORS))
def test_whoever_has_no_account_meets_closed_doors(story_thread, reader, verb):
    there = Scene(story_thread, reader, reader)
    there.page, there.api = Client(), Machine()
    if verb in (Verb.EDIT_OWN, Verb.WITHDRAW_OWN):
        method = {Verb.EDIT_OWN: "PATCH", Verb.WITHDRAW_OWN: "DELETE"}[verb]
        payload = {"text": "Changed."} if method == "PATCH" else None
        assert there.api.ask(method, f"responses/{there.own.pk}", payload).status_code == 401
    elif verb != Verb.POST:
        assert not DOORS[verb](there)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.SENIOR_MODERATOR])
@pytest.mark.parametrize("verb", OF_A_PLACE)
def test_a_role_on_another_site_opens_nothing_here(scene, front_page, role, verb):
    from django.contrib.auth.models import Group

    other = Site.objects.create(hostname="other.example", root_page=front_page.copy(update_attrs={"slug": "other"}))
    there = scene(role, site=other.pk)
    # Even with the key to the admin's front door, what lies on this site is not there.
    there.person.groups.add(*Group.objects.filter(name="Moderators"))
    assert verb in MAY[role]
    assert not DOORS[verb](there)


@pytest.mark.parametrize("path", ["edit", "delete", "history", "copy"])
def test_the_rules_of_another_site_are_not_there(scene, front_page, path):
    from django.contrib.auth.models import Group

    other = Site.objects.create(hostname="other.example", root_page=front_page.copy(update_attrs={"slug": "other"}))
    there = scene(Role.MODERATOR, site=other.pk)
    there.person.groups.add(*Group.objects.filter(name="Moderators"))
    here, own = (
        WordRule.objects.create(site=site, pattern=pattern, effect="ban")
        for site, pattern in ((1, "flimflam"), (other.pk, "balderdash"))
    )
    listed = there.page.get("/admin/wordrule/").content.decode()
    assert own.pattern in listed
    assert here.pattern not in listed
    assert there.page.get(f"/admin/wordrule/{path}/{here.pk}/").status_code in (302, 404)
    assert there.page.get(f"/admin/wordrule/{path}/{own.pk}/").status_code == 200
    there.page.post(f"/admin/wordrule/delete/{here.pk}/")
    there.page.post(f"/admin/wordrule/edit/{here.pk}/", {**RULE, "site": other.pk, "tried": f"{other.pk}|flapdoodle|ban|False"})
    assert WordRule.objects.get(pk=here.pk).pattern == here.pattern
    there.page.post("/admin/wordrule/new/", RULE)
    assert not WordRule.objects.filter(pattern="flapdoodle").exists()
