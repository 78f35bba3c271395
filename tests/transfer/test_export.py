import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertulia.moderation.actions import Action as Verdict
from tertulia.moderation.deciding import Reasons, decide_response, hold_response, release_response, remove_response
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.counting import recount_all
from tertulia.responses.editing import edit_response
from tertulia.responses.featuring import unfeature_response
from tertulia.responses.models import Response, Thread, Vote
from tertulia.responses.posting import post_response
from tertulia.responses.voting import cast_vote
from tertulia.stories.models import PlainPage, StoryPage
from tertulia.transfer.choices import ExportOptions
from tertulia.transfer.exchange import dump_line, load_line
from tertulia.transfer.exporting import export_records
from tertulia.transfer.formats.cleaning import cleaned
from tertulia.transfer.models import Kept, Origin, StoryOrigin
from tertulia.transfer.records import Action, Author, Body, Person, ResponseRecord, Story, Unknown
from tertulia.transfer.records import Vote as Vote_
from tests.transfer.test_loading import START, TREE, response, run, story


def exported(**asked):
    return [dump_line(record).decode() for record in export_records(ExportOptions(**asked))][1:]


def start_anew():
    """Whoever has an account stays, as somebody else: their decisions cannot be deleted."""
    Reader.objects.update(joined_at=F("joined_at") + timedelta(days=1))
    Vote.objects.all().delete()
    Origin.objects.all().delete()
    StoryOrigin.objects.all().delete()
    Kept.objects.all().delete()
    Response.objects.update(parent=None, root=None, branch_no=0)
    Response.objects.all().delete()
    Thread.objects.all().delete()
    for page in [*StoryPage.objects.all(), *PlainPage.objects.all()]:
        page.delete()


def round_trip():
    """Export, import into an empty site, export again: both exports."""
    first = exported()
    records = [load_line(line.encode()) for line in first]
    start_anew()
    run(*records, keep_addresses=True)
    return first, exported()


@pytest.mark.django_db
class TestARoundTrip:
    def test_of_what_was_imported_ends_where_it_began(self):
        run(story(declared_responses=9), *TREE, response(8, 99), response(9, 1, status="spam"), response(10, kind="mention"))
        first, second = round_trip()
        assert second == first
        assert sum('"type":"response"' in line for line in first) == 10

    def test_of_what_was_written_here_ends_where_it_began(self, story_thread, reader, moderator):
        top = post_response(thread=story_thread.pk, author=reader, text="It was *dark*.").response
        reply = post_response(
            thread=story_thread.pk, author=None, name="سلمى", text="> dark\n\nAnd cold.", parent=top.pk
        ).response
        gone = post_response(thread=story_thread.pk, author=reader, text="Later removed.", parent=reply.pk).response
        post_response(thread=story_thread.pk, author=None, name="Guest", text="Below it.", parent=gone.pk)
        remove_response(response=gone.pk, moderator=moderator)
        hold_response(
            response=post_response(thread=story_thread.pk, author=reader, text="Held.").response.pk, moderator=moderator
        )
        edit_response(response=top.pk, author=reader, text="It was *very* dark.")
        first, second = round_trip()
        assert second == first
        kinds = [json.loads(line)["type"] for line in first]
        assert (kinds.count("response"), kinds.count("revision"), kinds.count("person")) == (5, 1, 1)

    def test_keeps_what_an_import_brought_and_was_changed_here(self, moderator):
        run(story(), *TREE)
        remove_response(response=Origin.objects.get(external_id="test:paper:comment:7").response_id, moderator=moderator)
        first, second = round_trip()
        assert second == first
        assert '"status":"removed"' in "".join(first)


@pytest.fixture
def editor(db):
    person = Reader.objects.create_user("joost@quay.example", name="Joost")
    grant_role(reader=person, role=Role.EDITOR)
    return person


@pytest.fixture
def lively(story_thread, reader, moderator):
    """A thread with votes, an announcement of the newsroom's, a featured response and decisions; two responses."""
    first = post_response(thread=story_thread.pk, author=reader, text="It was dark.").response
    second = post_response(thread=story_thread.pk, author=None, name="Guest", text="And cold.", parent=first.pk).response
    voters = [Reader.objects.create_user(f"voter{number}@reader.example", name=f"Voter {number}") for number in range(3)]
    for voter, value in zip(voters, (1, 1, -1), strict=True):
        cast_vote(response=first.pk, reader=voter, value=value)
    Response.objects.filter(pk=second.pk).update(badge="moderator", featured_at=START, featured_by=moderator)
    Response.objects.filter(pk=first.pk).update(featured_at=START + timedelta(hours=1), featured_by=moderator)
    decide_response(response=second.pk, moderator=moderator, action=Verdict.HOLD, reasons=Reasons(note="A note for colleagues."))
    release_response(response=second.pk, moderator=moderator)
    voters[0].delete()
    return first, second


