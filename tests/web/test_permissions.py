"""The table of docs/permissions.md, walked through pages and API: every role, every verb that has a door, two sites."""

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from tertulia.config.newsroom import let_editors_publish
from tertulia.house.models import Policy, Rulebook, WordRule
from tertulia.moderation.actions import Action
from tertulia.moderation.appealing import appeal_statement
from tertulia.moderation.cases import prepare_case
from tertulia.moderation.deciding import Reasons, decide_response
from tertulia.moderation.models import Appeal, Case, Note, Report, Statement
from tertulia.readers.models import Guest, Reader, Suspension
from tertulia.readers.roles import MAY, Role, Verb, grant_role
from tertulia.readers.tokens import create_token
from tertulia.responses.models import Response, Shield, State, Thread
from tertulia.responses.posting import post_response
from tertulia.stories.arriving import default_site
from tertulia.stories.models import StoryPage
from tests.api.conftest import Machine
from tests.moderation.papers import decide as decide_about
from tests.readers.permission_table import CELLS
from tests.web.test_rules import sent as rules_sent


def rule(site):
    return {"site": site, "pattern": "flapdoodle", "effect": "ban", "note": "", "tried": f"{site}|flapdoodle|ban|False"}


POLICY = {
    "is_on": "on", "nudge_at": 0.4, "hold_at": 0.7, "urgent_at": 0.6, "spam_at": 0.9, "newcomer_hold_at": 0.6,
    "links_at": 3, "on_failure": "hold", "slow_ms": 300,
}  # fmt: skip


class Scene:
    """A thread with a held and a visible response by somebody else, one's own, and the one who tries."""

    def __init__(self, thread, author, person):
        self.thread, self.author, self.person = thread, author, person
        self.other = post_response(thread=thread.pk, author=author, text="A word of somebody else.").response
        self.own = post_response(thread=thread.pk, author=person, text="A word of my own.").response
        self.held = post_response(thread=thread.pk, author=author, text="A held word.").response
        Response.objects.filter(pk=self.held.pk).update(state=State.HELD)
        self.case = Case.objects.get(response=self.held)
        prepare_case(self.case.pk)
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
    scene.page.post("/admin/wordrule/new/", rule(default_site()))
    return WordRule.objects.filter(site=default_site()).exists()


def edit_policy(scene):
    scene.page.post("/admin/policy/new/", {**POLICY, "site": default_site()})
    return Policy.objects.filter(site=default_site()).exists()


def report(scene):
    sent = scene.api.post(f"responses/{scene.other.pk}/reports", {"ground": "house:insult"})
    return sent.status_code in (200, 201) and Report.objects.filter(response=scene.other.pk).exists()


def see_writer(scene):
    """A guest's whole history, and a note about a reader."""
    guest = Guest.objects.create(name="Gil", email="gil@guest.example", address="a" * 64, confirmed_at=timezone.now())
    kept = post_response(thread=scene.thread.pk, author=None, guest=guest, text="A held word of Gil.").response
    Response.objects.filter(pk=kept.pk).update(state=State.HELD)
    seen = "A held word of Gil." in scene.page.get(f"/guests/{guest.pk}/").content.decode()
    scene.page.post(f"/desk/cases/{scene.case.pk}/note/", {"about": "Writes calmly.", "text": "Writes calmly."})
    noted = Note.objects.filter(reader=scene.author).exists()
    assert seen == noted
    return seen


def see_log(scene):
    """What was decided about a writer stands beside the case."""
    with_note = Reasons(note="Said twice already.")
    boss = Reader.objects.create_superuser("boss@quay.example", name="Boss")
    decide_response(response=scene.other.pk, moderator=boss, action=Action.REMOVE, reasons=with_note)
    return "Said twice already." in scene.page.get(f"/desk/cases/{scene.case.pk}/").content.decode()


def set_shield(scene):
    sent = {"do": "raise", "kind": "slow", "hours": "1", "minutes": "5"}
    scene.page.post(f"/desk/threads/{scene.thread.pk}/", sent)
    return Shield.objects.filter(thread=scene.thread).exists()


def feature(scene):
    scene.page.post(f"/responses/{scene.other.pk}/feature/", {"feature": "1"})
    return Response.objects.get(pk=scene.other.pk).featured_at is not None


def pin(scene):
    """The newsroom's own words, which have a badge, are pinned."""
    Response.objects.filter(pk=scene.other.pk).update(badge="editor")
    return feature(scene)


def erase(scene):
    scene.page.post(f"/responses/{scene.other.pk}/erase/")
    return scene.state(scene.other) == State.ERASED


def answer_appeals(scene):
    boss = Reader.objects.create_superuser("boss@quay.example", name="Boss")
    decide_about(scene.other, boss, "remove", ground="house:insult")
    appeal = appeal_statement(statement=Statement.objects.get(response=scene.other.pk).pk, text="I meant the rope.")
    scene.page.post(f"/desk/papers/appeals/{appeal.pk}/", {"decision": "falls", "answer": "You are right."})
    return Appeal.objects.get().answered_at is not None


def suspend(scene):
    sent = {"action": "remove", "suspend": "on", "days": "3", "ground": "house:insult"}
    scene.page.post(f"/desk/cases/{scene.case.pk}/decide/", sent)
    return Suspension.objects.filter(reader=scene.author).exists()


