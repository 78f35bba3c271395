import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertulia.moderation.deciding import hold_response, remove_response
from tertulia.responses.editing import edit_response
from tertulia.responses.models import Response, Thread
from tertulia.responses.posting import post_response
from tertulia.stories.models import PlainPage, StoryPage
from tertulia.transfer.exchange import dump_line
from tertulia.transfer.exporting import ExportOptions, export_records
from tertulia.transfer.formats.cleaning import cleaned
from tertulia.transfer.models import Kept, Origin, StoryOrigin
from tertulia.transfer.records import Action, Author, Body, Person, ResponseRecord, Unknown, Vote
from tests.transfer.test_loading import START, TREE, response, run, story


def exported(**asked):
    return [dump_line(record).decode() for record in export_records(ExportOptions(**asked))][1:]


def start_anew():
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
    from tertulia.transfer.exchange import load_line

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
        Vote(response=NAMES[0], voter="pseudonym:1", value=1),
        Action(on=NAMES[1], action="approve"),
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