@pytest.mark.django_db
class TestDeeds:
    """Votes, what was featured, badges, decisions."""

    def test_they_go_out_and_in_and_out_the_same(self, lively):
        first, second = round_trip()
        assert second == first
        lines = [json.loads(line) for line in first]
        votes = [line for line in lines if line["type"] == "vote"]
        assert sorted(vote["value"] for vote in votes) == [-1, 1, 1]
        assert all(vote["voter"].startswith("pseudonym:") for vote in votes)
        assert len({vote["voter"] for vote in votes}) == 3
        actions = [line["action"] for line in lines if line["type"] == "action"]
        assert actions == ["pin", "feature", "hold", "release"]
        assert [line["badge"] for line in lines if "badge" in line] == ["moderator"]

    def test_they_count_and_show_in_the_new_place(self, lively):
        round_trip()
        dark, cold = Response.objects.order_by("place")
        assert (dark.up, dark.down, dark.came_up) == (2, 1, None)
        assert Vote.objects.filter(response=dark, reader=None).count() == 3
        assert (cold.badge, cold.featured_at, dark.featured_at) == ("moderator", START, START + timedelta(hours=1))
        assert recount_all() == []

    def test_a_second_run_changes_nothing_and_undoes_no_local_choice(self, lively, other_reader, editor):
        records = [load_line(line.encode()) for line in exported()]
        start_anew()
        run(*records, keep_addresses=True)
        dark = Response.objects.get(badge="")
        cast_vote(response=dark.pk, reader=other_reader, value=1)
        unfeature_response(response=dark.pk, editor=editor)
        report = run(*records, keep_addresses=True)
        dark.refresh_from_db()
        assert (report.created, report.updated, report.conflicts) == ({}, {}, [])
        assert (dark.up, dark.down, dark.featured_at) == (3, 1, None)
        lines = [json.loads(line) for line in exported()]
        assert [line["action"] for line in lines if line["type"] == "action"] == ["pin", "hold", "release"]
        assert [line["counts"] for line in lines if line.get("counts")] == [{"likes": 3, "dislikes": 1}]
        assert sum(line["type"] == "vote" for line in lines) == 4

    def test_readers_can_see_what_is_public_of_them_only(self, lively):
        text = "".join(exported(privacy="public"))
        assert '"vote"' not in text
        assert "colleagues" not in text
        assert "person:" not in "".join(line for line in text.splitlines() if '"action"' in line)
        assert '"likes":2' in text
        assert [json.loads(line)["action"] for line in exported(privacy="public") if '"type":"action"' in line] == [
            "pin",
            "feature",
        ]

    def test_an_export_that_comes_back_to_where_it_was_made_changes_nothing(self, lively):
        before = exported()
        report = run(*[load_line(line.encode()) for line in before], keep_addresses=True)
        assert (report.created, report.updated, report.reading.skipped.total) == ({}, {}, 0)
        assert exported() == before

    def test_votes_wait_for_their_response_and_lines_come_in_any_order(self):
        vote, other = Vote_(response=NAMES[1], voter="pseudonym:1", value=1), Vote_(response=NAMES[1], voter="2", value=-1)
        run(vote, Action(on=NAMES[1], action="feature", at=START))
        run(story(), response(1, counts={"likes": 5}), other)
        stored = Response.objects.get(featured_at=START)
        assert (stored.up, stored.down, stored.came_up, stored.came_down) == (5, 1, 4, None)
        run(replace(vote, value=-1))
        stored.refresh_from_db()
        assert (stored.up, stored.down, stored.came_up) == (5, 2, 5)
        assert recount_all() == []

    @pytest.mark.parametrize(("value", "number"), [(0, 0), (7, 0), (-(2**62), 0), (1, 2**62), (1, -5)])
    def test_odd_values_are_kept_and_count_for_nothing(self, value, number):
        run(story(), response(1, counts={"likes": number}), Vote_(response=NAMES[1], voter="1", value=value))
        stored = Response.objects.get()
        assert stored.up == max(value == 1, min(max(number, 0), 1_000_000))
        first, second = round_trip()
        assert second == first


@pytest.mark.django_db
def test_a_page_that_two_sources_know_goes_out_and_in_and_out_the_same():
    address = "https://paper.example/2019/05/04/canal/"
    run(Story(id="disqus:paper:story:9", url=address, title="Canal"), response(1, story="disqus:paper:story:9"))
    run(story(bylines=("Ida Holm",)), response(2, 1))
    first, second = round_trip()
    assert second == first
    assert [len(json.loads(line).get("body", ())) for line in first if '"type":"story"' in line] == [0, 1]


@pytest.mark.django_db
def test_what_was_changed_here_keeps_what_came_with_it(moderator):
    run(story(), response(1, aliases=("#comment-1",), source={"meta": {"mood": "calm"}}, position=7))
    remove_response(response=Response.objects.get().pk, moderator=moderator)
    line = next(json.loads(line) for line in exported() if '"type":"response"' in line)
    assert (line["status"], line["position"], line["aliases"], line["source"]["meta"]) == (
        "removed",
        7,
        ["#comment-1"],
        {"mood": "calm"},
    )