def edit_house_rules(scene):
    scene.page.post("/desk/rules/", rules_sent())
    return Rulebook.objects.exists()


def publish(scene):
    draft = scene.front_page.add_child(instance=StoryPage(title="A draft", slug="a-draft", live=False))
    draft.save_revision()
    scene.page.post(f"/admin/bulk/wagtailcore/page/publish/?id={draft.pk}&next=/admin/", {})
    return Page.objects.get(pk=draft.pk).live


def manage_people(scene):
    return shown(scene.page.get("/admin/users/")) and shown(scene.page.get(f"/admin/users/{scene.person.pk}/standing/"))


DOORS = {
    Verb.REPORT: report,
    Verb.SEE_WRITER: see_writer,
    Verb.SEE_LOG: see_log,
    Verb.SET_SHIELD: set_shield,
    Verb.FEATURE: feature,
    Verb.PIN: pin,
    Verb.ERASE: erase,
    Verb.ANSWER_APPEALS: answer_appeals,
    Verb.SUSPEND: suspend,
    Verb.EDIT_HOUSE_RULES: edit_house_rules,
    Verb.PUBLISH: publish,
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
OF_A_PLACE = [
    Verb.SEE_QUEUE, Verb.DECIDE, Verb.SET_THREAD, Verb.SEE_WRITER, Verb.SEE_LOG, Verb.SET_SHIELD, Verb.FEATURE, Verb.PIN,
    Verb.ERASE, Verb.ANSWER_APPEALS, Verb.SUSPEND, Verb.EDIT_HOUSE_RULES,
]  # fmt: skip
SENIOR = MAY[Role.SENIOR_MODERATOR] - MAY[Role.MODERATOR]


def test_every_verb_of_the_table_has_a_door():
    assert set(DOORS) == set(Verb)


@pytest.fixture
def scene(story_thread, reader, front_page):
    let_editors_publish()

    def make(role, **place):
        person = Reader.objects.create_user("sam@reader.example", name="Sam")
        grant_role(reader=person, role=role, **place)
        there = Scene(story_thread, reader, person)
        there.front_page = front_page
        return there

    return make


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell.verb in DOORS], ids=str)
def test_a_door_opens_where_the_table_says_yes_and_nowhere_else(scene, cell):
    assert DOORS[cell.verb](scene(cell.role)) == cell.allowed


@pytest.mark.parametrize("verb", list(DOORS))
def test_whoever_has_no_account_meets_closed_doors(story_thread, reader, front_page, verb):
    there = Scene(story_thread, reader, reader)
    there.front_page = front_page
    there.page, there.api = Client(), Machine()
    if verb in (Verb.EDIT_OWN, Verb.WITHDRAW_OWN):
        method = {Verb.EDIT_OWN: "PATCH", Verb.WITHDRAW_OWN: "DELETE"}[verb]
        payload = {"text": "Changed."} if method == "PATCH" else None
        assert there.api.ask(method, f"responses/{there.own.pk}", payload).status_code == 401
    elif verb not in (Verb.POST, Verb.REPORT):
        assert not DOORS[verb](there)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.SENIOR_MODERATOR])
@pytest.mark.parametrize("verb", OF_A_PLACE)
def test_a_role_on_another_site_opens_nothing_here(scene, front_page, role, verb):
    from django.contrib.auth.models import Group

    other = Site.objects.create(hostname="other.example", root_page=front_page.copy(update_attrs={"slug": "other"}))
    there = scene(role, site=other.pk)
    # Even with the key to the admin's front door, what lies on this site is not there.
    there.person.groups.add(*Group.objects.filter(name="Moderators"))
    assert verb in MAY[role] or (verb in SENIOR and role is Role.MODERATOR)
    assert not DOORS[verb](there)


@pytest.mark.parametrize("path", ["edit", "delete", "history", "copy"])
def test_the_rules_of_another_site_are_not_there(scene, front_page, path):
    from django.contrib.auth.models import Group

    other = Site.objects.create(hostname="other.example", root_page=front_page.copy(update_attrs={"slug": "other"}))
    there = scene(Role.MODERATOR, site=other.pk)
    there.person.groups.add(*Group.objects.filter(name="Moderators"))
    here, own = (
        WordRule.objects.create(site=site, pattern=pattern, effect="ban")
        for site, pattern in ((default_site(), "flimflam"), (other.pk, "balderdash"))
    )
    listed = there.page.get("/admin/wordrule/").content.decode()
    assert own.pattern in listed
    assert here.pattern not in listed
    assert there.page.get(f"/admin/wordrule/{path}/{here.pk}/").status_code in (302, 404)
    assert there.page.get(f"/admin/wordrule/{path}/{own.pk}/").status_code == 200
    there.page.post(f"/admin/wordrule/delete/{here.pk}/")
    there.page.post(f"/admin/wordrule/edit/{here.pk}/", rule(other.pk))
    assert WordRule.objects.get(pk=here.pk).pattern == here.pattern
    there.page.post("/admin/wordrule/new/", rule(default_site()))
    assert not WordRule.objects.filter(pattern="flapdoodle").exists()