@pytest.mark.django_db
def test_two_houses_of_one_address_never_give_out_the_same_id(story_thread, reader):
    post_response(thread=story_thread.pk, author=reader, text="In the old house.")
    records = [load_line(line.encode()) for line in exported()]
    key = Response.objects.get().pk
    start_anew()
    run(*records)
    thread = Thread.objects.get()
    Response.objects.bulk_create([Response(pk=key + 5, thread=thread, place=5, author=reader, html="<p>New.</p>")])
    Origin.objects.filter(external_id__contains=f":{key}-").update(external_id=f"tertulia:testserver:response:{key + 5}-4")
    ids = [json.loads(line)["id"] for line in exported() if '"type":"response"' in line]
    assert len(set(ids)) == 2


@pytest.mark.django_db
def test_the_public_export_leaves_out_what_is_under_a_draft(story_thread, reader):
    post_response(thread=story_thread.pk, author=reader, text="Under a draft.")
    story_thread.story.unpublish()
    assert "Under a draft." in "".join(exported())
    public = "".join(exported(privacy="public"))
    assert "Under a draft." not in public
    assert "Rope Street" not in public


@pytest.mark.django_db
def test_the_public_export_holds_only_what_readers_see(story_thread, reader, moderator):
    shown = post_response(thread=story_thread.pk, author=reader, text="Shown.").response
    edit_response(response=shown.pk, author=reader, text="Shown, too.")
    hold_response(response=post_response(thread=story_thread.pk, author=reader, text="Held.").response.pk, moderator=moderator)
    text = "".join(exported(privacy="public"))
    assert "Shown, too." in text
    assert "Held." not in text
    assert reader.email not in text
    assert '"revision"' not in text


@pytest.mark.django_db
def test_one_story_s_thread_alone(story_thread, thread, reader):
    post_response(thread=story_thread.pk, author=reader, text="Here.")
    post_response(thread=thread.pk, author=reader, text="Elsewhere.")
    text = "".join(exported(thread=story_thread.pk))
    assert "Here." in text
    assert "Elsewhere." not in text


TEXTS = st.text(alphabet="ab \n<>&\"'é\u0627\u202e\u0301\x00*[](", max_size=14)
NAMES = [f"test:paper:comment:{number}" for number in range(6)]
STATUSES = ["approved", "approved", "pending", "spam", "removed", "deleted"]


def responses_of(number):
    return st.builds(
        ResponseRecord,
        id=st.just(NAMES[number]),
        story=st.sampled_from(["test:paper:story:1", "test:paper:story:2"]),
        parent=st.none() | st.sampled_from([*NAMES, "test:paper:comment:gone"]),
        kind=st.sampled_from(["response", "response", "mention", "other:note"]),
        status=st.sampled_from(STATUSES),
        author=st.none() | st.builds(Author, name=st.none() | TEXTS, person=st.none() | st.just("test:paper:person:1")),
        created=st.none() | st.integers(0, 3).map(lambda hours: START + timedelta(hours=hours)),
        edited=st.none() | st.just(START + timedelta(days=1)),
        body=st.none() | st.builds(Body, html=TEXTS, original=st.none() | TEXTS),
        position=st.none() | st.just(number + 1),
        counts=st.just({}) | st.just({"likes": 3}),
        aliases=st.just(()) | st.just((f"#c{number}",)),
        source=st.just({}) | st.just({"odd": [1, {"ip": "x"}]}),
        extra=st.just({}) | st.just({"mood": "calm"}),
    )


@st.composite
def streams(draw):
    stories = [
        story(title=draw(TEXTS), thread=draw(st.sampled_from([None, "closed", "held"]))),
        story(id="test:paper:story:2", url="https://paper.example/2019/05/06/b/", body=(), lead_photo=None, standfirst=None),
    ]
    said = [draw(responses_of(number)) for number in range(draw(st.integers(0, 6)))]
    others = [
        Person(id="test:paper:person:1", name="Ida"),
        Vote_(response=NAMES[0], voter="pseudonym:1", value=1),
        Action(on=NAMES[1], action="approve"),
        Action(on=NAMES[2], action="feature"),
        Unknown(line={"type": "poll", "id": "p", "asked": [1, None]}),
    ]
    return [*stories, *draw(st.permutations([*said, *draw(st.lists(st.sampled_from(others), unique_by=id))]))]


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=streams())
def test_whatever_came_in_goes_out_and_in_and_out_the_same(records):
    start_anew()
    came = [each for each in (cleaned(record) for record in records) if each is not None]
    run(*came, keep_addresses=True)
    first, second = round_trip()
    assert second == first
    assert run(*came, keep_addresses=True).conflicts == []
